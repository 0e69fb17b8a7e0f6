//! Guests: their fields and rules; reads; two who are one; what is known of one, and the end of that. What a row can tell is checked by the
//! schema.

pub(crate) mod duplicates;
pub mod erasure;
pub mod export;
pub(crate) mod merge;
mod merge_locks;
pub(crate) mod merged;
pub(crate) mod read;
pub(crate) mod stays;

use std::convert::Infallible;

use entity::guest::Model;
use entity::user::Role;

use crate::edit::Rule::{Erased, Form, Length};
use crate::edit::columns::columns;
use crate::edit::rule::SchemaRule;
use crate::edit::rules::SchemaRules;
use crate::edit::{Editable, Noun};
use crate::hotel::{Hotel, Ruled};
use crate::text;

columns!(Model: id, name, email, phone, country, notes, version, created_at, updated_at, updated_by, erased_at);

impl Editable for Model {
    const NOUN: Noun = Noun::Guest;
    const FIELDS: &'static [&'static str] = &["name", "email", "phone", "country", "notes"];
    const WRITERS: Role = Role::Desk;
    const RULES: &'static [SchemaRule] = &[
        (
            "guests_name_length",
            "name",
            Length,
            "must have 1 to 200 characters and neither begin nor end with a space",
        ),
        ("guests_email_form", "email", Form, "must be an e-mail address of at most 254 characters"),
        ("guests_phone_length", "phone", Length, "must have 1 to 50 characters"),
        ("guests_name_text", "name", Form, text::RULE),
        ("guests_email_text", "email", Form, text::RULE),
        ("guests_phone_text", "phone", Form, text::RULE),
        ("guests_country_code", "country", Form, "must be an ISO 3166 code of two capital letters"),
        (
            "guests_erased_is_empty",
            "id",
            Erased,
            "is that of a guest whose data was erased: nothing can be written there any more",
        ),
        ("guests_notes_length", "notes", Length, "must have at most 10000 characters"),
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
