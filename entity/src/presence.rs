//! Somebody who has a booking open right now.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// An unlogged table: a crash of PostgreSQL empties it, and the server processes fill it again.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "presence")]
pub struct Model {
    /// Chosen by the client, one for each place where it has a booking open.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The server process that holds the socket.
    pub process_id: Uuid,
    pub booking_id: Uuid,
    pub user_id: Uuid,
    /// The user's name when they came.
    pub name: String,
    pub mode: Mode,
    /// The booking's field they are at, as the API names it.
    pub field: Option<String>,
    /// When they came to the booking.
    pub since: DateTime<Utc>,
    /// When their process last said that they are there.
    pub seen_at: DateTime<Utc>,
}

/// What somebody does at a booking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Mode {
    Viewing,
    Editing,
}

impl ActiveModelBehavior for ActiveModel {}
