//! The outcomes of a write that are neither success nor anybody's bug: members of its result union, which all
//! have a message that can be shown as it is.

use async_graphql::{Interface, SimpleObject};

use super::account::{InvalidCredentials, SessionEnded, SessionNotFound, TooManyAttempts};

/// An outcome that is neither success nor anybody's bug. Ask for it beside the members of a result union that
/// you know by name, so that one added later does not go unseen.
#[derive(Clone, Debug, Interface)]
#[graphql(field(name = "message", ty = "&String", desc = "In words that can be shown as they are."))]
pub enum Problem {
    InvalidInput(InvalidInput),
    Forbidden(Forbidden),
    InvalidCredentials(InvalidCredentials),
    TooManyAttempts(TooManyAttempts),
    SessionEnded(SessionEnded),
    SessionNotFound(SessionNotFound),
}

/// A value breaks a rule. Nothing was written.
#[derive(Clone, Debug, SimpleObject)]
pub struct InvalidInput {
    /// All problems in one text, to be shown as it is.
    message: String,
    /// Each problem with the input field that it belongs to.
    problems: Vec<InvalidField>,
}

/// One input field and the rule that its value breaks.
#[derive(Clone, Debug, SimpleObject)]
pub struct InvalidField {
    /// The field's path in the input: `patch.checkOut`, `email`.
    field: String,
    /// The rule: "must be after checkIn".
    message: String,
}

impl InvalidInput {
    pub fn new(problems: impl IntoIterator<Item = (String, String)>) -> Self {
        let problems: Vec<_> =
            problems.into_iter().map(|(field, message)| InvalidField { field, message }).collect();
        let message =
            problems.iter().map(|p| format!("{} {}", p.field, p.message)).collect::<Vec<_>>().join("; ");
        Self { message, problems }
    }

    pub fn one(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self::new([(field.into(), message.into())])
    }
}

/// Your role does not allow this. Nothing was written.
#[derive(Clone, Debug, SimpleObject)]
pub struct Forbidden {
    message: String,
}

impl Forbidden {
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into() }
    }
}
