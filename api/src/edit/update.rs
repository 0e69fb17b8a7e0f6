//! The way of an update: one statement where nobody was quicker, otherwise read, merge, check, compare and set
//! again.

use sea_orm::entity::prelude::*;
use sea_orm::{ConnectionTrait, DbErr};

use super::check::check;
use super::failure::{ATTEMPTS, Failure, Refusal, Violation};
use super::merge::Merge;
use super::mutation::{FirstUse, Use, first_use};
use super::rules::Rules;
use super::state::{self, Absent, State};
use super::statement::{self, Attribution, Written};
use super::values::{Editable, Values};
use super::{Author, OnStale, Outcome, Saved, Store};
use super::{broken, listed};
use crate::database::away::in_doubt;

/// A patch, the version it was made on, and what to do when the row has moved on.
#[derive(Clone, Debug)]
pub(crate) struct Update {
    pub id: Uuid,
    pub expected_version: i32,
    pub patch: Values,
    pub on_stale: OnStale,
    /// What is wrong with the fields that are no values.
    pub problems: Vec<Violation>,
}

/// What an update comes to on the row as it is.
#[derive(Debug)]
pub(crate) enum Decision<R: Editable> {
    /// To be written where the row still has this version.
    Write {
        version: i32,
        values: Values,
        merged: Vec<&'static str>,
    },
    Ends(Outcome<R>),
}

/// Carries out an update.
///
/// # Errors
/// What nobody planned; every expected end is an [`Outcome`].
pub(crate) async fn update<R: Editable>(
    store: Store<'_, impl ConnectionTrait>,
    author: &Author,
    update: &Update,
    rules: &impl Rules<R>,
    selection: R::Selection,
) -> Result<Outcome<R>, DbErr> {
    if !author.may_write::<R>() {
        return Ok(Outcome::Forbidden);
    }
    let mut known = update.problems.clone();
    known.extend(check(author, &update.patch));
    if !known.is_empty() {
        return refused(store, update, rules, known).await;
    }
    let mut quick = match (rules.in_one_statement(&update.patch), listed::without_row::<R>(&update.patch)) {
        (Some(rule), Some(listed)) => Some(rule.into_iter().chain(listed).collect::<Vec<_>>()),
        _ => None,
    };
    let mut failed = None;
    for attempt in 1..=ATTEMPTS {
        let (version, values, merged, only_if) = match quick.take() {
            Some(only_if) => (update.expected_version, update.patch.clone(), vec![], only_if),
            None => {
                let decision = decide(store, update, rules).await?;
                // Looked up after the row was read: a retry at the same time is either found, or the row was
                // read without it and the comparison fails.
                if let Some(outcome) = repeated(store, author, update.id).await? {
                    return Ok(outcome);
                }
                match decision {
                    Decision::Write { version, values, merged } => (version, values, merged, vec![]),
                    Decision::Ends(Outcome::Refused(Refusal::Invalid(violations))) => {
                        return refused(store, update, rules, violations).await;
                    }
                    Decision::Ends(outcome) => return Ok(outcome),
                }
            }
        };
        let attribution = Attribution::single(author, update.id, &merged)?;
        let target = (update.id, version);
        let written = statement::update::<R>(store, &attribution, target, &values, &only_if, selection).await;
        match written.map_err(in_doubt) {
            Ok(Some(written)) => return Ok(Outcome::saved(written, &merged)),
            // Somebody was quicker, or a rule must be looked at with the row in hand.
            Ok(None) => {}
            Err(error) => match Failure::of::<R>(error) {
                Failure::Refused(Refusal::Invalid(violations)) => {
                    return refused(store, update, rules, violations).await;
                }
                Failure::Refused(refusal) => return Ok(Outcome::Refused(refusal)),
                Failure::Excluded(error) => {
                    let last = (attempt == ATTEMPTS).then_some(error);
                    if let Some(obstacle) = Box::pin(obstacle(store, update, rules, last)).await? {
                        return Ok(Outcome::Blocked(Box::new(obstacle)));
                    }
                }
                // The next round finds its first use.
                Failure::MutationKnown => {}
                Failure::Transient(error) => failed = Some(error),
                Failure::Unplanned(error) => return Err(error),
            },
        }
    }
    match failed {
        Some(error) => Err(error),
        // Others were quicker every time: the caller decides with what they made of it.
        None => match state::read(store, update.id, update.expected_version).await? {
            Ok(state) => Ok(Outcome::conflict(state, update)),
            Err(absent) => Ok(absent.into()),
        },
    }
}

/// What is in the way of an update on the row as it is; the `last` time that was refused, there has to be something.
async fn obstacle<R: Editable>(
    store: Store<'_, impl ConnectionTrait>,
    update: &Update,
    rules: &impl Rules<R>,
    last: Option<DbErr>,
) -> Result<Option<R::Obstacle>, DbErr> {
    let Some(row) = R::find(update.id).one(store.db).await? else { return Ok(None) };
    match (rules.obstacle(store, Some(&row), &update.patch, last.is_some()).await?, last) {
        (None, Some(error)) => Err(error),
        (obstacle, _) => Ok(obstacle),
    }
}

/// Reads the row and decides what the update comes to on it.
pub(crate) async fn decide<R: Editable>(
    store: Store<'_, impl ConnectionTrait>,
    update: &Update,
    rules: &impl Rules<R>,
) -> Result<Decision<R>, DbErr> {
    let state = match state::read::<R>(store, update.id, update.expected_version).await? {
        Ok(state) => state,
        Err(absent) => return Ok(Decision::Ends(absent.into())),
    };
    let version = state.current.version();
    let (write, merged) = if version == update.expected_version {
        (update.patch.clone(), vec![])
    } else {
        match (update.on_stale, state.merge(&update.patch)) {
            (OnStale::Merge, Merge::Clean { write, kept }) => (write, kept),
            _ => return Ok(Decision::Ends(Outcome::conflict(state, update))),
        }
    };
    let facts = rules.facts(store, &state.current, &write).await?;
    Ok(match judge(&state.current, facts, write, rules) {
        Ok(values) => Decision::Write { version, values, merged },
        Err(violations) => Decision::Ends(Outcome::Refused(Refusal::Invalid(violations))),
    })
}

/// An update that breaks the rules that are known, with all that it breaks besides.
async fn refused<R: Editable>(
    store: Store<'_, impl ConnectionTrait>,
    update: &Update,
    rules: &impl Rules<R>,
    known: Vec<Violation>,
) -> Result<Outcome<R>, DbErr> {
    Ok(Outcome::Refused(Refusal::Invalid(all_broken(store, update, rules, known).await?)))
}

/// All rules that an update breaks on the row as it is, where it breaks any.
///
/// # Errors
/// The database's.
pub(crate) async fn all_broken<R: Editable>(
    store: Store<'_, impl ConnectionTrait>,
    update: &Update,
    rules: &impl Rules<R>,
    mut known: Vec<Violation>,
) -> Result<Vec<Violation>, DbErr> {
    // On another version than the one that was edited, the noun's rules would speak of what nobody has seen.
    if let Some(row) = R::find(update.id).one(store.db).await?
        && row.version() == update.expected_version
    {
        let facts = rules.facts(store, &row, &update.patch).await?;
        let more = judge(&row, facts, update.patch.clone(), rules).err().into_iter().flatten();
        let new: Vec<_> = more.filter(|violation| !known.contains(violation)).collect();
        known.extend(new);
    }
    broken::all::<R>(store.db, Some(update.id), &update.patch, known).await
}

/// A patch on a row, by the rules that PostgreSQL does not know.
fn judge<R: Editable, L: Rules<R>>(
    row: &R,
    facts: L::Facts,
    patch: Values,
    rules: &L,
) -> Result<Values, Vec<Violation>> {
    let mut violations = listed::judge::<R>(&patch, Some(&row.values()));
    match rules.complete(row, facts, patch) {
        Ok(values) if violations.is_empty() => Ok(values),
        Ok(_) => Err(violations),
        Err(more) => {
            violations.extend(more);
            Err(violations)
        }
    }
}

/// The first answer again, when this mutation was carried out before.
pub(crate) async fn repeated<R: Editable>(
    store: Store<'_, impl ConnectionTrait>,
    author: &Author,
    id: Uuid,
) -> Result<Option<Outcome<R>>, DbErr> {
    Ok(match first_use(store.db, author).await? {
        None => None,
        Some(FirstUse::Other) => Some(Outcome::Refused(Refusal::mutation_reused())),
        Some(FirstUse::Same(first)) if first.row_id == id => Some(saved_before(store, first).await?),
        Some(FirstUse::Same(_)) => Some(Outcome::Refused(Refusal::mutation_reused())),
    })
}

/// The answer to a write that was carried out before. Its row may have moved on, or be gone.
pub(crate) async fn saved_before<R: Editable>(
    store: Store<'_, impl ConnectionTrait>,
    first: Use,
) -> Result<Outcome<R>, DbErr> {
    match R::find(first.row_id).one(store.db).await? {
        Some(row) => {
            let neighbours = R::Neighbours::default();
            let saved = Saved { row, neighbours, merged: first.merged, version: first.version };
            Ok(Outcome::Saved(Box::new(saved)))
        }
        None => Ok(state::absent(store, first.row_id).await?.into()),
    }
}

impl<R: Editable> Outcome<R> {
    pub(crate) fn saved(written: Written<R>, merged: &[&'static str]) -> Self {
        Self::Saved(Box::new(Saved::new(written, merged)))
    }

    fn conflict(state: State<R>, update: &Update) -> Self {
        Self::Conflict(Box::new(state.conflict(update.expected_version, &update.patch)))
    }
}

impl<R: Editable> Saved<R> {
    pub(crate) fn new((row, neighbours): Written<R>, merged: &[&'static str]) -> Self {
        let version = row.version();
        Self { row, neighbours, merged: merged.iter().map(|field| (*field).to_owned()).collect(), version }
    }
}

impl<R: Editable> From<Absent> for Outcome<R> {
    fn from(absent: Absent) -> Self {
        match absent {
            Absent::Deleted(deletion) => Self::AlreadyDeleted(deletion),
            Absent::NeverSeen => Self::NotFound,
        }
    }
}
