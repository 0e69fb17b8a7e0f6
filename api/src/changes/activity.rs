//! The log of the whole house, newest first: by noun, by who it was, by time.

use std::fmt;
use std::ops::Range;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use entity::{Actor, change_log};
use sea_orm::entity::prelude::*;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement};

use crate::database::sql::Sql;
use crate::edit::Noun;

/// A place in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// In microseconds, as PostgreSQL counts.
    at: i64,
    revision: i64,
    index: i32,
}

impl Place {
    pub(crate) fn of(entry: &change_log::Model) -> Self {
        Self { at: entry.at.timestamp_micros(), revision: entry.revision, index: entry.index }
    }

    pub(crate) fn encode(self) -> String {
        URL_SAFE_NO_PAD.encode(self.to_string())
    }

    /// None for what was never given out.
    pub(crate) fn decode(cursor: &str) -> Option<Self> {
        let text = String::from_utf8(URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()?;
        let mut words = text.strip_prefix("activity ")?.split(' ');
        let place = Self {
            at: words.next()?.parse().ok()?,
            revision: words.next()?.parse().ok()?,
            index: words.next()?.parse().ok()?,
        };
        (words.next().is_none() && DateTime::from_timestamp_micros(place.at).is_some()).then_some(place)
    }

    fn time(self) -> DateTime<Utc> {
        DateTime::from_timestamp_micros(self.at).unwrap_or_default()
    }
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "activity {} {} {}", self.at, self.revision, self.index)
    }
}

/// Which entries: all conditions that are set must hold.
#[derive(Clone, Debug, Default)]
pub(crate) struct ActivityFilter {
    pub noun: Option<Noun>,
    pub actor: Option<Uuid>,
    pub time: Option<Range<DateTime<Utc>>>,
}

/// The newest entries below a place. Each noun's are read off the end of an index (migration/sql/24_hotel_up.sql), and no
/// more of them than are asked for.
///
/// # Errors
/// The database's.
pub(crate) async fn newest(
    db: &impl ConnectionTrait,
    filter: &ActivityFilter,
    below: Option<Place>,
    limit: u64,
) -> Result<Vec<change_log::Model>, DbErr> {
    const NEWEST_FIRST: &str = " ORDER BY at DESC, revision DESC, index DESC LIMIT ";
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let mut sql = Sql::default();
    sql.push("SELECT * FROM (");
    let mut separator = "(";
    for noun in Noun::ALL.into_iter().filter(|noun| filter.noun.is_none_or(|wanted| wanted == *noun)) {
        sql.push(std::mem::replace(&mut separator, " UNION ALL ("));
        sql.push("SELECT * FROM change_log WHERE entity = ");
        sql.value(noun.table());
        if let Some(actor) = filter.actor {
            sql.push(" AND actor ->> 'id' = ");
            sql.value(actor.to_string());
        }
        if let Some(Range { start, end }) = filter.time {
            sql.push(" AND at >= ");
            sql.value(start);
            sql.push(" AND at < ");
            sql.value(end);
        }
        if let Some(place) = below {
            sql.push(" AND (at, revision, index) < (");
            sql.value(place.time());
            sql.push(", ");
            sql.value(place.revision);
            sql.push(", ");
            sql.value(place.index);
            sql.push(")");
        }
        sql.push(NEWEST_FIRST);
        sql.value(limit);
        sql.push(")");
    }
    sql.push(") AS entries");
    sql.push(NEWEST_FIRST);
    sql.value(limit);
    change_log::Entity::find().from_raw_sql(sql.build()).all(db).await
}

/// The most people and services that are named.
const NAMED: i64 = 1000;

/// Everybody with an id who changed something that is kept, by name: as they are called now, or were last. The ids are
/// read off the index one by one, however much each of them did.
///
/// # Errors
/// The database's.
pub(crate) async fn actors(db: &impl ConnectionTrait) -> Result<Vec<Actor>, DbErr> {
    let sql = "WITH RECURSIVE known AS (\
        SELECT min(actor ->> 'id') AS id FROM change_log WHERE actor ->> 'id' IS NOT NULL \
        UNION ALL SELECT (SELECT min(actor ->> 'id') FROM change_log WHERE actor ->> 'id' > known.id) \
        FROM known WHERE known.id IS NOT NULL) \
      SELECT newest.actor || jsonb_build_object('name', coalesce(users.name, newest.actor ->> 'name')) AS actor \
      FROM known CROSS JOIN LATERAL (SELECT actor FROM change_log WHERE actor ->> 'id' = known.id \
        ORDER BY entity DESC, at DESC, revision DESC, index DESC LIMIT 1) AS newest \
      LEFT JOIN users ON users.id = known.id::uuid \
      ORDER BY lower(coalesce(users.name, newest.actor ->> 'name')), known.id LIMIT $1";
    let rows =
        db.query_all_raw(Statement::from_sql_and_values(DbBackend::Postgres, sql, [NAMED.into()])).await?;
    rows.iter().map(|row| row.try_get("", "actor")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_leads_back_to_its_place() {
        let place = Place { at: 1_900_000_000_123_456, revision: 42, index: 3 };
        assert_eq!(Place::decode(&place.encode()), Some(place));
        assert_eq!(place.time().timestamp_micros(), place.at);
        for strange in
            ["", "x", "YQ", &URL_SAFE_NO_PAD.encode("activity 1 2 3 4"), &URL_SAFE_NO_PAD.encode("1 2 3")]
        {
            assert_eq!(Place::decode(strange), None, "{strange}");
        }
    }
}
