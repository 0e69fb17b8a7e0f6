//! Rooms: their fields and rules. What a row can tell is checked by the schema.

pub(crate) mod bulk;
pub(crate) mod read;

use std::convert::Infallible;

use entity::room::Model;
use entity::user::Role;

use crate::edit::Rule::{Form, Length, Range, Taken};
use crate::edit::columns::columns;
use crate::edit::rule::SchemaRule;
use crate::edit::rules::SchemaRules;
use crate::edit::{Editable, Noun};
use crate::hotel::{Hotel, Ruled};
use crate::text;

columns!(Model: id, name, room_type, capacity, nightly_rate, currency, notes, version, created_at, updated_at,
    updated_by);

impl Editable for Model {
    const NOUN: Noun = Noun::Room;
    const FIELDS: &'static [&'static str] =
        &["name", "room_type", "capacity", "nightly_rate", "currency", "notes"];
    const COUPLED: &'static [&'static [&'static str]] = &[&["nightly_rate", "currency"]];
    const AMOUNT: Option<&'static str> = Some("nightly_rate");
    const WRITERS: Role = Role::Manager;
    const RULES: &'static [SchemaRule] = &[
        (
            "rooms_name_length",
            "name",
            Length,
            "must have 1 to 100 characters and neither begin nor end with a space",
        ),
        ("rooms_name_unique", "name", Taken, "is the name of another room"),
        ("rooms_name_caseless", "name", Taken, "is the name of another room, whatever its capitals"),
        ("rooms_name_text", "name", Form, text::RULE),
        ("rooms_room_type_text", "room_type", Form, text::RULE),
        ("rooms_room_type_length", "room_type", Length, "must have at most 100 characters"),
        ("rooms_capacity_range", "capacity", Range, "must be from 1 to 100"),
        ("rooms_nightly_rate_not_negative", "nightly_rate", Range, "must not be negative"),
        ("rooms_nightly_rate_limit", "nightly_rate", Range, "must be below 10000000000"),
        ("rooms_nightly_rate_decimals", "nightly_rate", Form, "must have no more decimals than its currency"),
        ("rooms_currency_code", "currency", Form, "must be an ISO 4217 code of three capital letters"),
        ("rooms_notes_length", "notes", Length, "must have at most 10000 characters"),
    ];

    type Neighbours = ();
    type Selection = ();
    type Obstacle = Infallible;
}

impl Ruled for Model {
    type Rules = SchemaRules;

    fn rules(_: &Hotel) -> SchemaRules {
        SchemaRules
    }
}
