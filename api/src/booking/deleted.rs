//! Bookings that were deleted, as long as the history tells of them.

use entity::booking;
use entity::change_log;
use sea_orm::entity::prelude::*;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement};

use crate::changes::Position;
use crate::edit::Store;
use crate::edit::state::decode;

/// The deletions before a position, newest first, of bookings that are not there again. One that was brought back has
/// another id and the same reference.
///
/// # Errors
/// The database's.
pub(crate) async fn page(
    db: &impl ConnectionTrait,
    before: Option<Position>,
    limit: u64,
) -> Result<Vec<change_log::Model>, DbErr> {
    let sql = "SELECT * FROM change_log gone WHERE entity = 'bookings' AND action = 'DELETE' \
                 AND (revision, index) < ($1, $2) \
                 AND NOT EXISTS (SELECT FROM bookings WHERE reference = gone.before ->> 'reference') \
               ORDER BY revision DESC, index DESC LIMIT $3";
    let before = before.unwrap_or(Position { revision: i64::MAX, index: 0 });
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let values = [before.revision.into(), before.index.into(), limit.into()];
    let statement = Statement::from_sql_and_values(DbBackend::Postgres, sql, values);
    change_log::Entity::find().from_raw_sql(statement).all(db).await
}

/// A booking as it was when it was deleted; none where it was not, or nothing that can be read is kept of it.
///
/// # Errors
/// The database's.
pub(crate) async fn last(
    store: Store<'_, impl ConnectionTrait>,
    id: Uuid,
) -> Result<Option<booking::Model>, DbErr> {
    store.sequencer.complete_log().await?;
    let sql = "SELECT * FROM change_log WHERE row_id = $1 AND entity = 'bookings' AND action = 'DELETE' \
               ORDER BY version DESC LIMIT 1";
    let statement = Statement::from_sql_and_values(DbBackend::Postgres, sql, [id.into()]);
    let entry = change_log::Entity::find().from_raw_sql(statement).one(store.db).await?;
    Ok(entry.and_then(|entry| decode(entry.before.as_ref()?).ok()))
}
