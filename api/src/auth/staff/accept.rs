//! Somebody comes by a link, and chooses their password.

use std::time::Duration;

use chrono::{DateTime, Utc};
use entity::account_log::Act;
use entity::{invitation, user};
use sea_orm::sea_query::LockType;
use sea_orm::{
    ActiveModelTrait, ActiveValue, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait,
    IntoActiveModel, QueryFilter, QuerySelect, TransactionTrait,
};

use super::invite::digest;
use super::log;
use crate::auth::credentials::SignInError;
use crate::auth::password::NewPassword;
use crate::auth::session::{Which, revoke};
use crate::auth::{Auth, ClientInfo, Error, SignedIn};
use crate::database::away::in_doubt;

#[derive(Debug, thiserror::Error)]
pub enum AcceptError {
    /// No link, or one that was used, replaced or is over, or of an account that is closed. Which is told to nobody.
    #[error("the invitation is not valid")]
    NoInvitation,
    /// The rule that the password breaks.
    #[error("the password {0}")]
    InvalidPassword(&'static str),
    #[error("too many attempts, the next one may be made in {retry_after:?}")]
    TooManyAttempts { retry_after: Duration },
    #[error(transparent)]
    Unplanned(Error),
}

impl<E: Into<Error>> From<E> for AcceptError {
    fn from(error: E) -> Self {
        Self::Unplanned(error.into())
    }
}

impl From<SignInError> for AcceptError {
    fn from(error: SignInError) -> Self {
        match error {
            SignInError::InvalidCredentials => Self::NoInvitation,
            SignInError::TooManyAttempts { retry_after } => Self::TooManyAttempts { retry_after },
            SignInError::Unplanned(error) => Self::Unplanned(error),
        }
    }
}

impl Auth {
    /// Sets the password of the account that the link is for, ends its other sessions, and opens one. The link is used
    /// up.
    ///
    /// # Errors
    /// Expected: a link that is none, which counts as a failed sign-in, a password that breaks a rule, and too many
    /// attempts.
    pub async fn accept_invitation(
        &self,
        token: &str,
        password: &str,
        client: &ClientInfo,
    ) -> Result<SignedIn, AcceptError> {
        // Asked first: that it is wrong tells nothing about the link.
        let password = NewPassword::of(password).map_err(AcceptError::InvalidPassword)?;
        // Guesses are counted by the address that they come from: nobody guesses at one link twice.
        let attempt = self.attempt(&format!("invitation {token}"), client);
        let slot = self.slot(attempt).await?;
        let token_hash = digest(token);
        if find(&self.0.db, token_hash, self.now(), self.settings().demo).await?.is_none() {
            self.0.limits.count_failure(attempt);
            tracing::info!("an invitation was not valid");
            return Err(AcceptError::NoInvitation);
        }
        let hash = slot.hash(password).await?;

        let now = self.now();
        let transaction = self.0.db.begin().await?;
        // Of two who come by it at the same moment one does: the other finds it gone.
        let Some(account) = find(&transaction, token_hash, now, self.settings().demo).await? else {
            return Err(AcceptError::NoInvitation);
        };
        let (session, principal) = self.new_session(&account, client, now);
        log::sign(&transaction, &principal.actor()).await?;
        let joined = set_password(&transaction, account, hash).await?;
        let ended = revoke(&transaction, joined.id, Which::All, now).await?;
        session.into_active_model().reset_all().insert(&transaction).await?;
        transaction.commit().await.map_err(in_doubt)?;
        self.0.watch.end(ended);
        tracing::info!(user_id = %principal.user_id, session_id = %principal.session_id, "an invitation was accepted");
        Ok(self.issue(principal)?)
    }
}

/// The open account that the link is for. In a transaction, its row is locked, and then the link's: as by whoever changes
/// the account.
async fn find(
    db: &impl ConnectionTrait,
    token_hash: [u8; 32],
    now: DateTime<Utc>,
    demo: bool,
) -> Result<Option<user::Model>, DbErr> {
    let good = || {
        invitation::Entity::find()
            .filter(invitation::Column::TokenHash.eq(token_hash.to_vec()))
            .filter(invitation::Column::ExpiresAt.gt(now))
    };
    let Some(found) = good().one(db).await? else { return Ok(None) };
    let account = user::Entity::find_by_id(found.user_id)
        .filter(user::Column::DisabledAt.is_null())
        .filter(Condition::all().add_option((!demo).then(|| user::Column::Demo.eq(false))))
        .lock(LockType::NoKeyUpdate)
        .one(db)
        .await?;
    // Looked at again: it may have been used while this waited for the account.
    Ok(if good().one(db).await?.is_some() { account } else { None })
}

/// The trigger `users_end_invitation` takes the link away.
async fn set_password(
    db: &impl ConnectionTrait,
    account: user::Model,
    hash: String,
) -> Result<user::Model, DbErr> {
    let id = account.id;
    let mut account = account.into_active_model();
    account.password_hash = ActiveValue::Set(hash);
    let account = account.update(db).await?;
    log::note(db, id, Act::LinkUsed).await?;
    log::note(db, id, Act::PasswordSet).await?;
    Ok(account)
}
