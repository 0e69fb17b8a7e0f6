//! Accounts of programs, and their tokens: `token add`, `list`, `revoke`.
//!
//! Such an account is a row of `users` beside those of people, with one session that lasts as long as its token. So what
//! ends a session ends a token, at once in every server process (migration/sql/12_accounts_up.sql).

use std::collections::HashMap;

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use entity::session;
use entity::user::{self, Kind, Role};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveModelTrait, ActiveValue, ColumnTrait, ConnectionTrait, DatabaseConnection, DbErr, EntityTrait,
    IntoActiveModel, QueryFilter, QueryOrder, QuerySelect, SqlErr, TransactionTrait,
};
use uuid::Uuid;

use super::password::{self, NewPassword};
use super::session::{Which, revoke as end_sessions};
use super::token::Tokens;
use super::users::sound_name;
use super::{Secret, ServiceLimits, secret};
use crate::clock::Clock;

/// No mail goes there and nobody has such an address (RFC 2606).
const DOMAIN: &str = "service.invalid";

#[derive(Debug, thiserror::Error)]
pub enum ServiceAccountError {
    #[error("there is no token of the name {0}")]
    Unknown(String),
    #[error("there is a token of the name {0} already, which is good until {1}: revoke it first")]
    Taken(String, DateTime<Utc>),
    #[error("somebody else has just made a token of the name {0}")]
    TakenMeanwhile(String),
    /// The rule that the name breaks.
    #[error("the name {0}")]
    InvalidName(&'static str),
    #[error("a token can't be good until so late")]
    TooLong,
    #[error("the random source failed: {0}")]
    Random(#[from] std::io::Error),
    #[error("the token could not be signed: {0}")]
    Token(#[from] jsonwebtoken::errors::Error),
    #[error(transparent)]
    Password(#[from] password::Error),
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// What a program is given.
#[derive(Clone, Copy, Debug)]
pub struct Grant {
    pub role: Role,
    pub days: u32,
    pub limits: ServiceLimits,
}

/// An account with the newest of its sessions, which may have ended.
#[derive(Clone, Debug)]
pub struct Listed {
    pub account: user::Model,
    pub session: Option<session::Model>,
}

/// What became of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Good until then.
    Open(DateTime<Utc>),
    Revoked,
    /// Its time is over, or it was signed out by whoever has it.
    Ended,
}

impl Listed {
    pub fn state(&self, now: DateTime<Utc>) -> State {
        match &self.session {
            _ if self.account.disabled_at.is_some() => State::Revoked,
            Some(session) if session.revoked_at.is_none() && session.expires_at > now => {
                State::Open(session.expires_at)
            }
            _ => State::Ended,
        }
    }
}

/// Makes a token. Where one of this name has ended or was revoked, its account goes on: history is that of one program.
///
/// # Errors
/// Expected: a name that breaks a rule, or that has a token which is good.
pub async fn add(
    db: &DatabaseConnection,
    secret: &Secret,
    clock: &Clock,
    name: &str,
    grant: Grant,
) -> Result<String, ServiceAccountError> {
    let name = sound_name(name).map_err(ServiceAccountError::InvalidName)?;
    let now = clock.now();
    let expires_at = now.checked_add_signed(TimeDelta::days(grant.days.into()));
    let expires_at = expires_at.ok_or(ServiceAccountError::TooLong)?.trunc_subsecs(0);

    let transaction = db.begin().await?;
    let by_name = user::Entity::find().filter(is(&name)).lock_exclusive();
    let user_id = match by_name.one(&transaction).await? {
        Some(known) => {
            let running = newest_sessions(&transaction, &[known.id]).await?.remove(&known.id);
            let listed = Listed { account: known, session: running };
            if let State::Open(until) = listed.state(now) {
                return Err(ServiceAccountError::Taken(name, until));
            }
            let mut account = listed.account.into_active_model();
            account.disabled_at = ActiveValue::Set(None);
            given(account, grant).update(&transaction).await?.id
        }
        None => insert(&transaction, &name, grant).await?,
    };
    let session = session::Model {
        id: Uuid::now_v7(),
        user_id,
        created_at: now,
        expires_at,
        revoked_at: None,
        user_agent: Some("frontdesk token add".to_owned()),
    };
    let token = Tokens::new(secret, clock.clone()).issue(user_id, session.id, expires_at)?;
    session.into_active_model().reset_all().insert(&transaction).await?;
    transaction.commit().await?;
    Ok(token)
}

/// All accounts of programs, by their name.
///
/// # Errors
/// The database's.
pub async fn list(db: &DatabaseConnection) -> Result<Vec<Listed>, DbErr> {
    let services = user::Entity::find().filter(user::Column::Kind.eq(Kind::Service));
    let services = services.order_by_asc(user::Column::Name).all(db).await?;
    let ids: Vec<_> = services.iter().map(|account| account.id).collect();
    let mut sessions = newest_sessions(db, &ids).await?;
    let listed = |account: user::Model| Listed { session: sessions.remove(&account.id), account };
    Ok(services.into_iter().map(listed).collect())
}

/// Ends a token. Answers whether it was good until now.
///
/// # Errors
/// Expected: an unknown name.
pub async fn revoke(
    db: &DatabaseConnection,
    name: &str,
    now: DateTime<Utc>,
) -> Result<bool, ServiceAccountError> {
    let name = sound_name(name).map_err(ServiceAccountError::InvalidName)?;
    let transaction = db.begin().await?;
    let closed = user::Entity::update_many()
        .col_expr(user::Column::DisabledAt, Expr::col(user::Column::DisabledAt).if_null(now))
        .filter(is(&name))
        .exec_with_returning(&transaction)
        .await?;
    let account = closed.into_iter().next().ok_or(ServiceAccountError::Unknown(name))?;
    let ended = end_sessions(&transaction, account.id, Which::All, now).await?;
    transaction.commit().await?;
    Ok(!ended.is_empty())
}

fn is(name: &str) -> sea_orm::Condition {
    sea_orm::Condition::all().add(user::Column::Kind.eq(Kind::Service)).add(user::Column::Name.eq(name))
}

fn given(account: user::ActiveModel, grant: Grant) -> user::ActiveModel {
    let limit = |limit: u32| ActiveValue::Set(Some(i32::try_from(limit).unwrap_or(i32::MAX)));
    user::ActiveModel {
        role: ActiveValue::Set(grant.role),
        most_sockets: limit(grant.limits.sockets),
        most_requests: limit(grant.limits.requests.get()),
        ..account
    }
}

async fn insert(db: &impl ConnectionTrait, name: &str, grant: Grant) -> Result<Uuid, ServiceAccountError> {
    // A server of an older version takes it for a person's: nobody knows the password.
    let unknown = secret::random(32)?;
    let unknown = NewPassword::of(&unknown).map_err(ServiceAccountError::InvalidName)?;
    let id = Uuid::now_v7();
    let account = user::ActiveModel {
        id: ActiveValue::Set(id),
        email: ActiveValue::Set(format!("{id}@{DOMAIN}")),
        name: ActiveValue::Set(name.to_owned()),
        password_hash: ActiveValue::Set(password::hash(unknown).await?),
        demo: ActiveValue::Set(false),
        kind: ActiveValue::Set(Kind::Service),
        ..Default::default()
    };
    match given(account, grant).insert(db).await {
        Ok(account) => Ok(account.id),
        Err(error) if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => {
            Err(ServiceAccountError::TakenMeanwhile(name.to_owned()))
        }
        Err(error) => Err(error.into()),
    }
}

/// Of each of these accounts the session that was opened last.
async fn newest_sessions(
    db: &impl ConnectionTrait,
    accounts: &[Uuid],
) -> Result<HashMap<Uuid, session::Model>, DbErr> {
    let sessions = session::Entity::find()
        .filter(session::Column::UserId.is_in(accounts.iter().copied()))
        .order_by_asc(session::Column::CreatedAt)
        .all(db)
        .await?;
    Ok(sessions.into_iter().map(|session| (session.user_id, session)).collect())
}
