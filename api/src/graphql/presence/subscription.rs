//! Watching who is where, and being there.

use async_graphql::{Context, ID, Result, SimpleObject, Subscription};
use entity::user::Role;
use futures_util::{Stream, StreamExt};
use uuid::Uuid;

use super::{Presence, PresenceMode, activity};
use crate::graphql::access::require;
use crate::graphql::input::parse_id;
use crate::graphql::internal::{bad_request, internal};
use crate::presence::{Event, Join, Refused, Tracker};

/// Who has which booking open. The first event tells everybody who is there, with `bookingId` null (or the booking asked
/// for); each later one tells everybody who is at one booking now.
#[derive(Debug, SimpleObject)]
pub(crate) struct PresenceEvent {
    /// Only at this booking; null means at any.
    booking_id: Option<ID>,
    /// All of them, in the order in which they came to a booking. Replaces what was told before.
    present: Vec<Presence>,
}

impl From<Event> for PresenceEvent {
    fn from(event: Event) -> Self {
        Self {
            booking_id: event.booking.map(ID::from),
            present: event.present.iter().cloned().map(Presence::from).collect(),
        }
    }
}

fn uuid(argument: &str, id: &ID) -> Result<Uuid> {
    parse_id(id).ok_or_else(|| bad_request(format!("{argument} must be a UUID")))
}

#[derive(Debug, Default)]
pub(crate) struct PresenceSubscription;

#[Subscription]
impl PresenceSubscription {
    /// Who is at a booking, or at any, as people come and go. A watcher that is too slow for every step is told the
    /// last.
    async fn presence_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only of this booking.")] booking_id: Option<ID>,
    ) -> Result<impl Stream<Item = PresenceEvent> + use<>> {
        require(ctx, Role::Viewer)?;
        let roster = ctx.data_unchecked::<Tracker>().roster();
        let events = match booking_id {
            Some(id) => roster.watch(uuid("bookingId", &id)?).left_stream(),
            None => roster.watch_all().right_stream(),
        };
        Ok(events.map(PresenceEvent::from))
    }

    /// You are at the booking for as long as this subscription runs; tells the same as presenceChanged(bookingId).
    /// A closed or broken socket takes you away. Needs the role DESK for EDITING.
    async fn join_booking(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The booking to be at.")] booking_id: ID,
        #[graphql(
            desc = "A UUID of your own making. Join again under the same one to come back after a lost \
                    connection: an older subscription that still runs under it ends."
        )]
        presence_id: ID,
        #[graphql(
            default_with = "PresenceMode::Viewing",
            desc = "What you do there, until `updatePresence`."
        )]
        mode: PresenceMode,
        #[graphql(desc = "The booking's field that you are at, by its name in `BookingPatch`.")]
        field: Option<String>,
    ) -> Result<impl Stream<Item = PresenceEvent> + use<>> {
        let principal = require(ctx, mode.role())?;
        let join = Join {
            id: uuid("presenceId", &presence_id)?,
            booking: uuid("bookingId", &booking_id)?,
            user: principal.user_id,
            name: principal.name.clone(),
            activity: activity(mode, field).map_err(|rule| bad_request(format!("field {rule}")))?,
        };
        let joined = ctx.data_unchecked::<Tracker>().join(&join).await.map_err(internal)?;
        let events = joined.map_err(|refused| match refused {
            Refused::NoSuchBooking => bad_request("bookingId names no booking"),
            Refused::Taken => bad_request("presenceId is somebody else's: choose another"),
        })?;
        Ok(events.map(PresenceEvent::from))
    }
}
