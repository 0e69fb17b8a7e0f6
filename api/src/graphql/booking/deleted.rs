//! Bookings that were deleted, and those that take the place of one.

use async_graphql::connection::Edge;
use async_graphql::{Context, ID, Result};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use entity::booking::BookingStatus;
use sea_orm::DbErr;

use crate::booking::deleted;
use crate::changes::{Cursor, Position, log};
use crate::edit::{Rule, Violation};
use crate::graphql::change::{Change, ChangeConnection, ChangeConnectionFields};
use crate::graphql::connection::range;
use crate::graphql::input::Create;
use crate::graphql::internal::{bad_request, internal};
use crate::graphql::reads::read;
use crate::hotel::Hotel;

/// The deletions of bookings that are not there again, newest first.
pub(super) async fn list(
    ctx: &Context<'_>,
    first: Option<i32>,
    after: Option<String>,
) -> Result<ChangeConnection> {
    let size = range(first, None, None, None)?.size;
    let hotel = ctx.data_unchecked::<Hotel>();
    hotel.sequencer.complete_log().await.map_err(internal)?;
    // Before the entries: what is logged in between is told once more, not missed.
    let reached = log::latest(&hotel.db).await.map_err(internal)?;
    let before = match &after {
        None => None,
        Some(text) => {
            let cursor = place(text).filter(|cursor| cursor.epoch == reached.epoch);
            let rule = "after must be a cursor that this list has given out: leave it out to begin anew";
            Some(cursor.ok_or_else(|| bad_request(rule))?.position)
        }
    };
    let entries = read(ctx, |db| async move { deleted::page(&db, before, size + 1).await }).await;
    let mut entries = entries.map_err(internal)?;
    let more = entries.len() as u64 > size;
    entries.truncate(usize::try_from(size)?);
    let fields = ChangeConnectionFields { revision: reached.into(), gap: None };
    let mut connection = ChangeConnection::with_additional_fields(after.is_some(), more, fields);
    connection.edges.extend(entries.into_iter().map(|entry| {
        let cursor = Cursor { epoch: reached.epoch, position: Position::of(&entry) };
        Edge::new(URL_SAFE_NO_PAD.encode(format!("{LIST}{}", cursor.encode())), Change::from(entry))
    }));
    Ok(connection)
}

/// What a cursor of this list begins with, so that none of another is taken for one.
const LIST: &str = "deleted ";

/// The place that a cursor of this list stands for.
fn place(cursor: &str) -> Option<Cursor> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()?;
    Cursor::decode(text.strip_prefix(LIST)?)
}

/// Gives a new booking the reference of the deleted one that it restores, and tells the status that this had.
pub(super) async fn restore(
    hotel: &Hotel,
    restores: Option<&ID>,
    create: &mut Create,
) -> Result<Option<BookingStatus>, DbErr> {
    let Some(id) = restores.and_then(|restores| create.fields.id("restores", restores)) else {
        return Ok(None);
    };
    match deleted::last(hotel.store(), id).await? {
        Some(former) => {
            create.fields.put_reference(former.reference);
            Ok(Some(former.status))
        }
        None => {
            let words = "names no booking that was deleted, as far as the history goes back";
            create.fields.refuse(Violation::new("restores", Rule::Unknown, words));
            Ok(None)
        }
    }
}
