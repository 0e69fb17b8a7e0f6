//! Watching guests.

use std::sync::Arc;

use async_graphql::{ComplexObject, Context, ID, Result, SimpleObject, Subscription, Union};
use entity::guest::Model;
use futures_util::stream::BoxStream;
use uuid::Uuid;

use super::{Guest, GuestSnapshot};
use crate::changes::Batch;
use crate::graphql::internal::internal;
use crate::graphql::nullable::null_or;
use crate::graphql::scalar::Revision;
use crate::graphql::stream::{StreamBookmark, StreamGap, StreamReady, Told, event_union, watch};
use crate::hotel::Hotel;

/// A committed change of a guest.
#[derive(Debug, SimpleObject)]
#[graphql(complex)]
pub struct GuestChange {
    guest_id: ID,
    #[graphql(flatten)]
    told: Told,
    /// The guest before the change; null where it was created.
    before: Option<GuestSnapshot>,
    #[graphql(skip)]
    batch: Arc<Batch>,
    #[graphql(skip)]
    index: usize,
}

#[ComplexObject]
impl GuestChange {
    /// The guest after the change; as it is now, where the change is told later than it happened. Null where
    /// it is deleted.
    async fn guest(&self, ctx: &Context<'_>) -> Option<Result<Guest>> {
        null_or(async {
            let db = &ctx.data_unchecked::<Hotel>().db;
            let row =
                self.batch.row::<Model>(db, &self.batch.entries()[self.index]).await.map_err(internal)?;
            Ok(row.map(Guest::from))
        })
        .await
    }
}

impl GuestChange {
    fn of(epoch: Uuid, batch: Arc<Batch>, index: usize) -> Result<Self> {
        let entry = &batch.entries()[index];
        let before = entry.before::<Model>().cloned();
        Ok(Self {
            guest_id: entry.log.row_id.into(),
            told: Told::of(epoch, entry),
            before: before.map(GuestSnapshot::from),
            batch,
            index,
        })
    }
}

/// What a watcher of guests is told.
#[derive(Debug, Union)]
pub enum GuestEvent {
    StreamReady(StreamReady),
    GuestChange(Box<GuestChange>),
    StreamBookmark(StreamBookmark),
    StreamGap(StreamGap),
}
event_union!(GuestEvent, GuestChange);

#[derive(Debug, Default)]
pub struct GuestSubscription;

#[Subscription]
impl GuestSubscription {
    /// Every committed change of a guest, once, in the order of the log, whoever made it.
    async fn guest_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Resume right behind this revision; from now on where none is given.")]
        after: Option<Revision>,
    ) -> Result<BoxStream<'static, Result<GuestEvent>>> {
        // Where to begin is each watcher's own matter: see `shared`.
        let _ = after;
        watch::<Model, _>(ctx, |_| true, GuestEvent::of)
    }
}
