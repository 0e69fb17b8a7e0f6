//! What watchers were told, held against what was committed: the six promises of etcd's watch.
//!
//! <https://etcd.io/docs/v3.6/learning/api_guarantees/#watch-apis>

use std::collections::BTreeMap;

use frontdesk::changes::Position;
use serde_json::Value;
use sqlx::PgPool;

use super::{complete_log, position, text};

/// What is shown of a booking: its version, price and notes.
pub(crate) type Row = (i64, String, String);
pub(crate) type Table = BTreeMap<String, Row>;

/// A change of one row, as it was committed or as it was told.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Change {
    pub(crate) position: Position,
    pub(crate) id: String,
    pub(crate) version: i64,
    /// The row after the change, or as it was later when that was told; none where it is deleted.
    pub(crate) row: Option<Row>,
}

impl Change {
    fn names_the_same(&self, other: &Self) -> bool {
        (&self.id, self.version) == (&other.id, other.version)
    }

    fn is_at_the_place_of(&self, other: &Self) -> bool {
        self.names_the_same(other) && self.position == other.position
    }

    fn is_of_one_transaction_with(&self, other: Option<&Self>) -> bool {
        other.is_some_and(|other| other.position.revision == self.position.revision)
    }
}

/// What the database says happened, and what came of it.
pub(crate) struct Truth {
    pub(crate) log: Vec<Change>,
    pub(crate) table: Table,
}

impl Truth {
    /// All changes of bookings since a revision, and the bookings that they touched as they are now.
    pub(crate) async fn since(database: &PgPool, start: &Value) -> Self {
        type Logged = (i64, i32, String, i64, Option<String>, Option<String>);
        let begin = position(start).revision;
        complete_log(database).await;
        let logged: Vec<Logged> = sqlx::query_as(
            "SELECT revision, index, row_id::text, version::bigint, after ->> 'total_price', after ->> 'notes' \
             FROM change_log WHERE revision > $1 AND entity = 'bookings' ORDER BY revision, index",
        )
        .bind(begin)
        .fetch_all(database)
        .await
        .unwrap();
        let log = logged.into_iter().map(|(revision, index, id, version, price, notes)| {
            let row = price.zip(notes).map(|(price, notes)| (version, price, notes));
            Change { position: Position { revision, index }, id, version, row }
        });
        let rows: Vec<(String, i64, String, String)> = sqlx::query_as(
            "SELECT id::text, version::bigint, total_price::text, notes FROM bookings \
             WHERE id IN (SELECT row_id FROM change_log WHERE revision > $1)",
        )
        .bind(begin)
        .fetch_all(database)
        .await
        .unwrap();
        let table = rows.into_iter().map(|(id, version, price, notes)| (id, (version, price, notes)));
        Self { log: log.collect(), table: table.collect() }
    }
}

/// One thing that a watcher was told.
#[derive(Clone, Debug)]
pub(crate) enum Event {
    /// It came with a cursor, and hears what follows on this one.
    Ready {
        asked: Position,
        promised: Position,
    },
    Change(Change),
    Bookmark(Position),
}

/// Everything that one watcher was told, however often it left and came back.
#[derive(Clone, Debug)]
pub(crate) struct Recording {
    pub(crate) told: Vec<Event>,
    cursor: Value,
}

/// What can be broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Promise {
    /// In the order of the commits.
    Ordered,
    /// Nothing twice.
    Unique,
    /// Nothing left out, nothing made up.
    Reliable,
    /// A transaction's changes together, under its one revision.
    Atomic,
    /// Whoever comes back goes on exactly where it was.
    Resumable,
    /// What a bookmark says was told was told.
    Bookmarkable,
    /// Each row as the change or a later one left it, and in the end as it is in the table.
    Current,
}

/// Where a recording breaks which promise.
#[derive(Debug)]
pub(crate) struct Breach {
    pub(crate) promise: Promise,
    #[expect(dead_code, reason = "printed where a story fails")]
    what: String,
}

impl Recording {
    /// Of a watcher that comes with this cursor.
    pub(crate) fn from(cursor: &Value) -> Self {
        Self { told: vec![], cursor: cursor.clone() }
    }

    /// What the watcher comes back with.
    pub(crate) fn cursor(&self) -> &Value {
        &self.cursor
    }

    pub(crate) fn hear(&mut self, event: &Value) {
        let asked = position(&self.cursor);
        let revision = &event["revision"];
        self.told.push(match event["__typename"].as_str() {
            Some("StreamReady") => Event::Ready { asked, promised: position(revision) },
            Some("StreamBookmark") => Event::Bookmark(position(revision)),
            Some("BookingChange") => {
                let version = event["version"].as_i64().unwrap();
                let row = event["booking"].as_object().map(|booking| {
                    let shown = booking["version"].as_i64().unwrap();
                    (shown, text(&booking["totalPrice"]), text(&booking["notes"]))
                });
                let id = text(&event["bookingId"]);
                Event::Change(Change { position: position(revision), id, version, row })
            }
            _ => panic!("not to be expected here: {event}"),
        });
        self.cursor = revision.clone();
    }

    /// How often the watcher came with its cursor.
    pub(crate) fn visits(&self) -> usize {
        self.told.iter().filter(|told| matches!(told, Event::Ready { .. })).count()
    }

    /// The first promise that is broken.
    pub(crate) fn breach(&self, truth: &Truth) -> Option<Breach> {
        let breach = |promise, what: String| Some(Breach { promise, what });
        let log = &truth.log;
        let mut place = 0;
        let mut reached = None;
        let mut table = Table::new();
        for (number, told) in self.told.iter().enumerate() {
            match told {
                Event::Ready { asked, promised } => {
                    if asked != promised || reached.is_some_and(|reached| reached != *asked) {
                        return breach(Promise::Resumable, format!("{told:?} at {reached:?}"));
                    }
                    reached = Some(*promised);
                }
                Event::Change(change) => {
                    if let Some(promise) = self.judge(number, change, log, place) {
                        let expected = log.get(place);
                        return breach(promise, format!("{change:?} in the place of {expected:?}"));
                    }
                    place += 1;
                    reached = Some(change.position);
                    match change.row.clone() {
                        Some(row) => drop(table.insert(change.id.clone(), row)),
                        None => drop(table.remove(&change.id)),
                    }
                }
                Event::Bookmark(bookmark) => {
                    let next = log.get(place);
                    let last = place.checked_sub(1).and_then(|last| log.get(last));
                    if next.is_some_and(|next| next.is_of_one_transaction_with(last)) {
                        return breach(Promise::Atomic, format!("{told:?} before {next:?}"));
                    }
                    if next.is_some_and(|next| next.position <= *bookmark) || reached > Some(*bookmark) {
                        return breach(
                            Promise::Bookmarkable,
                            format!("{told:?} at {reached:?}, before {next:?}"),
                        );
                    }
                    reached = Some(*bookmark);
                }
            }
        }
        if let Some(missing) = log.get(place) {
            return breach(Promise::Reliable, format!("{missing:?} was not told"));
        }
        if table != truth.table {
            return breach(Promise::Current, format!("{table:?} is shown of {:?}", truth.table));
        }
        None
    }

    /// What is broken by telling this change where the log has another, if it has.
    fn judge(&self, number: usize, change: &Change, log: &[Change], place: usize) -> Option<Promise> {
        let expected = log.get(place);
        if expected.is_some_and(|expected| expected.is_at_the_place_of(change)) {
            let shown = log[place..].iter().any(|now| (&now.id, &now.row) == (&change.id, &change.row));
            return (!shown).then_some(Promise::Current);
        }
        let resumed = place > 0 && number > 0 && matches!(self.told[number - 1], Event::Ready { .. });
        if resumed {
            return Some(Promise::Resumable);
        }
        if log[..place].iter().any(|told| told.names_the_same(change)) {
            return Some(Promise::Unique);
        }
        let Some(expected) = expected else { return Some(Promise::Reliable) };
        let last = place.checked_sub(1).and_then(|last| log.get(last));
        if expected.names_the_same(change) {
            return Some(
                if expected.is_of_one_transaction_with(last)
                    || expected.is_of_one_transaction_with(log.get(place + 1))
                {
                    Promise::Atomic
                } else {
                    Promise::Ordered
                },
            );
        }
        let follows = expected.is_of_one_transaction_with(last);
        if follows && change.position.revision != expected.position.revision {
            return Some(Promise::Atomic);
        }
        let comes_later = self.told[number..].iter().any(|later| match later {
            Event::Change(later) => later.names_the_same(expected),
            _ => false,
        });
        Some(if comes_later { Promise::Ordered } else { Promise::Reliable })
    }
}
