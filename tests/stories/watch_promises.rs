//! The check that any history of watching rests on finds what it is about: each of the promises, broken on purpose.

use frontdesk::changes::Position;
use serde_json::json;

use crate::support::history::Promise::{Atomic, Bookmarkable, Current, Ordered, Reliable, Resumable, Unique};
use crate::support::history::{Change, Event, Promise, Recording, Truth};

fn change(revision: i64, index: i32, id: &str, version: i64) -> Change {
    let row = Some((version, "1.00".to_owned(), format!("{id} at {version}")));
    Change { position: Position { revision, index }, id: id.to_owned(), version, row }
}

/// Three transactions: one change, three changes, one deletion.
fn truth() -> Truth {
    let log = vec![
        change(11, 0, "a", 1),
        change(14, 0, "b", 1),
        change(14, 1, "a", 2),
        change(14, 2, "c", 1),
        Change { row: None, ..change(15, 0, "b", 2) },
    ];
    let rows = [&log[2], &log[3]].map(|change| (change.id.clone(), change.row.clone().unwrap()));
    Truth { log, table: rows.into() }
}

fn ready(position: Position) -> Event {
    Event::Ready { asked: position, promised: position }
}

/// What is told of it as it should be: a watcher leaves in the middle of the second transaction.
fn good(truth: &Truth) -> Recording {
    let told = |place: usize| Event::Change(truth.log[place].clone());
    let mut recording = Recording::from(&json!(null));
    recording.told = vec![
        ready(Position::after(10)),
        told(0),
        Event::Bookmark(Position::after(13)),
        told(1),
        told(2),
        ready(truth.log[2].position),
        told(3),
        Event::Bookmark(Position::after(14)),
        told(4),
        Event::Bookmark(Position::after(20)),
    ];
    recording
}

/// Breaks something, and answers which promise is found to be broken.
fn found(plant: impl FnOnce(&mut Vec<Event>)) -> Option<Promise> {
    let truth = truth();
    let mut recording = good(&truth);
    plant(&mut recording.told);
    recording.breach(&truth).map(|breach| breach.promise)
}

fn as_change(told: &mut Event) -> &mut Change {
    match told {
        Event::Change(change) => change,
        other => panic!("no change: {other:?}"),
    }
}

const FIRST: usize = 1;
const SECOND: usize = 3;
const THIRD: usize = 4;
const COMING_BACK: usize = 5;
const FOURTH: usize = 6;
const LAST: usize = 8;

#[test]
fn what_is_as_it_should_be_is_not_found_fault_with() {
    assert_eq!(found(|_| {}), None);
    let later = |told: &mut Vec<Event>| as_change(&mut told[SECOND]).row = None;
    assert_eq!(found(later), None, "a row as it was when the change was told");
}

#[test]
fn a_loss_is_found() {
    for (lost, promise) in [
        (FIRST, Bookmarkable),
        (SECOND, Reliable),
        (THIRD, Resumable),
        (FOURTH, Atomic),
        (LAST, Bookmarkable),
    ] {
        assert_eq!(found(|told| drop(told.remove(lost))), Some(promise), "the loss of {lost}");
    }
    assert_eq!(found(|told| told.truncate(LAST)), Some(Reliable), "the end is lost");
}

#[test]
fn a_repetition_is_found() {
    for repeated in [FIRST, SECOND, FOURTH, LAST] {
        let again = |told: &mut Vec<Event>| told.insert(repeated + 1, told[repeated].clone());
        assert_eq!(found(again), Some(Unique), "the repetition of {repeated}");
    }
    let under_another_revision = |told: &mut Vec<Event>| {
        let mut again = told[FIRST].clone();
        as_change(&mut again).position.revision = 30;
        told.push(again);
    };
    assert_eq!(found(under_another_revision), Some(Unique));
}

#[test]
fn what_nobody_did_is_found() {
    assert_eq!(found(|told| told.push(Event::Change(change(19, 0, "d", 1)))), Some(Reliable));
}

#[test]
fn a_reordering_is_found() {
    assert_eq!(found(|told| told.swap(SECOND, THIRD)), Some(Ordered), "within a transaction");
    let early = |told: &mut Vec<Event>| {
        let last = told.remove(LAST);
        told.insert(SECOND, last);
    };
    assert_eq!(found(early), Some(Ordered), "of transactions");
    let renamed = |told: &mut Vec<Event>| as_change(&mut told[LAST]).position.revision = 17;
    assert_eq!(found(renamed), Some(Ordered), "under another revision");
}

#[test]
fn a_split_is_found() {
    let torn = |told: &mut Vec<Event>| {
        let last = told.remove(LAST);
        told.insert(THIRD, last);
    };
    assert_eq!(found(torn), Some(Atomic), "another transaction comes in between");
    let parted = |told: &mut Vec<Event>| told.insert(THIRD, Event::Bookmark(Position::after(14)));
    assert_eq!(found(parted), Some(Atomic), "a bookmark comes in between");
    let early = Position { revision: 14, index: 0 };
    let parted = |told: &mut Vec<Event>| told.insert(THIRD, Event::Bookmark(early));
    assert_eq!(found(parted), Some(Atomic), "a bookmark of the half comes in between");
    let two_revisions = |told: &mut Vec<Event>| {
        told.remove(COMING_BACK);
        as_change(&mut told[FOURTH - 1]).position = Position { revision: 15, index: 0 };
    };
    assert_eq!(found(two_revisions), Some(Atomic), "it is told as two");
    let gone = |told: &mut Vec<Event>| {
        told.remove(COMING_BACK);
        told.remove(FOURTH - 1);
    };
    assert_eq!(found(gone), Some(Atomic), "its end is never told");
}

#[test]
fn a_seam_that_does_not_fit_is_found() {
    let repeated = |told: &mut Vec<Event>| told.insert(FOURTH, told[THIRD].clone());
    assert_eq!(found(repeated), Some(Resumable), "a repetition at the seam");
    let hole = |told: &mut Vec<Event>| {
        told.remove(FOURTH);
        told.remove(FOURTH);
    };
    assert_eq!(found(hole), Some(Resumable), "a hole at the seam");
    for (asked, promised) in [((14, 1), (14, 0)), ((14, 1), (15, 0)), ((14, 0), (14, 0))] {
        let place = |(revision, index)| Position { revision, index };
        let elsewhere = Event::Ready { asked: place(asked), promised: place(promised) };
        assert_eq!(found(|told| told[COMING_BACK] = elsewhere), Some(Resumable), "{asked:?} {promised:?}");
    }
}

#[test]
fn a_bookmark_that_lies_is_found() {
    let ahead = |told: &mut Vec<Event>| told.insert(FIRST, Event::Bookmark(Position::after(11)));
    assert_eq!(found(ahead), Some(Bookmarkable), "ahead of what was told");
    let back = |told: &mut Vec<Event>| told.push(Event::Bookmark(Position::after(12)));
    assert_eq!(found(back), Some(Bookmarkable), "before what was told");
}

#[test]
fn a_stale_row_is_found() {
    let stale = |told: &mut Vec<Event>| as_change(&mut told[THIRD]).row = change(14, 1, "a", 1).row;
    assert_eq!(found(stale), Some(Current), "in a change");
    let truth = Truth { table: [].into(), ..truth() };
    assert_eq!(good(&truth).breach(&truth).unwrap().promise, Current, "in the end");
}
