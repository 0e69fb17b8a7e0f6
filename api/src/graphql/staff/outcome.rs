//! The outcomes of what managers do to accounts.

use async_graphql::SimpleObject;
use chrono::{DateTime, Utc};

use super::member::StaffMember;
use crate::auth::staff::{Invited, Member, Updated};
use crate::graphql::outcome::result;
use crate::graphql::problem::{Forbidden, InvalidInput, NotFound};

result! {
    /// The outcomes of inviting somebody.
    InviteColleagueResult: InvitationSaved, InvalidInput, Forbidden
}
result! {
    /// The outcomes of making another link.
    RenewInvitationResult: InvitationSaved, StaffConflict, NotFound, InvalidInput, AccountClosed, Forbidden
}
result! {
    /// The outcomes of changing an account.
    UpdateStaffMemberResult: StaffMemberSaved, StaffConflict, NotFound, InvalidInput, LastManager, Forbidden
}
result! {
    /// The outcomes of signing somebody out everywhere.
    EndStaffSessionsResult: StaffMemberSaved, StaffConflict, NotFound, InvalidInput, Forbidden
}

/// There is a link now. Hand it over by a way that only its reader can read: whoever has it first chooses the password.
#[derive(Debug, SimpleObject)]
pub(crate) struct InvitationSaved {
    /// Whose link it is.
    member: StaffMember,
    /// Shown once, and stored nowhere: for `acceptInvitation`. In an address it belongs behind a `#`, which no server is
    /// sent.
    token: String,
    /// From then on it opens nothing.
    expires_at: DateTime<Utc>,
}

/// It is as it was asked for.
#[derive(Debug, SimpleObject)]
pub(crate) struct StaffMemberSaved {
    /// The account as it is now.
    member: StaffMember,
    /// In how many places they were signed in and no longer are.
    ended_sessions: usize,
}

/// Somebody changed the account since the version that you looked at, and nothing was done. Look at `current`, and ask
/// again with its version.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct StaffConflict {
    pub(crate) message: String,
    /// The version that you looked at.
    expected_version: i32,
    /// The account as it is now.
    current: Box<StaffMember>,
}

/// Nobody else could run the house: you are the only manager who can sign in. Nothing was written.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct LastManager {
    pub(crate) message: String,
}

/// A link would open nothing: the account is closed. Nothing was written.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct AccountClosed {
    pub(crate) message: String,
}

impl From<Invited> for InvitationSaved {
    fn from(Invited { member, link }: Invited) -> Self {
        Self { member: member.into(), token: link.token, expires_at: link.expires_at }
    }
}

impl From<Updated> for StaffMemberSaved {
    fn from(Updated { member, ended_sessions }: Updated) -> Self {
        Self { member: member.into(), ended_sessions }
    }
}

impl StaffConflict {
    pub(super) fn new(expected_version: i32, current: Member) -> Self {
        let (name, version) = (&current.account.name, current.account.version);
        Self {
            message: format!(
                "The account of {name} is not at version {expected_version}: it is at version {version}."
            ),
            expected_version,
            current: Box::new(current.into()),
        }
    }
}

impl LastManager {
    pub(super) fn new() -> Self {
        let message = "You are the only manager who can sign in: make somebody else a manager first.";
        Self { message: message.to_owned() }
    }
}

impl AccountClosed {
    pub(super) fn new() -> Self {
        Self { message: "The account is closed: open it again first.".to_owned() }
    }
}
