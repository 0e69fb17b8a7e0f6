//! Somebody who may sign in.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "users")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Unique without regard to case; stored in lower case.
    pub email: String,
    pub name: String,
    pub role: Role,
    /// An Argon2id hash in PHC string format.
    pub password_hash: String,
    /// A demo account: signs in only while the server runs with `--demo`.
    pub demo: bool,
    pub created_at: DateTime<Utc>,
    /// Set when the account was closed. Accounts are never deleted: history names them.
    pub disabled_at: Option<DateTime<Utc>>,
}

/// What somebody may do, each role including the ones before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Role {
    Viewer,
    Desk,
    Manager,
}

impl ActiveModelBehavior for ActiveModel {}
