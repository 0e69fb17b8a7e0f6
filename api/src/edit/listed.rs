//! The rules that the database can't know: codes must be on the lists of ISO, and an amount has no more decimals than
//! its currency.
//!
//! Only what a patch sets is judged. A row may hold a code that was withdrawn since, or that an import made up: it
//! keeps it, also under a patch that repeats it.

use super::failure::Violation;
use super::rule::Rule::Form;
use super::statement::OnlyIf;
use super::values::{Editable, Values, amount_in, text_in};
use crate::{codes, money};

/// A column, whether its value is on the list, and what is said where it is not.
type List = (&'static str, fn(&str) -> bool, &'static str);

const LISTS: [List; 2] = [
    ("currency", codes::is_currency, "must be the ISO 4217 code of a currency in use, such as EUR"),
    ("country", codes::is_country, "must be the ISO 3166 code of a country, such as DE"),
];

/// Judges a new row, or a patch of a row that is known.
pub(crate) fn judge<R: Editable>(values: &Values, row: Option<&Values>) -> Vec<Violation> {
    let known = |column: &str| row.and_then(|row| text_in(row, column));
    let mut violations: Vec<_> = LISTS
        .iter()
        .filter_map(|(column, is_listed, words)| {
            let code = text_in(values, column)?;
            let sound = is_listed(code) || known(column) == Some(code);
            (!sound).then(|| Violation::new(*column, Form, *words))
        })
        .collect();
    if violations.is_empty() {
        violations.extend(too_fine::<R>(values, row));
    }
    violations
}

/// An amount that has more decimals than its currency, where the patch sets one of the two.
fn too_fine<R: Editable>(values: &Values, row: Option<&Values>) -> Option<Violation> {
    let column = R::AMOUNT?;
    let set = amount_in(values, column);
    let currency = text_in(values, "currency");
    if set.is_none() && currency.is_none() {
        return None;
    }
    let amount = set.or_else(|| amount_in(row?, column))?;
    let currency = currency.or_else(|| text_in(row?, "currency"))?;
    let decimals = codes::decimals(currency);
    if money::scale(amount) <= decimals {
        return None;
    }
    let row_has_both = row.is_some_and(|row| {
        amount_in(row, column) == Some(amount) && text_in(row, "currency") == Some(currency)
    });
    if row_has_both {
        return None;
    }
    let count = match decimals {
        0 => "no decimals".to_owned(),
        1 => "at most one decimal".to_owned(),
        2 => "at most two decimals".to_owned(),
        _ => "at most three decimals".to_owned(),
    };
    Some(match set {
        Some(_) => Violation::new(column, Form, format!("must have {count}, as it is in {currency}")),
        None => {
            let field = super::values::api_name(column);
            let words = format!("cannot be {currency}, which has {count}, while {field} is {amount}");
            Violation::new("currency", Form, words)
        }
    })
}

/// Whether a patch can be judged without its row, and on what condition about the row.
pub(crate) fn without_row<R: Editable>(patch: &Values) -> Option<Option<OnlyIf>> {
    if !judge::<R>(patch, None).is_empty() {
        return None;
    }
    let Some(column) = R::AMOUNT else { return Some(None) };
    let decimals = amount_in(patch, column).map(money::scale);
    match (decimals, patch.contains_key("currency")) {
        (None, false) | (Some(_), true) => Some(None),
        // The amount that stands in the row may not go with the new currency.
        (None, true) => None,
        (Some(0), false) => Some(None),
        (Some(decimals), false) => {
            let coarser = (0..decimals).flat_map(codes::with_decimals);
            Some(Some(OnlyIf::none_of("currency", coarser.map(Into::into).collect())))
        }
    }
}

#[cfg(test)]
mod tests {
    use entity::{booking, guest};
    use rust_decimal::Decimal;
    use sea_orm::Value;

    use super::*;

    fn values(amount: Option<&str>, currency: Option<&str>) -> Values {
        let amount = amount.map(|amount| ("total_price", Value::from(amount.parse::<Decimal>().unwrap())));
        let currency = currency.map(|currency| ("currency", Value::from(currency)));
        amount.into_iter().chain(currency).collect()
    }

    /// The field that is named, for a patch on a row.
    fn fault(patch: (Option<&str>, Option<&str>), row: (&str, &str)) -> Option<String> {
        let row = values(Some(row.0), Some(row.1));
        let mut faults = judge::<booking::Model>(&values(patch.0, patch.1), Some(&row));
        assert!(faults.len() < 2, "{faults:?}");
        faults.pop().map(|violation| violation.field)
    }

    #[test]
    fn an_amount_goes_with_its_currency_whichever_of_the_two_is_set() {
        let (amount, currency) = (Some("total_price".to_owned()), Some("currency".to_owned()));
        assert_eq!(fault((Some("1.50"), None), ("1", "EUR")), None);
        assert_eq!(fault((Some("1.505"), None), ("1", "EUR")), amount);
        assert_eq!(fault((Some("1.505"), None), ("1", "KWD")), None);
        assert_eq!(fault((Some("1.5"), None), ("1", "JPY")), amount);
        assert_eq!(fault((Some("1.0"), None), ("1", "JPY")), None);
        assert_eq!(fault((None, Some("JPY")), ("1.50", "EUR")), currency);
        assert_eq!(fault((None, Some("JPY")), ("1.00", "EUR")), None);
        assert_eq!(fault((Some("1.5"), Some("JPY")), ("1", "EUR")), amount);
    }

    #[test]
    fn what_stands_in_a_row_is_not_judged() {
        assert_eq!(fault((None, Some("HRK")), ("1", "HRK")), None);
        assert_eq!(fault((Some("2"), Some("HRK")), ("1", "HRK")), None);
        assert_eq!(fault((Some("2"), None), ("1", "ABC")), None);
        assert_eq!(fault((Some("1.5"), Some("JPY")), ("1.5", "JPY")), None);
        assert_eq!(fault((None, None), ("1.5", "JPY")), None);
        assert_eq!(fault((None, Some("HRK")), ("1", "EUR")), Some("currency".to_owned()));
        let country = |code: &str| Values::from([("country", Value::from(code))]);
        let faults = |code, row: Option<&Values>| judge::<guest::Model>(&country(code), row).len();
        assert_eq!((faults("AN", None), faults("AN", Some(&country("AN"))), faults("DE", None)), (1, 0, 0));
    }

    #[test]
    fn most_patches_need_no_look_at_the_row() {
        let without = |amount, currency| without_row::<booking::Model>(&values(amount, currency));
        assert!(matches!(without(None, None), Some(None)));
        assert!(matches!(without(Some("5"), None), Some(None)));
        assert!(matches!(without(Some("5.5"), Some("EUR")), Some(None)));
        let Some(Some(condition)) = without(Some("5.5"), None) else { panic!("no condition") };
        assert!(condition.excludes("JPY") && !condition.excludes("EUR") && !condition.excludes("KWD"));
        let Some(Some(condition)) = without(Some("5.505"), None) else { panic!("no condition") };
        assert!(condition.excludes("JPY") && condition.excludes("EUR") && !condition.excludes("KWD"));
        assert!(without(Some("5.505"), Some("EUR")).is_none());
        assert!(without(None, Some("EUR")).is_none());
        assert!(without(None, Some("HRK")).is_none());
    }
}
