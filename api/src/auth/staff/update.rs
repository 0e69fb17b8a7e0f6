//! Another name, address or role of an account; closing and opening it; ending its sessions.

use entity::account_log::Act;
use entity::user::{self, Role};
use sea_orm::{ActiveModelTrait, ActiveValue, IntoActiveModel};
use uuid::Uuid;

use super::acting::Acting;
use super::log;
use super::member::member;
use super::{Member, StaffError, taken};
use crate::auth::session::{self, Which};
use crate::auth::{Auth, Principal, users};
use crate::edit::Rule;

/// What is to be other than before; the rest stays.
#[derive(Clone, Debug, Default)]
pub struct Patch {
    pub email: Option<String>,
    pub name: Option<String>,
    pub role: Option<Role>,
    pub closed: Option<bool>,
}

/// An account as it was left, and how many of its sessions were ended.
#[derive(Debug)]
pub struct Updated {
    pub member: Member,
    pub ended_sessions: usize,
}

impl Auth {
    /// Changes a person's account. A role takes effect at once; closing ends the sessions, too.
    ///
    /// # Errors
    /// Expected: all of [`StaffError`] but [`StaffError::Closed`].
    pub async fn update_member(
        &self,
        by: &Principal,
        id: Uuid,
        expected_version: i32,
        patch: Patch,
    ) -> Result<Updated, StaffError> {
        let patch = sound(patch)?;
        let acting = Acting::begin(self, by).await?;
        let account = acting.account(id, expected_version).await?;
        let leaves = patch.closed == Some(true) || patch.role.is_some_and(|role| role != Role::Manager);
        if leaves && acting.is_last(id) {
            return Err(StaffError::LastManager);
        }
        let now = self.now();
        let disabled_at = match patch.closed {
            // One that is closed already keeps the time of that.
            Some(true) => Some(account.disabled_at.or(Some(now))),
            Some(false) => Some(None),
            None => None,
        };
        let changed = user::ActiveModel {
            email: set(patch.email, &account.email),
            name: set(patch.name, &account.name),
            role: set(patch.role, &account.role),
            disabled_at: set(disabled_at, &account.disabled_at),
            ..account.clone().into_active_model()
        };
        let account = if changed.is_changed() {
            changed.update(&acting.transaction).await.map_err(taken)?
        } else {
            account
        };
        let ended = match account.disabled_at {
            Some(_) => session::revoke(&acting.transaction, id, Which::All, now).await?,
            None => vec![],
        };
        let member = member(&acting.transaction, account, now).await?;
        acting.commit().await?;
        let ended_sessions = ended.len();
        self.0.watch.end(ended);
        self.0.watch.changed(id);
        Ok(Updated { member, ended_sessions })
    }

    /// Signs somebody out everywhere.
    ///
    /// # Errors
    /// Expected: [`StaffError::NoManager`], [`StaffError::Unknown`] and [`StaffError::Stale`].
    pub async fn end_sessions_of(
        &self,
        by: &Principal,
        id: Uuid,
        expected_version: i32,
    ) -> Result<Updated, StaffError> {
        let acting = Acting::begin(self, by).await?;
        let account = acting.account(id, expected_version).await?;
        let now = self.now();
        let ended = session::revoke(&acting.transaction, id, Which::All, now).await?;
        if !ended.is_empty() {
            log::note(&acting.transaction, id, Act::SessionsEnded).await?;
        }
        let member = member(&acting.transaction, account, now).await?;
        acting.commit().await?;
        let ended_sessions = ended.len();
        self.0.watch.end(ended);
        Ok(Updated { member, ended_sessions })
    }
}

/// In the form that is stored.
fn sound(patch: Patch) -> Result<Patch, StaffError> {
    let email = patch.email.as_deref().map(sound_email).transpose()?;
    let name = patch.name.as_deref().map(sound_name).transpose()?;
    Ok(Patch { email, name, ..patch })
}

pub(super) fn sound_email(email: &str) -> Result<String, StaffError> {
    let email = users::normalize_email(email);
    users::check_email(&email).map_err(|words| StaffError::Invalid("email", Rule::Form, words))?;
    Ok(email)
}

pub(super) fn sound_name(name: &str) -> Result<String, StaffError> {
    users::sound_name(name).map_err(|words| {
        let rule = if words == crate::text::RULE { Rule::Form } else { Rule::Length };
        StaffError::Invalid("name", rule, words)
    })
}

fn set<T: Into<sea_orm::Value> + PartialEq + Clone>(value: Option<T>, now: &T) -> ActiveValue<T> {
    match value {
        Some(value) if value != *now => ActiveValue::Set(value),
        _ => ActiveValue::Unchanged(now.clone()),
    }
}
