//! Rows by the places of their columns: looking each column of each row up by its name is most of what reading a page
//! costs the server.

use entity::{booking, guest, room};
use sea_orm::{DbErr, QueryResult};

/// A row whose columns are selected in a known order.
pub trait Columns: Sized {
    const COLUMNS: &'static [&'static str];

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

macro_rules! columns {
    ($noun:ident: $($column:ident),+) => {
        impl Columns for $noun::Model {
            const COLUMNS: &'static [&'static str] = &[$(stringify!($column)),+];

            fn at(row: &QueryResult, from: usize) -> Result<Self, DbErr> {
                let mut places = from..;
                let mut next = || places.next().unwrap_or(from);
                Ok(Self { $($column: row.try_get_by_index(next())?),+ })
            }
        }
    };
}

columns!(room: id, name, room_type, capacity, nightly_rate, currency, notes, version, created_at, updated_at, updated_by);
columns!(guest: id, name, email, phone, country, notes, version, created_at, updated_at, updated_by);
columns!(booking: id, reference, room_id, guest_id, check_in, check_out, adults, children, status, total_price,
    currency, notes, version, created_at, updated_at, updated_by);

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

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
