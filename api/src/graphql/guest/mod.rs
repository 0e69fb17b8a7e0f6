//! Guests in the API.

mod duplicates;
pub(crate) mod erasure;
pub(crate) mod input;
pub(crate) mod merge;
pub(crate) mod mutation;
pub(crate) mod query;
mod stays;
pub(crate) mod subscription;

use async_graphql::{ComplexObject, Context, Result, ScalarType, SimpleObject, Value};
use chrono::{DateTime, Utc};
use entity::guest::Model;

use super::actor::{self, Actor};
use super::change::{self, ChangeConnection};
use super::connection::page_cost;
use super::internal::internal;
use super::reads;
use super::scalar::{Date, RowId};
use super::synchronous::{self, FieldValue, SynchronousFields};
use crate::guest;
use duplicates::GuestDuplicate;
use stays::GuestStays;

/// A guest: who a booking is made for.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex)]
pub(crate) struct Guest {
    pub id: RowId,
    /// Rises by one with each change. Pass it back as `expectedVersion`.
    pub version: i32,
    name: String,
    email: Option<String>,
    phone: Option<String>,
    /// ISO 3166-1 alpha-2: `DE`.
    country: Option<String>,
    notes: String,
    created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    pub updated_by: Option<Actor>,
    /// Since when nothing is kept of them (`eraseGuest`): all other fields are empty and stay so, and `name` says as much.
    erased_at: Option<DateTime<Utc>>,
}

#[ComplexObject]
impl Guest {
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

    /// How often they were here.
    #[graphql(complexity = "10 + child_complexity")]
    async fn stays(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only stays that began before this day.")] before: Option<Date>,
    ) -> Result<GuestStays> {
        let (id, before) = (self.id.0, before.map(|day| day.0));
        let stays = reads::read(ctx, |db| async move { guest::stays::read(&db, id, before).await }).await;
        Ok(stays.map_err(internal)?.into())
    }

    /// Other guests who may be the same person, those with most in common first: at most 20. `mergeGuests` makes one of two.
    #[graphql(complexity = "10 + guest::duplicates::LIMIT * child_complexity")]
    async fn duplicates(&self, ctx: &Context<'_>) -> Result<Vec<GuestDuplicate>> {
        let id = self.id.0;
        let found = reads::read(ctx, |db| async move { guest::duplicates::read(&db, id).await }).await;
        Ok(found.map_err(internal)?.into_iter().map(GuestDuplicate::from).collect())
    }
}

impl Guest {
    /// Its type, and the interfaces that this implements.
    pub(super) const TYPES: &[&str] = &["Guest", "Node", "Versioned"];
}

impl SynchronousFields for Guest {
    fn types(&self) -> &'static [&'static str] {
        Self::TYPES
    }

    fn field_value(&self, field: &str) -> Option<FieldValue<'_>> {
        Some(FieldValue::Value(match field {
            "id" => self.id.to_value(),
            "version" => self.version.into(),
            "name" => Value::from(self.name.as_str()),
            "email" => synchronous::text(self.email.as_deref()),
            "phone" => synchronous::text(self.phone.as_deref()),
            "country" => synchronous::text(self.country.as_deref()),
            "notes" => Value::from(self.notes.as_str()),
            "createdAt" => self.created_at.to_value(),
            "updatedAt" => self.updated_at.to_value(),
            "erasedAt" => self.erased_at.map_or(Value::Null, |at| at.to_value()),
            "updatedBy" => return Some(actor::at_hand(self.updated_by.as_ref())),
            _ => return None,
        }))
    }
}

impl From<Model> for Guest {
    fn from(row: Model) -> Self {
        Self {
            id: row.id.into(),
            version: row.version,
            name: row.name,
            email: row.email,
            phone: row.phone,
            country: row.country,
            notes: row.notes,
            created_at: row.created_at,
            updated_at: row.updated_at,
            updated_by: Some(row.updated_by.into()),
            erased_at: row.erased_at,
        }
    }
}

/// A guest as they were. Has no `id` of its own, so that no cache takes it for the guest as they are.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct GuestSnapshot {
    guest_id: RowId,
    version: i32,
    name: String,
    email: Option<String>,
    phone: Option<String>,
    country: Option<String>,
    notes: String,
    updated_at: DateTime<Utc>,
    updated_by: Option<Actor>,
}

impl From<Model> for GuestSnapshot {
    fn from(row: Model) -> Self {
        Self {
            guest_id: row.id.into(),
            version: row.version,
            name: row.name,
            email: row.email,
            phone: row.phone,
            country: row.country,
            notes: row.notes,
            updated_at: row.updated_at,
            updated_by: Some(row.updated_by.into()),
        }
    }
}
