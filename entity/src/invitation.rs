//! The link by which somebody chooses their password.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "invitations")]
pub struct Model {
    /// One for each account: a new one takes the place of the old.
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: Uuid,
    pub purpose: Purpose,
    /// SHA-256 of the token, which is nowhere.
    pub token_hash: Vec<u8>,
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
}

/// What the link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Purpose {
    /// The first password. Until then nobody can sign in to the account, also once the link's time is over.
    Join,
    /// Another password, in place of one that was forgotten and is good until then.
    Password,
}

impl ActiveModelBehavior for ActiveModel {}
