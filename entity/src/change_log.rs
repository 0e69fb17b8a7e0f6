//! Every committed change of a room, guest or booking, in the order in which it came into the log. Written by triggers only.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::Actor;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "change_log")]
pub struct Model {
    /// The position of the transaction among all that committed.
    #[sea_orm(primary_key, auto_increment = false)]
    pub revision: i64,
    /// The row's place within its transaction, from 0.
    #[sea_orm(primary_key, auto_increment = false)]
    pub index: i32,
    /// The table: `bookings`, `guests` or `rooms`.
    pub entity: String,
    pub row_id: Uuid,
    /// The row's version after the change; a deletion counts as one.
    pub version: i32,
    pub action: Action,
    /// The columns whose values changed, without the stamps that change with every write.
    pub fields: Vec<String>,
    /// The whole row before; null for an insert.
    pub before: Option<Json>,
    /// The whole row after; null for a deletion.
    pub after: Option<Json>,
    pub actor: Actor,
    /// The client's name for its write, where it gave one.
    pub mutation: Option<Mutation>,
    pub at: DateTime<Utc>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Action {
    Insert,
    Update,
    Delete,
}

/// What makes a retry safe: the id that the client chose, a digest of what it asked for, and what the first
/// answer said beyond the row itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Mutation {
    pub id: String,
    pub digest: String,
    #[serde(default)]
    pub merged: Vec<String>,
}

impl ActiveModelBehavior for ActiveModel {}
