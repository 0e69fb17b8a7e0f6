//! A place where somebody is signed in, as the API shows it.

use std::fmt;

use async_graphql::{ID, SimpleObject};
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::user::User;
use crate::auth::SignedIn;

/// You are signed in.
#[derive(Clone, SimpleObject)]
pub(crate) struct Session {
    /// Send it as `Authorization: Bearer TOKEN`, or in `connection_init` as `{"authorization": "Bearer
    /// TOKEN"}`. A page of the hotel's own web site need not keep it: it was given the same token as a cookie
    /// that scripts cannot read.
    token: String,
    /// When the token ends. `renewSession` gives one that ends later.
    expires_at: DateTime<Utc>,
    user: User,
}

impl From<SignedIn> for Session {
    fn from(signed_in: SignedIn) -> Self {
        Self {
            user: User::from(&signed_in.principal),
            expires_at: signed_in.principal.expires_at,
            token: signed_in.token,
        }
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The token stays out of whatever this is printed to.
        formatter.debug_struct("Session").field("user", &self.user).finish_non_exhaustive()
    }
}

/// One of the places where you are signed in.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct SessionInfo {
    /// For `revokeSession`.
    id: ID,
    /// When you signed in there.
    created_at: DateTime<Utc>,
    /// When it ends, unless it is renewed.
    expires_at: DateTime<Utc>,
    /// How the client described itself when it signed in, at most 200 characters.
    user_agent: Option<String>,
    /// Whether this request came from there.
    current: bool,
}

impl SessionInfo {
    pub(crate) fn new(session: entity::session::Model, current: Uuid) -> Self {
        Self {
            current: session.id == current,
            id: session.id.into(),
            created_at: session.created_at,
            expires_at: session.expires_at,
            user_agent: session.user_agent,
        }
    }
}
