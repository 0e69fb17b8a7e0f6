//! From the end of a write to the member of its result union.

use std::convert::Infallible;

use async_graphql::Result;
use uuid::Uuid;

use super::access::refusal;
use super::internal::internal;
use super::node::Versioned;
use super::problem::{
    AlreadyDeleted, Conflict, FailedUpdate, Forbidden, GuestInUse, InvalidInput, NotFound, RoomInUse,
    RoomUnavailable,
};
use super::staff::outcome::{AccountClosed, LastManager, StaffConflict};
use crate::auth::Principal;
use crate::booking::Unavailable;
use crate::edit::{Noun, Outcome, Refusal};
use crate::hotel::Ruled;

/// A noun whose writes have an answer.
pub(crate) trait Written: Ruled<Obstacle: Into<Ended>> + Into<Versioned> {}

impl<R: Ruled<Obstacle: Into<Ended>> + Into<Versioned>> Written for R {}

/// A result union.
pub(crate) trait Ends: Sized {
    /// The member for an end without success.
    ///
    /// # Errors
    /// An internal one, where that write never ends so.
    fn ended(ended: Ended) -> Result<Self>;
}

/// An end without success, in the API's words.
#[derive(Debug)]
pub(crate) enum Ended {
    Conflict(Conflict),
    NotFound(NotFound),
    AlreadyDeleted(AlreadyDeleted),
    InvalidInput(InvalidInput),
    GuestInUse(GuestInUse),
    RoomInUse(RoomInUse),
    RoomUnavailable(RoomUnavailable),
    Forbidden(Forbidden),
    StaffConflict(StaffConflict),
    LastManager(LastManager),
    AccountClosed(AccountClosed),
}

impl Ended {
    /// # Errors
    /// An internal one, where that noun's writes never end so.
    pub(crate) fn of<R: Written>(outcome: Outcome<R>, id: Uuid, principal: &Principal) -> Result<Self> {
        Ok(match outcome {
            Outcome::Conflict(conflict) => Self::Conflict(Conflict::of(*conflict)),
            Outcome::NotFound => Self::NotFound(NotFound::new(id)),
            Outcome::AlreadyDeleted(deletion) => Self::AlreadyDeleted(AlreadyDeleted::of(*deletion)),
            Outcome::Refused(Refusal::Invalid(violations)) => {
                Self::InvalidInput(InvalidInput::of(violations))
            }
            Outcome::Refused(Refusal::InUse) => match R::NOUN {
                Noun::Guest => Self::GuestInUse(GuestInUse::new()),
                Noun::Room => Self::RoomInUse(RoomInUse::new()),
                Noun::Booking => return Err(internal("a booking is in use, and nothing names bookings")),
            },
            Outcome::Blocked(obstacle) => (*obstacle).into(),
            Outcome::Forbidden => Self::Forbidden(Forbidden::new(refusal(principal, R::WRITERS))),
            Outcome::Saved(_) => return Err(internal("what was saved did not end otherwise")),
        })
    }

    /// The same, of one update of a group.
    #[must_use]
    pub(crate) fn in_update(self, update: FailedUpdate) -> Self {
        match self {
            Self::Conflict(conflict) => Self::Conflict(conflict.in_update(update)),
            Self::NotFound(not_found) => Self::NotFound(not_found.in_update(update)),
            Self::AlreadyDeleted(deleted) => Self::AlreadyDeleted(deleted.in_update(update)),
            Self::InvalidInput(invalid) => Self::InvalidInput(invalid.in_update(update)),
            Self::RoomUnavailable(unavailable) => Self::RoomUnavailable(unavailable.in_update(update)),
            Self::GuestInUse(_)
            | Self::RoomInUse(_)
            | Self::Forbidden(_)
            | Self::StaffConflict(_)
            | Self::LastManager(_)
            | Self::AccountClosed(_) => self,
        }
    }

    /// How the metrics call it.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Conflict(_) | Self::StaffConflict(_) => "conflict",
            Self::NotFound(_) => "not_found",
            Self::AlreadyDeleted(_) => "already_deleted",
            Self::InvalidInput(_) => "invalid_input",
            Self::GuestInUse(_) | Self::RoomInUse(_) => "in_use",
            Self::RoomUnavailable(_) => "room_unavailable",
            Self::Forbidden(_) => "forbidden",
            Self::LastManager(_) => "last_manager",
            Self::AccountClosed(_) => "account_closed",
        }
    }
}

impl From<Unavailable> for Ended {
    fn from(unavailable: Unavailable) -> Self {
        Self::RoomUnavailable(unavailable.into())
    }
}

impl From<Infallible> for Ended {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}

/// Declares what can come of a write: the member of its success, of such a row, and its other ends. A write that ends
/// otherwise all the same is an internal error.
macro_rules! result {
    ($(#[$about:meta])* $union:ident: $success:ident $(of $row:ty)?, $($member:ident),+) => {
        $(#[$about])*
        #[derive(Debug, async_graphql::Union)]
        pub(crate) enum $union {
            $success($success),
            $($member($member)),+
        }

        $(impl From<$crate::edit::Saved<$row>> for $union {
            fn from(saved: $crate::edit::Saved<$row>) -> Self {
                Self::$success(saved.into())
            }
        })?

        impl $crate::graphql::outcome::Ends for $union {
            fn ended(ended: $crate::graphql::outcome::Ended) -> async_graphql::Result<Self> {
                match ended {
                    $($crate::graphql::outcome::Ended::$member(member) => Ok(Self::$member(member)),)+
                    other => Err($crate::graphql::internal::internal(format!(
                        "{} can't end as {}", stringify!($union), other.name()))),
                }
            }
        }
    };
}
pub(super) use result;
