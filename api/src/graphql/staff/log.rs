//! What was done to accounts.

use async_graphql::{Enum, ID, SimpleObject};
use chrono::{DateTime, Utc};
use entity::account_log::{self, Act};
use sea_orm::{DatabaseConnection, DbErr, EntityTrait, QueryOrder, QuerySelect};

use crate::graphql::actor::Actor;

/// How many are answered.
const NEWEST: u64 = 200;

/// Something that was done to an account.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct AccountEntry {
    id: ID,
    at: DateTime<Utc>,
    /// Who did it; a database role where the operator did.
    by: Actor,
    /// Whose account it is.
    account_id: ID,
    /// What was done.
    act: AccountAct,
    /// The e-mail address, name or role before; null for other acts.
    before: Option<String>,
    /// The e-mail address, name or role since; null for other acts.
    after: Option<String>,
}

/// What was done to an account. More may be added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "Act")]
pub enum AccountAct {
    /// It was made, with the role `after`.
    Added,
    Email,
    Name,
    Role,
    Closed,
    Reopened,
    /// A link was made by which its owner can choose a password.
    LinkMade,
    LinkUsed,
    /// Its owner or the operator set another password.
    PasswordSet,
    /// A manager signed its owner out everywhere.
    SessionsEnded,
}

pub(super) async fn newest(db: &DatabaseConnection) -> Result<Vec<account_log::Model>, DbErr> {
    account_log::Entity::find().order_by_desc(account_log::Column::Id).limit(NEWEST).all(db).await
}

impl From<account_log::Model> for AccountEntry {
    fn from(entry: account_log::Model) -> Self {
        Self {
            id: ID(entry.id.to_string()),
            at: entry.at,
            by: entry.actor.into(),
            account_id: entry.user_id.into(),
            act: entry.act.into(),
            before: entry.before,
            after: entry.after,
        }
    }
}
