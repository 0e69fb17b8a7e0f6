//! What managers do with accounts, from the page: invite, change, close, end sessions.
//!
//! | module | what it gives out |
//! |---|---|
//! | [`member`] | [`Member`]: an account as managers see it |
//! | `acting` | a transaction in the name of a manager who still is one |
//! | `update` | [`Patch`]: another name, address, role, closed or open |
//! | `invite`, `accept` | links by which people choose their password, and what comes of them |
//! | `log` | who did what to whose account |
//!
//! Whatever takes a manager away locks all managers who can sign in, in the order of their ids: of two who close each
//! other at the same moment the second finds that they no longer are one. So one is always left.

mod accept;
mod acting;
mod invite;
pub(super) mod log;
mod member;
mod update;

pub use accept::AcceptError;
pub use invite::{Invited, Link};
pub use member::Member;
pub use update::{Patch, Updated};

use sea_orm::DbErr;

use super::Error;
use crate::edit::Rule;

/// Why something was not done to an account.
#[derive(Debug, thiserror::Error)]
pub enum StaffError {
    /// Whoever asks was a manager a moment ago.
    #[error("this needs the role of a manager")]
    NoManager,
    #[error("there is no such account of a person")]
    Unknown,
    /// Somebody was faster: the account as it is now.
    #[error("the account is at version {}", .0.account.version)]
    Stale(Box<Member>),
    #[error("nobody else is a manager who can sign in")]
    LastManager,
    #[error("the account is closed")]
    Closed,
    /// The field, the rule that its value breaks, and that in words that follow the field's name.
    #[error("{0} {2}")]
    Invalid(&'static str, Rule, &'static str),
    #[error(transparent)]
    Unplanned(Error),
}

impl<E: Into<Error>> From<E> for StaffError {
    fn from(error: E) -> Self {
        Self::Unplanned(error.into())
    }
}

/// An address that somebody else has is the only unique value of a person's account.
fn taken(error: DbErr) -> StaffError {
    match error.sql_err() {
        Some(sea_orm::SqlErr::UniqueConstraintViolation(_)) => {
            StaffError::Invalid("email", Rule::Taken, "is the address of another account")
        }
        _ => error.into(),
    }
}
