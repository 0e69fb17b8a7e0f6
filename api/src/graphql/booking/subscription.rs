//! Watching bookings.

use std::sync::Arc;

use async_graphql::{ComplexObject, Context, ID, InputObject, Result, SimpleObject, Subscription};
use entity::booking::Model;
use futures_util::future::try_join;
use futures_util::stream::BoxStream;
use uuid::Uuid;

use super::{Booking, BookingSnapshot, BookingStatus};
use crate::booking::BookingFilter;
use crate::changes::{Batch, Entry};
use crate::edit::neighbours::Neighbours;
use crate::graphql::connection::ids;
use crate::graphql::internal::internal;
use crate::graphql::nullable::null_or;
use crate::graphql::scalar::{Date, Revision};
use crate::graphql::stream::{ChangeMetadata, event_union, watch};
use crate::graphql::synchronous::Synchronous;
use crate::hotel::Hotel;

/// Which bookings to watch: all conditions that are given must hold, before the change or after it. So a
/// booking that leaves the filter is told of, once, with the values that no longer match.
#[derive(Clone, Debug, Default, InputObject)]
pub(crate) struct BookingWatchFilter {
    ids: Option<Vec<ID>>,
    room_ids: Option<Vec<ID>>,
    guest_ids: Option<Vec<ID>>,
    statuses: Option<Vec<BookingStatus>>,
    /// Stays that have a night on or after this day.
    from: Option<Date>,
    /// Stays that have a night before this day.
    to: Option<Date>,
}

impl BookingWatchFilter {
    fn checked(self) -> Result<BookingFilter> {
        Ok(BookingFilter {
            ids: ids("filter.ids", self.ids)?,
            rooms: ids("filter.roomIds", self.room_ids)?,
            guests: ids("filter.guestIds", self.guest_ids)?,
            statuses: self.statuses.map(|statuses| statuses.into_iter().map(Into::into).collect()),
            from: self.from.map(|date| date.0),
            to: self.to.map(|date| date.0),
            ..BookingFilter::default()
        })
    }
}

/// A committed change of a booking.
#[derive(Debug, SimpleObject)]
#[graphql(complex)]
pub(crate) struct BookingChange {
    booking_id: ID,
    #[graphql(flatten)]
    metadata: ChangeMetadata,
    /// The booking before the change; null where it was created.
    before: Option<BookingSnapshot>,
    #[graphql(skip)]
    batch: Arc<Batch>,
    #[graphql(skip)]
    index: usize,
}

#[ComplexObject]
impl BookingChange {
    /// The booking after the change; as it is now, where the change is told later than it happened. Null where
    /// it is deleted.
    async fn booking(&self, ctx: &Context<'_>) -> Option<Result<Synchronous<Booking>>> {
        null_or(async {
            let db = &ctx.data_unchecked::<Hotel>().db;
            let Some(row) = self.batch.row::<Model>(db, self.entry()).await.map_err(internal)? else {
                return Ok(None);
            };
            let room = async {
                if !ctx.look_ahead().field("room").exists() {
                    return Ok(None);
                }
                self.batch.room_of(db, &row).await
            };
            let guest = async {
                if !ctx.look_ahead().field("guest").exists() {
                    return Ok(None);
                }
                self.batch.guest_of(db, &row).await
            };
            let (room, guest) = try_join(room, guest).await.map_err(internal)?;
            Ok(Some(Synchronous(Booking::with_neighbours(
                row,
                Neighbours { room: room.into(), guest: guest.into() },
            ))))
        })
        .await
    }
}

impl BookingChange {
    fn of(epoch: Uuid, batch: Arc<Batch>, index: usize) -> Self {
        let entry = &batch.entries()[index];
        let before = entry.before::<Model>().cloned();
        Self {
            booking_id: entry.log.row_id.into(),
            metadata: ChangeMetadata::of(epoch, entry),
            before: before.map(BookingSnapshot::from),
            batch,
            index,
        }
    }

    fn entry(&self) -> &Entry {
        &self.batch.entries()[self.index]
    }
}

event_union! {
    /// An event of `bookingChanged`.
    BookingEvent, BookingChange
}

#[derive(Debug, Default)]
pub(crate) struct BookingSubscription;

#[Subscription]
impl BookingSubscription {
    /// Every committed change of a booking, once, in the order of the log, whoever made it.
    async fn booking_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Resume right after this revision; from now on where none is given.")] after: Option<
            Revision,
        >,
        filter: Option<BookingWatchFilter>,
    ) -> Result<BoxStream<'static, Result<BookingEvent>>> {
        // Where to begin is each watcher's own matter: see `shared`.
        let _ = after;
        let filter = filter.unwrap_or_default().checked()?;
        watch::<Model, _>(ctx, move |row| filter.matches(row), BookingEvent::of)
    }
}
