//! Signing in and out, and what you may know of yourself.

mod outcome;
mod session;
#[cfg(test)]
mod tests;
mod user;

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result};
use uuid::Uuid;

pub use outcome::{
    ChangePasswordResult, InvalidCredentials, PasswordChanged, RenewSessionResult, RevokeSessionResult,
    SessionEnded, SessionNotFound, SessionRevoked, SignInResult, SignOutResult, SignedOut, TooManyAttempts,
};
pub use session::{Session, SessionInfo};
pub use user::{Role, User};

use super::access::{principal, signed_in};
use super::internal::internal;
use super::problem::InvalidInput;
use crate::auth::{Auth, ChangePasswordError, ClientInfo, SignInError, SignedIn, cookie};
use crate::edit::Rule;
use crate::metrics::Metrics;

#[derive(Clone, Copy, Debug, Default)]
pub struct AccountQuery;

#[derive(Clone, Copy, Debug, Default)]
pub struct AccountMutation;

#[Object]
impl AccountQuery {
    /// Who you are; null when you are not signed in.
    async fn me(&self, ctx: &Context<'_>) -> Option<User> {
        principal(ctx).map(User::from)
    }

    /// Where you are signed in, the newest first.
    async fn sessions(&self, ctx: &Context<'_>) -> Result<Vec<SessionInfo>> {
        let principal = signed_in(ctx)?;
        let sessions = ctx.data::<Auth>()?.sessions(principal).await.map_err(internal)?;
        Ok(sessions.into_iter().map(|session| SessionInfo::new(session, principal.session_id)).collect())
    }
}

#[Object]
impl AccountMutation {
    /// Opens a session. Pages of the hotel's own web site are also given its token as a cookie.
    ///
    /// Attempts that fail are limited per account and per address; those that succeed are not.
    async fn sign_in(&self, ctx: &Context<'_>, email: String, password: String) -> Result<SignInResult> {
        let auth = ctx.data::<Auth>()?;
        let attempt = auth.sign_in(&email, password, &client(ctx)).await;
        if let Some(metrics) = ctx.data_opt::<Arc<Metrics>>() {
            metrics.sign_in(match &attempt {
                Ok(_) => "session",
                Err(SignInError::InvalidCredentials) => "invalid_credentials",
                Err(SignInError::TooManyAttempts { .. }) => "too_many_attempts",
                Err(SignInError::Unplanned(_)) => "error",
            });
        }
        match attempt {
            Ok(signed_in) => Ok(SignInResult::Session(hand_over(ctx, signed_in)?)),
            Err(SignInError::InvalidCredentials) => {
                Ok(SignInResult::InvalidCredentials(InvalidCredentials::at_sign_in()))
            }
            Err(SignInError::TooManyAttempts { retry_after }) => {
                Ok(SignInResult::TooManyAttempts(TooManyAttempts::after(retry_after)))
            }
            Err(SignInError::Unplanned(error)) => Err(internal(error)),
        }
    }

    /// Ends the session that this request came with, and takes the cookie back. Signing out twice is no
    /// mistake.
    async fn sign_out(&self, ctx: &Context<'_>) -> Result<SignOutResult> {
        let auth = ctx.data::<Auth>()?;
        let principal = principal(ctx);
        if let Some(principal) = principal {
            auth.sign_out(principal).await.map_err(internal)?;
        }
        take_back(ctx)?;
        let session_id = principal.map(|principal| principal.session_id.into());
        Ok(SignOutResult::SignedOut(SignedOut { session_id }))
    }

    /// A new token for the session that this request came with. The old one stays good until its own end. A
    /// session cannot be renewed for ever: some day you are asked for the password again.
    async fn renew_session(&self, ctx: &Context<'_>) -> Result<RenewSessionResult> {
        let principal = signed_in(ctx)?;
        match ctx.data::<Auth>()?.renew(principal).await.map_err(internal)? {
            Some(signed_in) => Ok(RenewSessionResult::Session(hand_over(ctx, signed_in)?)),
            None => Ok(RenewSessionResult::SessionEnded(SessionEnded::new())),
        }
    }

    /// Ends one of your sessions: the telephone that you lost.
    async fn revoke_session(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "From `sessions`.")] id: ID,
    ) -> Result<RevokeSessionResult> {
        let principal = signed_in(ctx)?;
        let not_found = RevokeSessionResult::SessionNotFound(SessionNotFound::new());
        let Ok(session_id) = id.parse::<Uuid>() else { return Ok(not_found) };
        if !ctx.data::<Auth>()?.revoke(principal, session_id).await.map_err(internal)? {
            return Ok(not_found);
        }
        if session_id == principal.session_id {
            take_back(ctx)?;
        }
        Ok(RevokeSessionResult::SessionRevoked(SessionRevoked { session_id: session_id.into() }))
    }

    /// Replaces your password and ends your other sessions. This one goes on.
    ///
    /// A wrong current password counts as a failed attempt to sign in.
    async fn change_password(
        &self,
        ctx: &Context<'_>,
        current: String,
        #[graphql(desc = "8 to 200 characters.")] new: String,
    ) -> Result<ChangePasswordResult> {
        let principal = signed_in(ctx)?;
        match ctx.data::<Auth>()?.change_password(principal, current, new, &client(ctx)).await {
            Ok(ended_sessions) => {
                Ok(ChangePasswordResult::PasswordChanged(PasswordChanged { ended_sessions }))
            }
            Err(ChangePasswordError::InvalidCredentials) => {
                Ok(ChangePasswordResult::InvalidCredentials(InvalidCredentials::at_change()))
            }
            Err(ChangePasswordError::InvalidPassword(words)) => {
                Ok(ChangePasswordResult::InvalidInput(InvalidInput::one("new", Rule::Length, words)))
            }
            Err(ChangePasswordError::TooManyAttempts { retry_after }) => {
                Ok(ChangePasswordResult::TooManyAttempts(TooManyAttempts::after(retry_after)))
            }
            Err(ChangePasswordError::Unplanned(error)) => Err(internal(error)),
        }
    }
}

/// Where the request came from, as far as the transport said.
fn client(ctx: &Context<'_>) -> ClientInfo {
    ctx.data_opt::<ClientInfo>().cloned().unwrap_or_default()
}

/// The answer for a new token, which a browser is also given as its cookie.
fn hand_over(ctx: &Context<'_>, signed_in: SignedIn) -> Result<Session> {
    if client(ctx).browser {
        let auth = ctx.data::<Auth>()?;
        let lifetime = signed_in.principal.expires_at - auth.now();
        let value = cookie::set(&signed_in.token, lifetime, auth.settings().secure_cookie);
        ctx.append_http_header("set-cookie", value);
    }
    Ok(signed_in.into())
}

fn take_back(ctx: &Context<'_>) -> Result<()> {
    if client(ctx).browser {
        let value = cookie::clear(ctx.data::<Auth>()?.settings().secure_cookie);
        ctx.append_http_header("set-cookie", value);
    }
    Ok(())
}
