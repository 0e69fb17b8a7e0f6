//! The way of a creation.

use sea_orm::entity::prelude::*;
use sea_orm::{ConnectionTrait, DbErr};

use super::failure::{ATTEMPTS, Failure, Refusal};
use super::mutation::{FirstUse, first_use};
use super::statement::{self, Attribution};
use super::update::saved_before;
use super::values::{Editable, Values};
use super::{Author, Outcome};

/// Creates a row. `id` is the client's choice, else a new one.
///
/// # Errors
/// What nobody planned; every expected end is an [`Outcome`].
pub async fn create<R: Editable>(
    db: &impl ConnectionTrait,
    author: &Author,
    id: Option<Uuid>,
    values: &Values,
) -> Result<Outcome<R>, DbErr> {
    let id = id.unwrap_or_else(Uuid::now_v7);
    let attribution = Attribution::single(author, id, &[])?;
    for attempt in 1.. {
        let error = match statement::insert::<R>(db, &attribution, id, values).await {
            Ok(Some(row)) => return Ok(Outcome::saved(row, &[])),
            Ok(None) => DbErr::RecordNotInserted,
            Err(error) => error,
        };
        let failure = Failure::of(error, R::TABLE);
        // Whatever stands in the way of a retry (its own booking in its room, its own id) is the first use.
        if !matches!(failure, Failure::Transient(_)) {
            match first_use(db, author).await? {
                Some(FirstUse::Same(entry)) => return saved_before(db, *entry).await,
                Some(FirstUse::Other) => return Ok(Outcome::Refused(Refusal::mutation_reused())),
                None => {}
            }
        }
        match failure {
            Failure::Refused(refusal) => return Ok(Outcome::Refused(refusal)),
            Failure::Transient(error) if attempt == ATTEMPTS => return Err(error),
            Failure::Transient(_) => {}
            // Known a moment ago and not found now: it was pruned in between.
            Failure::MutationKnown => return Ok(Outcome::Refused(Refusal::mutation_reused())),
            Failure::Unplanned(error) => return Err(error),
        }
    }
    Err(DbErr::RecordNotInserted)
}
