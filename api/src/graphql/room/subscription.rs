//! Watching rooms.

use std::sync::Arc;

use async_graphql::{ComplexObject, Context, ID, Result, SimpleObject, Subscription, Union};
use entity::room::Model;
use futures_util::stream::BoxStream;
use uuid::Uuid;

use super::{Room, RoomSnapshot};
use crate::changes::Batch;
use crate::graphql::internal::internal;
use crate::graphql::nullable::null_or;
use crate::graphql::scalar::Revision;
use crate::graphql::stream::{StreamBookmark, StreamGap, StreamReady, Told, event_union, watch};
use crate::hotel::Hotel;

/// A committed change of a room.
#[derive(Debug, SimpleObject)]
#[graphql(complex)]
pub struct RoomChange {
    room_id: ID,
    #[graphql(flatten)]
    told: Told,
    /// The room before the change; null where it was created.
    before: Option<RoomSnapshot>,
    #[graphql(skip)]
    batch: Arc<Batch>,
    #[graphql(skip)]
    index: usize,
}

#[ComplexObject]
impl RoomChange {
    /// The room after the change; as it is now, where the change is told later than it happened. Null where
    /// it is deleted.
    async fn room(&self, ctx: &Context<'_>) -> Option<Result<Room>> {
        null_or(async {
            let db = &ctx.data_unchecked::<Hotel>().db;
            let row =
                self.batch.row::<Model>(db, &self.batch.entries()[self.index]).await.map_err(internal)?;
            Ok(row.map(Room::from))
        })
        .await
    }
}

impl RoomChange {
    fn of(epoch: Uuid, batch: Arc<Batch>, index: usize) -> Result<Self> {
        let entry = &batch.entries()[index];
        let before = entry.before::<Model>().cloned();
        Ok(Self {
            room_id: entry.log.row_id.into(),
            told: Told::of(epoch, entry),
            before: before.map(RoomSnapshot::from),
            batch,
            index,
        })
    }
}

/// What a watcher of rooms is told.
#[derive(Debug, Union)]
pub enum RoomEvent {
    StreamReady(StreamReady),
    RoomChange(Box<RoomChange>),
    StreamBookmark(StreamBookmark),
    StreamGap(StreamGap),
}
event_union!(RoomEvent, RoomChange);

#[derive(Debug, Default)]
pub struct RoomSubscription;

#[Subscription]
impl RoomSubscription {
    /// Every committed change of a room, once, in the order of the log, whoever made it.
    async fn room_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Resume right behind this revision; from now on where none is given.")]
        after: Option<Revision>,
    ) -> Result<BoxStream<'static, Result<RoomEvent>>> {
        // Where to begin is each watcher's own matter: see `shared`.
        let _ = after;
        watch::<Model, _>(ctx, |_| true, RoomEvent::of)
    }
}
