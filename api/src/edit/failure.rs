//! What a refusal of PostgreSQL means: the field and the rule, in words.

use sea_orm::{DbErr, RuntimeErr};
use sqlx::postgres::PgDatabaseError;

use super::rule::Rule::{self, Form, Length, Nights, Order, Range, Required, Taken, Unknown};
use crate::text;

/// A field and the rule that its value breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The column, or a name of the input that is no column (`mutationId`).
    pub field: String,
    pub rule: Rule,
    /// "must be after checkIn".
    pub words: String,
}

impl Violation {
    pub fn new(field: impl Into<String>, rule: Rule, words: impl Into<String>) -> Self {
        Self { field: field.into(), rule, words: words.into() }
    }
}

/// Why a write was not carried out, where somebody could have expected it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    Invalid(Vec<Violation>),
    /// The room is held on one of those nights.
    DoubleBooking,
    /// A booking names the row.
    InUse,
}

impl Refusal {
    pub fn one(field: impl Into<String>, rule: Rule, words: impl Into<String>) -> Self {
        Self::Invalid(vec![Violation::new(field, rule, words)])
    }

    /// What a row breaks that breaks this constraint.
    pub fn of_rule(constraint: &str) -> Option<Violation> {
        let (_, field, rule, words) = RULES.iter().find(|(name, ..)| *name == constraint)?;
        Some(Violation::new(*field, *rule, *words))
    }

    /// A mutation id was used before, for something else.
    pub fn mutation_reused() -> Self {
        Self::one(
            "mutationId",
            Taken,
            "was used before for another request: a retry repeats its request exactly",
        )
    }
}

/// An error of a write, sorted.
#[derive(Debug)]
pub enum Failure {
    Refused(Refusal),
    /// This mutation id is in the log already: the write was carried out before, or by a retry that raced.
    MutationKnown,
    /// A deadlock, a serialisation failure, a reference that was taken meanwhile: nothing was written, and trying again
    /// may work.
    Transient(DbErr),
    Unplanned(DbErr),
}

/// The rules that the schema itself keeps (migration/sql), as column, rule and words.
const RULES: &[(&str, &str, Rule, &str)] = &[
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
    ("guests_notes_length", "notes", Length, "must have at most 10000 characters"),
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
    ("bookings_total_price_decimals", "total_price", Form, "must have no more decimals than its currency"),
    ("bookings_currency_code", "currency", Form, "must be an ISO 4217 code of three capital letters"),
    ("bookings_notes_length", "notes", Length, "must have at most 10000 characters"),
    ("rooms_pkey", "id", Taken, "is the id of another row"),
    ("guests_pkey", "id", Taken, "is the id of another row"),
    ("bookings_pkey", "id", Taken, "is the id of another row"),
    ("change_log_row_version", "id", Taken, "was the id of a row that is deleted, and its history is kept"),
];

/// SQLSTATE (PostgreSQL manual, appendix A).
mod state {
    pub(super) const NOT_NULL_VIOLATION: &str = "23502";
    pub(super) const FOREIGN_KEY_VIOLATION: &str = "23503";
    pub(super) const EXCLUSION_VIOLATION: &str = "23P01";
    pub(super) const NUMERIC_VALUE_OUT_OF_RANGE: &str = "22003";
    pub(super) const SERIALIZATION_FAILURE: &str = "40001";
    pub(super) const DEADLOCK_DETECTED: &str = "40P01";
}

impl Failure {
    /// Sorts the error of a write on `table`.
    pub fn of(error: DbErr, table: &str) -> Self {
        let Some(refused) = postgres_error(&error) else { return Self::Unplanned(error) };
        let constraint = refused.constraint().unwrap_or_default();
        match refused.code() {
            state::SERIALIZATION_FAILURE | state::DEADLOCK_DETECTED => Self::Transient(error),
            state::EXCLUSION_VIOLATION => Self::Refused(Refusal::DoubleBooking),
            // Reported on the table that refers: where that is another one, it is a deletion that is refused.
            state::FOREIGN_KEY_VIOLATION if refused.table() != Some(table) => Self::Refused(Refusal::InUse),
            state::NOT_NULL_VIOLATION => match refused.column() {
                Some(column) => Self::Refused(Refusal::one(column, Required, "must not be null")),
                None => Self::Unplanned(error),
            },
            state::NUMERIC_VALUE_OUT_OF_RANGE => {
                Self::Refused(Refusal::one("patch", Range, "has a number that is too large"))
            }
            _ if constraint == "change_log_mutation" => Self::MutationKnown,
            // The API names no reference: the database drew one that somebody else committed meanwhile. The next try
            // draws another.
            _ if constraint == "bookings_reference_unique" => Self::Transient(error),
            _ => match Refusal::of_rule(constraint) {
                Some(violation) => Self::Refused(Refusal::Invalid(vec![violation])),
                None => Self::Unplanned(error),
            },
        }
    }
}

fn postgres_error(error: &DbErr) -> Option<&PgDatabaseError> {
    let (DbErr::Exec(RuntimeErr::SqlxError(error)) | DbErr::Query(RuntimeErr::SqlxError(error))) = error
    else {
        return None;
    };
    error.as_database_error()?.try_downcast_ref()
}

/// How often a write is tried when it fails for reasons that pass.
pub const ATTEMPTS: usize = 5;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::Noun;

    /// What PostgreSQL refuses by these is no broken rule of a value.
    const OTHER_ENDS: [&str; 4] = [
        "bookings_no_double_booking",
        "bookings_reference_unique",
        "change_log_mutation",
        "change_inbox_pkey",
    ];

    /// Every constraint that the migrations give these tables has its words here, and none is here that they do not name.
    #[test]
    fn every_named_rule_of_the_schema_has_words() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../migration/sql");
        let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
        let schema: Vec<_> = files
            .filter(|file| file.to_string_lossy().ends_with("_up.sql"))
            .map(|file| std::fs::read_to_string(file).unwrap().replace("UNIQUE INDEX ", "CONSTRAINT "))
            .collect();
        let ours = Noun::ALL.map(Noun::table).into_iter().chain(["change_log"]);
        let ours: Vec<_> = ours.map(|table| format!("{table}_")).collect();
        let named: Vec<_> = schema
            .iter()
            .flat_map(|text| text.split("CONSTRAINT ").skip(1))
            .filter_map(|rest| rest.split_whitespace().next())
            .filter(|name| ours.iter().any(|table| name.starts_with(table.as_str())))
            .collect();
        assert!(named.len() > 20, "{named:?}");
        for name in named.iter().filter(|name| !OTHER_ENDS.contains(name)) {
            assert!(RULES.iter().any(|(rule, ..)| rule == name), "{name} has no words");
        }
        for (rule, ..) in RULES.iter().filter(|(rule, ..)| !rule.ends_with("_pkey")) {
            assert!(named.contains(rule), "{rule} is not in the schema");
        }
    }
}
