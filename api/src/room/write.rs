//! Creating, updating and deleting rooms. The schema keeps the rules.

use entity::room;
use sea_orm::DbErr;
use uuid::Uuid;

use crate::edit::check::check;
use crate::edit::update::{SchemaRules, Update, update as update_row};
use crate::edit::{Author, Outcome, Values, create as creation, delete as deletion};
use crate::hotel::Hotel;

/// Creates a room. Without a currency its rate is in the hotel's.
///
/// # Errors
/// What nobody planned.
pub async fn create(
    hotel: &Hotel,
    author: &Author,
    id: Option<Uuid>,
    mut values: Values,
) -> Result<Outcome<room::Model>, DbErr> {
    values.entry("currency").or_insert_with(|| hotel.currency.clone().into());
    match check(author, &values) {
        Ok(()) => creation::create(&hotel.db, author, id, &values).await,
        Err(refusal) => Ok(Outcome::Refused(refusal)),
    }
}

/// Updates a room on the version that its editor had in hand.
///
/// # Errors
/// What nobody planned.
pub async fn update(hotel: &Hotel, author: &Author, update: &Update) -> Result<Outcome<room::Model>, DbErr> {
    match check(author, &update.patch) {
        Ok(()) => update_row(&hotel.db, author, update, &SchemaRules).await,
        Err(refusal) => Ok(Outcome::Refused(refusal)),
    }
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
    match check(author, &Values::new()) {
        Ok(()) => deletion::delete(&hotel.db, author, id, expected_version).await,
        Err(refusal) => Ok(Outcome::Refused(refusal)),
    }
}
