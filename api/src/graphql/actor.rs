//! Who did it, as the API shows it.

use async_graphql::resolver_utils::enum_value;
use async_graphql::{Enum, SimpleObject, Value};

use super::scalar::RowId;
use super::synchronous::{FieldValue, SynchronousFields};

/// Who made a change.
#[derive(Clone, Debug, PartialEq, Eq, SimpleObject)]
pub(crate) struct Actor {
    pub kind: ActorKind,
    /// The user's or the service's id; a database role has none.
    pub id: Option<RowId>,
    /// The name at the time of the change.
    pub name: String,
}

/// What kind of actor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum ActorKind {
    /// A signed-in user.
    User,
    /// A program with a token that the operator made.
    Service,
    /// A program that wrote to the database's tables directly, named by its role.
    DatabaseRole,
}

impl From<entity::Actor> for Actor {
    fn from(actor: entity::Actor) -> Self {
        let kind = match actor.kind {
            entity::ActorKind::User if actor.service => ActorKind::Service,
            entity::ActorKind::User => ActorKind::User,
            entity::ActorKind::DatabaseRole => ActorKind::DatabaseRole,
        };
        Self { kind, id: actor.id.map(RowId), name: actor.name }
    }
}

/// An actor who may not be known.
pub(crate) fn at_hand(actor: Option<&Actor>) -> FieldValue<'_> {
    actor.map_or(FieldValue::Value(Value::Null), |actor| FieldValue::Object(actor))
}

impl SynchronousFields for Actor {
    fn types(&self) -> &'static [&'static str] {
        &["Actor"]
    }

    fn field_value(&self, field: &str) -> Option<FieldValue<'_>> {
        Some(FieldValue::Value(match field {
            "kind" => enum_value(self.kind),
            "id" => self.id.map_or(Value::Null, RowId::to_value),
            "name" => Value::from(self.name.as_str()),
            _ => return None,
        }))
    }
}
