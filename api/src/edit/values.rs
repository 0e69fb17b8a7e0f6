//! The fields of a row, and of a patch, in one form.

use std::collections::BTreeMap;
use std::fmt;

use entity::user::Role;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{DbErr, FromQueryResult, IdenStatic, Iterable, QueryResult, Value};
use serde::de::DeserializeOwned;
use serde_json::Value as Json;

use super::columns::Columns;
use super::noun::Noun;
use super::rule::SchemaRule;
use crate::money;

/// Column name to value: all editable columns of a row, or those that a patch sets (absent = untouched, a null
/// value = cleared).
pub(crate) type Values = BTreeMap<&'static str, Value>;

/// A row that people edit: versioned and logged by the triggers.
pub trait Editable:
    ModelTrait<Entity: EntityTrait<Model = Self>>
    + FromQueryResult
    + Columns
    + DeserializeOwned
    + Clone
    + Send
    + Sync
    + 'static
{
    const NOUN: Noun;
    /// The table, which is also the name in the log.
    const TABLE: &'static str = Self::NOUN.table();
    /// The columns that a patch may set.
    const FIELDS: &'static [&'static str];
    /// Fields that only make sense together: two edits that touch one group collide even where the fields
    /// differ. Groups may overlap.
    const COUPLED: &'static [&'static [&'static str]] = &[];
    /// The column with an amount in the row's `currency`.
    const AMOUNT: Option<&'static str> = None;
    /// The role that writing needs.
    const WRITERS: Role;
    /// The constraints of the table that a value can break.
    const RULES: &'static [SchemaRule];
    /// The unique constraints of what the database draws by itself: where it drew what somebody else committed
    /// meanwhile, the next try draws anew. The words are for a row that was given what is otherwise drawn.
    const DRAWN: &'static [SchemaRule] = &[];

    /// What can be read together with a row,
    type Neighbours: fmt::Debug + Default + Send + Sync;
    /// and how much of it is wanted: nothing by default.
    type Selection: fmt::Debug + Copy + Default + Send + Sync;
    /// What can be in the way of a row whose table has an exclusion constraint.
    type Obstacle: fmt::Debug + Send + Sync;

    /// The columns of what is wanted beside a row of `table`, and where they are from; none where nothing is wanted.
    fn select_neighbours(_selection: Self::Selection) -> Option<(String, String)> {
        None
    }
    /// Reads those, whose first column is at `from`.
    ///
    /// # Errors
    /// A column that is not there, or of another type.
    fn neighbours_at(
        _selection: Self::Selection,
        _row: &QueryResult,
        _from: usize,
    ) -> Result<Self::Neighbours, DbErr> {
        Ok(Self::Neighbours::default())
    }

    /// The row of this id.
    fn find(id: Uuid) -> Select<Self::Entity> {
        Self::Entity::find().filter(ExprTrait::eq(Expr::col("id"), id))
    }

    /// The editable columns, amounts with their currency's decimals.
    fn values(&self) -> Values {
        let values = <<Self::Entity as EntityTrait>::Column as Iterable>::iter()
            .map(|column| (column.as_str(), column))
            .filter(|(name, _)| Self::FIELDS.contains(name))
            .map(|(name, column)| (name, self.get(column)))
            .collect();
        in_its_currency(values)
    }
}

/// The name that the API gives to a column: `check_in` is `checkIn`.
pub(crate) fn api_name(column: &str) -> String {
    let mut name = String::with_capacity(column.len());
    let mut upper = false;
    for letter in column.chars() {
        match letter {
            '_' => upper = true,
            _ if upper => {
                name.extend(letter.to_uppercase());
                upper = false;
            }
            _ => name.push(letter),
        }
    }
    name
}

/// Gives amounts the decimals of the currency beside them.
pub(crate) fn in_its_currency(mut values: Values) -> Values {
    if let Some(currency) = text_in(&values, "currency").map(str::to_owned) {
        for value in values.values_mut() {
            if let Value::Decimal(Some(amount)) = value {
                *amount = money::written(*amount, &currency);
            }
        }
    }
    values
}

/// The text of a column, where it has one.
pub(crate) fn text_in<'a>(values: &'a Values, column: &str) -> Option<&'a str> {
    match values.get(column) {
        Some(Value::String(Some(text))) => Some(text),
        _ => None,
    }
}

/// The amount in a column, where it has one.
pub(crate) fn amount_in(values: &Values, column: &str) -> Option<Decimal> {
    match values.get(column) {
        Some(Value::Decimal(Some(amount))) => Some(*amount),
        _ => None,
    }
}

/// A value as the API shows it in JSON: amounts, days and ids as strings.
pub(crate) fn to_json(value: &Value) -> Json {
    match value {
        Value::Int(Some(number)) => Json::from(*number),
        Value::String(Some(text)) => Json::from(text.as_str()),
        Value::Uuid(Some(id)) => Json::from(id.to_string()),
        Value::ChronoDate(Some(date)) => Json::from(date.to_string()),
        Value::Decimal(Some(amount)) => Json::from(amount.to_string()),
        _ => Json::Null,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::noun::by_noun;

    fn columns<R: Editable>() -> Vec<&'static str> {
        <<R::Entity as EntityTrait>::Column as Iterable>::iter().map(|column| column.as_str()).collect()
    }

    #[test]
    fn every_field_is_a_column_and_every_coupled_field_a_field() {
        fn check<R: Editable>() {
            assert!(R::FIELDS.iter().all(|field| columns::<R>().contains(field)));
            assert!(R::COUPLED.iter().flat_map(|group| *group).all(|field| R::FIELDS.contains(field)));
        }
        for noun in Noun::ALL {
            by_noun!(noun, Row => check::<Row>());
        }
    }

    #[test]
    fn every_row_is_of_its_noun() {
        for noun in Noun::ALL {
            by_noun!(noun, Row => assert_eq!(Row::NOUN, noun));
            assert_eq!(Noun::of_table(noun.table()), Some(noun));
        }
        assert_eq!(Noun::of_table("of_a_later_version"), None);
    }

    #[test]
    fn columns_are_shown_in_the_words_of_the_api() {
        assert_eq!(api_name("check_in"), "checkIn");
        assert_eq!(api_name("notes"), "notes");
    }
}
