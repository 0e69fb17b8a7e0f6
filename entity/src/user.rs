//! Somebody who may sign in, or a program that may.

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
    pub kind: Kind,
    /// How many sockets a service has open at a time, in each server process; a person has no such limit of their own.
    pub most_sockets: Option<i32>,
    /// How many requests a service begins in a second, in each server process.
    pub most_requests: Option<i32>,
    /// Rises by one with each change that others see. A trigger counts.
    pub version: i32,
}

/// Whose account it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Kind {
    /// Signs in by a password.
    Person,
    /// A program, with a token that the operator made.
    Service,
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
