//! What a merge leaves: bookings that name the kept guest, and a note of who was merged into whom.

use chrono::{DateTime, Utc};
use entity::Actor;
use entity::guest::Model;
use sea_orm::entity::prelude::*;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, FromQueryResult, Statement, Value};

use super::merge::{MergeOutcome, Merged};
use crate::edit::mutation::Use;
use crate::edit::state::{self, Absent};
use crate::edit::{Deletion, Editable, Outcome, Refusal, Saved, Store};

/// Who a guest turned out to be.
#[derive(Debug, FromQueryResult)]
pub(crate) struct GuestMerge {
    /// Also where they were merged into somebody else in turn.
    pub kept_id: Uuid,
    pub at: DateTime<Utc>,
    pub actor: Actor,
}

/// A transaction says who it is before it moves them.
const MOVE: &str = "WITH moved AS (UPDATE bookings SET guest_id = $1 WHERE guest_id = $2 RETURNING id) \
                    SELECT count(*) AS bookings FROM moved";
const NOTE: &str = "INSERT INTO guest_merges (guest_id, kept_id, at, actor) \
                    VALUES ($2, $1, clock_timestamp(), frontdesk_actor()) \
                    ON CONFLICT (guest_id) DO UPDATE SET kept_id = excluded.kept_id, at = excluded.at, \
                        actor = excluded.actor";
/// One transaction is one revision.
const MOVED: &str = "SELECT count(*) AS bookings FROM change_log WHERE entity = 'bookings' AND revision = \
                     (SELECT revision FROM change_log WHERE row_id = $1 AND version = $2)";
const READ: &str = "WITH RECURSIVE way (kept_id) AS (\
                        SELECT kept_id FROM guest_merges WHERE guest_id = $1 \
                        UNION SELECT m.kept_id FROM guest_merges m JOIN way ON m.guest_id = way.kept_id\
                    ) \
                    SELECT way.kept_id, first.at, first.actor FROM guest_merges first, way \
                    WHERE first.guest_id = $1 AND NOT EXISTS (SELECT FROM guests WHERE id = $1) \
                        AND NOT EXISTS (SELECT FROM guest_merges m WHERE m.guest_id = way.kept_id)";

/// Lets all bookings of a guest name another, each as a change like any other; how many they were.
pub(super) async fn move_bookings(db: &impl ConnectionTrait, keep: Uuid, remove: Uuid) -> Result<i64, DbErr> {
    count(db, MOVE, [keep.into(), remove.into()]).await
}

/// Notes down who was merged into whom.
pub(super) async fn note(db: &impl ConnectionTrait, keep: Uuid, remove: Uuid) -> Result<(), DbErr> {
    db.execute_raw(statement(NOTE, [keep.into(), remove.into()])).await.map(drop)
}

/// Who a guest was merged into; none where this one was not.
///
/// # Errors
/// The database's.
pub(crate) async fn read(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<GuestMerge>, DbErr> {
    let row = db.query_one_raw(statement(READ, [id.into()])).await?;
    row.map(|row| GuestMerge::from_query_result(&row, "")).transpose()
}

/// The answer to a merge that was carried out before. The kept guest may have moved on, or be gone.
pub(super) async fn before(
    store: Store<'_, impl ConnectionTrait>,
    keep: Uuid,
    first: Use,
) -> Result<MergeOutcome, DbErr> {
    let stopped = |id, outcome| Ok(MergeOutcome::Stopped(id, Box::new(outcome)));
    let Some(kept) = Model::find(keep).one(store.db).await? else {
        return stopped(keep, state::absent(store, keep).await?.into());
    };
    let entry = match state::absent(store, first.row_id).await? {
        Absent::Deleted(deletion) if deletion.entry.version == first.version => deletion.entry,
        _ => return stopped(first.row_id, Outcome::Refused(Refusal::mutation_reused())),
    };
    match entry.before.as_ref().map(state::decode) {
        Some(Ok(row)) => {
            let bookings = count(store.db, MOVED, [first.row_id.into(), first.version.into()]).await?;
            let removed = Saved { row, neighbours: (), merged: vec![], version: first.version };
            Ok(MergeOutcome::Merged(Box::new(Merged { kept, removed, bookings })))
        }
        // Merged they are; who they were can't be shown.
        _ => stopped(first.row_id, Outcome::AlreadyDeleted(Box::new(Deletion { entry }))),
    }
}

async fn count(db: &impl ConnectionTrait, sql: &str, values: [Value; 2]) -> Result<i64, DbErr> {
    let row = db.query_one_raw(statement(sql, values)).await?;
    row.map_or(Ok(0), |row| row.try_get("", "bookings"))
}

fn statement<const N: usize>(sql: &str, values: [Value; N]) -> Statement {
    Statement::from_sql_and_values(DbBackend::Postgres, sql, values)
}
