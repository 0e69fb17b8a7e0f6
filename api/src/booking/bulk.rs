//! Several bookings in one transaction: all or none, one revision. Swaps two rooms, moves a group.

use std::collections::BTreeSet;

use entity::booking;
use entity::user::Role;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, TransactionTrait};

use super::locks::{lock_rooms, lock_rows};
use super::stay::{Stay, StayRules};
use super::unavailable::{Unavailable, unavailable};
use crate::database::away::in_doubt;
use crate::edit::check::check;
use crate::edit::failure::{ATTEMPTS, Failure};
use crate::edit::neighbours::NeighbourSelection;
use crate::edit::statement::{self, Attribution};
use crate::edit::update::{Decision, Update, all_broken, decide, repeated};
use crate::edit::values::Editable;
use crate::edit::{Author, Outcome, Refusal, Rule, Saved, Store, Values, Violation};
use crate::hotel::Hotel;
use crate::traces::{self, Part};

/// One update of a group, with the author's name for it.
#[derive(Clone, Debug)]
pub(crate) struct BulkUpdate {
    pub update: Update,
    pub author: Author,
}

/// How a group ended, where it ended as planned.
#[derive(Debug)]
pub(crate) enum BulkOutcome {
    /// In the order of the writes.
    Saved(Vec<Saved<booking::Model>>),
    /// This one could not be written, so none was; or what ends it is about the group as a whole.
    Stopped(Option<usize>, Box<Outcome<booking::Model>>),
    RoomUnavailable(usize, Unavailable),
    /// Some break rules: each rule with the index of its write, in their order.
    Invalid(Vec<(usize, Violation)>),
}

/// A decided update: the version it is written on, what is written, what was kept of others.
type Write = (i32, Values, Vec<&'static str>);

/// One attempt that did not come to an end.
enum Interrupted {
    Failed(DbErr),
    /// The room is held on one of the nights of one of the updates.
    DoubleBooking,
}

/// The most writes that a group may have.
pub(crate) const LIMIT: usize = 50;

impl BulkOutcome {
    pub(super) fn stopped(place: impl Into<Option<usize>>, outcome: Outcome<booking::Model>) -> Self {
        Self::Stopped(place.into(), Box::new(outcome))
    }
}

/// Carries out several updates of different bookings as one transaction, for an author of this role.
///
/// # Errors
/// What nobody planned.
pub(crate) async fn update_all(
    hotel: &Hotel,
    role: Role,
    updates: &[BulkUpdate],
    selection: NeighbourSelection,
) -> Result<BulkOutcome, DbErr> {
    if role < booking::Model::WRITERS {
        return Ok(BulkOutcome::stopped(None, Outcome::Forbidden));
    }
    if updates.is_empty() || updates.len() > LIMIT {
        let refusal = Refusal::one("input", Rule::Length, format!("must have 1 to {LIMIT} updates"));
        return Ok(BulkOutcome::stopped(None, Outcome::Refused(refusal)));
    }
    let broken = find_broken(updates);
    if !broken.is_empty() {
        return all_invalid(hotel, updates, broken).await;
    }
    let mut failed = DbErr::RecordNotUpdated;
    for _ in 0..ATTEMPTS {
        let error = match attempt(hotel, updates, selection).await {
            Ok(BulkOutcome::Invalid(broken)) => return all_invalid(hotel, updates, broken).await,
            Ok(outcome) => return Ok(outcome),
            Err(Interrupted::Failed(error)) => error,
            Err(Interrupted::DoubleBooking) => match find_blocked(hotel, updates).await? {
                Some(outcome) => return Ok(outcome),
                None => continue,
            },
        };
        match Failure::of::<booking::Model>(error) {
            Failure::Refused(refusal) => {
                return Ok(BulkOutcome::stopped(0, Outcome::Refused(refusal)));
            }
            Failure::Transient(error) => failed = error,
            // The next attempt finds its first use.
            Failure::MutationKnown => {}
            Failure::Excluded(error) | Failure::Unplanned(error) => return Err(error),
        }
    }
    Err(failed)
}

/// What can be said against a group before the database is asked.
fn find_broken(updates: &[BulkUpdate]) -> Vec<(usize, Violation)> {
    let mut broken = vec![];
    let mut ids = BTreeSet::new();
    let mut mutations = BTreeSet::new();
    for (place, BulkUpdate { update, author }) in updates.iter().enumerate() {
        let problems = update.problems.iter().cloned().chain(check(author, &update.patch));
        broken.extend(problems.map(|violation| (place, violation)));
        let mut refuse = |field, words| broken.push((place, Violation::new(field, Rule::Group, words)));
        if !update.id.is_nil() && !ids.insert(update.id) {
            refuse("id", "must not be updated twice in one group");
        }
        if author.mutation.is_some() != updates[0].author.mutation.is_some() {
            refuse("mutationId", "must be given for all updates of a group or for none");
        }
        if let Some(key) = &author.mutation
            && !mutations.insert(&key.id)
        {
            refuse("mutationId", "must be another one for each update of a group");
        }
    }
    broken
}

/// The rules that updates are known to break, with those that the same updates break besides.
async fn all_invalid(
    hotel: &Hotel,
    updates: &[BulkUpdate],
    broken: Vec<(usize, Violation)>,
) -> Result<BulkOutcome, DbErr> {
    let rules = StayRules::of(hotel);
    let mut all = vec![];
    for (place, one) in updates.iter().enumerate() {
        let known: Vec<_> =
            broken.iter().filter(|(of, _)| *of == place).map(|(_, violation)| violation.clone()).collect();
        let violations = all_broken::<booking::Model>(hotel.store(), &one.update, &rules, known).await?;
        all.extend(violations.into_iter().map(|violation| (place, violation)));
    }
    Ok(BulkOutcome::Invalid(all))
}

async fn attempt(
    hotel: &Hotel,
    updates: &[BulkUpdate],
    selection: NeighbourSelection,
) -> Result<BulkOutcome, Interrupted> {
    let transaction = hotel.db.begin().await?;
    let store = Store { db: &transaction, sequencer: &hotel.sequencer };
    lock_rows(&transaction, updates.iter().map(|one| one.update.id)).await?;
    // Only now: a retry at the same time waits for the locks, and then finds the first use.
    if let Some(outcome) = all_repeated(store, updates).await? {
        transaction.rollback().await?;
        return Ok(outcome);
    }
    let rules = StayRules::of(hotel);
    let mut writes: Vec<Write> = Vec::with_capacity(updates.len());
    let mut broken = vec![];
    for (place, one) in updates.iter().enumerate() {
        // The rows are locked: what is decided now is still so when it is written.
        match decide(store, &one.update, &rules).await? {
            Decision::Write { version, values, merged } => writes.push((version, values, merged)),
            Decision::Ends(Outcome::Refused(Refusal::Invalid(violations))) => {
                broken.extend(violations.into_iter().map(|violation| (place, violation)));
            }
            Decision::Ends(outcome) if broken.is_empty() => {
                transaction.rollback().await?;
                return Ok(BulkOutcome::stopped(place, outcome));
            }
            Decision::Ends(_) => {}
        }
    }
    if !broken.is_empty() {
        transaction.rollback().await?;
        return Ok(BulkOutcome::Invalid(broken));
    }
    lock_rooms(&transaction, writes.iter().map(|(_, values, _)| values)).await?;
    let writing = write_all(store, updates, &writes, selection);
    let outcome = match Part::current().uncommitted().run(writing).await {
        Ok(outcome) => outcome,
        Err(error) => {
            transaction.rollback().await?;
            return Err(error);
        }
    };
    match &outcome {
        BulkOutcome::Saved(saved) => {
            traces::commit(transaction.commit()).await.map_err(in_doubt)?;
            for one in saved {
                Part::current().written(one.row.id, one.version);
            }
            hotel.sequencer.wake();
        }
        _ => transaction.rollback().await?,
    }
    Ok(outcome)
}

/// The first answers again, when the whole group was carried out before. A group that is partly known is a
/// group with other content, which their unique index refuses.
async fn all_repeated(
    store: Store<'_, impl ConnectionTrait>,
    updates: &[BulkUpdate],
) -> Result<Option<BulkOutcome>, DbErr> {
    let mut saved = Vec::with_capacity(updates.len());
    let mut fresh = false;
    for (place, one) in updates.iter().enumerate() {
        match repeated(store, &one.author, one.update.id).await? {
            Some(Outcome::Saved(first)) => saved.push(*first),
            Some(outcome) => return Ok(Some(BulkOutcome::stopped(place, outcome))),
            None => fresh = true,
        }
        if fresh && !saved.is_empty() {
            let refused = Outcome::Refused(Refusal::mutation_reused());
            return Ok(Some(BulkOutcome::stopped(place, refused)));
        }
    }
    Ok((!fresh).then_some(BulkOutcome::Saved(saved)))
}

async fn write_all(
    store: Store<'_, DatabaseTransaction>,
    updates: &[BulkUpdate],
    writes: &[Write],
    selection: NeighbourSelection,
) -> Result<BulkOutcome, Interrupted> {
    // Between the first write and the last, two bookings may hold one room: a swap.
    store.db.execute_unprepared("SET CONSTRAINTS bookings_no_double_booking DEFERRED").await?;
    let mutations = || {
        updates.iter().zip(writes).filter_map(|(one, (_, _, merged))| {
            Some((one.update.id, one.author.mutation.as_ref()?.stored(merged)))
        })
    };
    let mut saved = Vec::with_capacity(updates.len());
    for (place, (one, (version, values, merged))) in updates.iter().zip(writes).enumerate() {
        let attribution = Attribution::new(&one.author, mutations())?;
        let target = (one.update.id, *version);
        match statement::update::<booking::Model>(store, &attribution, target, values, &[], selection).await {
            Ok(Some(written)) => saved.push(Saved::new(written, merged)),
            Ok(None) => return Err(DbErr::RecordNotUpdated.into()),
            Err(error) => match Failure::of::<booking::Model>(error) {
                Failure::Refused(Refusal::Invalid(violations)) => {
                    let broken = violations.into_iter().map(|violation| (place, violation));
                    return Ok(BulkOutcome::Invalid(broken.collect()));
                }
                Failure::Refused(refusal) => {
                    return Ok(BulkOutcome::stopped(place, Outcome::Refused(refusal)));
                }
                Failure::Excluded(_) => return Err(Interrupted::DoubleBooking),
                Failure::Transient(error) | Failure::Unplanned(error) => return Err(error.into()),
                Failure::MutationKnown => return Err(DbErr::RecordNotUpdated.into()),
            },
        }
    }
    let settled = store.db.execute_unprepared("SET CONSTRAINTS bookings_no_double_booking IMMEDIATE").await;
    match settled.map_err(Failure::of::<booking::Model>) {
        Ok(_) => Ok(BulkOutcome::Saved(saved)),
        Err(Failure::Excluded(_)) => Err(Interrupted::DoubleBooking),
        Err(Failure::Transient(error) | Failure::Unplanned(error)) => Err(error.into()),
        Err(Failure::Refused(_) | Failure::MutationKnown) => Err(DbErr::RecordNotUpdated.into()),
    }
}

/// Finds who is in the way of which update; none when nobody is (any more).
async fn find_blocked(hotel: &Hotel, updates: &[BulkUpdate]) -> Result<Option<BulkOutcome>, DbErr> {
    let own: Vec<_> = updates.iter().map(|one| one.update.id).collect();
    let rules = StayRules::of(hotel);
    let mut stays: Vec<(Stay, i32)> = Vec::with_capacity(updates.len());
    for (place, one) in updates.iter().enumerate() {
        let Some(row) = booking::Model::find(one.update.id).one(&hotel.db).await? else { return Ok(None) };
        let stay = rules.wanted(hotel.store(), &row, &one.update.patch).await?;
        if let Some(other) = stays.iter().position(|(other, _)| other.collides(&stay)) {
            let words = format!("would hold the room on a night of update {other} of this group");
            let refused = Outcome::Refused(Refusal::one("roomId", Rule::Group, words));
            return Ok(Some(BulkOutcome::stopped(place, refused)));
        }
        stays.push((stay, row.adults + row.children));
    }
    for (place, (stay, guests)) in stays.into_iter().enumerate() {
        if stay.status.holds_room()
            && let Some(unavailable) = unavailable(&hotel.db, stay, guests, &own).await?
        {
            return Ok(Some(BulkOutcome::RoomUnavailable(place, unavailable)));
        }
    }
    Ok(None)
}

impl From<DbErr> for Interrupted {
    fn from(error: DbErr) -> Self {
        Self::Failed(error)
    }
}
