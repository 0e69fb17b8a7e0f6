//! The way of a deletion.

use entity::change_log::Action;
use sea_orm::entity::prelude::*;
use sea_orm::{ConnectionTrait, DbErr};

use super::check::check;
use super::failure::{ATTEMPTS, Failure, Refusal};
use super::mutation::{FirstUse, first_use};
use super::state;
use super::statement::{self, Attribution};
use super::values::{Editable, Values};
use super::{Author, Deletion, Outcome, Saved};
use crate::database::away::in_doubt;

/// Deletes a row that still has the version it was deleted on. The [`Saved::row`] is what was deleted, and
/// [`Saved::version`] the version that the deletion counts as.
///
/// # Errors
/// What nobody planned; every expected end is an [`Outcome`].
pub async fn delete<R: Editable>(
    db: &impl ConnectionTrait,
    author: &Author,
    id: Uuid,
    expected_version: i32,
) -> Result<Outcome<R>, DbErr> {
    let violations = check(author, &Values::new());
    if !violations.is_empty() {
        return Ok(Outcome::Refused(Refusal::Invalid(violations)));
    }
    let attribution = Attribution::single(author, id, &[])?;
    for attempt in 1.. {
        match statement::delete::<R>(db, &attribution, (id, expected_version)).await.map_err(in_doubt) {
            Ok(Some(row)) => {
                let version = row.version() + 1;
                return Ok(Outcome::Saved(Saved { row, merged: vec![], version }));
            }
            Ok(None) => break,
            Err(error) => match Failure::of(error, R::TABLE) {
                Failure::Refused(refusal) => return Ok(Outcome::Refused(refusal)),
                Failure::Transient(error) if attempt == ATTEMPTS => return Err(error),
                Failure::Transient(_) => {}
                Failure::MutationKnown => break,
                Failure::Unplanned(error) => return Err(error),
            },
        }
    }
    match first_use(db, author).await? {
        Some(FirstUse::Same(entry)) if entry.row_id == id && entry.action == Action::Delete => {
            let Some(before) = &entry.before else { return Ok(Outcome::NotFound) };
            return Ok(match state::decode(before) {
                Ok(row) => Outcome::Saved(Saved { row, merged: vec![], version: entry.version }),
                // Deleted it is; what was deleted can't be shown.
                Err(_) => Outcome::AlreadyDeleted(Box::new(Deletion { entry: *entry })),
            });
        }
        Some(_) => return Ok(Outcome::Refused(Refusal::mutation_reused())),
        None => {}
    }
    match state::read::<R>(db, id, expected_version).await? {
        Ok(state) => Ok(Outcome::Conflict(Box::new(state.conflict(expected_version, &Values::new())))),
        Err(absent) => Ok(absent.into()),
    }
}
