//! The way of a deletion.

use sea_orm::entity::prelude::*;
use sea_orm::{ConnectionTrait, DbErr};

use super::check::check;
use super::failure::{ATTEMPTS, Failure, Refusal, Violation};
use super::mutation::{FirstUse, Use, first_use};
use super::state::{self, Absent};
use super::statement::{self, Attribution};
use super::values::{Editable, Values};
use super::{Author, Deletion, Outcome, Saved, Store};
use crate::database::away::in_doubt;

/// Which row to delete, and the version that this was decided on.
#[derive(Clone, Debug)]
pub(crate) struct Removal {
    pub id: Uuid,
    pub expected_version: i32,
    /// What is wrong with the fields that are no values.
    pub problems: Vec<Violation>,
}

/// Deletes a row that still has the version it was deleted on. The [`Saved::row`] is what was deleted, and
/// [`Saved::version`] the version that the deletion counts as.
///
/// # Errors
/// What nobody planned; every expected end is an [`Outcome`].
pub(crate) async fn delete<R: Editable>(
    store: Store<'_, impl ConnectionTrait>,
    author: &Author,
    removal: Removal,
) -> Result<Outcome<R>, DbErr> {
    if !author.may_write::<R>() {
        return Ok(Outcome::Forbidden);
    }
    let Removal { id, expected_version, problems: mut violations } = removal;
    violations.extend(check(author, &Values::new()));
    if !violations.is_empty() {
        return Ok(Outcome::Refused(Refusal::Invalid(violations)));
    }
    let attribution = Attribution::single(author, id, &[])?;
    for attempt in 1.. {
        match statement::delete::<R>(store, &attribution, (id, expected_version)).await.map_err(in_doubt) {
            Ok(Some(row)) => {
                let version = row.version() + 1;
                return Ok(Outcome::Saved(Box::new(Saved {
                    row,
                    neighbours: R::Neighbours::default(),
                    merged: vec![],
                    version,
                })));
            }
            Ok(None) => break,
            Err(error) => match Failure::of::<R>(error) {
                Failure::Refused(refusal) => return Ok(Outcome::Refused(refusal)),
                Failure::Transient(error) if attempt == ATTEMPTS => return Err(error),
                Failure::Transient(_) => {}
                Failure::MutationKnown => break,
                Failure::Excluded(error) | Failure::Unplanned(error) => return Err(error),
            },
        }
    }
    match first_use(store.db, author).await? {
        Some(FirstUse::Same(first)) if first.row_id == id => return deleted_before(store, first).await,
        Some(_) => return Ok(Outcome::Refused(Refusal::mutation_reused())),
        None => {}
    }
    match state::read::<R>(store, id, expected_version).await? {
        Ok(state) => Ok(Outcome::Conflict(Box::new(state.conflict(expected_version, &Values::new())))),
        Err(absent) => Ok(absent.into()),
    }
}

/// The answer to a deletion that was carried out before.
async fn deleted_before<R: Editable>(
    store: Store<'_, impl ConnectionTrait>,
    first: Use,
) -> Result<Outcome<R>, DbErr> {
    let Deletion { entry } = match state::absent(store, first.row_id).await? {
        Absent::Deleted(deletion) if deletion.entry.version == first.version => *deletion,
        _ => return Ok(Outcome::Refused(Refusal::mutation_reused())),
    };
    Ok(match entry.before.as_ref().map(state::decode) {
        Some(Ok(row)) => {
            let neighbours = R::Neighbours::default();
            Outcome::Saved(Box::new(Saved { row, neighbours, merged: vec![], version: entry.version }))
        }
        // Deleted it is; what was deleted can't be shown.
        Some(Err(_)) => Outcome::AlreadyDeleted(Box::new(Deletion { entry })),
        None => Outcome::NotFound,
    })
}
