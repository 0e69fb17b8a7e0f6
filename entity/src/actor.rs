//! Who did it.

use sea_orm::FromJsonQueryResult;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Whoever made a change, as the triggers recorded it: a signed-in user, or the database role of a program
/// that wrote to the tables directly. Attribution, not authentication.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Actor {
    pub kind: ActorKind,
    /// The user's id; a database role has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<Uuid>,
    /// The name at the time of the change: history keeps the name somebody had.
    pub name: String,
    /// The user is a program with a token of the operator's.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub service: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActorKind {
    User,
    DatabaseRole,
}

impl Actor {
    pub fn user(id: Uuid, name: impl Into<String>) -> Self {
        Self { kind: ActorKind::User, id: Some(id), name: name.into(), service: false }
    }
}
