//! The rows that all server processes share.

use std::time::Duration;

use chrono::{DateTime, Utc};
use entity::presence::{Column, Entity, Mode};
use sea_orm::entity::prelude::*;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, FromQueryResult, QueryOrder, QuerySelect, Statement};
use serde::Serialize;

use super::Activity;

/// Somebody who has a booking open: what is told of a row.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult, Serialize)]
pub(crate) struct Presence {
    pub id: Uuid,
    pub booking_id: Uuid,
    pub user_id: Uuid,
    pub name: String,
    pub mode: Mode,
    pub field: Option<String>,
    pub since: DateTime<Utc>,
}

/// Somebody who comes to a booking.
#[derive(Clone, Debug)]
pub(crate) struct Join {
    /// Chosen by the client.
    pub id: Uuid,
    pub booking: Uuid,
    pub user: Uuid,
    pub name: String,
    pub activity: Activity,
}

/// What a row is told as.
const TOLD: &str = "id, booking_id, user_id, name, mode, field, since";

fn statement(sql: impl Into<String>, values: impl IntoIterator<Item = Value>) -> Statement {
    Statement::from_sql_and_values(DbBackend::Postgres, sql, values)
}

/// Everybody at these bookings, or at all; of a booking, whoever came first is first.
///
/// # Errors
/// The database's.
pub(crate) async fn read(
    db: &impl ConnectionTrait,
    bookings: Option<impl IntoIterator<Item = Uuid> + Send>,
) -> Result<Vec<Presence>, DbErr> {
    let mut select = Entity::find();
    if let Some(bookings) = bookings {
        select = select.filter(Column::BookingId.is_in(bookings));
    }
    let told = [
        Column::Id,
        Column::BookingId,
        Column::UserId,
        Column::Name,
        Column::Mode,
        Column::Field,
        Column::Since,
    ];
    select
        .select_only()
        .columns(told)
        .order_by_asc(Column::BookingId)
        .order_by_asc(Column::Since)
        .order_by_asc(Column::Id)
        .into_model()
        .all(db)
        .await
}

/// What came of a join.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Joined {
    At(Presence),
    NoSuchBooking,
    /// The id is somebody else's.
    Taken,
}

/// Writes somebody down. Whoever comes back under the same id (from a new socket, while the old one is not yet
/// known to be dead) goes on where they were.
///
/// # Errors
/// The database's.
pub(crate) async fn join(db: &impl ConnectionTrait, process: Uuid, join: &Join) -> Result<Joined, DbErr> {
    let sql = format!(
        "WITH booking AS (SELECT id FROM bookings WHERE id = $3), \
         joined AS (\
           INSERT INTO presence AS p (id, process_id, booking_id, user_id, name, mode, field, since, seen_at) \
           SELECT $1, $2, id, $4, $5, $6, $7, now(), clock_timestamp() FROM booking \
           ON CONFLICT (id) DO UPDATE SET \
             process_id = excluded.process_id, booking_id = excluded.booking_id, name = excluded.name, \
             mode = excluded.mode, field = excluded.field, seen_at = excluded.seen_at, \
             since = CASE WHEN p.booking_id = excluded.booking_id THEN p.since ELSE excluded.since END \
           WHERE p.user_id = excluded.user_id \
           RETURNING {TOLD}) \
         SELECT EXISTS (SELECT FROM booking) AS found, joined.* FROM (VALUES (1)) one LEFT JOIN joined ON true"
    );
    let values = [
        join.id.into(),
        process.into(),
        join.booking.into(),
        join.user.into(),
        join.name.clone().into(),
        join.activity.mode.into(),
        join.activity.field.clone().into(),
    ];
    let row = db
        .query_one_raw(statement(sql, values))
        .await?
        .ok_or_else(|| DbErr::RecordNotFound("a join answers one row".to_owned()))?;
    Ok(match Presence::from_query_result_optional(&row, "")? {
        Some(presence) => Joined::At(presence),
        None if row.try_get("", "found")? => Joined::Taken,
        None => Joined::NoSuchBooking,
    })
}

/// Sets what a user does at one place, whichever process holds it; none where it is not there or not theirs.
///
/// # Errors
/// The database's.
pub(crate) async fn update(
    db: &impl ConnectionTrait,
    (id, user): (Uuid, Uuid),
    activity: &Activity,
) -> Result<Option<Presence>, DbErr> {
    let sql =
        format!("UPDATE presence SET mode = $3, field = $4 WHERE id = $1 AND user_id = $2 RETURNING {TOLD}");
    let values = [id.into(), user.into(), activity.mode.into(), activity.field.clone().into()];
    let row = db.query_one_raw(statement(sql, values)).await?;
    row.map(|row| Presence::from_query_result(&row, "")).transpose()
}

/// Removes those of a process's people who left. Whoever moved to another process stays.
///
/// # Errors
/// The database's.
pub(crate) async fn leave(db: &impl ConnectionTrait, process: Uuid, ids: Vec<Uuid>) -> Result<(), DbErr> {
    let sql = "DELETE FROM presence WHERE id = ANY ($1) AND process_id = $2";
    db.execute_raw(statement(sql, [ids.into(), process.into()])).await.map(drop)
}

/// Removes all of a process's people.
///
/// # Errors
/// The database's.
pub(crate) async fn leave_all(db: &impl ConnectionTrait, process: Uuid) -> Result<(), DbErr> {
    db.execute_raw(statement("DELETE FROM presence WHERE process_id = $1", [process.into()])).await.map(drop)
}

/// Confirms a process's people, by the database's clock, and writes down again who is missing: the process was
/// cut off for long enough to be given up, or PostgreSQL crashed, which empties the table. Whoever moved to
/// another process is that one's.
///
/// # Errors
/// The database's.
pub(crate) async fn confirm(
    db: &impl ConnectionTrait,
    process: Uuid,
    people: &[Presence],
) -> Result<(), DbErr> {
    let people = serde_json::to_value(people).map_err(|error| DbErr::Json(error.to_string()))?;
    let sql = format!(
        "INSERT INTO presence AS p ({TOLD}, process_id, seen_at) \
         SELECT {TOLD}, $1, clock_timestamp() FROM jsonb_populate_recordset(NULL::presence, $2) \
         ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at WHERE p.process_id = excluded.process_id"
    );
    db.execute_raw(statement(sql, [process.into(), people.into()])).await.map(drop)
}

/// Removes whoever was not confirmed for so long: their process is dead or cut off. A row from the future was
/// left by a clock that was set back since. Several processes may do this at once and never wait for each other.
///
/// # Errors
/// The database's.
pub(crate) async fn remove_unseen(db: &impl ConnectionTrait, patience: Duration) -> Result<u64, DbErr> {
    let sql = "DELETE FROM presence WHERE id IN (\
                 SELECT id FROM presence \
                 WHERE abs(extract(epoch FROM clock_timestamp() - seen_at)) > $1 FOR UPDATE SKIP LOCKED)";
    Ok(db.execute_raw(statement(sql, [patience.as_secs_f64().into()])).await?.rows_affected())
}
