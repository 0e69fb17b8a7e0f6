//! From the end of a write to the member of its result union.

use async_graphql::Result;
use uuid::Uuid;

use super::internal::internal;
use super::node::Versioned;
use super::problem::{AlreadyDeleted, Conflict, FailedUpdate, InvalidInput, NotFound};
use crate::edit::{Editable, Outcome, Refusal, Saved};

/// An end without success, in the API's words.
#[derive(Debug)]
pub enum Ended {
    Conflict(Conflict),
    NotFound(NotFound),
    AlreadyDeleted(AlreadyDeleted),
    InvalidInput(InvalidInput),
    /// A booking names the row.
    InUse,
}

/// Sorts an outcome into what was saved and why it was not.
pub fn split<R: Editable + Into<Versioned>>(
    outcome: Outcome<R>,
    id: Uuid,
) -> Result<Result<Saved<R>, Ended>> {
    Ok(Err(match outcome {
        Outcome::Saved(saved) => return Ok(Ok(*saved)),
        Outcome::Conflict(conflict) => Ended::Conflict(Conflict::of(*conflict)),
        Outcome::NotFound => Ended::NotFound(NotFound::new(id)),
        Outcome::AlreadyDeleted(deletion) => Ended::AlreadyDeleted(AlreadyDeleted::of(*deletion)),
        Outcome::Refused(Refusal::Invalid(violations)) => Ended::InvalidInput(InvalidInput::of(violations)),
        Outcome::Refused(Refusal::InUse) => Ended::InUse,
        Outcome::Refused(Refusal::DoubleBooking) => {
            return Err(internal("a double booking was refused, and nobody looked for who is in the way"));
        }
    }))
}

impl Ended {
    /// The same, of one update of a group.
    pub fn in_update(self, update: FailedUpdate) -> Self {
        match self {
            Self::Conflict(conflict) => Self::Conflict(conflict.in_update(update)),
            Self::NotFound(not_found) => Self::NotFound(not_found.in_update(update)),
            Self::AlreadyDeleted(deleted) => Self::AlreadyDeleted(deleted.in_update(update)),
            Self::InvalidInput(invalid) => Self::InvalidInput(invalid.in_update(update)),
            Self::InUse => Self::InUse,
        }
    }

    /// How the metrics call it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Conflict(_) => "conflict",
            Self::NotFound(_) => "not_found",
            Self::AlreadyDeleted(_) => "already_deleted",
            Self::InvalidInput(_) => "invalid_input",
            Self::InUse => "in_use",
        }
    }
}

/// Makes a result union of an [`Ended`]: the members it has, and for the others an internal error, because
/// that write never ends so.
macro_rules! members_of_ended {
    ($union:ident: $($member:ident),+ $(; InUse => $in_use:expr)?) => {
        impl $union {
            fn ended(ended: $crate::graphql::outcome::Ended) -> async_graphql::Result<Self> {
                match ended {
                    $($crate::graphql::outcome::Ended::$member(member) => Ok(Self::$member(member)),)+
                    $($crate::graphql::outcome::Ended::InUse => Ok($in_use),)?
                    #[allow(unreachable_patterns, clippy::allow_attributes, reason = "some unions have every member")]
                    other => Err($crate::graphql::internal::internal(format!(
                        "{} can't end as {}", stringify!($union), other.name()))),
                }
            }
        }
    };
}
pub(super) use members_of_ended;
