//! What a merge will write, locked: bookings before guests, as each writer of a booking takes them, and each in the order of
//! the ids. So nobody waits for a merge who holds what it waits for.

use sea_orm::entity::prelude::Uuid;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, Statement, Value};

const BOOKINGS: &str = "SELECT FROM bookings WHERE guest_id = $1 ORDER BY id FOR NO KEY UPDATE";
/// Also against whoever is about to let a booking name one of them: they wait, and then find them as the merge left them.
const GUESTS: &str = "SELECT FROM guests WHERE id = ANY ($1) ORDER BY id FOR UPDATE";
/// Bookings that came between the first two. Who holds one of them may wait for the guests, so it waits for none: what
/// can't be had at once is missing in the second count.
const LATE: &str = "SELECT (SELECT count(*) FROM bookings WHERE guest_id = $1) = (SELECT count(*) FROM \
                    (SELECT FROM bookings WHERE guest_id = $1 FOR NO KEY UPDATE SKIP LOCKED) AS locked) AS all_locked";

/// Locks both guests, and all bookings that name the one who goes; answers whether it could have them all.
pub(super) async fn lock(db: &DatabaseTransaction, keep: Uuid, remove: Uuid) -> Result<bool, DbErr> {
    run(db, BOOKINGS, remove.into()).await?;
    run(db, GUESTS, vec![keep, remove].into()).await?;
    let row = db.query_one_raw(statement(LATE, remove.into())).await?;
    row.map_or(Ok(false), |row| row.try_get("", "all_locked"))
}

async fn run(db: &DatabaseTransaction, sql: &str, value: Value) -> Result<(), DbErr> {
    db.query_all_raw(statement(sql, value)).await.map(drop)
}

fn statement(sql: &str, value: Value) -> Statement {
    Statement::from_sql_and_values(DbBackend::Postgres, sql, [value])
}
