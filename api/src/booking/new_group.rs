//! Several new bookings in one transaction: all or none, one revision. Two rooms for one family.

use std::collections::BTreeSet;

use entity::booking::{self, BookingStatus};
use entity::user::Role;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, TransactionTrait};
use uuid::Uuid;

use super::bulk::{BulkOutcome, LIMIT};
use super::locks::lock_rooms;
use super::stay::StayRules;
use super::unavailable::{Unavailable, guests_in, new_stay, unavailable};
use crate::database::away::in_doubt;
use crate::edit::check::check;
use crate::edit::failure::{ATTEMPTS, Failure};
use crate::edit::mutation::{FirstUse, first_use};
use crate::edit::neighbours::NeighbourSelection;
use crate::edit::rules::Rules;
use crate::edit::statement::{self, Attribution};
use crate::edit::update::saved_before;
use crate::edit::values::Editable;
use crate::edit::{Author, Draft, Outcome, Refusal, Rule, Saved, Store, Violation, broken, listed};
use crate::hotel::Hotel;
use crate::traces::{self, Part};

/// One new booking of a group, with the author's name for it.
#[derive(Clone, Debug)]
pub(crate) struct NewBooking {
    pub draft: Draft,
    pub author: Author,
    /// The status of the deleted booking whose place it takes.
    pub restored: Option<BookingStatus>,
}

/// One attempt that did not come to an end.
enum Interrupted {
    Failed(DbErr),
    /// Others hold the room of this one on one of its nights.
    DoubleBooking(usize),
}

/// Makes several bookings as one transaction, for an author of this role.
///
/// # Errors
/// What nobody planned.
pub(crate) async fn create_all(
    hotel: &Hotel,
    role: Role,
    mut group: Vec<NewBooking>,
    selection: NeighbourSelection,
) -> Result<BulkOutcome, DbErr> {
    if role < booking::Model::WRITERS {
        return Ok(BulkOutcome::stopped(None, Outcome::Forbidden));
    }
    if group.is_empty() || group.len() > LIMIT {
        let refusal = Refusal::one("input", Rule::Length, format!("must have 1 to {LIMIT} bookings"));
        return Ok(BulkOutcome::stopped(None, Outcome::Refused(refusal)));
    }
    let known = find_broken(hotel, &mut group);
    if !known.is_empty() {
        return all_invalid(hotel, &group, known).await;
    }
    let ids: Vec<_> = group.iter().map(|one| one.draft.id.unwrap_or_else(Uuid::now_v7)).collect();
    let mut failed = DbErr::RecordNotInserted;
    for attempt in 1..=ATTEMPTS {
        let error = match write_once(hotel, &group, &ids, selection).await {
            Ok(BulkOutcome::Invalid(known)) => return all_invalid(hotel, &group, known).await,
            Ok(outcome) => return Ok(outcome),
            Err(Interrupted::Failed(error)) => error,
            Err(Interrupted::DoubleBooking(place)) => {
                match find_blocked(hotel, &group, place, attempt == ATTEMPTS).await? {
                    Some(outcome) => return Ok(outcome),
                    None => continue,
                }
            }
        };
        match Failure::of::<booking::Model>(error) {
            Failure::Refused(refusal) => return Ok(BulkOutcome::stopped(0, Outcome::Refused(refusal))),
            Failure::Transient(error) => failed = error,
            // The next attempt finds its first use.
            Failure::MutationKnown => {}
            Failure::Excluded(error) | Failure::Unplanned(error) => return Err(error),
        }
    }
    Err(failed)
}

/// What can be said against a group before the database is asked.
fn find_broken(hotel: &Hotel, group: &mut [NewBooking]) -> Vec<(usize, Violation)> {
    let rules = StayRules::of(hotel);
    let mut known = vec![];
    let (mut ids, mut mutations, mut stays) = (BTreeSet::new(), BTreeSet::new(), vec![]);
    let named = group.first().is_some_and(|one| one.author.mutation.is_some());
    for (place, NewBooking { draft, author, restored }) in group.iter_mut().enumerate() {
        let mut violations = std::mem::take(&mut draft.problems);
        violations.extend(rules.restoring(*restored).begin(&mut draft.values));
        violations.extend(check(author, &draft.values));
        violations.extend(listed::judge::<booking::Model>(&draft.values, None));
        let mut refuse = |field, words: String| violations.push(Violation::new(field, Rule::Group, words));
        if draft.id.is_some_and(|id| !ids.insert(id)) {
            refuse("id", "must not be given twice in one group".to_owned());
        }
        if author.mutation.is_some() != named {
            refuse("mutationId", "must be given for all bookings of a group or for none".to_owned());
        }
        if author.mutation.as_ref().is_some_and(|key| !mutations.insert(key.id.clone())) {
            refuse("mutationId", "must be another one for each booking of a group".to_owned());
        }
        let stay = new_stay(&draft.values);
        if let Some(other) = stays.iter().position(|other| stay.collides(other)) {
            refuse("roomId", format!("would hold the room on a night of booking {other} of this group"));
        }
        stays.push(stay);
        known.extend(violations.into_iter().map(|violation| (place, violation)));
    }
    known
}

/// The rules that bookings are known to break, with those that the same bookings break besides.
async fn all_invalid(
    hotel: &Hotel,
    group: &[NewBooking],
    known: Vec<(usize, Violation)>,
) -> Result<BulkOutcome, DbErr> {
    let mut all = vec![];
    for (place, NewBooking { draft, .. }) in group.iter().enumerate() {
        let own = known.iter().filter(|(of, _)| *of == place).map(|(_, violation)| violation.clone());
        let mut proposed = draft.values.clone();
        proposed.extend(draft.id.map(|id| ("id", id.into())));
        let violations = broken::all::<booking::Model>(&hotel.db, None, &proposed, own.collect()).await?;
        all.extend(violations.into_iter().map(|violation| (place, violation)));
    }
    Ok(BulkOutcome::Invalid(all))
}

async fn write_once(
    hotel: &Hotel,
    group: &[NewBooking],
    ids: &[Uuid],
    selection: NeighbourSelection,
) -> Result<BulkOutcome, Interrupted> {
    let transaction = hotel.db.begin().await?;
    let store = Store { db: &transaction, sequencer: &hotel.sequencer };
    lock_rooms(&transaction, group.iter().map(|one| &one.draft.values)).await?;
    // Only now: a retry at the same time waits for the locks, and then finds the first use.
    if let Some(outcome) = all_repeated(store, group).await? {
        transaction.rollback().await?;
        return Ok(outcome);
    }
    let writing = insert_all(store, group, ids, selection);
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

/// The first answers again, when the whole group was made before. A group that is partly known is a group with other
/// content.
async fn all_repeated(
    store: Store<'_, impl ConnectionTrait>,
    group: &[NewBooking],
) -> Result<Option<BulkOutcome>, DbErr> {
    let mut saved = Vec::with_capacity(group.len());
    let mut fresh = false;
    for (place, one) in group.iter().enumerate() {
        match first_use(store.db, &one.author).await? {
            Some(FirstUse::Same(first)) if !fresh => match saved_before(store, first).await? {
                Outcome::Saved(first) => saved.push(*first),
                outcome => return Ok(Some(BulkOutcome::stopped(place, outcome))),
            },
            None if saved.is_empty() => fresh = true,
            Some(_) | None => {
                let refused = Outcome::Refused(Refusal::mutation_reused());
                return Ok(Some(BulkOutcome::stopped(place, refused)));
            }
        }
    }
    Ok((!fresh).then_some(BulkOutcome::Saved(saved)))
}

async fn insert_all(
    store: Store<'_, DatabaseTransaction>,
    group: &[NewBooking],
    ids: &[Uuid],
    selection: NeighbourSelection,
) -> Result<BulkOutcome, Interrupted> {
    let mutations = || {
        ids.iter().zip(group).filter_map(|(id, one)| Some((*id, one.author.mutation.as_ref()?.stored(&[]))))
    };
    let mut saved = Vec::with_capacity(group.len());
    for (place, (one, id)) in group.iter().zip(ids).enumerate() {
        let attribution = Attribution::new(&one.author, mutations())?;
        let values = &one.draft.values;
        match statement::insert::<booking::Model>(store, &attribution, *id, values, selection).await {
            Ok(Some(written)) => saved.push(Saved::new(written, &[])),
            Ok(None) => return Err(DbErr::RecordNotInserted.into()),
            Err(error) => match Failure::of::<booking::Model>(error) {
                Failure::Refused(Refusal::Invalid(violations)) => {
                    let broken = violations.into_iter().map(|violation| (place, violation));
                    return Ok(BulkOutcome::Invalid(broken.collect()));
                }
                Failure::Refused(refusal) => {
                    return Ok(BulkOutcome::stopped(place, Outcome::Refused(refusal)));
                }
                Failure::Excluded(_) => return Err(Interrupted::DoubleBooking(place)),
                Failure::Transient(error) | Failure::Unplanned(error) => return Err(error.into()),
                Failure::MutationKnown => return Err(DbErr::RecordNotInserted.into()),
            },
        }
    }
    Ok(BulkOutcome::Saved(saved))
}

/// Finds who is in the way of the one that was refused; none when nobody is (any more), but for the `last` time.
async fn find_blocked(
    hotel: &Hotel,
    group: &[NewBooking],
    place: usize,
    last: bool,
) -> Result<Option<BulkOutcome>, DbErr> {
    let Some(NewBooking { draft, .. }) = group.get(place) else { return Ok(None) };
    let stay = new_stay(&draft.values);
    let found = unavailable(&hotel.db, stay.clone(), guests_in(&draft.values), &[]).await?;
    let found = found.or_else(|| last.then(|| Unavailable::no_longer(stay)));
    Ok(found.map(|unavailable| BulkOutcome::RoomUnavailable(place, unavailable)))
}

impl From<DbErr> for Interrupted {
    fn from(error: DbErr) -> Self {
        Self::Failed(error)
    }
}
