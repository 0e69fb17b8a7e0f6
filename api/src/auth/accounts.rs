//! What the operator does with people's accounts that are there: `user list`, `close`, `reopen`, `role`, `password`.
//!
//! Triggers (migration/sql/12_accounts_up.sql) tell every server process of it.

use chrono::{DateTime, Utc};
use entity::account_log::Act;
use entity::user::{self, Kind, Role};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseConnection, DbErr, EntityTrait, QueryFilter, QueryOrder,
    TransactionTrait,
};

use super::password::{self, NewPassword};
use super::session::{self, Which};
use super::staff::log;
use super::users::normalize_email;

#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    #[error("there is no account for {0}")]
    Unknown(String),
    /// The rule that the new password breaks.
    #[error("password {0}")]
    InvalidPassword(&'static str),
    #[error(transparent)]
    Password(#[from] password::Error),
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// An account as it is now, and how many of its sessions were ended.
#[derive(Debug)]
pub struct Changed {
    pub account: user::Model,
    pub ended_sessions: usize,
}

/// All people's accounts, by their address.
///
/// # Errors
/// The database's.
pub async fn list(db: &DatabaseConnection) -> Result<Vec<user::Model>, DbErr> {
    let people = user::Entity::find().filter(user::Column::Kind.eq(Kind::Person));
    people.order_by_asc(user::Column::Email).all(db).await
}

/// Closes an account and ends its sessions. One that is closed already keeps the time of that.
///
/// # Errors
/// Expected: an unknown address.
pub async fn close(
    db: &DatabaseConnection,
    email: &str,
    now: DateTime<Utc>,
) -> Result<Changed, AccountError> {
    let closed = Expr::col(user::Column::DisabledAt).if_null(now);
    set(db, email, user::Column::DisabledAt, closed, Some(now)).await
}

/// Lets the owner of a closed account sign in again, with the password that it had.
///
/// # Errors
/// Expected: an unknown address.
pub async fn reopen(db: &DatabaseConnection, email: &str) -> Result<Changed, AccountError> {
    set(db, email, user::Column::DisabledAt, Expr::value(None::<DateTime<Utc>>), None).await
}

/// Changes what the owner of an account may do, also in the sessions that run.
///
/// # Errors
/// Expected: an unknown address.
pub async fn set_role(db: &DatabaseConnection, email: &str, role: Role) -> Result<Changed, AccountError> {
    set(db, email, user::Column::Role, Expr::value(role), None).await
}

/// Replaces the password and ends the account's sessions: whoever has one may have it by the old password.
///
/// # Errors
/// Expected: an unknown address, and a password that breaks a rule.
pub async fn set_password(
    db: &DatabaseConnection,
    email: &str,
    password: &str,
    now: DateTime<Utc>,
) -> Result<Changed, AccountError> {
    let hash = password::hash(NewPassword::of(password).map_err(AccountError::InvalidPassword)?).await?;
    set(db, email, user::Column::PasswordHash, Expr::value(hash), Some(now)).await
}

/// Writes one column of an account, and ends its sessions where a time is given for that. The account comes first:
/// its row is locked against a session that is about to be opened (`session::open`).
async fn set(
    db: &DatabaseConnection,
    email: &str,
    column: user::Column,
    value: Expr,
    ending: Option<DateTime<Utc>>,
) -> Result<Changed, AccountError> {
    let email = normalize_email(email);
    let transaction = db.begin().await?;
    let account = write(&transaction, &email, column, value).await?;
    let account = account.ok_or(AccountError::Unknown(email))?;
    if matches!(column, user::Column::PasswordHash) {
        log::note(&transaction, account.id, Act::PasswordSet).await?;
    }
    let ended_sessions = match ending {
        Some(now) => session::revoke(&transaction, account.id, Which::All, now).await?.len(),
        None => 0,
    };
    transaction.commit().await?;
    Ok(Changed { account, ended_sessions })
}

async fn write(
    db: &impl ConnectionTrait,
    email: &str,
    column: user::Column,
    value: Expr,
) -> Result<Option<user::Model>, DbErr> {
    let written = user::Entity::update_many()
        .col_expr(column, value)
        .filter(user::Column::Email.eq(email))
        .filter(user::Column::Kind.eq(Kind::Person))
        .exec_with_returning(db)
        .await?;
    Ok(written.into_iter().next())
}
