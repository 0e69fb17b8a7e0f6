//! The way of a creation.

use std::mem;

use sea_orm::entity::prelude::*;
use sea_orm::{ConnectionTrait, DbErr};

use super::broken;
use super::check::check;
use super::failure::{ATTEMPTS, Failure, Refusal, Violation};
use super::listed;
use super::mutation::{FirstUse, first_use};
use super::rules::Rules;
use super::statement::{self, Attribution};
use super::update::saved_before;
use super::values::{Editable, Values};
use super::{Author, Outcome, Store};
use crate::database::away::in_doubt;

/// A row to be created.
#[derive(Clone, Debug, Default)]
pub(crate) struct Draft {
    /// The client's choice, else a new one.
    pub id: Option<Uuid>,
    pub values: Values,
    /// What is wrong with the fields that are no values.
    pub problems: Vec<Violation>,
}

/// Creates a row.
///
/// # Errors
/// What nobody planned; every expected end is an [`Outcome`].
pub(crate) async fn create<R: Editable>(
    store: Store<'_, impl ConnectionTrait>,
    author: &Author,
    mut draft: Draft,
    rules: &impl Rules<R>,
    selection: R::Selection,
) -> Result<Outcome<R>, DbErr> {
    if !author.may_write::<R>() {
        return Ok(Outcome::Forbidden);
    }
    let mut violations = mem::take(&mut draft.problems);
    violations.extend(rules.begin(&mut draft.values));
    violations.extend(check(author, &draft.values));
    violations.extend(listed::judge::<R>(&draft.values, None));
    if !violations.is_empty() {
        return refused(store.db, &draft, violations).await;
    }
    let id = draft.id.unwrap_or_else(Uuid::now_v7);
    let is_given = !draft.values.keys().all(|column| R::FIELDS.contains(column));
    let attribution = Attribution::single(author, id, &[])?;
    for attempt in 1.. {
        let written = statement::insert::<R>(store, &attribution, id, &draft.values, selection).await;
        let error = match written.map_err(in_doubt) {
            Ok(Some(written)) => return Ok(Outcome::saved(written, &[])),
            Ok(None) => DbErr::RecordNotInserted,
            Err(error) => error,
        };
        let failure = if is_given { Failure::of_given::<R>(error) } else { Failure::of::<R>(error) };
        // Whatever stands in the way of a retry (its own booking in its room, its own id) is the first use.
        if !matches!(failure, Failure::Transient(_)) {
            match first_use(store.db, author).await {
                Ok(Some(FirstUse::Same(first))) => return saved_before(store, first).await,
                Ok(Some(FirstUse::Other)) => return Ok(Outcome::Refused(Refusal::mutation_reused())),
                Ok(None) => {}
                Err(error) => {
                    // Whether the row was written counts for more than that nobody could ask.
                    return Err(match failure {
                        Failure::Unplanned(first) => first,
                        _ => error,
                    });
                }
            }
        }
        let last = attempt == ATTEMPTS;
        match failure {
            Failure::Refused(Refusal::Invalid(violations)) => {
                return refused(store.db, &draft, violations).await;
            }
            Failure::Refused(refusal) => return Ok(Outcome::Refused(refusal)),
            Failure::Excluded(error) => {
                match Box::pin(rules.obstacle(store, None, &draft.values, last)).await? {
                    Some(obstacle) => return Ok(Outcome::Blocked(Box::new(obstacle))),
                    None if last => return Err(error),
                    None => {}
                }
            }
            Failure::Transient(error) if last => return Err(error),
            Failure::Transient(_) => {}
            // Known a moment ago and not found now: it was pruned in between.
            Failure::MutationKnown => return Ok(Outcome::Refused(Refusal::mutation_reused())),
            Failure::Unplanned(error) => return Err(error),
        }
    }
    Err(DbErr::RecordNotInserted)
}

async fn refused<R: Editable>(
    db: &impl ConnectionTrait,
    draft: &Draft,
    known: Vec<Violation>,
) -> Result<Outcome<R>, DbErr> {
    let mut proposed = draft.values.clone();
    proposed.extend(draft.id.map(|id| ("id", id.into())));
    Ok(Outcome::Refused(Refusal::Invalid(broken::all::<R>(db, None, &proposed, known).await?)))
}
