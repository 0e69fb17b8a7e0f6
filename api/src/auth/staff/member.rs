//! An account as managers see it.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use entity::user::{self, Kind};
use entity::{invitation, session};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use crate::auth::{Auth, Error};

/// An account, where it is signed in, and the link by which its owner may choose a password.
#[derive(Clone, Debug)]
pub struct Member {
    pub account: user::Model,
    /// How many sessions run.
    pub open_sessions: usize,
    /// When they signed in last, as far as that is known: sessions are swept 30 days after their end.
    pub signed_in_at: Option<DateTime<Utc>>,
    pub invitation: Option<invitation::Model>,
}

impl Auth {
    /// All accounts that can be used here, programs' too: people first, by their names.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn staff(&self) -> Result<Vec<Member>, Error> {
        let usable = (!self.settings().demo).then(|| user::Column::Demo.eq(false));
        let accounts = user::Entity::find()
            .filter(Condition::all().add_option(usable))
            .order_by_asc(user::Column::Name)
            .order_by_asc(user::Column::Id)
            .all(&self.0.db)
            .await?;
        let mut members = members(&self.0.db, accounts, self.now()).await?;
        members.sort_by_key(|member| member.account.kind != Kind::Person);
        Ok(members)
    }
}

/// With what belongs to it.
pub(super) async fn member(
    db: &impl ConnectionTrait,
    account: user::Model,
    now: DateTime<Utc>,
) -> Result<Member, DbErr> {
    let mut members = members(db, vec![account], now).await?;
    members.pop().ok_or_else(|| DbErr::RecordNotFound("an account that was just read".to_owned()))
}

async fn members(
    db: &impl ConnectionTrait,
    accounts: Vec<user::Model>,
    now: DateTime<Utc>,
) -> Result<Vec<Member>, DbErr> {
    let ids: Vec<Uuid> = accounts.iter().map(|account| account.id).collect();
    let invitations = invitation::Entity::find()
        .filter(invitation::Column::UserId.is_in(ids.iter().copied()))
        .all(db)
        .await?;
    let mut invitations: HashMap<_, _> =
        invitations.into_iter().map(|invitation| (invitation.user_id, invitation)).collect();
    let mut sessions = sessions(db, ids, now).await?;
    let with = |account: user::Model| {
        let (open_sessions, signed_in_at) =
            sessions.remove(&account.id).map_or((0, None), |(open, last)| (open, Some(last)));
        Member { invitation: invitations.remove(&account.id), open_sessions, signed_in_at, account }
    };
    Ok(accounts.into_iter().map(with).collect())
}

/// Of each account, how many sessions run and when the last was begun.
async fn sessions(
    db: &impl ConnectionTrait,
    accounts: Vec<Uuid>,
    now: DateTime<Utc>,
) -> Result<HashMap<Uuid, (usize, DateTime<Utc>)>, DbErr> {
    let run = "count(*) FILTER (WHERE revoked_at IS NULL AND expires_at > $1)";
    let counted: Vec<(Uuid, i64, DateTime<Utc>)> = session::Entity::find()
        .select_only()
        .column(session::Column::UserId)
        .column_as(Expr::cust_with_values(run, [now]), "open")
        .column_as(session::Column::CreatedAt.max(), "last")
        .filter(session::Column::UserId.is_in(accounts))
        .group_by(session::Column::UserId)
        .into_tuple()
        .all(db)
        .await?;
    let counted = counted.into_iter();
    Ok(counted.map(|(id, open, last)| (id, (usize::try_from(open).unwrap_or_default(), last))).collect())
}
