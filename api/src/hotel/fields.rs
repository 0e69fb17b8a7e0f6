//! The settings' fields: as the columns that a patch sets, and the rules of their values.

use chrono::NaiveTime;
use chrono_tz::Tz;
use entity::hotel_settings::Model;
use sea_orm::Value;

use super::Given;
use crate::config::Locale;
use crate::edit::Rule::{Fixed, Form, Length, Range};
use crate::edit::values::text_in;
use crate::edit::{Values, Violation};
use crate::{codes, text};

/// The most characters of a name.
const NAME_LIMIT: usize = 200;

/// All of a version's fields; null is what nobody has set.
pub(crate) fn values(row: Option<&Model>) -> Values {
    let text = |of: fn(&Model) -> &Option<String>| Value::from(row.and_then(|row| of(row).clone()));
    let time = |of: fn(&Model) -> Option<NaiveTime>| Value::from(row.and_then(of));
    Values::from([
        ("name", text(|row| &row.name)),
        ("time_zone", text(|row| &row.time_zone)),
        ("day_ends", time(|row| row.day_ends)),
        ("currency", text(|row| &row.currency)),
        ("locale", text(|row| &row.locale)),
        ("check_in_from", time(|row| row.check_in_from)),
        ("check_out_until", time(|row| row.check_out_until)),
    ])
}

/// Judges a patch, and puts what it sets into its normal form.
pub(crate) fn judge(given: &Given, patch: &mut Values) -> Vec<Violation> {
    let mut broken = vec![];
    for (column, flag) in given.fixed() {
        if patch.contains_key(column) {
            let words = format!("is fixed by the operator, with {flag}");
            broken.push(Violation::new(column, Fixed, words));
        }
    }
    if let Some(name) = text_in(patch, "name") {
        if !(1..=NAME_LIMIT).contains(&name.chars().count()) {
            broken.push(Violation::new("name", Length, "must have 1 to 200 characters"));
        } else if text::hides_something(name) {
            broken.push(Violation::new("name", Form, text::RULE));
        }
    }
    if text_in(patch, "time_zone").is_some_and(|name| name.parse::<Tz>().is_err()) {
        let words = "must be a name of the IANA time zone database, such as Europe/Berlin";
        broken.push(Violation::new("time_zone", Form, words));
    }
    if text_in(patch, "currency").is_some_and(|code| !codes::is_currency(code)) {
        let words = "must be the ISO 4217 code of a currency in use, such as EUR";
        broken.push(Violation::new("currency", Form, words));
    }
    if let Some(Value::ChronoTime(Some(time))) = patch.get("day_ends")
        && NaiveTime::from_hms_opt(12, 0, 0).is_some_and(|noon| *time > noon)
    {
        let words = "must be a time of the night from 00:00 to 12:00, such as 03:00";
        broken.push(Violation::new("day_ends", Range, words));
    }
    match text_in(patch, "locale").map(str::parse::<Locale>) {
        None => {}
        Some(Ok(locale)) => drop(patch.insert("locale", locale.to_string().into())),
        Some(Err(words)) => broken.push(Violation::new("locale", Form, words)),
    }
    broken
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hotel::given::Machine;

    fn fault(column: &'static str, value: impl Into<Value>) -> Option<String> {
        let machine = Machine { time_zone: Tz::UTC, locale: "en".parse().unwrap() };
        let currency = "CHF".parse().ok();
        let given = Given { time_zone: None, day_ends: None, currency, locale: None, machine, today: None };
        let mut patch = Values::from([(column, value.into())]);
        judge(&given, &mut patch).pop().map(|violation| format!("{:?}", violation.rule))
    }

    #[test]
    fn each_field_has_its_rule() {
        let time = |text: &str| Value::from(text.parse::<NaiveTime>().unwrap());
        assert_eq!(fault("name", "Zur Post"), None);
        assert_eq!(fault("name", "ü".repeat(200)), None);
        assert_eq!(fault("name", "ü".repeat(201)), Some("Length".into()));
        assert_eq!(fault("name", ""), Some("Length".into()));
        assert_eq!(fault("time_zone", "Europe/Berlin"), None);
        assert_eq!(fault("time_zone", "Berlin"), Some("Form".into()));
        assert_eq!(fault("locale", "de-at"), None);
        assert_eq!(fault("locale", "german"), Some("Form".into()));
        assert_eq!(fault("day_ends", time("12:00:00")), None);
        assert_eq!(fault("day_ends", time("12:01:00")), Some("Range".into()));
        assert_eq!(fault("check_in_from", time("23:00:00")), None);
        assert_eq!(fault("currency", "EUR"), Some("Fixed".into()));
        assert_eq!(fault("name", None::<String>), None, "null takes it back");
    }
}
