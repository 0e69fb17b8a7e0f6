//! What a value must be before PostgreSQL is asked: only what its types would garble or refuse without a name.

use rust_decimal::Decimal;
use sea_orm::Value;

use super::failure::{Refusal, Violation};
use super::mutation::MutationKey;
use super::rule::Rule::{self, Form, Length, Range};
use super::{Author, Values};

/// The schema's `numeric(12, 2)`: larger is refused, more decimals would be rounded in silence.
const LARGEST_AMOUNT: Decimal = Decimal::from_parts(3_567_587_327, 232, 0, false, 2);

/// Checks the values of a patch or a new row, and its author's mutation id.
///
/// # Errors
/// All fields that break a rule.
pub fn check(author: &Author, values: &Values) -> Result<(), Refusal> {
    let mut violations: Vec<_> = values
        .iter()
        .filter_map(|(field, value)| {
            let (rule, words) = broken_rule(value)?;
            Some(Violation::new(*field, rule, words))
        })
        .collect();
    if let Some(key) = &author.mutation
        && (key.id.is_empty() || key.id.len() > MutationKey::MAX_LENGTH || key.id.contains('\0'))
    {
        violations.push(Violation::new("mutationId", Length, "must have 1 to 200 bytes and no NUL"));
    }
    if violations.is_empty() { Ok(()) } else { Err(Refusal::Invalid(violations)) }
}

fn broken_rule(value: &Value) -> Option<(Rule, &'static str)> {
    match value {
        Value::String(Some(text)) if text.contains('\0') => {
            Some((Form, "must not contain the character NUL"))
        }
        Value::Decimal(Some(amount)) if amount.normalize().scale() > 2 => {
            Some((Form, "must have at most two decimals"))
        }
        Value::Decimal(Some(amount)) if amount.abs() > LARGEST_AMOUNT => {
            Some((Range, "must be at most 9999999999.99"))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_amount_is_that_of_the_column() {
        assert_eq!(LARGEST_AMOUNT.to_string(), "9999999999.99");
    }

    #[test]
    fn amounts_are_neither_rounded_nor_cut() {
        let rule = |text: &str| broken_rule(&Value::from(text.parse::<Decimal>().unwrap()));
        assert_eq!(rule("120.50"), None);
        assert_eq!(rule("120.500"), None);
        assert_eq!(rule("9999999999.99"), None);
        assert_eq!(rule("0.001"), Some((Form, "must have at most two decimals")));
        assert_eq!(rule("10000000000"), Some((Range, "must be at most 9999999999.99")));
        assert_eq!(rule("-10000000000"), Some((Range, "must be at most 9999999999.99")));
    }
}
