//! Watching bookings.

use async_graphql::{ComplexObject, Context, ID, InputObject, Result, SimpleObject, Subscription, Union};
use chrono::{DateTime, Utc};
use entity::booking::Model;
use entity::change_log;
use futures_util::{Stream, StreamExt};
use uuid::Uuid;

use super::{Booking, BookingSnapshot, BookingStatus};
use crate::booking::BookingFilter;
use crate::changes::Cursor;
use crate::edit::state::decode;
use crate::edit::values::{Editable, api_name};
use crate::graphql::actor::Actor;
use crate::graphql::change::ChangeAction;
use crate::graphql::connection::ids;
use crate::graphql::internal::internal;
use crate::graphql::loader::Loaders;
use crate::graphql::scalar::{Date, Revision};
use crate::graphql::stream::{StreamBookmark, StreamGap, StreamReady, event_union, watch};

/// Which bookings to watch: all conditions that are given must hold, before the change or after it. So a
/// booking that leaves the filter is told of, once, with the values that no longer match.
#[derive(Clone, Debug, Default, InputObject)]
pub struct BookingWatchFilter {
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
            text: None,
        })
    }
}

/// A committed change of a booking.
#[derive(Debug, SimpleObject)]
#[graphql(complex)]
pub struct BookingChange {
    /// Resumes exactly behind this change.
    revision: Revision,
    booking_id: ID,
    /// The booking's version after the change; a deletion counts as one.
    version: i32,
    action: ChangeAction,
    actor: Actor,
    at: DateTime<Utc>,
    /// The fields whose values changed.
    fields: Vec<String>,
    /// How many earlier changes of this booking were left out because this watcher was too slow for them.
    skipped: i32,
    /// The booking before the change; null where it was created.
    before: Option<BookingSnapshot>,
    #[graphql(skip)]
    row: Uuid,
    #[graphql(skip)]
    after: Option<Model>,
    #[graphql(skip)]
    replayed: bool,
}

#[ComplexObject]
impl BookingChange {
    /// The booking after the change; as it is now, where the change is told later than it happened. Null where
    /// it is deleted.
    async fn booking(&self, ctx: &Context<'_>) -> Result<Option<Booking>> {
        if self.replayed && self.after.is_some() {
            let loaders = ctx.data_unchecked::<Loaders>();
            return Ok(loaders.bookings.load_one(self.row).await?.map(Booking::from));
        }
        Ok(self.after.clone().map(Booking::from))
    }
}

impl BookingChange {
    fn of(cursor: Cursor, entry: change_log::Model, replayed: bool) -> Result<Self> {
        let before: Option<Model> = entry.before.as_ref().map(decode).transpose().map_err(internal)?;
        let after: Option<Model> = entry.after.as_ref().map(decode).transpose().map_err(internal)?;
        Ok(Self {
            revision: cursor.into(),
            booking_id: entry.row_id.into(),
            version: entry.version,
            action: entry.action.into(),
            actor: entry.actor.into(),
            at: entry.at,
            fields: entry.fields.iter().map(|field| api_name(field)).collect(),
            skipped: 0,
            before: before.map(BookingSnapshot::from),
            row: entry.row_id,
            after,
            replayed,
        })
    }
}

/// What a watcher of bookings is told.
#[derive(Debug, Union)]
pub enum BookingEvent {
    StreamReady(StreamReady),
    BookingChange(Box<BookingChange>),
    StreamBookmark(StreamBookmark),
    StreamGap(StreamGap),
}
event_union!(BookingEvent, BookingChange);

#[derive(Debug, Default)]
pub struct BookingSubscription;

#[Subscription]
impl BookingSubscription {
    /// Every committed change of a booking, once, in commit order, whoever made it.
    async fn booking_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Resume right behind this revision; from now on where none is given.")]
        after: Option<Revision>,
        filter: Option<BookingWatchFilter>,
    ) -> Result<impl Stream<Item = Result<BookingEvent>> + use<>> {
        let filter = filter.unwrap_or_default().checked()?;
        // An image that can't be decoded is told of with an error, never passed over in silence.
        let matches = move |image: &Option<serde_json::Value>| match image.as_ref().map(decode::<Model>) {
            None => false,
            Some(Ok(row)) => filter.matches(&row),
            Some(Err(_)) => true,
        };
        let wanted = move |entry: &change_log::Model| {
            entry.entity == Model::TABLE && (matches(&entry.after) || matches(&entry.before))
        };
        Ok(watch(ctx, after, wanted)?.map(|event| BookingEvent::of(event?)))
    }
}
