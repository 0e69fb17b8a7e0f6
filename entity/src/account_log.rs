//! Who did what to whose account.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

use crate::Actor;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "account_log")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub at: DateTime<Utc>,
    pub actor: Actor,
    pub user_id: Uuid,
    pub act: Act,
    /// The values of an e-mail address, a name or a role.
    pub before: Option<String>,
    pub after: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Act {
    Added,
    Email,
    Name,
    Role,
    Closed,
    Reopened,
    LinkMade,
    LinkUsed,
    /// By its owner or the operator.
    PasswordSet,
    /// By a manager.
    SessionsEnded,
}

impl ActiveModelBehavior for ActiveModel {}
