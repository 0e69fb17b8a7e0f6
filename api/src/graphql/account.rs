//! Signing in and out, and what you may know of yourself.

mod invitation;
mod outcome;
mod session;
#[cfg(test)]
mod tests;
mod user;

use std::sync::Arc;
use std::time::Duration;

use async_graphql::{Context, ID, Object, Result};
use uuid::Uuid;

pub(crate) use invitation::InvitationMutation;
pub(crate) use outcome::{
    ChangePasswordResult, InvalidCredentials, InvalidInvitation, PasswordChanged, RenewSessionResult,
    RevokeSessionResult, SessionEnded, SessionNotFound, SessionRevoked, SignInResult, SignOutResult,
    SignedOut, TooManyAttempts,
};
pub(crate) use session::{Session, SessionInfo};
pub(crate) use user::{Role, User};

use super::access::{person, principal, signed_in};
use super::internal::internal;
use super::nullable::or_null;
use super::problem::InvalidInput;
use crate::auth::{Auth, ChangePasswordError, ClientInfo, SignInError, SignedIn, cookie};
use crate::edit::Rule;
use crate::metrics::Metrics;

#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct AccountQuery;

#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct AccountMutation;

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
    /// Attempts that fail are limited per account and address; those that succeed are not. A browser that has signed in
    /// before is not shut out by the failures of others.
    async fn sign_in(
        &self,
        ctx: &Context<'_>,
        email: String,
        password: String,
    ) -> Option<Result<SignInResult>> {
        or_null(async {
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
                Ok(signed_in) => {
                    let session = hand_over(ctx, &signed_in)?;
                    remember(ctx, &signed_in)?;
                    Ok(SignInResult::Session(session))
                }
                Err(SignInError::InvalidCredentials) => {
                    Ok(SignInResult::InvalidCredentials(InvalidCredentials::at_sign_in()))
                }
                Err(SignInError::TooManyAttempts { retry_after }) => {
                    Ok(SignInResult::TooManyAttempts(too_many(ctx, retry_after)))
                }
                Err(SignInError::Unplanned(error)) => Err(internal(error)),
            }
        })
        .await
    }

    /// Ends the session that this request came with, and takes the cookie back. Signing out twice is no
    /// mistake.
    async fn sign_out(&self, ctx: &Context<'_>) -> Option<Result<SignOutResult>> {
        or_null(async {
            let auth = ctx.data::<Auth>()?;
            let principal = principal(ctx);
            if let Some(principal) = principal {
                auth.sign_out(principal).await.map_err(internal)?;
            }
            take_back(ctx)?;
            let session_id = principal.map(|principal| principal.session_id.into());
            Ok(SignOutResult::SignedOut(SignedOut { session_id }))
        })
        .await
    }

    /// A new token for the session that this request came with. The old one stays good until its own end. A
    /// session cannot be renewed for ever: some day you are asked for the password again.
    async fn renew_session(&self, ctx: &Context<'_>) -> Option<Result<RenewSessionResult>> {
        or_null(async {
            let principal = person(ctx)?;
            match ctx.data::<Auth>()?.renew(principal).await.map_err(internal)? {
                Some(signed_in) => Ok(RenewSessionResult::Session(hand_over(ctx, &signed_in)?)),
                None => Ok(RenewSessionResult::SessionEnded(SessionEnded::new())),
            }
        })
        .await
    }

    /// Ends one of your sessions, such as that of a telephone that you lost.
    async fn revoke_session(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "From `sessions`.")] id: ID,
    ) -> Option<Result<RevokeSessionResult>> {
        or_null(async {
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
        })
        .await
    }

    /// Replaces your password and ends your other sessions. This one goes on.
    ///
    /// A wrong current password counts as a failed attempt to sign in.
    async fn change_password(
        &self,
        ctx: &Context<'_>,
        current: String,
        #[graphql(desc = "8 to 200 characters.")] new: String,
    ) -> Option<Result<ChangePasswordResult>> {
        or_null(async {
            let principal = person(ctx)?;
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
                    Ok(ChangePasswordResult::TooManyAttempts(too_many(ctx, retry_after)))
                }
                Err(ChangePasswordError::Unplanned(error)) => Err(internal(error)),
            }
        })
        .await
    }
}

/// Where the request came from, as far as the transport said.
fn client(ctx: &Context<'_>) -> ClientInfo {
    ctx.data_opt::<ClientInfo>().cloned().unwrap_or_default()
}

/// The answer for a new token, which a browser is also given as its cookie.
fn hand_over(ctx: &Context<'_>, signed_in: &SignedIn) -> Result<Session> {
    if client(ctx).browser {
        let auth = ctx.data::<Auth>()?;
        let lifetime = signed_in.principal.expires_at - auth.now();
        let value = cookie::set(&signed_in.token, lifetime, auth.settings().secure_cookie);
        ctx.append_http_header("set-cookie", value);
    }
    Ok(signed_in.clone().into())
}

/// Lets a browser show from now on who signed in from it.
fn remember(ctx: &Context<'_>, signed_in: &SignedIn) -> Result<()> {
    let client = client(ctx);
    if client.browser {
        let auth = ctx.data::<Auth>()?;
        let (token, lifetime) = auth.remember(&signed_in.principal, &client).map_err(internal)?;
        let value = cookie::set_device(&token, lifetime, auth.settings().secure_cookie);
        ctx.append_http_header("set-cookie", value);
    }
    Ok(())
}

/// The wait stands in the answer's head as well, for whatever repeats requests by itself.
fn too_many(ctx: &Context<'_>, retry_after: Duration) -> TooManyAttempts {
    let refusal = TooManyAttempts::after(retry_after);
    ctx.append_http_header("retry-after", refusal.retry_after_seconds.to_string());
    refusal
}

fn take_back(ctx: &Context<'_>) -> Result<()> {
    if client(ctx).browser {
        let value = cookie::clear(ctx.data::<Auth>()?.settings().secure_cookie);
        ctx.append_http_header("set-cookie", value);
    }
    Ok(())
}
