//! An account, as managers see it.

use async_graphql::{Enum, ID, SimpleObject};
use chrono::{DateTime, Utc};
use entity::invitation::Purpose;
use entity::user::Kind;

use crate::auth::staff::Member;
use crate::graphql::account::Role;

/// Somebody who has an account.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct StaffMember {
    id: ID,
    /// Rises by one with each change of `name`, `email`, `role` or `closedAt`; not with sessions, and not with a link: of
    /// two that were made at once, the later one counts. Pass it back as `expectedVersion`.
    version: i32,
    /// What they sign in with, in lower case; of a program, a name that no mail is sent to.
    email: String,
    /// What changes and presence name them by.
    name: String,
    role: Role,
    kind: AccountKind,
    /// Since when the account is closed; null while it is open. Accounts are never deleted: history names them.
    closed_at: Option<DateTime<Utc>>,
    /// In how many places they are signed in.
    open_sessions: usize,
    /// When they signed in last, as far as that is known: 30 days after a session ended it is forgotten.
    signed_in_at: Option<DateTime<Utc>>,
    /// The link that was made last and not used; null where there is none.
    invitation: Option<Invitation>,
}

/// Whose account it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "Kind")]
pub enum AccountKind {
    /// Signs in by a password.
    Person,
    /// A program, with a token that the operator made.
    Service,
}

/// A link that was made and not used. What it opens was shown once, and is known to nobody else.
#[derive(Clone, Copy, Debug, SimpleObject)]
pub(crate) struct Invitation {
    /// What it is for.
    purpose: InvitationPurpose,
    created_at: DateTime<Utc>,
    /// From then on it opens nothing.
    expires_at: DateTime<Utc>,
}

/// What a link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "Purpose")]
pub enum InvitationPurpose {
    /// The first password: until then nobody can sign in to the account.
    Join,
    /// Another password, for somebody who forgot theirs. That stays good until then.
    Password,
}

impl From<Member> for StaffMember {
    fn from(Member { account, open_sessions, signed_in_at, invitation }: Member) -> Self {
        Self {
            id: account.id.into(),
            version: account.version,
            email: account.email,
            name: account.name,
            role: account.role.into(),
            kind: account.kind.into(),
            closed_at: account.disabled_at,
            open_sessions,
            signed_in_at,
            invitation: invitation.map(|invitation| Invitation {
                purpose: invitation.purpose.into(),
                created_at: invitation.created_at,
                expires_at: invitation.expires_at,
            }),
        }
    }
}
