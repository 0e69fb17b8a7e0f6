//! What needs a password: signing in, and changing it.
//!
//! A client learns nothing about an account that it cannot sign in to: an unknown address, a closed account,
//! a demo account outside the demo and a wrong password give one answer, at one cost.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use entity::session;
use entity::user::{self, Kind};
use uuid::Uuid;

use super::limit::Attempt;
use super::password::{HashingSlot, NewPassword, Verdict};
use super::{Auth, ClientInfo, Error, Principal, SignedIn, device, session as rows, users};

/// The longest description of a client that is kept, in characters.
const LONGEST_USER_AGENT: usize = 200;

/// How soon to come back when the queue of passwords is full: it moves fast.
const QUEUE_FULL: Duration = Duration::from_secs(1);

#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    #[error("the e-mail address or the password is wrong")]
    InvalidCredentials,
    #[error("too many attempts, the next one may be made in {retry_after:?}")]
    TooManyAttempts { retry_after: Duration },
    #[error(transparent)]
    Unplanned(Error),
}

#[derive(Debug, thiserror::Error)]
pub enum ChangePasswordError {
    /// The current password is wrong.
    #[error("the current password is wrong")]
    InvalidCredentials,
    /// The new password breaks this rule.
    #[error("the new password {0}")]
    InvalidPassword(&'static str),
    #[error("too many attempts, the next one may be made in {retry_after:?}")]
    TooManyAttempts { retry_after: Duration },
    #[error(transparent)]
    Unplanned(Error),
}

impl<E: Into<Error>> From<E> for SignInError {
    fn from(error: E) -> Self {
        Self::Unplanned(error.into())
    }
}

impl From<SignInError> for ChangePasswordError {
    fn from(error: SignInError) -> Self {
        match error {
            SignInError::InvalidCredentials => Self::InvalidCredentials,
            SignInError::TooManyAttempts { retry_after } => Self::TooManyAttempts { retry_after },
            SignInError::Unplanned(error) => Self::Unplanned(error),
        }
    }
}

impl Auth {
    /// Opens a session for whoever knows the password.
    ///
    /// # Errors
    ///
    /// Expected: wrong credentials, and too many wrong ones of late for the account or from the client's address.
    pub async fn sign_in(
        &self,
        email: &str,
        password: String,
        client: &ClientInfo,
    ) -> Result<SignedIn, SignInError> {
        let email = users::normalize_email(email);
        let attempt = self.attempt(&email, client);
        let slot = self.slot(attempt).await?;
        let user = if users::check_email(&email).is_ok() {
            users::find_by_email(&self.0.db, &email).await?
        } else {
            None
        };
        let user = user.filter(|user| {
            user.kind == Kind::Person && user.disabled_at.is_none() && (self.0.settings.demo || !user.demo)
        });
        let user = self.prove(slot, attempt, password, user).await?;

        let (session, principal) = self.new_session(&user, client, self.now());
        if !rows::open(&self.0.db, &user, session).await? {
            return Err(SignInError::InvalidCredentials);
        }
        tracing::info!(user_id = %principal.user_id, session_id = %principal.session_id, "signed in");
        Ok(self.issue(principal)?)
    }

    /// Replaces the password and ends the user's other sessions. Answers how many those were.
    ///
    /// # Errors
    ///
    /// Expected: a wrong current password, which counts as a failed sign-in, and a new one that breaks a
    /// rule.
    pub async fn change_password(
        &self,
        principal: &Principal,
        current: String,
        new: String,
        client: &ClientInfo,
    ) -> Result<usize, ChangePasswordError> {
        let new = NewPassword::of(&new).map_err(ChangePasswordError::InvalidPassword)?;
        let attempt = self.attempt(&principal.email, client);
        let slot = self.slot(attempt).await?;
        let user = users::find(&self.0.db, principal.user_id).await.map_err(SignInError::from)?;
        let user = user.filter(|user| user.disabled_at.is_none());
        let user = self.prove(slot.clone(), attempt, current, user).await?;

        let new = slot.hash(new).await.map_err(SignInError::from)?;
        let (now, keep) = (self.now(), principal.session_id);
        let ended = rows::replace_password(
            &self.0.db,
            &principal.actor(),
            user.id,
            &user.password_hash,
            new,
            keep,
            now,
        )
        .await
        .map_err(SignInError::from)?
        .ok_or(ChangePasswordError::InvalidCredentials)?;
        let count = ended.len();
        self.0.watch.end(ended);
        tracing::info!(user_id = %user.id, ended_sessions = count, "password changed");
        Ok(count)
    }

    /// What a browser shows from now on, so that the failures of others don't shut it out: that the principal signed in
    /// from it. Beside it how long it is good for.
    ///
    /// # Errors
    ///
    /// When it cannot be signed.
    pub fn remember(&self, principal: &Principal, client: &ClientInfo) -> Result<(String, TimeDelta), Error> {
        let token = self.0.devices.signed_in(client.device.as_deref(), &principal.email)?;
        Ok((token, device::KEPT))
    }

    /// A session to be stored, and whoever is signed in by it.
    pub(super) fn new_session(
        &self,
        user: &user::Model,
        client: &ClientInfo,
        now: DateTime<Utc>,
    ) -> (session::Model, Principal) {
        let session = session::Model {
            id: Uuid::now_v7(),
            user_id: user.id,
            created_at: now,
            expires_at: self.next_end(now),
            revoked_at: None,
            user_agent: client.user_agent.as_deref().map(shortened),
        };
        let principal = Principal {
            user_id: user.id,
            email: user.email.clone(),
            name: user.name.clone(),
            role: user.role,
            session_id: session.id,
            expires_at: session.expires_at,
            service: None,
        };
        (session, principal)
    }

    pub(super) fn attempt(&self, account: &str, client: &ClientInfo) -> Attempt {
        let device = self.0.devices.known(client.device.as_deref(), account);
        self.0.limits.attempt(account, client, device)
    }

    /// A slot to hash at, for an attempt that the limits let through. They are asked twice: before queueing,
    /// for a flood not to fill the queue, and by the holder of a slot, for the failures of those before it
    /// to count.
    pub(super) async fn slot(&self, attempt: Attempt) -> Result<HashingSlot, SignInError> {
        let too_many = |retry_after| SignInError::TooManyAttempts { retry_after };
        self.0.limits.ask(attempt).map_err(too_many)?;
        let slot = self.0.hashing.take().await.map_err(|_| too_many(QUEUE_FULL))?;
        self.0.limits.ask(attempt).map_err(too_many)?;
        Ok(slot)
    }

    /// The user, if the password is theirs. The failure is counted before the slot is given back.
    async fn prove(
        &self,
        slot: HashingSlot,
        attempt: Attempt,
        password: String,
        user: Option<user::Model>,
    ) -> Result<user::Model, SignInError> {
        let hash = user.as_ref().map(|user| user.password_hash.clone());
        match (slot.verify(password, hash).await?, user) {
            (Verdict::Right, Some(user)) => Ok(user),
            (Verdict::RightAsTyped(hash), Some(mut user)) => {
                if users::rehash(&self.0.db, user.id, &user.password_hash, &hash).await? {
                    user.password_hash = hash;
                }
                Ok(user)
            }
            (_, user) => {
                self.0.limits.count_failure(attempt);
                tracing::info!(user_id = user.map(|user| user.id.to_string()), "a password was wrong");
                Err(SignInError::InvalidCredentials)
            }
        }
    }
}

fn shortened(user_agent: &str) -> String {
    user_agent.chars().filter(|c| !c.is_control()).take(LONGEST_USER_AGENT).collect()
}
