//! What is loaded for many at once: a page of bookings asks once for all its rooms and once for all its guests.

use std::collections::HashMap;
use std::marker::PhantomData;

use async_graphql::{Context, Error, Result, SchemaBuilder};
use sea_orm::entity::prelude::*;
use sea_orm::{DatabaseConnection, EntityTrait};
use uuid::Uuid;

use super::batching::{Load, Loader};
use super::internal::internal;
use crate::booking::status::last_changes;
use crate::booking::stay::StatusChange;
use crate::database::away::retry_while_away;
use crate::database::id_among;
use crate::edit::noun::by_noun;
use crate::edit::{Editable, Noun};
use crate::hotel::Hotel;

/// Gives the schema a loader for each noun, and one for the last change of a booking's status.
pub(crate) fn with_loaders<Q, M, S>(
    mut schema: SchemaBuilder<Q, M, S>,
    hotel: &Hotel,
) -> SchemaBuilder<Q, M, S> {
    for noun in Noun::ALL {
        schema = by_noun!(noun, Row => schema.data(Loader::new(ById::<Row>::new(&hotel.db))));
    }
    schema.data(Loader::new(StatusChanges(hotel.clone())))
}

/// The row of this id.
///
/// # Errors
/// The database's.
pub(crate) async fn row<R: Editable>(ctx: &Context<'_>, id: Uuid) -> Result<Option<R>> {
    ctx.data_unchecked::<Loader<ById<R>>>().load_one(id).await
}

/// How a booking came to its status.
///
/// # Errors
/// The database's.
pub(crate) async fn status_change(ctx: &Context<'_>, booking: Uuid) -> Result<Option<StatusChange>> {
    ctx.data_unchecked::<Loader<StatusChanges>>().load_one(booking).await
}

/// Loads rows of one noun by their ids.
#[derive(Debug)]
pub(crate) struct ById<R> {
    db: DatabaseConnection,
    row: PhantomData<fn() -> R>,
}

impl<R> ById<R> {
    fn new(db: &DatabaseConnection) -> Self {
        Self { db: db.clone(), row: PhantomData }
    }
}

impl<R: Editable> Load for ById<R> {
    type Value = R;

    async fn load(&self, ids: Vec<Uuid>) -> Result<HashMap<Uuid, R>, Error> {
        let rows = R::Entity::find().filter(id_among(ids));
        // A watcher is told each change once: an outage must not cost it the names in that one message.
        let rows = retry_while_away(|| rows.clone().all(&self.db)).await.map_err(internal)?;
        Ok(rows.into_iter().map(|row| (row.id(), row)).collect())
    }
}

/// Loads how bookings came to their status, by their ids.
#[derive(Debug)]
pub(crate) struct StatusChanges(Hotel);

impl Load for StatusChanges {
    type Value = StatusChange;

    async fn load(&self, ids: Vec<Uuid>) -> Result<HashMap<Uuid, StatusChange>, Error> {
        retry_while_away(|| last_changes(self.0.store(), ids.clone())).await.map_err(internal)
    }
}
