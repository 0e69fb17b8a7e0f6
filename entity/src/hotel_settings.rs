//! What the house is run with, as its managers set it: the newest version is in force, and null is what nobody has set.

use chrono::{DateTime, NaiveTime, Utc};
use sea_orm::entity::prelude::*;

use crate::Actor;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "hotel_settings")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i32,
    pub name: Option<String>,
    /// A name of the IANA database.
    pub time_zone: Option<String>,
    pub day_ends: Option<NaiveTime>,
    /// ISO 4217.
    pub currency: Option<String>,
    /// BCP 47.
    pub locale: Option<String>,
    pub check_in_from: Option<NaiveTime>,
    pub check_out_until: Option<NaiveTime>,
    pub updated_at: DateTime<Utc>,
    pub updated_by: Actor,
}

impl ActiveModelBehavior for ActiveModel {}
