//! What bookings are written with.

use async_graphql::{ID, InputObject, MaybeUndefined};
use sea_orm::ActiveEnum;

use super::BookingStatus;
use crate::graphql::coupled::coupled;
use crate::graphql::input::{Fields, inputs};
use crate::graphql::scalar::{Amount, Date};

/// A new booking.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct CreateBookingInput {
    /// A UUID of your own making (version 7 keeps the index tidy), or none for a new one.
    pub(super) id: Option<ID>,
    room_id: ID,
    guest_id: ID,
    /// The first night.
    check_in: Date,
    /// The day of departure.
    check_out: Date,
    /// 1 to 100.
    #[graphql(default = 1)]
    adults: i32,
    /// 0 to 100.
    #[graphql(default)]
    children: i32,
    /// INQUIRY or CONFIRMED; CHECKED_IN where the stay begins today or yesterday (who comes after midnight).
    #[graphql(default_with = "BookingStatus::Confirmed")]
    status: BookingStatus,
    /// For the whole stay: below 10000000000, with no more decimals than `currency` has.
    #[graphql(default)]
    total_price: Amount,
    /// The ISO 4217 code of a currency in use: see `Query.currencies`. The hotel's where none is given.
    currency: Option<String>,
    /// At most 10000 characters.
    #[graphql(default)]
    notes: String,
    /// The id of a deleted booking whose place it takes (see `Query.deletedBookings`): it gets that one's `reference`, and
    /// may have the status that it had. All else is as it is given here. The deleted one keeps its id and its history.
    pub(super) restores: Option<ID>,
    /// A name of your own making for this write, 1 to 200 bytes. The same request sent again under the same
    /// name is carried out once and gets the first answer.
    mutation_id: Option<ID>,
}

impl CreateBookingInput {
    fn fields(self) -> Fields {
        use MaybeUndefined::Value;
        let mut fields = Fields::default();
        fields.put_id("room_id", "roomId", Value(self.room_id));
        fields.put_id("guest_id", "guestId", Value(self.guest_id));
        fields.put("check_in", Value(self.check_in.0));
        fields.put("check_out", Value(self.check_out.0));
        fields.put("adults", Value(self.adults));
        fields.put("children", Value(self.children));
        fields.put("status", Value(stored(self.status)));
        fields.put_amount("total_price", Value(self.total_price));
        fields.put("currency", self.currency.map_or(MaybeUndefined::Undefined, Value));
        fields.put("notes", Value(self.notes));
        fields
    }
}

/// The fields to set. What is left out stays as it is.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct BookingPatch {
    #[graphql(directive = coupled::apply("stay".to_owned()))]
    room_id: MaybeUndefined<ID>,
    guest_id: MaybeUndefined<ID>,
    /// The first night.
    #[graphql(directive = coupled::apply("stay".to_owned()), directive = coupled::apply("price".to_owned()))]
    check_in: MaybeUndefined<Date>,
    /// The day of departure.
    #[graphql(directive = coupled::apply("stay".to_owned()), directive = coupled::apply("price".to_owned()))]
    check_out: MaybeUndefined<Date>,
    /// 1 to 100.
    adults: MaybeUndefined<i32>,
    /// 0 to 100.
    children: MaybeUndefined<i32>,
    /// Only the moves that `BookingStatus` describes.
    #[graphql(directive = coupled::apply("stay".to_owned()))]
    status: MaybeUndefined<BookingStatus>,
    /// For the whole stay: below 10000000000, with no more decimals than `currency` has.
    #[graphql(directive = coupled::apply("price".to_owned()))]
    total_price: MaybeUndefined<Amount>,
    /// The ISO 4217 code of a currency in use: see `Query.currencies`.
    #[graphql(directive = coupled::apply("price".to_owned()))]
    currency: MaybeUndefined<String>,
    /// At most 10000 characters.
    notes: MaybeUndefined<String>,
}

impl BookingPatch {
    fn fields(self) -> Fields {
        let mut fields = Fields::default();
        fields.put_id("room_id", "roomId", self.room_id);
        fields.put_id("guest_id", "guestId", self.guest_id);
        fields.put("check_in", self.check_in.map_value(|date| date.0));
        fields.put("check_out", self.check_out.map_value(|date| date.0));
        fields.put("adults", self.adults);
        fields.put("children", self.children);
        fields.put("status", self.status.map_value(stored));
        fields.put_amount("total_price", self.total_price);
        fields.put("currency", self.currency);
        fields.put("notes", self.notes);
        fields
    }
}

fn stored(status: BookingStatus) -> String {
    entity::booking::BookingStatus::from(status).to_value()
}

inputs! {
    CreateBookingInput;
    /// An edit of a booking, and the version that it was made on.
    UpdateBookingInput of BookingPatch;
    /// A booking to delete, and the version that this was decided on.
    DeleteBookingInput
}
