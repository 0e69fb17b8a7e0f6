//! What all subscriptions to changes have in common: their first, middle and last words.

use std::sync::Arc;
use std::time::Duration;

use async_graphql::{Context, Result, SimpleObject};
use entity::change_log;
use entity::user::Role;
use futures_util::{Stream, StreamExt};
use uuid::Uuid;

use super::access::require;
use super::internal::internal;
use super::scalar::Revision;
use crate::changes::{Cursor, Event, Hub, Watch, log};
use crate::hotel::Hotel;
use crate::metrics::Metrics;

/// Comes first: no change after `revision` can be missed from here on.
#[derive(Clone, Copy, Debug, SimpleObject)]
pub struct StreamReady {
    revision: Revision,
}

/// You have seen everything up to `revision`. Comes when what was missed has been told, and from time to time
/// when it is quiet.
#[derive(Clone, Copy, Debug, SimpleObject)]
pub struct StreamBookmark {
    revision: Revision,
}

/// Comes last: what lies behind your revision can't be told any more, because it is older than what is kept,
/// or the database is another one. Read the lists anew, and watch from their `revision`.
#[derive(Clone, Copy, Debug, SimpleObject)]
pub struct StreamGap {
    /// The oldest revision that could be resumed from.
    pub oldest: Revision,
    /// The newest.
    pub latest: Revision,
}

/// How long a stream may be quiet before a bookmark says how far it has come, where it has moved on.
#[derive(Clone, Copy, Debug)]
pub struct BookmarkAfter(pub Duration);

/// The epoch that the stream is in.
pub fn epoch(ctx: &Context<'_>) -> Uuid {
    reached(ctx).epoch
}

/// How far the stream has come.
pub fn reached(ctx: &Context<'_>) -> Cursor {
    ctx.data_unchecked::<Hub>().reached()
}

/// The place right behind a write.
pub async fn revision_of(ctx: &Context<'_>, row: Uuid, version: i32) -> Result<Revision> {
    revision_of_all(ctx, [(row, version)]).await
}

/// The place right behind the last of several writes.
pub async fn revision_of_all(
    ctx: &Context<'_>,
    rows: impl IntoIterator<Item = (Uuid, i32)>,
) -> Result<Revision> {
    let hotel = ctx.data_unchecked::<Hotel>();
    let rows: Vec<_> = rows.into_iter().collect();
    let newest = log::newest_of(&hotel.db, &rows).await.map_err(internal)?;
    Ok(match newest {
        Some(position) => Revision(Cursor { epoch: epoch(ctx), position }),
        // Its entry is no longer kept: everything there is lies before this.
        None => log::latest(&hotel.db).await.map_err(internal)?.into(),
    })
}

/// Watches the changes of one table that pass the filter.
pub fn watch<F>(
    ctx: &Context<'_>,
    after: Option<Revision>,
    filter: F,
) -> Result<impl Stream<Item = Result<Event>> + Send + use<F>>
where
    F: Fn(&change_log::Model) -> bool + Send + 'static,
{
    require(ctx, Role::Viewer)?;
    let metrics = Arc::clone(ctx.data_unchecked::<Arc<Metrics>>());
    let counted = metrics.watcher();
    let watch = Watch {
        hub: ctx.data_unchecked::<Hub>().clone(),
        db: ctx.data_unchecked::<Hotel>().db.clone(),
        after: after.map(|after| after.0),
        filter,
        bookmark_after: ctx.data_unchecked::<BookmarkAfter>().0,
    };
    Ok(watch.events().map(move |event| {
        let _ = &counted;
        if let Ok(Event::Change { entry, .. }) = &event {
            metrics.delivered(entity(entry), 1);
        }
        event.map_err(internal)
    }))
}

/// As the metrics call it.
fn entity(entry: &change_log::Model) -> &'static str {
    match entry.entity.as_str() {
        "bookings" => "booking",
        "guests" => "guest",
        _ => "room",
    }
}

/// Declares the union of a noun's events and the event of a change.
macro_rules! event_union {
    ($union:ident, $change:ident) => {
        impl $union {
            fn of(event: crate::changes::Event) -> async_graphql::Result<Self> {
                use crate::changes::Event;
                use crate::graphql::stream::{StreamBookmark, StreamGap, StreamReady};
                Ok(match event {
                    Event::Ready(cursor) => Self::StreamReady(StreamReady::at(cursor)),
                    Event::Bookmark(cursor) => Self::StreamBookmark(StreamBookmark::at(cursor)),
                    Event::Gap { oldest, latest } => {
                        Self::StreamGap(StreamGap { oldest: oldest.into(), latest: latest.into() })
                    }
                    Event::Change { cursor, entry, replayed } => {
                        Self::$change(Box::new($change::of(cursor, *entry, replayed)?))
                    }
                })
            }
        }
    };
}
pub(super) use event_union;

impl StreamReady {
    pub fn at(cursor: Cursor) -> Self {
        Self { revision: cursor.into() }
    }
}

impl StreamBookmark {
    pub fn at(cursor: Cursor) -> Self {
        Self { revision: cursor.into() }
    }
}
