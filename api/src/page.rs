//! Keyset pagination: a page is a range of an index, so that the thousandth costs what the first does, and
//! rows that come and go meanwhile make it neither skip nor repeat any other.

mod count;
mod cursor;
mod ordering;

use std::sync::Arc;

use sea_orm::entity::prelude::*;
use sea_orm::{ConnectionTrait, DbErr, Statement, Value};

use crate::database::sql::{Condition, Sql};
use crate::edit::Editable;
use crate::standby::ReadError;

pub(crate) use count::{COUNTED, count};
pub(crate) use cursor::RowCursor;
use cursor::decode;
use ordering::SORT_NAME;
pub(crate) use ordering::{KeyKind, Ordering, SortKey};

/// The most rows that a page may have.
pub(crate) const MAX_SIZE: u64 = 200;
/// The rows of a page that asks for no number.
pub(crate) const DEFAULT_SIZE: u64 = 50;

/// Which part of the order is asked for.
#[derive(Clone, Debug)]
pub(crate) struct Range {
    pub size: u64,
    /// From the end rather than from the beginning.
    pub backward: bool,
    pub after: Option<String>,
    pub before: Option<String>,
}

/// One of the index scans that a page is read from, by the conditions for its rows.
#[derive(Debug)]
pub(crate) enum Scan {
    /// To be read along the index of the ordering, from the page's place on.
    Ordered(Vec<Condition>),
    /// Few rows, found by an index of their own and then sorted. PostgreSQL is kept from the index of the
    /// ordering, which it likes too much: in it, these few come after everything that was before. Conditions on the
    /// column of the ordering are to be said of an expression that no index has.
    Lookup(Vec<Condition>),
    /// To be read in the order of the distance from a time that is before (or after) all others, along a GiST index that
    /// has the ordering's column and those of the conditions: what does not meet these is not come by. Only where the
    /// ordering is one of times.
    Nearest(Vec<Condition>),
}

#[derive(Debug)]
pub(crate) struct Page<R: Editable> {
    /// In order.
    pub rows: Vec<Listed<R>>,
    pub has_next: bool,
    pub has_previous: bool,
}

/// A row of a page.
#[derive(Debug)]
pub(crate) struct Listed<R: Editable> {
    pub cursor: RowCursor,
    pub row: R,
    /// What was wanted together with it.
    pub neighbours: R::Neighbours,
}

#[derive(Debug, thiserror::Error)]
pub(crate) enum PageError {
    #[error("{0} must be a cursor that this list has given out, in this order: leave it out to begin anew")]
    Cursor(&'static str),
    #[error(transparent)]
    Database(#[from] DbErr),
}

impl ReadError for PageError {
    fn is_the_databases(&self) -> bool {
        matches!(self, Self::Database(_))
    }
}

/// Where a page begins or ends, as a value of the order's key and an id.
struct Bound {
    place: (Value, Uuid),
    /// Its rows come after the place, else before.
    after: bool,
}

impl<R: Editable> Page<R> {
    /// Reads a page from `scans` that have no row in common, with what is wanted beside its rows, in one statement.
    /// Where one condition would make PostgreSQL sort all that match, several may each find theirs by an index.
    ///
    /// # Errors
    /// A cursor that was not given out for this order, or the database's.
    pub(crate) async fn read(
        db: &impl ConnectionTrait,
        scans: &[Scan],
        ordering: Ordering<<R::Entity as EntityTrait>::Column>,
        range: &Range,
        selection: R::Selection,
    ) -> Result<Self, PageError> {
        let places =
            [("after", &range.after, !ordering.descending), ("before", &range.before, ordering.descending)];
        let origin: Arc<str> = ordering.origin::<R>().into();
        let mut bounds = vec![];
        for (name, cursor, after) in places {
            let Some(cursor) = cursor else { continue };
            let place = decode(cursor, &origin, ordering.kind).ok_or(PageError::Cursor(name))?;
            bounds.push(Bound { place, after });
        }
        let read = match scans {
            [] => vec![],
            scans => db.query_all_raw(statement::<R>(scans, ordering, range, &bounds, selection)).await?,
        };
        let mut rows = Vec::with_capacity(read.len());
        for read_row in read {
            let row = R::at(&read_row, 0)?;
            let neighbours = R::neighbours_at(selection, &read_row, R::COLUMNS.len())?;
            let value = match ordering.key {
                SortKey::Own(column) => row.get(column),
                SortKey::NameIn { .. } => read_row.try_get::<String>("", SORT_NAME)?.into(),
            };
            let cursor = RowCursor { origin: Arc::clone(&origin), value, id: row.id() };
            rows.push(Listed { cursor, row, neighbours });
        }
        let more = rows.len() as u64 > range.size;
        if more {
            rows.pop();
        }
        if range.backward {
            rows.reverse();
        }
        Ok(Self {
            rows,
            has_next: if range.backward { range.before.is_some() } else { more },
            has_previous: if range.backward { more } else { range.after.is_some() },
        })
    }
}

/// The limit is a part of the text: PostgreSQL would plan for any limit otherwise, or anew each time.
fn statement<R: Editable>(
    scans: &[Scan],
    ordering: Ordering<<R::Entity as EntityTrait>::Column>,
    range: &Range,
    bounds: &[Bound],
    selection: R::Selection,
) -> Statement {
    let (table, columns) = (R::TABLE, R::list(R::TABLE));
    let direction = if ordering.descending == range.backward { "ASC" } else { "DESC" };
    let limit = range.size + 1;
    let in_order = |key: &str| format!(" ORDER BY {key} {direction}, {table}.id {direction} LIMIT {limit}");
    let (key, key_of_read) = (ordering.key::<R>(), ordering.key_of_read::<R>());
    let (join, name) = ordering.join::<R>();
    let is_own = matches!(ordering.key, SortKey::Own(_));
    let neighbours = R::select_neighbours(selection);
    let is_united = !matches!(scans, [Scan::Ordered(_) | Scan::Lookup(_)]);
    let is_simple = !is_united && neighbours.is_none();

    let mut sql = Sql::default();
    if !is_simple {
        let more = neighbours.as_ref().map(|(columns, _)| format!(", {columns}")).unwrap_or_default();
        let name = if is_own { String::new() } else { format!(", {table}.{SORT_NAME}") };
        sql.push(&format!("SELECT {columns}{more}{name} FROM ("));
    }
    if is_united {
        sql.push("SELECT * FROM (");
    }
    for (number, scan) in scans.iter().enumerate() {
        let (conditions, key, order) = match scan {
            Scan::Ordered(conditions) => (conditions, key.clone(), in_order(&key)),
            Scan::Lookup(conditions) => {
                let key = ordering.unindexed::<R>();
                let order = in_order(&key);
                (conditions, key, order)
            }
            Scan::Nearest(conditions) => {
                let end = if direction == "ASC" { "1990-01-01 00:00:00Z" } else { "2100-01-01 00:00:00Z" };
                // The index has no ids: rows of the same time come together, and are ordered outside.
                let order =
                    format!(" ORDER BY {key} <-> timestamptz '{end}' FETCH FIRST {limit} ROWS WITH TIES");
                (conditions, key.clone(), order)
            }
        };
        if is_united {
            sql.push(if number > 0 { " UNION ALL (" } else { "(" });
        }
        sql.push(&format!("SELECT {columns}{name} FROM {table}{join}"));
        let mut word = " WHERE ";
        for condition in conditions {
            sql.push(std::mem::replace(&mut word, " AND "));
            sql.condition(condition);
        }
        for Bound { place: (value, id), after } in bounds {
            let comparison = if *after { ">" } else { "<" };
            sql.push(std::mem::replace(&mut word, " AND "));
            if matches!(scan, Scan::Nearest(_)) || !is_own {
                // A row is no place in a GiST index, nor is one of two tables in any; a column is.
                sql.push(&format!("{key} {comparison}= "));
                sql.value(value.clone());
                sql.push(" AND ");
            }
            // As a row, not as two comparisons with OR: only so is it a place in the index.
            sql.push(&format!("({key}, {table}.id) {comparison} ("));
            sql.value(value.clone());
            sql.push(", ");
            sql.value(*id);
            sql.push(")");
        }
        sql.push(&order);
        if is_united {
            sql.push(")");
        }
    }
    if is_united {
        sql.push(&format!(") AS {table}{}", in_order(&key_of_read)));
    }
    if !is_simple {
        let joins = neighbours.map(|(_, joins)| joins).unwrap_or_default();
        sql.push(&format!(") AS {table}{joins} ORDER BY {key_of_read} {direction}, {table}.id {direction}"));
    }
    sql.build()
}
