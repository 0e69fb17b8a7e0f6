//! Writing bookings.

use async_graphql::{Context, ID, Object, Result, SimpleObject};
use entity::booking::Model;

use super::deleted::restore;
use super::group::{self, BookingsSaved};
use super::input::{CreateBookingInput, DeleteBookingInput, UpdateBookingInput};
use super::neighbours::selected_in_answer;
use super::{Booking, BookingSnapshot};
use crate::booking::bulk::{BulkUpdate, LIMIT, update_all};
use crate::booking::new_group::{NewBooking, create_all};
use crate::booking::stay::StayRules;
use crate::edit::Saved;
use crate::graphql::access::signed_in;
use crate::graphql::input::{Create, Update};
use crate::graphql::internal::internal;
use crate::graphql::nullable::or_null;
use crate::graphql::outcome::result;
use crate::graphql::problem::{AlreadyDeleted, Conflict, Forbidden, InvalidInput, NotFound, RoomUnavailable};
use crate::graphql::writes::{self, DeletedFields, SavedFields};
use crate::hotel::Hotel;

/// The booking is saved.
#[derive(Debug, SimpleObject)]
pub(crate) struct BookingSaved {
    /// The booking as it is now.
    pub(super) booking: Box<Booking>,
    #[graphql(flatten)]
    pub(super) fields: SavedFields,
}

impl From<Saved<Model>> for BookingSaved {
    fn from(saved: Saved<Model>) -> Self {
        let fields = SavedFields::of(&saved);
        Self { booking: Box::new(Booking::with_neighbours(saved.row, saved.neighbours)), fields }
    }
}

/// The booking is deleted.
#[derive(Debug, SimpleObject)]
pub(crate) struct BookingDeleted {
    booking_id: ID,
    /// The booking as it last was.
    before: BookingSnapshot,
    #[graphql(flatten)]
    fields: DeletedFields,
}

impl From<Saved<Model>> for BookingDeleted {
    fn from(deleted: Saved<Model>) -> Self {
        let fields = DeletedFields::of(&deleted);
        Self { booking_id: deleted.row.id.into(), before: deleted.row.into(), fields }
    }
}

result! {
    /// The outcomes of creating a booking.
    CreateBookingResult: BookingSaved of Model, RoomUnavailable, AlreadyDeleted, InvalidInput, Forbidden
}
result! {
    /// The outcomes of creating several bookings: the first end that is no success ends them all, and names its booking.
    CreateBookingsResult: BookingsSaved, RoomUnavailable, AlreadyDeleted, InvalidInput, Forbidden
}
result! {
    /// The outcomes of changing a booking.
    UpdateBookingResult: BookingSaved of Model, Conflict, NotFound, AlreadyDeleted, RoomUnavailable, InvalidInput,
        Forbidden
}
result! {
    /// The outcomes of changing several bookings: the first end that is no success ends them all, and names its update.
    UpdateBookingsResult: BookingsSaved, Conflict, NotFound, AlreadyDeleted, RoomUnavailable, InvalidInput, Forbidden
}
result! {
    /// The outcomes of deleting a booking.
    DeleteBookingResult: BookingDeleted of Model, Conflict, NotFound, AlreadyDeleted, InvalidInput, Forbidden
}

#[derive(Debug, Default)]
pub(crate) struct BookingMutation;

#[Object]
impl BookingMutation {
    /// Creates a booking. Needs the role DESK.
    async fn create_booking(
        &self,
        ctx: &Context<'_>,
        input: CreateBookingInput,
    ) -> Option<Result<CreateBookingResult>> {
        or_null(async {
            let (restores, mut create) = (input.restores.clone(), Create::from(input));
            let hotel = ctx.data_unchecked::<Hotel>();
            let former = restore(hotel, restores.as_ref(), &mut create).await.map_err(internal)?;
            let rules = StayRules::of(hotel).restoring(former);
            writes::create_by::<Model, _>(ctx, create, &rules, selected_in_answer(ctx)).await
        })
        .await
    }

    /// Creates several bookings as one transaction: all or none, one revision. Two rooms for one family. At most 50.
    /// Needs the role DESK.
    async fn create_bookings(
        &self,
        ctx: &Context<'_>,
        input: Vec<CreateBookingInput>,
    ) -> Option<Result<CreateBookingsResult>> {
        or_null(async {
            let principal = signed_in(ctx)?;
            let hotel = ctx.data_unchecked::<Hotel>();
            let ids: Vec<_> = input.iter().map(|new| new.id.clone().unwrap_or_default()).collect();
            // A longer list is refused as a whole, and nothing is read for it.
            let restorable = input.len() <= LIMIT;
            let mut group = Vec::with_capacity(input.len());
            for input in input {
                let (restores, mut create) =
                    (input.restores.clone().filter(|_| restorable), Create::from(input));
                let restored = restore(hotel, restores.as_ref(), &mut create).await.map_err(internal)?;
                let (mut draft, author) = create.read(principal, ctx.field().name());
                hotel.complete::<Model>(&mut draft);
                group.push(NewBooking { draft, author, restored });
            }
            let outcome = create_all(hotel, principal.role, group, selected_in_answer(ctx)).await;
            group::answer(ctx, principal, &ids, outcome.map_err(internal)?)
        })
        .await
    }

    /// Changes fields of a booking, on the version that was on the screen. Needs the role DESK.
    async fn update_booking(
        &self,
        ctx: &Context<'_>,
        input: UpdateBookingInput,
    ) -> Option<Result<UpdateBookingResult>> {
        or_null(writes::update::<Model, _>(ctx, input, selected_in_answer(ctx))).await
    }

    /// Changes several bookings as one transaction: all or none, one revision. Swaps two rooms, moves a group.
    /// At most 50. Needs the role DESK.
    async fn update_bookings(
        &self,
        ctx: &Context<'_>,
        input: Vec<UpdateBookingInput>,
    ) -> Option<Result<UpdateBookingsResult>> {
        or_null(async {
            let principal = signed_in(ctx)?;
            let ids: Vec<_> = input.iter().map(|update| update.id.clone()).collect();
            let updates: Vec<_> = input
                .into_iter()
                .map(|input| {
                    let (update, author) = Update::from(input).read(principal, ctx.field().name());
                    BulkUpdate { update, author }
                })
                .collect();
            let hotel = ctx.data_unchecked::<Hotel>();
            let outcome = update_all(hotel, principal.role, &updates, selected_in_answer(ctx)).await;
            group::answer(ctx, principal, &ids, outcome.map_err(internal)?)
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
        or_null(writes::delete::<Model, _>(ctx, input)).await
    }
}
