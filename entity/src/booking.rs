//! A booking: one room, some nights, one guest who answers for them.

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::Actor;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "bookings")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// What people say on the telephone: "B-1042". Given once by the database.
    pub reference: String,
    pub room_id: Uuid,
    pub guest_id: Uuid,
    /// The first night.
    pub check_in: NaiveDate,
    /// The day of departure: the night before it is the last.
    pub check_out: NaiveDate,
    pub adults: i32,
    pub children: i32,
    pub status: BookingStatus,
    pub total_price: Decimal,
    /// ISO 4217.
    pub currency: String,
    pub notes: String,
    pub version: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    pub updated_by: Actor,
}

/// Stored and logged by these names, which are also the API's.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    EnumIter,
    DeriveActiveEnum,
    Serialize,
    Deserialize,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum BookingStatus {
    Inquiry,
    Confirmed,
    CheckedIn,
    CheckedOut,
    Cancelled,
    NoShow,
}

impl BookingStatus {
    /// Whether a booking of this status keeps its room from everybody else. The exclusion constraint
    /// `bookings_no_double_booking` lists the same statuses.
    pub fn holds_room(self) -> bool {
        matches!(self, Self::Confirmed | Self::CheckedIn | Self::CheckedOut)
    }
}

impl ActiveModelBehavior for ActiveModel {}
