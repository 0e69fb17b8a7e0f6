//! Rows by the places of their columns: looking each column of each row up by its name is most of what reading a page
//! costs the server.

use sea_orm::prelude::Uuid;
use sea_orm::{DbErr, QueryResult};

/// A row whose columns are selected in a known order.
pub trait Columns: Sized {
    const COLUMNS: &'static [&'static str];

    fn id(&self) -> Uuid;
    fn version(&self) -> i32;

    /// Reads a row whose first column is at `from`.
    ///
    /// # Errors
    /// A column that is not there, or of another type.
    fn at(row: &QueryResult, from: usize) -> Result<Self, DbErr>;

    /// The columns of `table`, as a statement lists them.
    fn list(table: &str) -> String {
        let mut list = String::with_capacity(24 * Self::COLUMNS.len());
        for column in Self::COLUMNS {
            let separator = if list.is_empty() { "" } else { ", " };
            list.extend([separator, table, ".", column]);
        }
        list
    }
}

/// All columns of a row, in any order.
macro_rules! columns {
    ($row:ty: $($column:ident),+) => {
        impl $crate::edit::columns::Columns for $row {
            const COLUMNS: &'static [&'static str] = &[$(stringify!($column)),+];

            fn id(&self) -> ::sea_orm::prelude::Uuid {
                self.id
            }

            fn version(&self) -> i32 {
                self.version
            }

            fn at(row: &::sea_orm::QueryResult, from: usize) -> Result<Self, ::sea_orm::DbErr> {
                let mut places = from..;
                let mut next = || places.next().unwrap_or(from);
                Ok(Self { $($column: row.try_get_by_index(next())?),+ })
            }
        }
    };
}

pub(crate) use columns;

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use entity::guest;
    use sea_orm::{EntityTrait, IdenStatic, Iterable};

    use super::*;
    use crate::edit::noun::by_noun;
    use crate::edit::{Editable, Noun};

    #[test]
    fn every_column_has_its_place() {
        fn check<R: Editable>() {
            let columns: BTreeSet<_> =
                <R::Entity as EntityTrait>::Column::iter().map(|column| column.as_str()).collect();
            assert_eq!(R::COLUMNS.iter().copied().collect::<BTreeSet<_>>(), columns);
        }
        for noun in Noun::ALL {
            by_noun!(noun, Row => check::<Row>());
        }
    }

    #[test]
    fn they_are_listed_as_those_of_a_table() {
        assert!(guest::Model::list("guests").starts_with("guests.id, guests.name, "));
    }
}
