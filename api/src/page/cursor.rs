//! Places in a list, as clients keep them.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use rust_decimal::Decimal;
use sea_orm::Value;
use sea_orm::prelude::Uuid;

use super::ordering::KeyKind;

/// Where a row stands in its list. Written as a cursor only where the client asks for that.
#[derive(Clone, Debug)]
pub(crate) struct RowCursor {
    pub(super) origin: Arc<str>,
    pub(super) value: Value,
    pub(super) id: Uuid,
}

impl RowCursor {
    /// The cursor that leads back here.
    pub(crate) fn encode(&self) -> String {
        let Self { origin, value, id } = self;
        let value = match value {
            Value::ChronoDate(Some(date)) => date.to_string(),
            Value::ChronoDateTimeUtc(Some(time)) => time.to_rfc3339_opts(SecondsFormat::Micros, true),
            Value::String(Some(text)) => text.clone(),
            Value::Decimal(Some(amount)) => amount.to_string(),
            _ => String::new(),
        };
        URL_SAFE_NO_PAD.encode(format!("{origin}{id}{value}"))
    }
}

/// The place that a cursor stands for, where it is one of this origin.
pub(super) fn decode(cursor: &str, origin: &str, kind: KeyKind) -> Option<(Value, Uuid)> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()?;
    let (id, value) = text.strip_prefix(origin)?.split_at_checked(36)?;
    let value = match kind {
        KeyKind::Date => value.parse::<NaiveDate>().ok()?.into(),
        KeyKind::Timestamp => DateTime::parse_from_rfc3339(value).ok()?.with_timezone(&Utc).into(),
        KeyKind::Text if value.contains('\0') => return None,
        KeyKind::Text => value.into(),
        KeyKind::Amount => value.parse::<Decimal>().ok()?.into(),
    };
    Some((value, id.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ORIGIN: &str = "guests name asc ";

    fn cursor(value: &Value, id: Uuid) -> String {
        RowCursor { origin: ORIGIN.into(), value: value.clone(), id }.encode()
    }

    #[test]
    fn a_cursor_leads_back_to_its_place() {
        let id = Uuid::now_v7();
        let back = |value: &Value, kind| decode(&cursor(value, id), ORIGIN, kind);
        let date = Value::from(NaiveDate::from_ymd_opt(2026, 12, 24).unwrap());
        assert_eq!(back(&date, KeyKind::Date), Some((date, id)));
        let text = Value::from("Zoë 7");
        assert_eq!(back(&text, KeyKind::Text), Some((text, id)));
        let time = Value::from(DateTime::from_timestamp_micros(1_795_000_000_123_456).unwrap());
        assert_eq!(back(&time, KeyKind::Timestamp), Some((time, id)));
        let amount = Value::from(Decimal::new(12_050, 2));
        assert_eq!(back(&amount, KeyKind::Amount), Some((amount, id)));
    }

    #[test]
    fn what_is_no_cursor_of_this_order_is_none() {
        let text = Value::from("x");
        assert_eq!(decode("", ORIGIN, KeyKind::Text), None);
        assert_eq!(decode("äöü", ORIGIN, KeyKind::Text), None);
        assert_eq!(decode(&cursor(&text, Uuid::nil()), ORIGIN, KeyKind::Date), None);
        for other in ["guests name desc ", "rooms name asc ", "guests created_at asc ", ""] {
            assert_eq!(decode(&cursor(&text, Uuid::nil()), other, KeyKind::Text), None, "{other}");
        }
    }
}
