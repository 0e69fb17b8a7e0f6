//! Batch loading: a page of bookings asks once for all its rooms and once for all its guests.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::Error;
use async_graphql::dataloader::{DataLoader, Loader};
use entity::{booking, guest, room};
use sea_orm::{DatabaseConnection, DbErr};
use uuid::Uuid;

use super::internal::internal;

/// One for each noun; nothing is remembered from one batch to the next.
#[derive(Clone)]
pub struct Loaders {
    pub bookings: Arc<DataLoader<Rows>>,
    pub rooms: Arc<DataLoader<Rows>>,
    pub guests: Arc<DataLoader<Rows>>,
}

