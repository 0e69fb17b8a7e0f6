//! Links by which people choose their password. The house has no mail server: a manager hands them over.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use entity::account_log::Act;
use entity::invitation::{self, Purpose};
use entity::user::{self, Role};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, IntoActiveModel};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::acting::Acting;
use super::log;
use super::member::member;
use super::update::{sound_email, sound_name};
use super::{Member, StaffError, taken};
use crate::auth::{Auth, Error, Principal, password, secret, users};

/// 256 random bits, like those of the key that signs sessions: nobody guesses them.
const TOKEN_BYTES: usize = 32;

/// What is shown once, and kept nowhere.
#[derive(Clone)]
pub struct Link {
    pub token: String,
    pub expires_at: DateTime<Utc>,
}

impl fmt::Debug for Link {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Link").field("expires_at", &self.expires_at).finish_non_exhaustive()
    }
}

/// An account, and the link by which its owner chooses a password.
#[derive(Debug)]
pub struct Invited {
    pub member: Member,
    pub link: Link,
}

impl Auth {
    /// Adds an account that has no password yet.
    ///
    /// # Errors
    /// Expected: [`StaffError::NoManager`] and [`StaffError::Invalid`].
    pub async fn invite(
        &self,
        by: &Principal,
        email: &str,
        name: &str,
        role: Role,
    ) -> Result<Invited, StaffError> {
        let (email, name) = (sound_email(email)?, sound_name(name)?);
        let nobodys = password::of_nobody().map_err(Error::from)?;
        let acting = Acting::begin(self, by).await?;
        let account = users::account(&email, &name, role, nobodys, false);
        let account = account.insert(&acting.transaction).await.map_err(taken)?;
        self.hand_out(acting, account, Purpose::Join).await
    }

    /// Another link, in place of the one before: for somebody who was invited and lost it, or who forgot their password,
    /// which stays good until they choose another.
    ///
    /// # Errors
    /// Expected: [`StaffError::NoManager`], [`StaffError::Unknown`], [`StaffError::Stale`] and [`StaffError::Closed`].
    pub async fn invite_again(
        &self,
        by: &Principal,
        id: Uuid,
        expected_version: i32,
    ) -> Result<Invited, StaffError> {
        let acting = Acting::begin(self, by).await?;
        let account = acting.account(id, expected_version).await?;
        if account.disabled_at.is_some() {
            return Err(StaffError::Closed);
        }
        let before = invitation::Entity::find_by_id(id).one(&acting.transaction).await?;
        // Who never had a password still has none.
        let purpose = before.map_or(Purpose::Password, |before| before.purpose);
        self.hand_out(acting, account, purpose).await
    }

    async fn hand_out(
        &self,
        acting: Acting<'_>,
        account: user::Model,
        purpose: Purpose,
    ) -> Result<Invited, StaffError> {
        let now = self.now();
        let token = secret::random(TOKEN_BYTES).map_err(Error::from)?;
        let link = Link { expires_at: (now + good_for(purpose)).trunc_subsecs(0), token };
        let invitation = invitation::Model {
            user_id: account.id,
            purpose,
            token_hash: digest(&link.token).to_vec(),
            created_at: now,
            expires_at: link.expires_at,
        };
        store(&acting.transaction, invitation).await?;
        log::note(&acting.transaction, account.id, Act::LinkMade).await?;
        let member = member(&acting.transaction, account, now).await?;
        acting.commit().await?;
        Ok(Invited { member, link })
    }
}

/// Who comes next week is invited this week; who forgot a password stands beside the manager.
fn good_for(purpose: Purpose) -> TimeDelta {
    match purpose {
        Purpose::Join => TimeDelta::days(7),
        Purpose::Password => TimeDelta::days(1),
    }
}

async fn store(db: &impl ConnectionTrait, invitation: invitation::Model) -> Result<(), StaffError> {
    use invitation::Column::{CreatedAt, ExpiresAt, Purpose, TokenHash, UserId};
    let instead =
        OnConflict::column(UserId).update_columns([Purpose, TokenHash, CreatedAt, ExpiresAt]).to_owned();
    invitation::Entity::insert(invitation.into_active_model().reset_all())
        .on_conflict(instead)
        .exec_without_returning(db)
        .await?;
    Ok(())
}

/// What is stored of a token. One that is none has no digest that is stored.
pub(super) fn digest(token: &str) -> [u8; 32] {
    Sha256::digest(URL_SAFE_NO_PAD.decode(token).unwrap_or_default()).into()
}
