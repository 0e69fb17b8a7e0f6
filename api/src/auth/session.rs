//! The rows of `sessions`: each statement about them stands here.

use chrono::{DateTime, TimeDelta, Utc};
use entity::account_log::Act;
use entity::{Actor, session, user};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DatabaseConnection, DbErr, EntityTrait,
    IntoActiveModel, JoinType, QueryFilter, QueryOrder, QuerySelect, TransactionTrait,
};
use uuid::Uuid;

use super::staff::log;
use crate::database::away::in_doubt;

/// Stores a session of `user`, unless the account was closed or its password changed since `user` was read.
///
/// The row of `users` is locked against that meanwhile: whoever changes the password ends the sessions that
/// the old one opened, and must not miss one that is about to be.
pub(super) async fn open(
    db: &DatabaseConnection,
    user: &user::Model,
    session: session::Model,
) -> Result<bool, DbErr> {
    let transaction = db.begin().await?;
    let unchanged = user::Entity::find_by_id(user.id)
        .filter(user::Column::PasswordHash.eq(user.password_hash.as_str()))
        .filter(user::Column::DisabledAt.is_null())
        .lock_shared()
        .one(&transaction)
        .await?;
    if unchanged.is_none() {
        return Ok(false);
    }
    session.into_active_model().reset_all().insert(&transaction).await?;
    transaction.commit().await.map_err(in_doubt)?;
    Ok(true)
}

/// A session that was not revoked, with its user unless the account was closed. It may have expired.
pub(super) async fn find(
    db: &DatabaseConnection,
    id: Uuid,
) -> Result<Option<(session::Model, user::Model)>, DbErr> {
    let to_user =
        session::Entity::belongs_to(user::Entity).from(session::Column::UserId).to(user::Column::Id).into();
    let found = session::Entity::find_by_id(id)
        .join(JoinType::InnerJoin, to_user)
        .filter(session::Column::RevokedAt.is_null())
        .filter(user::Column::DisabledAt.is_null())
        .select_also(user::Entity)
        .one(db)
        .await?;
    Ok(found.and_then(|(session, user)| user.map(|user| (session, user))))
}

/// The sessions of a user that run, newest first.
pub(super) async fn list(
    db: &DatabaseConnection,
    user_id: Uuid,
    now: DateTime<Utc>,
) -> Result<Vec<session::Model>, DbErr> {
    session::Entity::find()
        .filter(session::Column::UserId.eq(user_id))
        .filter(session::Column::RevokedAt.is_null())
        .filter(session::Column::ExpiresAt.gt(now))
        .order_by_desc(session::Column::CreatedAt)
        .order_by_desc(session::Column::Id)
        .all(db)
        .await
}

/// Moves the end of a session that runs. Answers whether it did run.
pub(super) async fn extend(
    db: &DatabaseConnection,
    id: Uuid,
    now: DateTime<Utc>,
    expires_at: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let updated = session::Entity::update_many()
        .col_expr(session::Column::ExpiresAt, Expr::value(expires_at))
        .filter(session::Column::Id.eq(id))
        .filter(session::Column::RevokedAt.is_null())
        .filter(session::Column::ExpiresAt.gt(now))
        .exec(db)
        .await?;
    Ok(updated.rows_affected > 0)
}

/// Which of a user's sessions to end.
#[derive(Clone, Copy, Debug)]
pub(super) enum Which {
    This(Uuid),
    AllBut(Uuid),
    All,
}

/// Ends sessions of `user_id`, which nobody else's id can name. Answers those that did run.
pub(super) async fn revoke(
    db: &impl ConnectionTrait,
    user_id: Uuid,
    which: Which,
    now: DateTime<Utc>,
) -> Result<Vec<Uuid>, DbErr> {
    let id = session::Column::Id;
    let which = match which {
        Which::This(this) => Some(id.eq(this)),
        Which::AllBut(this) => Some(id.ne(this)),
        Which::All => None,
    };
    let ended = session::Entity::update_many()
        .col_expr(session::Column::RevokedAt, Expr::value(now))
        .filter(session::Column::UserId.eq(user_id))
        .filter(Condition::all().add_option(which))
        .filter(session::Column::RevokedAt.is_null())
        .filter(session::Column::ExpiresAt.gt(now))
        .exec_with_returning(db)
        .await?;
    Ok(ended.into_iter().map(|session| session.id).collect())
}

/// Stores another password and ends the user's other sessions, in one transaction. `None` when the password
/// is no longer `old_hash`, or the account was closed.
pub(super) async fn replace_password(
    db: &DatabaseConnection,
    owner: &Actor,
    user_id: Uuid,
    old_hash: &str,
    new_hash: String,
    keep: Uuid,
    now: DateTime<Utc>,
) -> Result<Option<Vec<Uuid>>, DbErr> {
    let transaction = db.begin().await?;
    let updated = user::Entity::update_many()
        .col_expr(user::Column::PasswordHash, Expr::value(new_hash))
        .filter(user::Column::Id.eq(user_id))
        .filter(user::Column::PasswordHash.eq(old_hash))
        .filter(user::Column::DisabledAt.is_null())
        .exec(&transaction)
        .await?;
    if updated.rows_affected == 0 {
        return Ok(None);
    }
    let ended = revoke(&transaction, user_id, Which::AllBut(keep), now).await?;
    log::sign(&transaction, owner).await?;
    log::note(&transaction, user_id, Act::PasswordSet).await?;
    transaction.commit().await.map_err(in_doubt)?;
    Ok(Some(ended))
}

/// How long a session that has ended stays in the table, for whoever asks what happened.
const KEPT: TimeDelta = TimeDelta::days(30);

/// Deletes the sessions that ended more than 30 days ago, and those revoked whose time would have been over
/// by then. Answers how many.
///
/// # Errors
///
/// The database's.
pub async fn sweep(db: &DatabaseConnection, now: DateTime<Utc>) -> Result<u64, DbErr> {
    let ended = session::Column::ExpiresAt.lt(now - KEPT);
    let deleted = session::Entity::delete_many().filter(ended).exec(db).await?;
    Ok(deleted.rows_affected)
}
