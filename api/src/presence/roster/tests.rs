use chrono::DateTime;
use entity::presence::Mode;
use futures_util::{FutureExt, StreamExt};

use super::*;

fn somebody(booking: Uuid) -> Presence {
    Presence {
        id: Uuid::now_v7(),
        booking_id: booking,
        user_id: Uuid::nil(),
        name: "Anna".to_owned(),
        mode: Mode::Viewing,
        field: None,
        since: DateTime::UNIX_EPOCH,
    }
}

fn at(booking: Uuid, people: &[Presence]) -> Event {
    Event { booking: Some(booking), present: people.into() }
}

/// Everything that a watcher is told without waiting.
fn told(stream: &mut (impl Stream<Item = Event> + Unpin)) -> Vec<Event> {
    std::iter::from_fn(|| stream.next().now_or_never().flatten()).collect()
}

#[test]
fn one_booking_is_told_by_its_newest_state() {
    let roster = Roster::default();
    let (here, there) = (Uuid::now_v7(), Uuid::now_v7());
    let mut screen = Box::pin(roster.watch(here));
    assert_eq!(told(&mut screen), [at(here, &[])]);

    let (anna, ben) = (somebody(here), somebody(here));
    roster.replace(&[here].into(), vec![anna.clone()]);
    roster.replace(&[there].into(), vec![somebody(there)]);
    roster.replace(&[here].into(), vec![anna.clone(), ben.clone()]);
    assert_eq!(told(&mut screen), [at(here, &[anna.clone(), ben.clone()])]);

    roster.replace(&[here].into(), vec![anna, ben]);
    assert_eq!(told(&mut screen), [], "the same is no news");
    roster.replace_all(vec![]);
    assert_eq!(told(&mut screen), [at(here, &[])], "nobody in the table is nobody at the booking");
}

#[test]
fn a_watcher_of_everything_begins_with_everybody() {
    let roster = Roster::default();
    let (here, there) = (Uuid::now_v7(), Uuid::now_v7());
    let anna = somebody(here);
    roster.replace_all(vec![anna.clone()]);
    let mut screen = Box::pin(roster.watch_all());
    assert_eq!(told(&mut screen), [Event { booking: None, present: [anna].into() }]);

    let ben = somebody(there);
    roster.replace_all(vec![ben.clone()]);
    let mut after = told(&mut screen);
    after.sort_by_key(|event| event.booking);
    assert_eq!(after, [at(here, &[]), at(there, &[ben])]);
}

#[test]
fn a_watcher_that_fell_behind_ends_with_the_truth() {
    let roster = Roster::default();
    let (emptied, busy) = (Uuid::now_v7(), Uuid::now_v7());
    roster.replace_all(vec![somebody(emptied)]);
    let mut screen = Box::pin(roster.watch_all());
    assert_eq!(told(&mut screen).len(), 1);

    roster.replace(&[emptied].into(), vec![]);
    let mut last = somebody(busy);
    for _ in 0..=BACKLOG {
        last = somebody(busy);
        roster.replace(&[busy].into(), vec![last.clone()]);
    }
    assert_eq!(told(&mut screen), [at(emptied, &[]), at(busy, &[last])]);
    assert_eq!(told(&mut screen), []);
}

#[test]
fn what_nobody_needs_is_forgotten() {
    let roster = Roster::default();
    let (watched, left) = (Uuid::now_v7(), Uuid::now_v7());
    let screen = roster.watch(watched);
    drop(roster.watch(left));
    roster.replace_all(vec![]);
    assert_eq!(roster.places().keys().collect::<Vec<_>>(), [&watched]);
    drop(screen);
    roster.replace_all(vec![]);
    assert!(roster.places().is_empty());
}
