//! Two guests who are one: the bookings of the one name the other, who takes the values that were chosen, and the one is
//! deleted. One transaction, one revision.

use entity::guest::Model;
use sea_orm::entity::prelude::*;
use sea_orm::{DatabaseTransaction, DbErr, TransactionTrait};

use super::merge_locks::lock;
use super::merged;
use crate::database::away::in_doubt;
use crate::edit::check::check;
use crate::edit::failure::{ATTEMPTS, Failure};
use crate::edit::mutation::{FirstUse, Use, first_use};
use crate::edit::rules::SchemaRules;
use crate::edit::statement::{self, Attribution};
use crate::edit::update::{Update, all_broken};
use crate::edit::{Author, Editable, Outcome, Refusal, Removal, Rule, Saved, Store, Values, Violation};
use crate::edit::{listed, state};
use crate::hotel::Hotel;
use crate::traces::{self, Part};

/// A merge, and the versions that it was decided on.
#[derive(Clone, Debug)]
pub(crate) struct Merge {
    /// The guest who stays, and the values that they take.
    pub keep: Update,
    /// The guest who goes.
    pub remove: Removal,
}

/// What a merge made.
#[derive(Debug)]
pub(crate) struct Merged {
    pub kept: Model,
    /// As they last were.
    pub removed: Saved<Model>,
    /// How many bookings name the kept guest since.
    pub bookings: i64,
}

/// How a merge ended, where it ended as planned.
#[derive(Debug)]
pub(crate) enum MergeOutcome {
    Merged(Box<Merged>),
    /// Nothing was written, because of this guest.
    Stopped(Uuid, Box<Outcome<Model>>),
}

/// How far one attempt came. Only the first has written.
enum Attempt {
    Merged(Box<Merged>),
    /// Under this name it was carried out before.
    Before(Use),
    Refused(Refusal),
    /// A guest is gone, or is of another version.
    Stale(Uuid, i32),
    /// Somebody had one of the bookings in hand: to wait for them would be against the order of the locks.
    Crossed,
}

impl MergeOutcome {
    fn stopped(guest: Uuid, outcome: Outcome<Model>) -> Self {
        Self::Stopped(guest, Box::new(outcome))
    }
}

/// Merges two guests who still have the versions that this was decided on.
///
/// # Errors
/// What nobody planned.
pub(crate) async fn merge(hotel: &Hotel, author: &Author, merge: &Merge) -> Result<MergeOutcome, DbErr> {
    let Merge { keep, remove } = merge;
    if author.role < Model::WRITERS {
        return Ok(MergeOutcome::stopped(keep.id, Outcome::Forbidden));
    }
    let broken = find_broken(author, merge);
    if !broken.is_empty() {
        return refused(hotel, keep, broken).await;
    }
    let mut failed = DbErr::RecordNotUpdated;
    for _ in 0..ATTEMPTS {
        match attempt(hotel, author, merge).await {
            Ok(Attempt::Merged(merged)) => return Ok(MergeOutcome::Merged(merged)),
            Ok(Attempt::Before(first)) => return merged::before(hotel.store(), keep.id, first).await,
            Ok(Attempt::Stale(id, version)) => return stale(hotel, merge, id, version).await,
            Ok(Attempt::Refused(Refusal::Invalid(broken))) => return refused(hotel, keep, broken).await,
            Ok(Attempt::Refused(refusal)) => {
                return Ok(MergeOutcome::stopped(remove.id, Outcome::Refused(refusal)));
            }
            Ok(Attempt::Crossed) => {}
            Err(error) => match Failure::of::<Model>(error) {
                Failure::Refused(Refusal::Invalid(broken)) => return refused(hotel, keep, broken).await,
                Failure::Refused(refusal) => {
                    return Ok(MergeOutcome::stopped(remove.id, Outcome::Refused(refusal)));
                }
                Failure::Transient(error) => failed = error,
                // The next attempt finds its first use.
                Failure::MutationKnown => {}
                Failure::Excluded(error) | Failure::Unplanned(error) => return Err(error),
            },
        }
    }
    Err(failed)
}

/// What can be said against a merge before the database is asked.
fn find_broken(author: &Author, Merge { keep, remove }: &Merge) -> Vec<Violation> {
    let mut broken: Vec<_> = keep.problems.iter().chain(&remove.problems).cloned().collect();
    broken.extend(check(author, &keep.patch));
    if !keep.id.is_nil() && keep.id == remove.id {
        broken.push(Violation::new("remove.id", Rule::Group, "must be another guest than keep.id"));
    }
    broken
}

/// All rules that are broken, where some are.
async fn refused(hotel: &Hotel, keep: &Update, broken: Vec<Violation>) -> Result<MergeOutcome, DbErr> {
    let all = all_broken::<Model>(hotel.store(), keep, &SchemaRules, broken).await?;
    Ok(MergeOutcome::stopped(keep.id, Outcome::Refused(Refusal::Invalid(all))))
}

/// What became of a guest since that version. Read when the locks are given back: the log may wait for an erasure, which
/// waits for them.
async fn stale(hotel: &Hotel, merge: &Merge, id: Uuid, expected: i32) -> Result<MergeOutcome, DbErr> {
    let nothing = Values::new();
    let patch = if id == merge.keep.id { &merge.keep.patch } else { &nothing };
    let outcome = match state::read::<Model>(hotel.store(), id, expected).await? {
        Ok(state) => Outcome::Conflict(Box::new(state.conflict(expected, patch))),
        Err(absent) => absent.into(),
    };
    Ok(MergeOutcome::stopped(id, outcome))
}

async fn attempt(hotel: &Hotel, author: &Author, merge: &Merge) -> Result<Attempt, DbErr> {
    let transaction = hotel.db.begin().await?;
    let store = Store { db: &transaction, sequencer: &hotel.sequencer };
    let writing = write(store, author, merge);
    let attempt = match Part::current().uncommitted().run(writing).await {
        Ok(attempt) => attempt,
        Err(error) => {
            transaction.rollback().await?;
            return Err(error);
        }
    };
    if let Attempt::Merged(merged) = &attempt {
        traces::commit(transaction.commit()).await.map_err(in_doubt)?;
        Part::current().written(merged.kept.id, merged.kept.version);
        Part::current().written(merged.removed.row.id, merged.removed.version);
        hotel.sequencer.wake();
    } else {
        transaction.rollback().await?;
    }
    Ok(attempt)
}

async fn write(
    store: Store<'_, DatabaseTransaction>,
    author: &Author,
    Merge { keep, remove }: &Merge,
) -> Result<Attempt, DbErr> {
    if !lock(store.db, keep.id, remove.id).await? {
        return Ok(Attempt::Crossed);
    }
    // Only now: a retry at the same time waits for the locks, and then finds the first use.
    match first_use(store.db, author).await? {
        Some(FirstUse::Same(first)) if first.row_id == remove.id => return Ok(Attempt::Before(first)),
        Some(_) => return Ok(Attempt::Refused(Refusal::mutation_reused())),
        None => {}
    }
    let at = async |id, version| {
        let row = Model::find(id).one(store.db).await?;
        Ok::<_, DbErr>(row.filter(|row| row.version == version))
    };
    let Some(kept) = at(keep.id, keep.expected_version).await? else {
        return Ok(Attempt::Stale(keep.id, keep.expected_version));
    };
    let Some(removed) = at(remove.id, remove.expected_version).await? else {
        return Ok(Attempt::Stale(remove.id, remove.expected_version));
    };
    for (field, guest) in [("keep.id", &kept), ("remove.id", &removed)] {
        if guest.erased_at.is_some() {
            let words = "is that of a guest whose data was erased: nobody is merged with them";
            return Ok(Attempt::Refused(Refusal::one(field, Rule::Erased, words)));
        }
    }
    let broken = listed::judge::<Model>(&keep.patch, Some(&kept.values()));
    if !broken.is_empty() {
        return Ok(Attempt::Refused(Refusal::Invalid(broken)));
    }
    // By the deletion, which is there whatever else changes.
    let named = author.mutation.iter().map(|key| (remove.id, key.stored(&[])));
    let attribution = Attribution::new(author, named)?;
    let target = (keep.id, keep.expected_version);
    let saved = statement::update::<Model>(store, &attribution, target, &keep.patch, &[], ()).await?;
    let bookings = merged::move_bookings(store.db, keep.id, remove.id).await?;
    merged::note(store.db, keep.id, remove.id).await?;
    let target = (remove.id, remove.expected_version);
    let deleted = statement::delete::<Model>(store, &attribution, target).await?;
    let (Some((kept, ())), Some(row)) = (saved, deleted) else { return Err(DbErr::RecordNotUpdated) };
    let version = row.version + 1;
    let removed = Saved { row, neighbours: (), merged: vec![], version };
    Ok(Attempt::Merged(Box::new(Merged { kept, removed, bookings })))
}
