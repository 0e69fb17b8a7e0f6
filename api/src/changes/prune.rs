//! What is no longer kept: two horizons over one log.

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr, Statement};

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
        loop {
            // The transaction at the floor stays: a cursor may be in the middle of it.
            let batch = db
                .execute_raw(Statement::from_sql_and_values(
                    DbBackend::Postgres,
                    "DELETE FROM change_log WHERE (revision, index) IN (\
                       SELECT revision, index FROM change_log WHERE at < $1 AND revision < $2 LIMIT $3)",
                    [horizon.into(), floor.into(), BATCH.into()],
                ))
                .await?
                .rows_affected();
            deleted += batch;
            if batch == 0 {
                break;
            }
        }
    }
    Ok(Pruned { floor, deleted })
}
