//! The fields of a booking, and the rules that the schema keeps for them.

use entity::booking::Model;
use entity::user::Role;
use sea_orm::{DbErr, QueryResult};

use super::Unavailable;
use super::stay::StayRules;
use crate::edit::Rule::{Erased, Form, Length, Nights, Order, Range, Taken, Unknown};
use crate::edit::columns::columns;
use crate::edit::neighbours::{NeighbourSelection, Neighbours};
use crate::edit::rule::SchemaRule;
use crate::edit::{Editable, Noun};
use crate::hotel::{Hotel, Ruled};

columns!(Model: id, reference, room_id, guest_id, check_in, check_out, adults, children, status, total_price, currency,
    notes, version, created_at, updated_at, updated_by);

impl Editable for Model {
    const NOUN: Noun = Noun::Booking;
    const FIELDS: &'static [&'static str] = &[
        "room_id",
        "guest_id",
        "check_in",
        "check_out",
        "adults",
        "children",
        "status",
        "total_price",
        "currency",
        "notes",
    ];
    const COUPLED: &'static [&'static [&'static str]] = &[
        &["room_id", "check_in", "check_out", "status"],
        &["check_in", "check_out", "total_price", "currency"],
    ];
    const AMOUNT: Option<&'static str> = Some("total_price");
    const WRITERS: Role = Role::Desk;
    const RULES: &'static [SchemaRule] = &[
        ("bookings_reference_length", "reference", Length, "must have 1 to 100 characters"),
        ("bookings_room_exists", "room_id", Unknown, "names no room"),
        ("bookings_guest_exists", "guest_id", Unknown, "names no guest"),
        ("bookings_check_in_range", "check_in", Range, "must be in the years 2000 to 2199"),
        ("bookings_check_out_after_check_in", "check_out", Order, "must be after checkIn"),
        ("bookings_nights_limit", "check_out", Nights, "must be at most 730 nights after checkIn"),
        ("bookings_adults_range", "adults", Range, "must be from 1 to 100"),
        ("bookings_children_range", "children", Range, "must be from 0 to 100"),
        ("bookings_status_known", "status", Unknown, "is not a status"),
        ("bookings_total_price_not_negative", "total_price", Range, "must not be negative"),
        ("bookings_total_price_limit", "total_price", Range, "must be below 10000000000"),
        (
            "bookings_total_price_decimals",
            "total_price",
            Form,
            "must have no more decimals than its currency",
        ),
        ("bookings_currency_code", "currency", Form, "must be an ISO 4217 code of three capital letters"),
        ("bookings_guest_erased", "guest_id", Erased, "names a guest whose data was erased"),
        (
            "bookings_notes_erased",
            "notes",
            Erased,
            "must stay empty, because the data of the guest was erased",
        ),
        ("bookings_notes_length", "notes", Length, "must have at most 10000 characters"),
    ];
    const DRAWN: &'static [SchemaRule] =
        &[("bookings_reference_unique", "restores", Taken, "names a booking that is there again")];

    type Neighbours = Neighbours;
    type Selection = NeighbourSelection;
    type Obstacle = Unavailable;

    fn select_neighbours(selection: NeighbourSelection) -> Option<(String, String)> {
        selection.select()
    }
    fn neighbours_at(
        selection: NeighbourSelection,
        row: &QueryResult,
        from: usize,
    ) -> Result<Neighbours, DbErr> {
        Neighbours::at(selection, row, from)
    }
}

impl Ruled for Model {
    type Rules = StayRules;

    fn rules(hotel: &Hotel) -> StayRules {
        StayRules::of(hotel)
    }
}
