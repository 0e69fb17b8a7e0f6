//! Scalars of the API that Rust has no type for, or another name.

use std::borrow::Cow;

use async_graphql::parser::types::Field;
use async_graphql::registry::Registry;
use async_graphql::{
    ContextSelectionSet, ID, InputValueError, InputValueResult, OutputType, Positioned, Scalar, ScalarType,
    ServerResult, Value,
};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use uuid::Uuid;

use crate::changes::Cursor;
use crate::money::{self, Unreadable};

/// The id of a row: an `ID` that is written down only where it is selected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RowId(pub Uuid);

impl RowId {
    pub(crate) fn to_value(self) -> Value {
        Value::String(self.0.to_string())
    }
}

impl From<Uuid> for RowId {
    fn from(id: Uuid) -> Self {
        Self(id)
    }
}

impl OutputType for RowId {
    fn type_name() -> Cow<'static, str> {
        <ID as OutputType>::type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        <ID as OutputType>::create_type_info(registry)
    }

    async fn resolve(&self, _: &ContextSelectionSet<'_>, _: &Positioned<Field>) -> ServerResult<Value> {
        Ok(self.to_value())
    }
}

/// A day, as in ISO 8601: `2026-12-24`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Date(pub NaiveDate);

/// A day, as in ISO 8601: `2026-12-24`.
#[Scalar(specified_by_url = "https://scalars.graphql.org/andimarek/local-date")]
impl ScalarType for Date {
    fn parse(value: Value) -> InputValueResult<Self> {
        let Value::String(text) = &value else { return Err(InputValueError::expected_type(value)) };
        // Just this form: chrono also takes signs and other lengths of years.
        let plain = text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
        match text.parse() {
            Ok(date) if plain => Ok(Self(date)),
            _ => Err(InputValueError::custom(format!("{text:?} is not a day of the form YYYY-MM-DD"))),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

impl From<NaiveDate> for Date {
    fn from(date: NaiveDate) -> Self {
        Self(date)
    }
}

/// A position in the stream of changes. Opaque: pass it back as `after`, and don't parse it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Revision(pub Cursor);

/// A position in the stream of changes. Opaque: pass it back as `after`, and don't parse it.
#[Scalar]
impl ScalarType for Revision {
    fn parse(value: Value) -> InputValueResult<Self> {
        let Value::String(text) = &value else { return Err(InputValueError::expected_type(value)) };
        Cursor::decode(text).map(Self).ok_or_else(|| InputValueError::custom("not a revision of this API"))
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.encode())
    }
}

impl From<Cursor> for Revision {
    fn from(cursor: Cursor) -> Self {
        Self(cursor)
    }
}

/// An amount of money: digits with at most one point and no more decimals than the currency has, as in `"120.50"`
/// (EUR), `"12000"` (JPY) or `"37.500"` (KWD). Answered with all its decimals. Give it as a string; a JSON number is
/// taken where a double holds it exactly. Whatever else is written is refused with its field's name: nothing is
/// rounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Amount(pub Result<Decimal, Unreadable>);

/// An amount of money: digits with at most one point and no more decimals than the currency has, as in `"120.50"`
/// (EUR), `"12000"` (JPY) or `"37.500"` (KWD). Answered with all its decimals. Give it as a string; a JSON number is
/// taken where a double holds it exactly. Whatever else is written is refused with its field's name: nothing is
/// rounded.
#[Scalar(name = "Decimal")]
impl ScalarType for Amount {
    fn parse(value: Value) -> InputValueResult<Self> {
        match &value {
            Value::String(text) => Ok(Self(money::parse(text))),
            Value::Number(number) => Ok(Self(money::from_number(number))),
            _ => Err(InputValueError::expected_type(value)),
        }
    }

    fn to_value(&self) -> Value {
        self.0.map_or(Value::Null, |amount| Value::String(amount.to_string()))
    }
}

impl Amount {
    /// As the API shows it.
    pub(crate) fn of(amount: Decimal, currency: &str) -> Self {
        Self(Ok(money::written(amount, currency)))
    }
}

impl Default for Amount {
    fn default() -> Self {
        Self(Ok(Decimal::ZERO))
    }
}
