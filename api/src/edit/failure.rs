//! What a refusal of PostgreSQL means: the field and the rule, in words.

use sea_orm::{DbErr, RuntimeErr};
use sqlx::postgres::PgDatabaseError;

use super::rule::Rule::{self, Range, Required, Taken};
use super::rule::SchemaRule;
use super::values::Editable;

/// A field and the rule that its value breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Violation {
    /// The column, or a name of the input that is no column (`mutationId`).
    pub field: String,
    pub rule: Rule,
    /// "must be after checkIn".
    pub words: String,
}

impl Violation {
    pub(crate) fn new(field: impl Into<String>, rule: Rule, words: impl Into<String>) -> Self {
        Self { field: field.into(), rule, words: words.into() }
    }
}

/// Why a write was not carried out, where somebody could have expected it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    Invalid(Vec<Violation>),
    /// Another row names this one.
    InUse,
}

impl Refusal {
    pub(crate) fn one(field: impl Into<String>, rule: Rule, words: impl Into<String>) -> Self {
        Self::Invalid(vec![Violation::new(field, rule, words)])
    }

    /// What a row breaks that breaks this constraint.
    pub(crate) fn of_rule<R: Editable>(constraint: &str) -> Option<Violation> {
        if constraint.strip_suffix("_pkey") == Some(R::TABLE) {
            return Some(Violation::new("id", Taken, "is the id of another row"));
        }
        let mut rules = R::RULES.iter().chain(R::DRAWN).chain([&DELETED_BEFORE]);
        let (_, field, rule, words) = rules.find(|(name, ..)| *name == constraint)?;
        Some(Violation::new(*field, *rule, *words))
    }

    /// A mutation id was used before, for something else.
    pub(crate) fn mutation_reused() -> Self {
        Self::one(
            "mutationId",
            Taken,
            "was used before for another request: a retry repeats its request exactly",
        )
    }
}

/// An error of a write, sorted.
#[derive(Debug)]
pub(crate) enum Failure {
    Refused(Refusal),
    /// This mutation id is in the log already: the write was carried out before, or by a retry that raced.
    MutationKnown,
    /// An exclusion constraint: something is in the way.
    Excluded(DbErr),
    /// A deadlock, a serialisation failure, a reference that was taken meanwhile: nothing was written, and trying again
    /// may work.
    Transient(DbErr),
    Unplanned(DbErr),
}

/// What keeps deleted ids from being used again.
const DELETED_BEFORE: SchemaRule =
    ("change_log_row_version", "id", Taken, "was the id of a row that is deleted, and its history is kept");

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
    /// Sorts the error of a write of such a row.
    pub(crate) fn of<R: Editable>(error: DbErr) -> Self {
        let Some(refused) = postgres_error(&error) else { return Self::Unplanned(error) };
        let constraint = refused.constraint().unwrap_or_default();
        match refused.code() {
            state::SERIALIZATION_FAILURE | state::DEADLOCK_DETECTED => Self::Transient(error),
            state::EXCLUSION_VIOLATION => Self::Excluded(error),
            // Reported on the table that refers: where that is another one, it is a deletion that is refused.
            state::FOREIGN_KEY_VIOLATION if refused.table() != Some(R::TABLE) => {
                Self::Refused(Refusal::InUse)
            }
            state::NOT_NULL_VIOLATION => match refused.column() {
                Some(column) => Self::Refused(Refusal::one(column, Required, "must not be null")),
                None => Self::Unplanned(error),
            },
            state::NUMERIC_VALUE_OUT_OF_RANGE => {
                Self::Refused(Refusal::one("patch", Range, "has a number that is too large"))
            }
            _ if constraint == "change_log_mutation" => Self::MutationKnown,
            _ if R::DRAWN.iter().any(|(name, ..)| *name == constraint) => Self::Transient(error),
            _ => match Refusal::of_rule::<R>(constraint) {
                Some(violation) => Self::Refused(Refusal::Invalid(vec![violation])),
                None => Self::Unplanned(error),
            },
        }
    }

    /// The same of a row that was given what is otherwise drawn: no other try would draw anything else.
    pub(crate) fn of_given<R: Editable>(error: DbErr) -> Self {
        let drawn = |name: &str| R::DRAWN.iter().any(|(drawn, ..)| *drawn == name);
        let constraint = postgres_error(&error).and_then(PgDatabaseError::constraint);
        match constraint.filter(|name| drawn(name)).and_then(Refusal::of_rule::<R>) {
            Some(violation) => Self::Refused(Refusal::Invalid(vec![violation])),
            None => Self::of::<R>(error),
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
pub(crate) const ATTEMPTS: usize = 5;

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::edit::Noun;
    use crate::edit::noun::by_noun;

    /// What PostgreSQL refuses by these is no broken rule of a value.
    const OTHER_ENDS: [&str; 2] = ["bookings_no_double_booking", "change_log_mutation"];

    /// Every constraint that the migrations give these tables has its words, and none has that they do not name.
    #[test]
    fn every_named_rule_of_the_schema_has_words() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../migration/sql");
        let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
        let schema: String = files
            .filter(|file| file.to_string_lossy().ends_with("_up.sql"))
            .map(|file| std::fs::read_to_string(file).unwrap().replace("UNIQUE INDEX ", "CONSTRAINT "))
            // What a function raises.
            .map(|text| text.replace("CONSTRAINT = '", "CONSTRAINT ").replace("';", " "))
            .collect();
        let named = |table: &str| -> BTreeSet<&str> {
            let names = schema.split("CONSTRAINT ").skip(1).filter_map(|rest| rest.split_whitespace().next());
            names.filter(|name| name.strip_prefix(table).is_some_and(|rest| rest.starts_with('_'))).collect()
        };
        for noun in Noun::ALL {
            let (rules, drawn) = by_noun!(noun, Row => (Row::RULES, Row::DRAWN));
            let known = rules.iter().chain(drawn).map(|(name, ..)| name).chain(&OTHER_ENDS);
            let named = named(noun.table());
            assert!(named.len() > 1, "{noun:?}: {named:?}");
            let known: BTreeSet<_> = known.copied().filter(|name| name.starts_with(noun.table())).collect();
            assert_eq!(known, named, "{noun:?}");
        }
        assert_eq!(named("change_log"), BTreeSet::from([DELETED_BEFORE.0, "change_log_mutation"]));
    }
}
