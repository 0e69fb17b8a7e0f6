//! Creating, updating and deleting guests. The schema keeps the rules.

use entity::guest;
use sea_orm::DbErr;
use uuid::Uuid;

use crate::edit::update::{SchemaRules, Update, update as update_row};
use crate::edit::{Author, Draft, Outcome, create as creation, delete as deletion};
use crate::hotel::Hotel;

/// Creates a guest.
///
/// # Errors
/// What nobody planned.
pub async fn create(hotel: &Hotel, author: &Author, draft: &Draft) -> Result<Outcome<guest::Model>, DbErr> {
    creation::create(hotel.store(), author, draft, ()).await
}

/// Updates a guest on the version that its editor had in hand.
///
/// # Errors
/// What nobody planned.
pub async fn update(hotel: &Hotel, author: &Author, update: &Update) -> Result<Outcome<guest::Model>, DbErr> {
    update_row(hotel.store(), author, update, &SchemaRules, ()).await
}

/// Deletes a guest that no booking names, on the version that its editor had in hand.
///
/// # Errors
/// What nobody planned.
pub async fn delete(
    hotel: &Hotel,
    author: &Author,
    id: Uuid,
    expected_version: i32,
) -> Result<Outcome<guest::Model>, DbErr> {
    deletion::delete(hotel.store(), author, id, expected_version).await
}
