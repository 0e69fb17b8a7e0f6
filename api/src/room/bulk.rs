//! Several new rooms in one transaction: all or none, one revision.

use std::mem;

use entity::room;
use sea_orm::{DatabaseTransaction, DbErr, TransactionTrait};
use uuid::Uuid;

use crate::database::away::in_doubt;
use crate::edit::check::check;
use crate::edit::failure::{ATTEMPTS, Failure};
use crate::edit::mutation::{FirstUse, first_use};
use crate::edit::statement::{self, Attribution};
use crate::edit::update::saved_before;
use crate::edit::values::{Editable, text_in};
use crate::edit::{Author, Draft, Outcome, Refusal, Rule, Saved, Store, Violation, broken, listed};
use crate::hotel::Hotel;
use crate::traces::{self, Part};

/// The most rooms of a group.
pub(crate) const LIMIT: usize = 200;

/// One new room of a group, with the author's name for it.
#[derive(Clone, Debug)]
pub(crate) struct BulkRoom {
    pub draft: Draft,
    pub author: Author,
}

/// How a group ended, where it ended as planned.
#[derive(Debug)]
pub(crate) enum BulkOutcome {
    /// In the order of the input.
    Saved(Vec<Saved<room::Model>>),
    /// This room could not be made, so none was; or what ends it is about the group as a whole.
    Stopped(Option<usize>, Box<Outcome<room::Model>>),
    /// Rooms break rules: each rule with the index of its room, in their order.
    Invalid(Vec<(usize, Violation)>),
}

impl BulkOutcome {
    fn stopped(place: impl Into<Option<usize>>, outcome: Outcome<room::Model>) -> Self {
        Self::Stopped(place.into(), Box::new(outcome))
    }
}

/// Creates several rooms as one transaction.
///
/// # Errors
/// What nobody planned.
pub(crate) async fn create_all(hotel: &Hotel, mut rooms: Vec<BulkRoom>) -> Result<BulkOutcome, DbErr> {
    if rooms.iter().any(|one| one.author.role < room::Model::WRITERS) {
        return Ok(BulkOutcome::stopped(None, Outcome::Forbidden));
    }
    if rooms.is_empty() || rooms.len() > LIMIT {
        let refusal = Refusal::one("input", Rule::Length, format!("must have 1 to {LIMIT} rooms"));
        return Ok(BulkOutcome::stopped(None, Outcome::Refused(refusal)));
    }
    let known = find_broken(&mut rooms);
    if !known.is_empty() {
        return all_invalid(hotel, &rooms, known).await;
    }
    let mut failed = DbErr::RecordNotInserted;
    for _ in 0..ATTEMPTS {
        if let Some(outcome) = repeated(hotel, &rooms).await? {
            return Ok(outcome);
        }
        let (place, error) = match attempt(hotel, &rooms).await {
            Ok(saved) => return Ok(BulkOutcome::Saved(saved)),
            Err(failed) => failed,
        };
        let failure = Failure::of::<room::Model>(error);
        // Whatever stands in the way of a retry (its own names, its own ids) is the first use.
        if !matches!(failure, Failure::Transient(_))
            && let Some(outcome) = repeated(hotel, &rooms).await?
        {
            return Ok(outcome);
        }
        match failure {
            Failure::Refused(Refusal::Invalid(violations)) => {
                let known = violations.into_iter().map(|violation| (place, violation)).collect();
                return all_invalid(hotel, &rooms, known).await;
            }
            Failure::Refused(refusal) => return Ok(BulkOutcome::stopped(place, Outcome::Refused(refusal))),
            Failure::MutationKnown => {
                return Ok(BulkOutcome::stopped(place, Outcome::Refused(Refusal::mutation_reused())));
            }
            Failure::Transient(error) => failed = error,
            Failure::Excluded(error) | Failure::Unplanned(error) => return Err(error),
        }
    }
    Err(failed)
}

/// What can be said against a group before the database is asked.
fn find_broken(rooms: &mut [BulkRoom]) -> Vec<(usize, Violation)> {
    let named = rooms.iter().filter(|one| one.author.mutation.is_some()).count();
    let mut broken = vec![];
    for (place, BulkRoom { draft, author }) in rooms.iter_mut().enumerate() {
        let problems = mem::take(&mut draft.problems).into_iter().chain(check(author, &draft.values));
        let problems = problems.chain(listed::judge::<room::Model>(&draft.values, None));
        broken.extend(problems.map(|violation| (place, violation)));
        if named > 0 && author.mutation.is_none() {
            let words = "must be given for all rooms of a group or for none";
            broken.push((place, Violation::new("mutationId", Rule::Group, words)));
        }
    }
    let mutation = |one: &BulkRoom| one.author.mutation.as_ref().map(|key| key.id.clone());
    let name = |one: &BulkRoom| text_in(&one.draft.values, "name").map(str::to_lowercase);
    for (place, one) in rooms.iter().enumerate() {
        let before = &rooms[..place];
        let same = |of: &dyn Fn(&BulkRoom) -> Option<String>| {
            of(one).is_some_and(|own| before.iter().any(|other| of(other).as_ref() == Some(&own)))
        };
        for (field, is_same) in [
            ("name", same(&name)),
            ("id", same(&|one| one.draft.id.map(|id| id.to_string()))),
            ("mutationId", same(&mutation)),
        ] {
            if is_same {
                let words = "must be another one for each room of a group";
                broken.push((place, Violation::new(field, Rule::Group, words)));
            }
        }
    }
    broken
}

/// The rules that rooms are known to break, with those that the same group breaks besides.
async fn all_invalid(
    hotel: &Hotel,
    rooms: &[BulkRoom],
    known: Vec<(usize, Violation)>,
) -> Result<BulkOutcome, DbErr> {
    let mut all = vec![];
    for (place, BulkRoom { draft, .. }) in rooms.iter().enumerate() {
        let own = known.iter().filter(|(of, _)| *of == place).map(|(_, violation)| violation.clone());
        let mut proposed = draft.values.clone();
        proposed.extend(draft.id.map(|id| ("id", id.into())));
        let violations = broken::all::<room::Model>(&hotel.db, None, &proposed, own.collect()).await?;
        all.extend(violations.into_iter().map(|violation| (place, violation)));
    }
    Ok(BulkOutcome::Invalid(all))
}

/// The first answers again, when the whole group was carried out before. A group that is partly known is another group.
async fn repeated(hotel: &Hotel, rooms: &[BulkRoom]) -> Result<Option<BulkOutcome>, DbErr> {
    let mut saved = Vec::with_capacity(rooms.len());
    for (place, one) in rooms.iter().enumerate() {
        let refused = || {
            let refused = Outcome::Refused(Refusal::mutation_reused());
            Ok(Some(BulkOutcome::stopped(place, refused)))
        };
        match first_use(&hotel.db, &one.author).await? {
            None if saved.is_empty() => return Ok(None),
            None | Some(FirstUse::Other) => return refused(),
            Some(FirstUse::Same(first)) => match saved_before(hotel.store(), first).await? {
                Outcome::Saved(first) => saved.push(*first),
                outcome => return Ok(Some(BulkOutcome::stopped(place, outcome))),
            },
        }
    }
    Ok(Some(BulkOutcome::Saved(saved)))
}

/// One attempt; an error comes with the place of the room that it was met at.
async fn attempt(hotel: &Hotel, rooms: &[BulkRoom]) -> Result<Vec<Saved<room::Model>>, (usize, DbErr)> {
    let of_all = |error| (0, error);
    let transaction = hotel.db.begin().await.map_err(of_all)?;
    let store = Store { db: &transaction, sequencer: &hotel.sequencer };
    match Part::current().uncommitted().run(insert_all(store, rooms)).await {
        Ok(saved) => {
            traces::commit(transaction.commit()).await.map_err(in_doubt).map_err(of_all)?;
            for one in &saved {
                Part::current().written(one.row.id, one.row.version);
            }
            hotel.sequencer.wake();
            Ok(saved)
        }
        Err(failed) => {
            transaction.rollback().await.map_err(of_all)?;
            Err(failed)
        }
    }
}

async fn insert_all(
    store: Store<'_, DatabaseTransaction>,
    rooms: &[BulkRoom],
) -> Result<Vec<Saved<room::Model>>, (usize, DbErr)> {
    let rooms: Vec<_> = rooms.iter().map(|one| (one, one.draft.id.unwrap_or_else(Uuid::now_v7))).collect();
    let mutations =
        || rooms.iter().filter_map(|(one, id)| Some((*id, one.author.mutation.as_ref()?.stored(&[]))));
    let mut saved = Vec::with_capacity(rooms.len());
    for (place, (one, id)) in rooms.iter().enumerate() {
        let attribution = Attribution::new(&one.author, mutations()).map_err(|error| (place, error))?;
        let written = statement::insert::<room::Model>(store, &attribution, *id, &one.draft.values, ()).await;
        let written = written.and_then(|written| written.ok_or(DbErr::RecordNotInserted));
        saved.push(Saved::new(written.map_err(|error| (place, error))?, &[]));
    }
    Ok(saved)
}
