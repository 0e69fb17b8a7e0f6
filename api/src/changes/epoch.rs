//! Whether this is still the database that the cursors were given out for.

use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement};
use uuid::Uuid;

/// Compares the database's identity (cluster, timeline, database) with that of the epoch and begins a new
/// epoch where they differ: after a dump was restored elsewhere, or a recovery to a point in time. Cursors of
/// the old epoch then get a gap. Answers the epoch that is in force.
///
/// # Errors
/// The database's.
pub async fn confirm(db: &impl ConnectionTrait) -> Result<Uuid, DbErr> {
    // A fresh row version is written only where something differs: many processes may start at once.
    let sql = "WITH here AS (\
                 SELECT (SELECT system_identifier FROM pg_control_system()) AS system_identifier, \
                        (SELECT timeline_id FROM pg_control_checkpoint()) AS timeline, \
                        (SELECT oid::bigint FROM pg_database WHERE datname = current_database()) AS database_oid) \
               UPDATE change_stream s SET epoch = gen_random_uuid(), system_identifier = here.system_identifier, \
                 timeline = here.timeline, database_oid = here.database_oid \
               FROM here WHERE (s.system_identifier, s.timeline, s.database_oid) \
                 IS DISTINCT FROM (here.system_identifier, here.timeline, here.database_oid)";
    let renewed = db.execute_raw(Statement::from_string(DbBackend::Postgres, sql)).await?.rows_affected() > 0;
    let epoch = super::log::latest(db).await?.epoch;
    if renewed {
        tracing::info!(%epoch, "this database is new to its change log: a new epoch begins");
    }
    Ok(epoch)
}

/// Begins a new epoch by hand, for a restore that none of the identities can tell (a copied data folder).
///
/// # Errors
/// The database's.
pub async fn renew(db: &impl ConnectionTrait) -> Result<Uuid, DbErr> {
    db.execute_unprepared("UPDATE change_stream SET epoch = gen_random_uuid()").await?;
    Ok(super::log::latest(db).await?.epoch)
}
