//! Keyset pagination: a page is a range of an index, so that the thousandth costs what the first does, and
//! rows that come and go meanwhile make it neither skip nor repeat any other.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Asterisk, Expr, ExprTrait, Order, Query, UnionType};
use sea_orm::{
    ConnectionTrait, DbBackend, DbErr, IdenStatic, QueryOrder, QuerySelect, QueryTrait, Select, Value,
};

use crate::edit::Editable;

/// The most rows that a page may have.
pub const MAX_SIZE: u64 = 200;
/// The rows of a page that asks for no number.
pub const DEFAULT_SIZE: u64 = 50;

/// The column that gives the order; the id, which follows it in the index, makes the order total.
#[derive(Clone, Copy, Debug)]
pub struct Ordering<C> {
    pub column: C,
    pub descending: bool,
    pub kind: KeyKind,
}

impl<C: IdenStatic> Ordering<C> {
    /// What a cursor belongs to: in another list, order or direction its place has other rows behind it. The filter is no
    /// part of it: a place in an order is the same whichever rows are looked at.
    fn origin<R: Editable>(&self) -> String {
        let direction = if self.descending { "desc" } else { "asc" };
        format!("{} {} {direction} ", R::TABLE, self.column.as_str())
    }
}

/// What the order column holds, which a cursor has to name again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyKind {
    Date,
    Timestamp,
    Text,
}

impl KeyKind {
    /// A column as lists are ordered by it: texts as people expect it of a list of names.
    fn in_order(self, column: Expr) -> Expr {
        match self {
            Self::Text => Expr::cust_with_expr("$1 COLLATE frontdesk_language", column),
            Self::Date | Self::Timestamp => column,
        }
    }

    /// An expression of the same order that no index has.
    fn unindexed(self, column: Expr) -> Expr {
        match self {
            Self::Text => Expr::cust_with_expr("($1 || '')", column),
            Self::Date => column.add(0),
            Self::Timestamp => Expr::cust_with_expr("($1 + interval '0')", column),
        }
    }
}

/// Which part of the order is asked for.
#[derive(Clone, Debug)]
pub struct Range {
    pub size: u64,
    /// From the end rather than from the beginning.
    pub backward: bool,
    pub after: Option<String>,
    pub before: Option<String>,
}

/// A part of what a page is read from.
#[derive(Debug)]
pub enum Part<E: EntityTrait> {
    /// To be read along the index of the ordering, from the page's place on.
    Walk(Select<E>),
    /// Few rows, found by an index of their own and then sorted. PostgreSQL is kept from the index of the
    /// ordering, which it likes too much: in it, these few come after everything that was before. Conditions on the
    /// column of the ordering are to be said of [`unindexed`].
    Few(Select<E>),
}

#[derive(Debug)]
pub struct Page<R> {
    /// In order, each with its cursor.
    pub rows: Vec<(String, R)>,
    pub has_next: bool,
    pub has_previous: bool,
}

#[derive(Debug, thiserror::Error)]
pub enum PageError {
    #[error("{0} must be a cursor that this list has given out, in this order: leave it out to begin anew")]
    Cursor(&'static str),
    #[error(transparent)]
    Database(#[from] DbErr),
}

impl<R> Page<R> {
    /// Reads a page from `parts` that have no row in common, in one statement. Where one condition would make
    /// PostgreSQL sort all that match, two may each find theirs by an index.
    ///
    /// # Errors
    /// A cursor that was not given out for this order, or the database's.
    pub async fn read<E>(
        db: &impl ConnectionTrait,
        parts: Vec<Part<E>>,
        ordering: Ordering<E::Column>,
        range: &Range,
    ) -> Result<Self, PageError>
    where
        E: EntityTrait<Model = R>,
        R: Editable<Entity = E>,
    {
        let places =
            [("after", &range.after, !ordering.descending), ("before", &range.before, ordering.descending)];
        let origin = ordering.origin::<R>();
        let mut bounds = vec![];
        for (name, cursor, beyond) in places {
            let Some(cursor) = cursor else { continue };
            let (value, id) = decode(cursor, &origin, ordering.kind).ok_or(PageError::Cursor(name))?;
            bounds.push((Expr::tuple([Expr::value(value), Expr::value(id)]), beyond));
        }
        let direction = if ordering.descending == range.backward { Order::Asc } else { Order::Desc };
        let (id, limit) = (Expr::col((E::default(), "id")), range.size + 1);
        let parts = parts.into_iter().map(|part| {
            let column = Expr::col((E::default(), ordering.column));
            let (select, column) = match part {
                Part::Walk(select) => (select, ordering.kind.in_order(column)),
                Part::Few(select) => (select, ordering.kind.in_order(ordering.kind.unindexed(column))),
            };
            // As a row, not as two comparisons with OR: only so is it a place in the index.
            let key = || Expr::tuple([column.clone(), id.clone()]);
            let bounds = bounds.iter().cloned().map(|(place, beyond)| {
                if beyond { ExprTrait::gt(key(), place) } else { ExprTrait::lt(key(), place) }
            });
            let select = bounds.fold(select, |select, bound| select.filter(bound));
            let select = select.order_by(column.clone(), direction.clone());
            select.order_by(id.clone(), direction.clone()).limit(limit).into_query()
        });
        let whole = parts.reduce(|one, other| {
            let part = |select| Query::select().column(Asterisk).from_subquery(select, "part").take();
            let mut whole = part(one).union(UnionType::All, part(other)).take();
            whole
                .order_by_expr(ordering.kind.in_order(Expr::col(ordering.column)), direction.clone())
                .order_by("id", direction.clone())
                .limit(limit)
                .take()
        });
        let mut rows = match whole {
            Some(whole) => E::find().from_raw_sql(DbBackend::Postgres.build(&whole)).all(db).await?,
            None => vec![],
        };
        let more = rows.len() as u64 > range.size;
        if more {
            rows.pop();
        }
        if range.backward {
            rows.reverse();
        }
        let cursor = |row: &R| encode(&origin, &row.get(ordering.column), row.id());
        let rows = rows.into_iter().map(|row| (cursor(&row), row)).collect();
        Ok(Self {
            rows,
            has_next: if range.backward { range.before.is_some() } else { more },
            has_previous: if range.backward { more } else { range.after.is_some() },
        })
    }
}

/// A column of days as an expression that no index has.
pub fn unindexed(column: impl ColumnTrait) -> Expr {
    column.into_expr().add(0)
}

fn encode(origin: &str, value: &Value, id: Uuid) -> String {
    let value = match value {
        Value::ChronoDate(Some(date)) => date.to_string(),
        Value::ChronoDateTimeUtc(Some(time)) => time.to_rfc3339_opts(SecondsFormat::Micros, true),
        Value::String(Some(text)) => text.clone(),
        _ => String::new(),
    };
    URL_SAFE_NO_PAD.encode(format!("{origin}{id}{value}"))
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

    #[test]
    fn a_cursor_leads_back_to_its_place() {
        let id = Uuid::now_v7();
        let back = |value: &Value, kind| decode(&encode(ORIGIN, value, id), ORIGIN, kind);
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
        assert_eq!(decode(&encode(ORIGIN, &text, Uuid::nil()), ORIGIN, KeyKind::Date), None);
        for other in ["guests name desc ", "rooms name asc ", "guests created_at asc ", ""] {
            assert_eq!(decode(&encode(other, &text, Uuid::nil()), ORIGIN, KeyKind::Text), None, "{other}");
        }
    }
}
