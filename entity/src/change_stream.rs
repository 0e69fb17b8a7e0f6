//! One row: which life of the database the log belongs to, and from where it can be replayed.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "change_stream")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub singleton: bool,
    /// Names one life of the database.
    pub epoch: Uuid,
    /// The oldest revision after which the log is still complete.
    pub floor: i64,
    pub system_identifier: i64,
    pub timeline: i32,
    pub database_oid: i64,
    /// The log's own oid: a dump that is restored into the same database makes another table.
    pub log_oid: i64,
    /// How often the log lost what it said of somebody.
    pub erasures: i64,
    /// Below this no row gets a version.
    pub version_base: i32,
    /// When the data folder was made, where that can be known.
    pub folder: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
