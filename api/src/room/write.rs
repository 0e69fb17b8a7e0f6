//! Creating, updating and deleting rooms. The schema keeps the rules.

use entity::room;
use sea_orm::DbErr;
use uuid::Uuid;

use crate::edit::update::{SchemaRules, Update, update as update_row};
use crate::edit::{Author, Draft, Outcome, create as creation, delete as deletion};
use crate::hotel::Hotel;

/// Creates a room. Without a currency its rate is in the hotel's.
///
/// # Errors
/// What nobody planned.
pub async fn create(hotel: &Hotel, author: &Author, mut draft: Draft) -> Result<Outcome<room::Model>, DbErr> {
    draft.values.entry("currency").or_insert_with(|| hotel.currency.clone().into());
    creation::create(hotel.store(), author, &draft, ()).await
}

/// Updates a room on the version that its editor had in hand.
///
/// # Errors
/// What nobody planned.
pub async fn update(hotel: &Hotel, author: &Author, update: &Update) -> Result<Outcome<room::Model>, DbErr> {
    update_row(hotel.store(), author, update, &SchemaRules, ()).await
}

/// Deletes a room that no booking names, on the version that its editor had in hand.
///
/// # Errors
/// What nobody planned.
pub async fn delete(
    hotel: &Hotel,
    author: &Author,
    id: Uuid,
    expected_version: i32,
) -> Result<Outcome<room::Model>, DbErr> {
    deletion::delete(hotel.store(), author, id, expected_version).await
}
