//! A room, apartment or house: what a booking holds.

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::Actor;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "rooms")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Unique in the hotel: a number or a name.
    pub name: String,
    /// What kind of room, in the hotel's own words: "Double", "Suite", "Lake house".
    pub room_type: String,
    /// How many guests it sleeps.
    pub capacity: i32,
    /// The price of one night before any agreement, in `currency`.
    pub nightly_rate: Decimal,
    /// ISO 4217.
    pub currency: String,
    pub notes: String,
    pub version: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    pub updated_by: Actor,
}

impl ActiveModelBehavior for ActiveModel {}
