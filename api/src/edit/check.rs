//! What a value must be before PostgreSQL is asked: only what its types would garble or refuse without a name.

use sea_orm::Value;

use super::failure::Violation;
use super::mutation::MutationKey;
use super::rule::Rule::{self, Form, Length, Range};
use super::{Author, Values};
use crate::money;

/// What is said of an amount from [`money::LIMIT`] on.
pub(crate) const TOO_LARGE: &str = "must be below 10000000000";

/// Checks the values of a patch or a new row, and its author's mutation id: all fields that break a rule.
pub(crate) fn check(author: &Author, values: &Values) -> Vec<Violation> {
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
    violations
}

fn broken_rule(value: &Value) -> Option<(Rule, &'static str)> {
    match value {
        Value::String(Some(text)) if text.contains('\0') => {
            Some((Form, "must not contain the character NUL"))
        }
        Value::Decimal(Some(amount)) if amount.abs() >= money::LIMIT => Some((Range, TOO_LARGE)),
        _ => None,
    }
}
