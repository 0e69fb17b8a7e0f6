//! Writing bookings.

use async_graphql::{ComplexObject, Context, ID, Object, Result, SimpleObject, Union};
use entity::booking::Model;
use entity::user::Role;
use uuid::Uuid;

use super::input::{CreateBookingInput, DeleteBookingInput, UpdateBookingInput};
use super::neighbours::wanted_in_answer;
use super::{Booking, BookingSnapshot};
use crate::booking::group::{GroupOutcome, Member, update_all};
use crate::booking::{BookingOutcome, write};
use crate::edit::values::api_name;
use crate::edit::{self, Outcome, Rule};
use crate::graphql::access::permit;
use crate::graphql::input;
use crate::graphql::internal::internal;
use crate::graphql::nullable::or_null;
use crate::graphql::outcome::{members_of_ended, split};
use crate::graphql::problem::{
    AlreadyDeleted, Conflict, FailedUpdate, Forbidden, InvalidInput, NotFound, RoomUnavailable,
};
use crate::graphql::scalar::Revision;
use crate::graphql::{stream, writes};
use crate::hotel::Hotel;

/// The booking is saved.
#[derive(Debug, SimpleObject)]
#[graphql(complex)]
pub struct BookingSaved {
    /// The booking as it is now.
    booking: Box<Booking>,
    /// Fields that others changed since your version, and that this save kept.
    merged_fields: Vec<String>,
    #[graphql(skip)]
    row: Uuid,
    #[graphql(skip)]
    version: i32,
}

#[ComplexObject]
impl BookingSaved {
    /// The place right behind this write in the stream of changes.
    async fn revision(&self, ctx: &Context<'_>) -> Result<Revision> {
        stream::revision_of(ctx, self.row, self.version).await
    }
}

impl From<edit::Saved<Model>> for BookingSaved {
    fn from(saved: edit::Saved<Model>) -> Self {
        let merged_fields = saved.merged.iter().map(|field| api_name(field)).collect();
        let (row, booking) = (saved.row.id, Booking::with_neighbours(saved.row, saved.beside));
        Self { row, version: saved.version, booking: Box::new(booking), merged_fields }
    }
}

/// All bookings of the group are saved, as one transaction.
#[derive(Debug, SimpleObject)]
#[graphql(complex)]
pub struct BookingsSaved {
    /// In the order of the input.
    results: Vec<BookingSaved>,
    /// The bookings as they are now, in the order of the input.
    bookings: Vec<Booking>,
}

#[ComplexObject]
impl BookingsSaved {
    /// The place right behind the transaction in the stream of changes.
    async fn revision(&self, ctx: &Context<'_>) -> Result<Revision> {
        let rows = self.results.iter().map(|saved| (saved.row, saved.version));
        stream::revision_of_all(ctx, rows).await
    }
}

/// The booking is deleted.
#[derive(Debug, SimpleObject)]
#[graphql(complex)]
pub struct BookingDeleted {
    booking_id: ID,
    /// The version that the deletion counts as.
    version: i32,
    /// The booking as it was last.
    before: BookingSnapshot,
    #[graphql(skip)]
    row: Uuid,
}

#[ComplexObject]
impl BookingDeleted {
    /// The place right behind this write in the stream of changes.
    async fn revision(&self, ctx: &Context<'_>) -> Result<Revision> {
        stream::revision_of(ctx, self.row, self.version).await
    }
}

/// What can come of creating a booking.
#[derive(Debug, Union)]
pub enum CreateBookingResult {
    BookingSaved(BookingSaved),
    RoomUnavailable(RoomUnavailable),
    /// Created before under this `mutationId`, and deleted since.
    AlreadyDeleted(AlreadyDeleted),
    InvalidInput(InvalidInput),
    Forbidden(Forbidden),
}
members_of_ended!(CreateBookingResult: AlreadyDeleted, InvalidInput);

/// What can come of changing a booking.
#[derive(Debug, Union)]
pub enum UpdateBookingResult {
    BookingSaved(BookingSaved),
    Conflict(Conflict),
    NotFound(NotFound),
    AlreadyDeleted(AlreadyDeleted),
    RoomUnavailable(RoomUnavailable),
    InvalidInput(InvalidInput),
    Forbidden(Forbidden),
}
members_of_ended!(UpdateBookingResult: Conflict, NotFound, AlreadyDeleted, InvalidInput);

/// What can come of changing several bookings: the first end that is no success ends them all, and names its update.
#[derive(Debug, Union)]
pub enum UpdateBookingsResult {
    BookingsSaved(BookingsSaved),
    Conflict(Conflict),
    NotFound(NotFound),
    AlreadyDeleted(AlreadyDeleted),
    RoomUnavailable(RoomUnavailable),
    InvalidInput(InvalidInput),
    Forbidden(Forbidden),
}
members_of_ended!(UpdateBookingsResult: Conflict, NotFound, AlreadyDeleted, InvalidInput);

/// What can come of deleting a booking.
#[derive(Debug, Union)]
pub enum DeleteBookingResult {
    BookingDeleted(BookingDeleted),
    Conflict(Conflict),
    NotFound(NotFound),
    AlreadyDeleted(AlreadyDeleted),
    InvalidInput(InvalidInput),
    Forbidden(Forbidden),
}
members_of_ended!(DeleteBookingResult: Conflict, NotFound, AlreadyDeleted, InvalidInput);

/// The most updates that one group may have.
const GROUP_LIMIT: usize = 50;

#[derive(Debug, Default)]
pub struct BookingMutation;

#[Object]
impl BookingMutation {
    /// Creates a booking. Needs the role DESK.
    async fn create_booking(
        &self,
        ctx: &Context<'_>,
        input: CreateBookingInput,
    ) -> Option<Result<CreateBookingResult>> {
        or_null(async {
            let principal = match permit(ctx, Role::Desk)? {
                Ok(principal) => principal,
                Err(forbidden) => return Ok(forbidden.into()),
            };
            let names = (input.id.clone(), input.mutation_id.clone());
            let (draft, author) = input::creation(principal, "createBooking", names, input.fields());
            let id = draft.id;
            let hotel = ctx.data_unchecked::<Hotel>();
            let outcome =
                match write::create(hotel, &author, draft, wanted_in_answer(ctx)).await.map_err(internal)? {
                    BookingOutcome::Written(outcome) => outcome,
                    BookingOutcome::RoomUnavailable(unavailable) => {
                        writes::count_unavailable(ctx);
                        return Ok(RoomUnavailable::from(unavailable).into());
                    }
                };
            writes::count(ctx, &outcome);
            match split(outcome, id.unwrap_or_default())? {
                Ok(saved) => Ok(BookingSaved::from(saved).into()),
                Err(ended) => CreateBookingResult::ended(ended),
            }
        })
        .await
    }

    /// Changes fields of a booking, on the version that was on the screen. Needs the role DESK.
    async fn update_booking(
        &self,
        ctx: &Context<'_>,
        input: UpdateBookingInput,
    ) -> Option<Result<UpdateBookingResult>> {
        or_null(async {
            let principal = match permit(ctx, Role::Desk)? {
                Ok(principal) => principal,
                Err(forbidden) => return Ok(forbidden.into()),
            };
            let UpdateBookingInput { id, expected_version, patch, on_stale, mutation_id } = input;
            let named = (id, expected_version, on_stale, mutation_id);
            let (update, author) = input::update(principal, "updateBooking", named, patch.fields());
            let hotel = ctx.data_unchecked::<Hotel>();
            let outcome = match write::update(hotel, &author, &update, wanted_in_answer(ctx))
                .await
                .map_err(internal)?
            {
                BookingOutcome::Written(outcome) => outcome,
                BookingOutcome::RoomUnavailable(unavailable) => {
                    writes::count_unavailable(ctx);
                    return Ok(RoomUnavailable::from(unavailable).into());
                }
            };
            writes::count(ctx, &outcome);
            match split(outcome, update.id)? {
                Ok(saved) => Ok(BookingSaved::from(saved).into()),
                Err(ended) => UpdateBookingResult::ended(ended),
            }
        })
        .await
    }

    /// Changes several bookings as one transaction: all or none, one revision. Swaps two rooms, moves a group.
    /// At most 50. Needs the role DESK.
    async fn update_bookings(
        &self,
        ctx: &Context<'_>,
        input: Vec<UpdateBookingInput>,
    ) -> Option<Result<UpdateBookingsResult>> {
        or_null(async {
            let principal = match permit(ctx, Role::Desk)? {
                Ok(principal) => principal,
                Err(forbidden) => return Ok(forbidden.into()),
            };
            if input.is_empty() || input.len() > GROUP_LIMIT {
                return Ok(InvalidInput::one("input", Rule::Length, "must have 1 to 50 updates").into());
            }
            let ids: Vec<_> = input.iter().map(|update| update.id.clone()).collect();
            let members: Vec<_> = input
                .into_iter()
                .map(|UpdateBookingInput { id, expected_version, patch, on_stale, mutation_id }| {
                    let named = (id, expected_version, on_stale, mutation_id);
                    let (update, author) = input::update(principal, "updateBookings", named, patch.fields());
                    Member { update, author }
                })
                .collect();
            let failed = |place: usize| FailedUpdate::new(place, &ids);
            let hotel = ctx.data_unchecked::<Hotel>();
            let wanted = wanted_in_answer(ctx);
            match update_all(hotel, &members, wanted).await.map_err(internal)? {
                GroupOutcome::Saved(saved) => {
                    writes::count_saved(ctx, "booking", &saved);
                    let results: Vec<_> = saved.into_iter().map(BookingSaved::from).collect();
                    let bookings = results.iter().map(|saved| Booking::clone(&saved.booking)).collect();
                    Ok(BookingsSaved { results, bookings }.into())
                }
                GroupOutcome::RoomUnavailable(place, unavailable) => {
                    writes::count_unavailable(ctx);
                    Ok(RoomUnavailable::from(unavailable).in_update(failed(place)).into())
                }
                GroupOutcome::Invalid(violations) => {
                    writes::count_invalid(ctx);
                    let problems =
                        violations.into_iter().map(|(place, violation)| (failed(place), violation));
                    Ok(InvalidInput::in_updates(problems).into())
                }
                GroupOutcome::Stopped(place, outcome) => {
                    writes::count(ctx, &outcome);
                    let id = members.get(place).map(|member| member.update.id).unwrap_or_default();
                    match split(*outcome, id)? {
                        Ok(_) => Err(internal("a group stopped at an update that was saved")),
                        Err(ended) => UpdateBookingsResult::ended(ended.in_update(failed(place))),
                    }
                }
            }
        })
        .await
    }

    /// Deletes a booking, on the version that was on the screen. To call a stay off, set its status to
    /// CANCELLED instead: that is kept in the lists. Needs the role DESK.
    async fn delete_booking(
        &self,
        ctx: &Context<'_>,
        input: DeleteBookingInput,
    ) -> Option<Result<DeleteBookingResult>> {
        or_null(async {
            let principal = match permit(ctx, Role::Desk)? {
                Ok(principal) => principal,
                Err(forbidden) => return Ok(forbidden.into()),
            };
            let DeleteBookingInput { id, expected_version, mutation_id } = input;
            let named = (id, expected_version, mutation_id);
            let (id, author) = match input::deletion(principal, "deleteBooking", named) {
                Ok(deletion) => deletion,
                Err(invalid) => return Ok(invalid.into()),
            };
            let hotel = ctx.data_unchecked::<Hotel>();
            let outcome: Outcome<Model> =
                write::delete(hotel, &author, id, expected_version).await.map_err(internal)?;
            writes::count_deletion(ctx, &outcome);
            match split(outcome, id)? {
                Ok(deleted) => Ok(BookingDeleted {
                    booking_id: id.into(),
                    version: deleted.version,
                    before: deleted.row.into(),
                    row: id,
                }
                .into()),
                Err(ended) => DeleteBookingResult::ended(ended),
            }
        })
        .await
    }
}
