//! Reading the log after a position.

use entity::change_log;
use sea_orm::entity::prelude::*;
use sea_orm::{
    ConnectionTrait, DbBackend, DbErr, FromQueryResult, QueryOrder, QueryResult, QuerySelect, QueryTrait,
    Statement,
};

use super::epoch::{self, is_of_another_life, marks};
use super::{Cursor, Erased, Position};

/// What one statement saw, so that epoch, floor and rows belong together: a prune or a new epoch is seen
/// whole or not at all.
#[derive(Debug)]
pub(crate) struct Reading {
    pub epoch: Uuid,
    /// Nothing below this revision can be relied on any more.
    pub floor: i64,
    /// The newest revision at the time.
    pub latest: i64,
    /// After so many erasures.
    pub erased: Erased,
    /// In the log's order. The last transaction may be cut where there were as many rows as asked for.
    pub entries: Vec<change_log::Model>,
}

impl Reading {
    /// Whether everything after `position` is still there, and the log has come as far.
    pub(crate) fn reaches(&self, position: Position) -> bool {
        (self.floor..=self.latest).contains(&position.revision)
    }
}

/// Reads at most `limit` entries after a position. What is answered is of the life that the database is in: where
/// that is a new one, its epoch begins first.
///
/// # Errors
/// The database's.
pub(crate) async fn after(
    db: &impl ConnectionTrait,
    position: Position,
    limit: u64,
) -> Result<Reading, DbErr> {
    const SQL: &str = concat!(
        "WITH ",
        marks!(),
        " SELECT s.epoch, s.erasures, s.floor, greatest(s.floor, (SELECT max(revision) FROM change_log)) AS latest, ",
        is_of_another_life!(),
        " AS is_of_another_life, entry.* \
          FROM change_stream s CROSS JOIN here LEFT JOIN LATERAL (\
            SELECT * FROM change_log WHERE (revision, index) > ($1, $2) ORDER BY revision, index LIMIT $3\
          ) entry ON true ORDER BY entry.revision, entry.index"
    );
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let values = [position.revision.into(), position.index.into(), limit.into()];
    let rows = in_this_life(db, Statement::from_sql_and_values(DbBackend::Postgres, SQL, values)).await?;
    let first = rows.first().ok_or_else(no_stream)?;
    let (epoch, floor, latest) =
        (first.try_get("", "epoch")?, first.try_get("", "floor")?, first.try_get("", "latest")?);
    let erased = Erased { epoch, count: first.try_get("", "erasures")? };
    let entries = rows
        .iter()
        .filter_map(|row| change_log::Model::from_query_result_optional(row, "").transpose())
        .collect::<Result<_, _>>()?;
    Ok(Reading { epoch, floor, latest, erased, entries })
}

/// The newest revision, with its epoch.
///
/// # Errors
/// The database's.
pub(crate) async fn latest(db: &impl ConnectionTrait) -> Result<Cursor, DbErr> {
    const SQL: &str = concat!(
        "WITH ",
        marks!(),
        " SELECT s.epoch, greatest(s.floor, (SELECT max(revision) FROM change_log)) AS latest, ",
        is_of_another_life!(),
        " AS is_of_another_life FROM change_stream s CROSS JOIN here"
    );
    let rows = in_this_life(db, Statement::from_string(DbBackend::Postgres, SQL)).await?;
    let row = rows.first().ok_or_else(no_stream)?;
    Ok(Cursor { epoch: row.try_get("", "epoch")?, position: Position::after(row.try_get("", "latest")?) })
}

/// Reads once more, where the epoch that came with the first reading is of another life.
async fn in_this_life(db: &impl ConnectionTrait, reading: Statement) -> Result<Vec<QueryResult>, DbErr> {
    let rows = db.query_all_raw(reading.clone()).await?;
    match rows.first().map(|row| row.try_get("", "is_of_another_life")).transpose()? {
        Some(true) => {
            epoch::confirm(db).await?;
            db.query_all_raw(reading).await
        }
        _ => Ok(rows),
    }
}

fn no_stream() -> DbErr {
    DbErr::RecordNotFound("change_stream has no row".to_owned())
}

/// The history of one row below a version, newest first.
///
/// # Errors
/// The database's.
pub(crate) async fn history(
    db: &impl ConnectionTrait,
    row: Uuid,
    below: Option<i32>,
    limit: u64,
) -> Result<Vec<change_log::Model>, DbErr> {
    change_log::Entity::find()
        .filter(change_log::Column::RowId.eq(row))
        .apply_if(below, |entries, below| entries.filter(change_log::Column::Version.lt(below)))
        .order_by_desc(change_log::Column::Version)
        .limit(limit)
        .all(db)
        .await
}

/// The newest position among these rows' versions; none where none of them is kept.
///
/// # Errors
/// The database's.
pub(crate) async fn newest_of(
    db: &impl ConnectionTrait,
    rows: &[(Uuid, i32)],
) -> Result<Option<Position>, DbErr> {
    let (ids, versions): (Vec<_>, Vec<_>) = rows.iter().copied().unzip();
    let sql = "SELECT revision, index FROM change_log \
               WHERE (row_id, version) IN (SELECT * FROM unnest($1::uuid[], $2::integer[])) \
               ORDER BY revision DESC, index DESC LIMIT 1";
    let values = [ids.into(), versions.into()];
    let row = db.query_one_raw(Statement::from_sql_and_values(DbBackend::Postgres, sql, values)).await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Position { revision: row.try_get("", "revision")?, index: row.try_get("", "index")? }))
}
