//! The outcomes of signing in and out.

use std::time::Duration;

use async_graphql::{ID, SimpleObject, Union};

use super::session::Session;
use crate::graphql::problem::InvalidInput;

/// The outcomes of signing in.
#[derive(Debug, Union)]
pub(crate) enum SignInResult {
    Session(Session),
    InvalidCredentials(InvalidCredentials),
    TooManyAttempts(TooManyAttempts),
}

/// The outcomes of coming by an invitation.
#[derive(Debug, Union)]
pub(crate) enum AcceptInvitationResult {
    Session(Session),
    InvalidInvitation(InvalidInvitation),
    InvalidInput(InvalidInput),
    TooManyAttempts(TooManyAttempts),
}

/// The outcomes of signing out.
#[derive(Debug, Union)]
pub(crate) enum SignOutResult {
    SignedOut(SignedOut),
}

/// The outcomes of renewing a session.
#[derive(Debug, Union)]
pub(crate) enum RenewSessionResult {
    Session(Session),
    SessionEnded(SessionEnded),
}

/// The outcomes of ending a session.
#[derive(Debug, Union)]
pub(crate) enum RevokeSessionResult {
    SessionRevoked(SessionRevoked),
    SessionNotFound(SessionNotFound),
}

/// The outcomes of changing a password.
#[derive(Debug, Union)]
pub(crate) enum ChangePasswordResult {
    PasswordChanged(PasswordChanged),
    InvalidCredentials(InvalidCredentials),
    InvalidInput(InvalidInput),
    TooManyAttempts(TooManyAttempts),
}

/// You are signed out, and everything that the session had open is closed.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct SignedOut {
    /// The session that ended; null when nobody was signed in.
    pub(super) session_id: Option<ID>,
}

/// The session has ended, and everything that it had open is closed.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct SessionRevoked {
    pub(super) session_id: ID,
}

/// From now on the new password counts.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct PasswordChanged {
    /// How many other places you were signed in at. You no longer are.
    pub(super) ended_sessions: usize,
}

/// The e-mail address or the password is wrong; which of the two is not told. Or the account was closed.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct InvalidCredentials {
    pub(crate) message: String,
}

/// The link is none, was used or replaced, or its time is over; which of these is not told. Ask a manager for another.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct InvalidInvitation {
    pub(crate) message: String,
}

/// Too many attempts have failed of late, for this account or from your address. The password was not looked
/// at.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct TooManyAttempts {
    pub(crate) message: String,
    /// Earlier attempts are answered the same. Over HTTP also in the header `Retry-After`.
    pub(super) retry_after_seconds: u64,
}

/// Your session has ended meanwhile, or is as old as a session may become. Sign in again.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct SessionEnded {
    pub(crate) message: String,
}

/// You have no such session that runs.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct SessionNotFound {
    pub(crate) message: String,
}

impl InvalidCredentials {
    pub(super) fn at_sign_in() -> Self {
        Self { message: "The e-mail address or the password is wrong.".to_owned() }
    }

    pub(super) fn at_change() -> Self {
        Self { message: "The current password is wrong.".to_owned() }
    }
}

impl InvalidInvitation {
    pub(super) fn new() -> Self {
        Self { message: "This link is not valid, or no longer: ask for another.".to_owned() }
    }
}

impl TooManyAttempts {
    pub(super) fn after(wait: Duration) -> Self {
        // Rounded up: who comes back at that second is let in.
        let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
        let seconds = seconds.max(1);
        let unit = if seconds == 1 { "second" } else { "seconds" };
        Self {
            message: format!("Too many attempts have failed: try again in {seconds} {unit}."),
            retry_after_seconds: seconds,
        }
    }
}

impl SessionEnded {
    pub(super) fn new() -> Self {
        Self { message: "Your session has ended: sign in again.".to_owned() }
    }
}

impl SessionNotFound {
    pub(super) fn new() -> Self {
        Self { message: "You have no such session.".to_owned() }
    }
}
