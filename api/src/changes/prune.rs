//! What is no longer kept: two horizons over one log.

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr, Statement, Value};

/// How long changes are kept.
#[derive(Clone, Copy, Debug)]
pub struct Keeping {
    /// For how many days a watcher may be away and still resume.
    pub replay_days: u32,
    /// For how many days history, merges and retries reach back; none = for ever.
    pub history_days: Option<u32>,
}

/// What a prune did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pruned {
    /// The oldest revision that can still be resumed from.
    pub floor: i64,
    /// How many entries were deleted.
    pub deleted: u64,
}

/// How many entries are deleted in one transaction: few enough to end before any statement times out.
const BATCH: i64 = 10_000;

/// Moves the floor to the end of the replay horizon, then deletes what is beyond the history. In this order, and
/// who reads the log sees the floor together with the rows: what is gone lies below a floor that is told.
///
/// # Errors
/// The database's. What was deleted by then stays so.
pub async fn prune(db: &DatabaseConnection, keeping: Keeping, now: DateTime<Utc>) -> Result<Pruned, DbErr> {
    let days = |days: u32| now - chrono::TimeDelta::days(days.into());
    let floor: i64 = db
        .query_one_raw(Statement::from_sql_and_values(
            DbBackend::Postgres,
            "UPDATE change_stream SET floor = \
               greatest(floor, (SELECT max(revision) FROM change_log WHERE at < $1)) RETURNING floor",
            [days(keeping.replay_days).into()],
        ))
        .await?
        .ok_or_else(|| DbErr::RecordNotFound("change_stream has no row".to_owned()))?
        .try_get("", "floor")?;
    let mut deleted = 0;
    if let Some(history) = keeping.history_days {
        let horizon = days(history.max(keeping.replay_days));
        // The transaction at the floor stays: a cursor may be in the middle of it.
        let values = [horizon.into(), floor.into(), BATCH.into()];
        deleted = delete_all(
            db,
            "DELETE FROM change_log WHERE (revision, index) IN (\
               SELECT revision, index FROM change_log WHERE at < $1 AND revision < $2 LIMIT $3)",
            &values,
        )
        .await?;
        let values = [horizon.into(), BATCH.into()];
        delete_all(
            db,
            "DELETE FROM mutations WHERE ctid = ANY (ARRAY(\
               SELECT ctid FROM mutations WHERE at < $1 LIMIT $2))",
            &values,
        )
        .await?;
        // An id is free again when nothing of its row is kept.
        delete_all(
            db,
            "DELETE FROM deleted_rows WHERE row_id IN (\
               SELECT row_id FROM deleted_rows gone WHERE at < $1 \
                 AND NOT EXISTS (SELECT FROM change_log log WHERE log.row_id = gone.row_id) LIMIT $2)",
            &values,
        )
        .await?;
    }
    Ok(Pruned { floor, deleted })
}

/// Deletes batch by batch, and tells how many.
async fn delete_all(db: &DatabaseConnection, sql: &str, values: &[Value]) -> Result<u64, DbErr> {
    let mut deleted = 0;
    loop {
        let statement = Statement::from_sql_and_values(DbBackend::Postgres, sql, values.iter().cloned());
        match db.execute_raw(statement).await?.rows_affected() {
            0 => return Ok(deleted),
            batch => deleted += batch,
        }
    }
}
