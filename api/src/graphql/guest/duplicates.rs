//! Guests who may be the same person, in the API.

use async_graphql::{Enum, SimpleObject};

use super::Guest;
use crate::guest::duplicates::{Duplicate, Likeness};

/// What two guests have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "Likeness")]
pub enum GuestLikeness {
    /// The e-mail address, but for capitals.
    Email,
    /// The telephone number, by its digits.
    Phone,
    /// The name, but for capitals and accents.
    Name,
}

/// A guest who may be the same person as another.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct GuestDuplicate {
    guest: Guest,
    /// What the two have in common.
    likenesses: Vec<GuestLikeness>,
}

impl From<Duplicate> for GuestDuplicate {
    fn from(Duplicate { guest, likenesses }: Duplicate) -> Self {
        Self { guest: guest.into(), likenesses: likenesses.into_iter().map(Into::into).collect() }
    }
}
