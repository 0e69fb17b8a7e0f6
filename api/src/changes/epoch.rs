//! Whether this is still the database that the cursors were given out for.
//!
//! The epoch's row carries the marks of the life that it was given for. A way back in time changes at least one of
//! them, or the operator says so ([`renew`]):
//!
//! | mark | what changes it |
//! |---|---|
//! | the cluster's identifier | a dump restored into another cluster, logical replication to it, `pg_upgrade` |
//! | the timeline | a standby that takes over, a recovery to a point in time |
//! | the database's oid | a dump restored into another database of the cluster, a copy by `CREATE DATABASE` |
//! | the change log's oid | a dump restored into the same database |
//! | when its data folder was made | a copied data folder, where PostgreSQL may tell (`frontdesk_folder`) |
//!
//! They are compared in each statement that reads the log, not only now and then: between a failover and the next
//! look at them, new writes could take the very revisions that were lost.

use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement};
use sqlx::{PgExecutor, Row};
use uuid::Uuid;

/// The marks of the database as it is, for the `WITH` of a statement.
///
/// The timeline is that of the WAL: the control file's is of the last checkpoint, and a standby that was promoted
/// makes its first one when it gets round to it. A standby has none of its own; nothing can be written there. The
/// table is looked up by its name each time, because a literal of type regclass is read when a statement is prepared.
macro_rules! marks {
    () => {
        "here AS MATERIALIZED (SELECT \
           (SELECT system_identifier FROM pg_control_system()) AS system_identifier, \
           CASE WHEN NOT pg_is_in_recovery() \
             THEN ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::integer END AS timeline, \
           (SELECT oid::bigint FROM pg_database WHERE datname = current_database()) AS database_oid, \
           to_regclass('change_log')::oid::bigint AS log_oid, \
           frontdesk_folder() AS folder)"
    };
}
pub(crate) use marks;

/// Whether the epoch in `change_stream s` was given for another life than that of [`marks`].
macro_rules! is_of_another_life {
    () => {
        "(s.system_identifier, s.timeline, s.database_oid, s.log_oid, s.folder) IS DISTINCT FROM \
         (here.system_identifier, coalesce(here.timeline, s.timeline), here.database_oid, here.log_oid, \
          coalesce(here.folder, s.folder))"
    };
}
pub(crate) use is_of_another_life;

/// A fresh row version is written only where something differs: many processes may ask at once. The versions of the new
/// life are set here as well as by the trigger (migration/sql/19_life_once_a_session_up.sql): under a server that runs on, a
/// dump restores the row first and the triggers last.
const CONFIRM: &str = concat!(
    "WITH ",
    marks!(),
    " UPDATE change_stream s SET epoch = gen_random_uuid(), system_identifier = here.system_identifier, \
        timeline = here.timeline, database_oid = here.database_oid, log_oid = here.log_oid, \
        folder = coalesce(here.folder, s.folder), \
        version_base = CASE s.system_identifier WHEN 0 THEN 0 \
          ELSE greatest(s.version_base + 1, frontdesk_next_version_base()) END \
      FROM here WHERE ",
    is_of_another_life!(),
    " RETURNING s.epoch"
);

/// Compares the database's marks with those of the epoch and begins a new epoch where they differ. Cursors of the
/// old one then get a gap.
///
/// # Errors
/// The database's.
pub async fn confirm(db: &impl ConnectionTrait) -> Result<(), DbErr> {
    let renewed = db.query_one_raw(Statement::from_string(DbBackend::Postgres, CONFIRM)).await?;
    renewed.map(|row| row.try_get("", "epoch")).transpose().map(tell)
}

/// The same by a session of the caller's own.
///
/// # Errors
/// The database's.
pub async fn confirm_by(session: impl PgExecutor<'_>) -> Result<(), sqlx::Error> {
    let renewed = sqlx::query(CONFIRM).fetch_optional(session).await?;
    renewed.map(|row| row.try_get("epoch")).transpose().map(tell)
}

fn tell(renewed: Option<Uuid>) {
    if let Some(epoch) = renewed {
        tracing::info!(%epoch, "this database is new to its change log: a new epoch begins");
    }
}

/// Begins a new epoch by hand, for a way back in time that leaves no mark (a snapshot of the volume).
///
/// # Errors
/// The database's.
pub async fn renew(db: &impl ConnectionTrait) -> Result<Uuid, DbErr> {
    let renew = "UPDATE change_stream SET epoch = gen_random_uuid() RETURNING epoch";
    let row = db.query_one_raw(Statement::from_string(DbBackend::Postgres, renew)).await?;
    row.ok_or_else(|| DbErr::RecordNotFound("the change log has no epoch".to_owned()))?.try_get("", "epoch")
}
