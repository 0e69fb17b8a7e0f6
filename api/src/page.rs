//! Keyset pagination: a page is a range of an index, so that the thousandth costs what the first does, and
//! rows that come and go meanwhile make it neither skip nor repeat any other.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use sea_orm::entity::prelude::*;
use sea_orm::{ConnectionTrait, DbErr, IdenStatic, Statement, Value};

use crate::database::sql::{Condition, Sql};
use crate::edit::Editable;
use crate::standby::ReadError;

/// The most rows that a page may have.
pub(crate) const MAX_SIZE: u64 = 200;
/// The rows of a page that asks for no number.
pub(crate) const DEFAULT_SIZE: u64 = 50;

/// The column that gives the order; the id, which follows it in the index, makes the order total.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ordering<C> {
    pub column: C,
    pub descending: bool,
    pub kind: KeyKind,
}

impl<C: IdenStatic> Ordering<C> {
    /// What a cursor belongs to: in another list, order or direction its place has other rows after it. The filter is no
    /// part of it: a place in an order is the same whichever rows are looked at.
    fn origin<R: Editable>(&self) -> String {
        let direction = if self.descending { "desc" } else { "asc" };
        format!("{} {} {direction} ", R::TABLE, self.column.as_str())
    }

    /// The column as lists are ordered by it: texts as people expect it of a list of names.
    fn key<R: Editable>(&self) -> String {
        self.collated(format!("{}.{}", R::TABLE, self.column.as_str()))
    }

    /// An expression of the same order that no index has.
    fn unindexed<R: Editable>(&self) -> String {
        let column = format!("{}.{}", R::TABLE, self.column.as_str());
        match self.kind {
            KeyKind::Date => format!("{column} + 0"),
            KeyKind::Timestamp => format!("{column} + interval '0'"),
            KeyKind::Text => self.collated(format!("({column} || '')")),
        }
    }

    fn collated(&self, text: String) -> String {
        match self.kind {
            KeyKind::Text => text + " COLLATE frontdesk_language",
            KeyKind::Date | KeyKind::Timestamp => text,
        }
    }
}

/// What the order column holds, which a cursor has to name again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KeyKind {
    Date,
    Timestamp,
    Text,
}

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

/// Where a row stands in its list. Written as a cursor only where the client asks for that.
#[derive(Clone, Debug)]
pub(crate) struct RowCursor {
    origin: Arc<str>,
    value: Value,
    id: Uuid,
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

/// Where a page begins or ends, as a value of the order's column and an id.
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
        for row in read {
            let (row, neighbours) = (R::at(&row, 0)?, R::neighbours_at(selection, &row, R::COLUMNS.len())?);
            let cursor =
                RowCursor { origin: Arc::clone(&origin), value: row.get(ordering.column), id: row.id() };
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
    let key = ordering.key::<R>();
    let neighbours = R::select_neighbours(selection);
    let is_united = !matches!(scans, [Scan::Ordered(_) | Scan::Lookup(_)]);
    let is_simple = !is_united && neighbours.is_none();

    let mut sql = Sql::default();
    if !is_simple {
        let more = neighbours.as_ref().map(|(columns, _)| format!(", {columns}")).unwrap_or_default();
        sql.push(&format!("SELECT {columns}{more} FROM ("));
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
        sql.push(&format!("SELECT {columns} FROM {table}"));
        let mut word = " WHERE ";
        for condition in conditions {
            sql.push(std::mem::replace(&mut word, " AND "));
            sql.condition(condition);
        }
        for Bound { place: (value, id), after } in bounds {
            let comparison = if *after { ">" } else { "<" };
            sql.push(std::mem::replace(&mut word, " AND "));
            if matches!(scan, Scan::Nearest(_)) {
                // A row is no place in a GiST index, a column is.
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
        sql.push(&format!(") AS {table}{}", in_order(&key)));
    }
    if !is_simple {
        let joins = neighbours.map(|(_, joins)| joins).unwrap_or_default();
        sql.push(&format!(") AS {table}{joins} ORDER BY {key} {direction}, {table}.id {direction}"));
    }
    sql.build()
}

impl RowCursor {
    /// The cursor that leads back here.
    pub(crate) fn encode(&self) -> String {
        let Self { origin, value, id } = self;
        let value = match value {
            Value::ChronoDate(Some(date)) => date.to_string(),
            Value::ChronoDateTimeUtc(Some(time)) => time.to_rfc3339_opts(SecondsFormat::Micros, true),
            Value::String(Some(text)) => text.clone(),
            _ => String::new(),
        };
        URL_SAFE_NO_PAD.encode(format!("{origin}{id}{value}"))
    }
}

fn decode(cursor: &str, origin: &str, kind: KeyKind) -> Option<(Value, Uuid)> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()?;
    let (id, value) = text.strip_prefix(origin)?.split_at_checked(36)?;
    let value = match kind {
        KeyKind::Date => value.parse::<NaiveDate>().ok()?.into(),
        KeyKind::Timestamp => DateTime::parse_from_rfc3339(value).ok()?.with_timezone(&Utc).into(),
        KeyKind::Text if value.contains('\0') => return None,
        KeyKind::Text => value.into(),
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
