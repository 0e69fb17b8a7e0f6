//! What the settings are changed with.

use async_graphql::{ID, InputObject, MaybeUndefined};
use chrono::NaiveTime;
use serde_json::json;

use crate::auth::Principal;
use crate::edit::mutation::digestible;
use crate::edit::{self, Author, Rule, Violation};
use crate::graphql::input::{Fields, OnStale, author};
use crate::hotel::update::Update;

/// The settings to change. What is left out stays as it is; null takes back what was set, so that the server's own
/// stands in.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct HotelPatch {
    /// 1 to 200 characters; spaces around it are dropped, and any between words become one.
    name: MaybeUndefined<String>,
    /// A name of the IANA time zone database: `Europe/Berlin`. It moves the business day of what follows; what is written
    /// already stays as it is.
    time_zone: MaybeUndefined<String>,
    /// From 00:00 to 12:00: `03:00`.
    day_ends: MaybeUndefined<String>,
    /// The ISO 4217 code of a currency in use: see `Query.currencies`. Rooms and bookings keep the one that they have.
    currency: MaybeUndefined<String>,
    /// A language, which may name a region (BCP 47): `de-AT`.
    locale: MaybeUndefined<String>,
    /// A time of the day: `15:00`.
    check_in_from: MaybeUndefined<String>,
    /// A time of the day: `11:00`.
    check_out_until: MaybeUndefined<String>,
}

/// A change of the settings, and the version that it was made on.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct UpdateHotelInput {
    /// The `version` that was on the screen when the edit began.
    expected_version: i32,
    patch: HotelPatch,
    #[graphql(default_with = "OnStale::Reject")]
    on_stale: OnStale,
    /// A name of your own making for this write, 1 to 200 bytes. The same request sent again under the same
    /// name is carried out once and gets the first answer.
    mutation_id: Option<ID>,
}

impl UpdateHotelInput {
    /// The update and its author. `operation` is the field of the mutation.
    pub(super) fn read(self, principal: &Principal, operation: &str) -> (Update, Author) {
        let Self { expected_version, patch, on_stale, mutation_id } = self;
        let mut fields = Fields::default();
        fields.put_line("name", patch.name);
        fields.put("time_zone", patch.time_zone);
        put_time(&mut fields, "day_ends", patch.day_ends);
        fields.put("currency", patch.currency);
        fields.put("locale", patch.locale);
        put_time(&mut fields, "check_in_from", patch.check_in_from);
        put_time(&mut fields, "check_out_until", patch.check_out_until);
        let (patch, problems) = fields.into_parts();
        let on_stale = edit::OnStale::from(on_stale);
        let request =
            json!([operation, expected_version, on_stale == edit::OnStale::Merge, digestible(&patch)]);
        let update = Update { expected_version, patch, on_stale, problems };
        (update, author(principal, mutation_id, &request))
    }
}

fn put_time(fields: &mut Fields, column: &'static str, text: MaybeUndefined<String>) {
    match text {
        MaybeUndefined::Undefined => {}
        MaybeUndefined::Null => fields.put::<NaiveTime>(column, MaybeUndefined::Null),
        // Just this form: chrono also takes one digit.
        MaybeUndefined::Value(text) => match NaiveTime::parse_from_str(&text, "%H:%M") {
            Ok(time) if text.len() == 5 => fields.put(column, MaybeUndefined::Value(time)),
            _ => fields.refuse(Violation::new(
                column,
                Rule::Form,
                "must be a time from 00:00 to 23:59, such as 15:00",
            )),
        },
    }
}
