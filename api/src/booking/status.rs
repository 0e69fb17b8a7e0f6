//! How a booking came to its status: what undoing that has to know.

use std::collections::HashMap;

use entity::booking;
use entity::change_log;
use sea_orm::entity::prelude::*;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement};

use super::stay::{StatusChange, Stay};
use crate::edit::state::decode;
use crate::edit::{Noun, Store};

/// The last change of the status of each booking, as far as the history goes back.
pub(crate) async fn last_changes(
    store: Store<'_, impl ConnectionTrait>,
    ids: Vec<Uuid>,
) -> Result<HashMap<Uuid, StatusChange>, DbErr> {
    store.sequencer.complete_log().await?;
    // The log names the columns that a change touched; a creation touches all of them.
    let sql = "SELECT DISTINCT ON (row_id) * FROM change_log \
               WHERE row_id = ANY ($1) AND after IS NOT NULL AND 'status' = ANY (fields) \
               ORDER BY row_id, version DESC";
    let statement = Statement::from_sql_and_values(DbBackend::Postgres, sql, [ids.into()]);
    let entries = change_log::Entity::find().from_raw_sql(statement).all(store.db).await?;
    Ok(entries.into_iter().filter_map(|entry| Some((entry.row_id, status_change(&entry)?))).collect())
}

/// None for another noun's entry, and for an image that can't be read: nothing is undone on a guess.
fn status_change(entry: &change_log::Model) -> Option<StatusChange> {
    if Noun::of_table(&entry.entity) != Some(Noun::Booking) {
        return None;
    }
    let stay = |image| decode::<booking::Model>(image).ok().map(|row| Stay::of(&row));
    let before = match &entry.before {
        Some(image) => Some(stay(image)?),
        None => None,
    };
    Some(StatusChange { at: entry.at, before, after: stay(entry.after.as_ref()?)? })
}
