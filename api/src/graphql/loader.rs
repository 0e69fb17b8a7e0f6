//! Batch loading: a page of bookings asks once for all its rooms and once for all its guests.

use std::collections::HashMap;
use std::fmt;
use std::marker::PhantomData;

use async_graphql::Error;
use async_graphql::dataloader::{DataLoader, Loader};
use async_graphql::runtime::{TokioSpawner, TokioTimer};
use entity::{booking, guest, room};
use sea_orm::entity::prelude::*;
use sea_orm::{DatabaseConnection, EntityTrait};
use uuid::Uuid;

use super::internal::internal;
use crate::booking::status::{StatusChange, last_changes};
use crate::database::away::wait_out;
use crate::database::id_among;
use crate::edit::Editable;
use crate::hotel::Hotel;

/// One for each noun, and one for what bookings have behind them. Nothing is remembered from one batch to the next.
pub struct Loaders {
    pub bookings: DataLoader<ById<booking::Model>>,
    pub rooms: DataLoader<ById<room::Model>>,
    pub guests: DataLoader<ById<guest::Model>>,
    pub status_changes: DataLoader<StatusChanges>,
}

impl Loaders {
    /// # Panics
    /// Outside of a Tokio runtime, which carries out the batches.
    pub fn new(hotel: &Hotel) -> Self {
        let db = &hotel.db;
        Self {
            bookings: by_id(db),
            rooms: by_id(db),
            guests: by_id(db),
            status_changes: DataLoader::new(
                StatusChanges(hotel.clone()),
                TokioSpawner::current(),
                TokioTimer::default(),
            ),
        }
    }
}

fn by_id<R: Editable>(db: &DatabaseConnection) -> DataLoader<ById<R>> {
    DataLoader::new(ById::new(db), TokioSpawner::current(), TokioTimer::default())
}

impl fmt::Debug for Loaders {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Loaders").finish_non_exhaustive()
    }
}

/// Loads rows of one noun by their ids.
#[derive(Debug)]
pub struct ById<R> {
    db: DatabaseConnection,
    row: PhantomData<fn() -> R>,
}

impl<R> ById<R> {
    fn new(db: &DatabaseConnection) -> Self {
        Self { db: db.clone(), row: PhantomData }
    }
}

impl<R: Editable> Loader<Uuid> for ById<R> {
    type Value = R;
    type Error = Error;

    async fn load(&self, ids: &[Uuid]) -> Result<HashMap<Uuid, R>, Error> {
        let rows = R::Entity::find().filter(id_among(ids.iter().copied()));
        // A watcher is told each change once: an outage must not cost it the names in that one message.
        let rows = wait_out(|| rows.clone().all(&self.db)).await.map_err(internal)?;
        Ok(rows.into_iter().map(|row| (row.id(), row)).collect())
    }
}

/// Loads how bookings came to their status, by their ids.
#[derive(Debug)]
pub struct StatusChanges(Hotel);

impl Loader<Uuid> for StatusChanges {
    type Value = StatusChange;
    type Error = Error;

    async fn load(&self, ids: &[Uuid]) -> Result<HashMap<Uuid, StatusChange>, Error> {
        wait_out(|| last_changes(self.0.store(), ids.to_vec())).await.map_err(internal)
    }
}
