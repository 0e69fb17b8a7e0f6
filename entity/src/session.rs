//! A place where somebody is signed in.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sessions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub user_id: Uuid,
    pub created_at: DateTime<Utc>,
    /// When the newest token of the session ends; a renewal moves it.
    pub expires_at: DateTime<Utc>,
    /// Set when the session was signed out or revoked.
    pub revoked_at: Option<DateTime<Utc>>,
    /// The client's own description of itself, shortened; helps people to recognise the session.
    pub user_agent: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
