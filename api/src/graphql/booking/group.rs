//! The answer to several bookings that were written as one transaction.

use async_graphql::{ComplexObject, Context, ID, Result, SimpleObject};
use uuid::Uuid;

use super::Booking;
use super::mutation::BookingSaved;
use crate::auth::Principal;
use crate::booking::bulk::BulkOutcome;
use crate::edit::Noun;
use crate::graphql::outcome::{Ended, Ends};
use crate::graphql::problem::{FailedUpdate, InvalidInput};
use crate::graphql::scalar::Revision;
use crate::graphql::stream;
use crate::graphql::writes;

/// All bookings of the group are saved, as one transaction.
#[derive(Debug, SimpleObject)]
#[graphql(complex)]
pub(crate) struct BookingsSaved {
    /// In the order of the input.
    results: Vec<BookingSaved>,
    /// The bookings as they are now, in the order of the input.
    bookings: Vec<Booking>,
}

#[ComplexObject]
impl BookingsSaved {
    /// The position right after the transaction in the stream of changes.
    async fn revision(&self, ctx: &Context<'_>) -> Result<Revision> {
        let rows = self.results.iter().map(|saved| (saved.fields.row, saved.fields.version));
        stream::revision_of_all(ctx, rows).await
    }
}

/// From the end of a group to the member of its result union, counted. `ids` are those that the input gave.
pub(super) fn answer<T: Ends + From<BookingsSaved>>(
    ctx: &Context<'_>,
    principal: &Principal,
    ids: &[ID],
    outcome: BulkOutcome,
) -> Result<T> {
    let failed = |place: usize| FailedUpdate::new(place, ids);
    let (place, ended) = match outcome {
        BulkOutcome::Saved(saved) => {
            for one in &saved {
                let result = if one.merged.is_empty() { "saved" } else { "merged" };
                writes::count(ctx, Noun::Booking, result);
            }
            let results: Vec<_> = saved.into_iter().map(BookingSaved::from).collect();
            let bookings = results.iter().map(|saved| Booking::clone(&saved.booking)).collect();
            return Ok(BookingsSaved { results, bookings }.into());
        }
        BulkOutcome::Invalid(violations) => {
            let problems = violations.into_iter().map(|(place, violation)| (failed(place), violation));
            (None, Ended::InvalidInput(InvalidInput::in_updates(problems)))
        }
        BulkOutcome::RoomUnavailable(place, unavailable) => (Some(place), unavailable.into()),
        BulkOutcome::Stopped(place, outcome) => {
            let id = place.and_then(|place| Uuid::try_parse(ids.get(place)?).ok()).unwrap_or_default();
            (place, Ended::of(*outcome, id, principal)?)
        }
    };
    writes::count(ctx, Noun::Booking, ended.name());
    T::ended(match place {
        Some(place) => ended.in_update(failed(place)),
        None => ended,
    })
}
