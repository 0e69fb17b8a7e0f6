//! What is no longer kept: two horizons over one log.

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr, Statement, TransactionTrait};

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

/// Moves the floor to the end of the replay horizon and deletes what is beyond the history. One transaction:
/// who reads the log sees the floor together with the rows.
///
/// # Errors
/// The database's.
pub async fn prune(db: &DatabaseConnection, keeping: Keeping, now: DateTime<Utc>) -> Result<Pruned, DbErr> {
    let days = |days: u32| now - chrono::TimeDelta::days(days.into());
    let transaction = db.begin().await?;
    let floor: i64 = transaction
        .query_one_raw(Statement::from_sql_and_values(
            DbBackend::Postgres,
            "UPDATE change_stream SET floor = \
               greatest(floor, (SELECT max(revision) FROM change_log WHERE at < $1)) RETURNING floor",
            [days(keeping.replay_days).into()],
        ))
        .await?
        .ok_or_else(|| DbErr::RecordNotFound("change_stream has no row".to_owned()))?
        .try_get("", "floor")?;
    let deleted = match keeping.history_days {
        None => 0,
        Some(history) => transaction
            // The transaction at the floor stays: a cursor may be in the middle of it.
            .execute_raw(Statement::from_sql_and_values(
                DbBackend::Postgres,
                "DELETE FROM change_log WHERE at < $1 AND revision < $2",
                [days(history.max(keeping.replay_days)).into(), floor.into()],
            ))
            .await?
            .rows_affected(),
    };
    transaction.commit().await?;
    Ok(Pruned { floor, deleted })
}
