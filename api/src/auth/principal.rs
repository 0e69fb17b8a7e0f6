//! Somebody who is signed in, and where from.

use std::net::IpAddr;
use std::num::NonZeroU32;

use chrono::{DateTime, Utc};
use entity::Actor;
use entity::user::{self, Kind, Role};
use sea_orm::DbErr;
use uuid::Uuid;

/// A signed-in user, as the database knew them at most [`Settings::session_cache`] ago.
///
/// [`Settings::session_cache`]: super::Settings::session_cache
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Principal {
    pub user_id: Uuid,
    pub email: String,
    pub name: String,
    pub role: Role,
    pub session_id: Uuid,
    /// When the token that was shown ends. The session may have been renewed beyond that.
    pub expires_at: DateTime<Utc>,
    /// What a program may use; none where it is a person.
    pub service: Option<ServiceLimits>,
}

/// What the account of a program may use, in each server process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ServiceLimits {
    /// Open at a time.
    pub sockets: u32,
    /// Begun in a second.
    pub requests: NonZeroU32,
}

impl ServiceLimits {
    /// The database's rules let nothing below one in.
    pub(super) fn of(user: &user::Model) -> Option<Self> {
        let positive = |limit: Option<i32>| {
            limit
                .and_then(|limit| u32::try_from(limit).ok())
                .and_then(NonZeroU32::new)
                .unwrap_or(NonZeroU32::MIN)
        };
        (user.kind == Kind::Service).then(|| Self {
            sockets: positive(user.most_sockets).get(),
            requests: positive(user.most_requests),
        })
    }
}

impl Principal {
    /// The author of what this user writes.
    pub fn actor(&self) -> Actor {
        Actor { service: self.service.is_some(), ..Actor::user(self.user_id, self.name.clone()) }
    }

    /// Whether this user's role is `role` or includes it.
    pub fn may(&self, role: Role) -> bool {
        self.role >= role
    }
}

/// Where a request came from; the transport fills it in.
#[derive(Clone, Debug, Default)]
pub struct ClientInfo {
    /// Failed sign-ins are counted by it. Behind a proxy this must be the client's address, not the proxy's:
    /// else one guesser locks everybody out. `None` is not counted.
    pub address: Option<IpAddr>,
    /// Shown in the list of sessions.
    pub user_agent: Option<String>,
    /// The request came from a page of an allowed origin, so the token also travels as a cookie.
    pub browser: bool,
    /// What such a page's browser shows of who signed in from it before.
    pub device: Option<String>,
}

/// Why a token does not sign anybody in.
#[derive(Debug, thiserror::Error)]
pub enum Rejected {
    /// Not a token of this server: malformed, altered, or made with another key, algorithm or audience.
    #[error("the token is not valid")]
    Invalid,
    /// A sound token whose time is over.
    #[error("the token has expired")]
    Expired,
    /// A sound token whose time is yet to come.
    #[error("the token is not valid yet")]
    Early,
    /// The session was signed out, revoked or swept, or its account was closed.
    #[error("the session has ended")]
    Ended,
    /// Nobody's fault who shows the token: the database could not be asked.
    #[error("the session could not be looked up")]
    Unavailable(#[source] DbErr),
}
