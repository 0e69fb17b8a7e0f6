//! A guest whose data was erased: what is left of it, and what a restored dump is brought up to date with.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::Actor;

/// Also the form of the list that is kept beside the backups.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "erasures")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub guest_id: Uuid,
    pub at: DateTime<Utc>,
    pub actor: Actor,
    pub reason: Reason,
    /// How many bookings named the guest then.
    #[serde(default)]
    pub bookings: i32,
    /// How many entries of the log lost values.
    #[serde(default)]
    pub changes: i32,
}

/// On what ground (Art. 17(1) GDPR). Words of one's own would sooner or later name the person.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Reason {
    /// The person asked for it, withdrew a consent or objected.
    #[default]
    Requested,
    NoLongerNeeded,
    Unlawful,
    LegalDuty,
}

impl ActiveModelBehavior for ActiveModel {}
