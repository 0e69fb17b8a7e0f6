//! Rooms in the API.

pub(crate) mod input;
pub(crate) mod mutation;
pub(crate) mod query;
pub(crate) mod subscription;

use async_graphql::{ComplexObject, Context, Result, ScalarType, SimpleObject, Value};
use chrono::{DateTime, Utc};
use entity::room::Model;

use super::actor::{self, Actor};
use super::change::{self, ChangeConnection};
use super::connection::page_cost;
use super::scalar::{Amount, RowId};
use super::synchronous::{FieldValue, SynchronousFields};

/// A room, apartment or house: what a booking holds.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex)]
pub(crate) struct Room {
    pub id: RowId,
    /// Rises by one with each change. Pass it back as `expectedVersion`.
    pub version: i32,
    /// Unique in the hotel: a number or a name.
    name: String,
    /// What kind of room, in the hotel's own words.
    room_type: String,
    /// How many guests it sleeps.
    capacity: i32,
    /// The price of one night before any agreement.
    nightly_rate: Amount,
    /// The currency of `nightlyRate`: ISO 4217.
    currency: String,
    notes: String,
    created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    pub updated_by: Option<Actor>,
}

#[ComplexObject]
impl Room {
    /// Who changed what, newest first.
    #[graphql(complexity = "page_cost(first, None, child_complexity)")]
    async fn history(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many: 1 to 200, 50 by default.")] first: Option<i32>,
        #[graphql(desc = "A cursor of this history.")] after: Option<String>,
    ) -> Result<ChangeConnection> {
        change::history(ctx, self.id.0, first, after).await
    }
}

impl Room {
    /// Its type, and the interfaces that this implements.
    pub(super) const TYPES: &[&str] = &["Room", "Node", "Versioned"];
}

impl SynchronousFields for Room {
    fn types(&self) -> &'static [&'static str] {
        Self::TYPES
    }

    fn field_value(&self, field: &str) -> Option<FieldValue<'_>> {
        Some(FieldValue::Value(match field {
            "id" => self.id.to_value(),
            "version" => self.version.into(),
            "name" => Value::from(self.name.as_str()),
            "roomType" => Value::from(self.room_type.as_str()),
            "capacity" => self.capacity.into(),
            "nightlyRate" => self.nightly_rate.to_value(),
            "currency" => Value::from(self.currency.as_str()),
            "notes" => Value::from(self.notes.as_str()),
            "createdAt" => self.created_at.to_value(),
            "updatedAt" => self.updated_at.to_value(),
            "updatedBy" => return Some(actor::at_hand(self.updated_by.as_ref())),
            _ => return None,
        }))
    }
}

impl From<Model> for Room {
    fn from(row: Model) -> Self {
        Self {
            id: row.id.into(),
            version: row.version,
            name: row.name,
            room_type: row.room_type,
            capacity: row.capacity,
            nightly_rate: Amount::of(row.nightly_rate, &row.currency),
            currency: row.currency,
            notes: row.notes,
            created_at: row.created_at,
            updated_at: row.updated_at,
            updated_by: Some(row.updated_by.into()),
        }
    }
}

/// A room as it was. Has no `id` of its own, so that no cache takes it for the room as it is.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct RoomSnapshot {
    room_id: RowId,
    version: i32,
    name: String,
    room_type: String,
    capacity: i32,
    nightly_rate: Amount,
    currency: String,
    notes: String,
    updated_at: DateTime<Utc>,
    updated_by: Option<Actor>,
}

impl From<Model> for RoomSnapshot {
    fn from(row: Model) -> Self {
        Self {
            room_id: row.id.into(),
            version: row.version,
            name: row.name,
            room_type: row.room_type,
            capacity: row.capacity,
            nightly_rate: Amount::of(row.nightly_rate, &row.currency),
            currency: row.currency,
            notes: row.notes,
            updated_at: row.updated_at,
            updated_by: Some(row.updated_by.into()),
        }
    }
}
