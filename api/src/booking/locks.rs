//! What a group will write, locked: bookings before rooms and each in the order of the ids, so that two groups never wait
//! for one another.

use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement, Value};
use uuid::Uuid;

use crate::edit::Values;

/// Locks bookings.
pub(super) async fn lock_rows(
    db: &impl ConnectionTrait,
    ids: impl Iterator<Item = Uuid>,
) -> Result<(), DbErr> {
    lock(db, "SELECT FROM bookings WHERE id = ANY ($1) ORDER BY id FOR NO KEY UPDATE", ids.collect()).await
}

/// Locks the rooms that these patches name.
pub(super) async fn lock_rooms<'a>(
    db: &impl ConnectionTrait,
    patches: impl Iterator<Item = &'a Values>,
) -> Result<(), DbErr> {
    let ids = patches.filter_map(|values| match values.get("room_id") {
        Some(Value::Uuid(Some(id))) => Some(*id),
        _ => None,
    });
    lock(db, "SELECT FROM rooms WHERE id = ANY ($1) ORDER BY id FOR NO KEY UPDATE", ids.collect()).await
}

async fn lock(db: &impl ConnectionTrait, sql: &str, ids: Vec<Uuid>) -> Result<(), DbErr> {
    let statement = Statement::from_sql_and_values(DbBackend::Postgres, sql, [ids.into()]);
    db.query_all_raw(statement).await.map(drop)
}
