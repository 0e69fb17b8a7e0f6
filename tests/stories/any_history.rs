//! Whatever people and programs do at the same time: each watcher hears of each change once, in commit order,
//! and what it has on its screen in the end is what is in the tables.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::task::JoinHandle;

use crate::support::{House, Person, Watcher, edit, position, text, with};

const WRITING: Duration = Duration::from_secs(3);
/// On a busy machine it takes longer than that until as much has happened.
const ENOUGH: u64 = 120;

/// A source of decisions that a printed seed repeats: SplitMix64.
struct Dice(u64);

impl Dice {
    fn throw(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (word ^ (word >> 31)) % sides
    }
}

/// A change of one row.
type Told = (String, i64);
/// What is shown of a booking: its version, price and notes.
type Row = (i64, String, String);
type Table = BTreeMap<String, Row>;

/// Everything that one watcher was told.
#[derive(Clone, Debug, Default)]
struct Screen {
    told: Vec<Told>,
    revisions: Vec<(i64, i32)>,
    table: Table,
}

impl Screen {
    fn take(&mut self, change: &Value) {
        let position = position(&change["revision"]);
        self.revisions.push((position.revision, position.index));
        let id = text(&change["bookingId"]);
        self.told.push((id.clone(), change["version"].as_i64().unwrap()));
        match &change["booking"] {
            Value::Null => drop(self.table.remove(&id)),
            booking => {
                let row = (
                    booking["version"].as_i64().unwrap(),
                    text(&booking["totalPrice"]),
                    text(&booking["notes"]),
                );
                drop(self.table.insert(id, row));
            }
        }
    }

    /// What is wrong with it, given the log in its order and the table as it is in the end.
    fn fault(&self, log: &[Told], table: &Table) -> Option<String> {
        if !self.revisions.is_sorted_by(|one, next| one < next) {
            return Some("revisions do not rise".to_owned());
        }
        for (place, entry) in log.iter().enumerate() {
            match self.told.get(place) {
                Some(told) if told == entry => {}
                Some(told) => return Some(format!("{told:?} was told in the place of {entry:?}")),
                None => return Some(format!("{entry:?} was not told")),
            }
        }
        if let Some(more) = self.told.get(log.len()) {
            return Some(format!("{more:?} was told beyond the end"));
        }
        (self.table != *table).then(|| format!("the screen shows {:?}, the table has {table:?}", self.table))
    }
}

#[test]
fn the_checker_finds_what_is_planted() {
    let change = |revision: i64, id: &str, version: i64| (revision, id.to_owned(), version);
    let history =
        [change(1, "a", 1), change(2, "b", 1), change(2, "a", 2), change(5, "b", 2), change(6, "a", 3)];
    let mut good = Screen::default();
    for (index, (revision, id, version)) in (0..).zip(&history) {
        good.told.push((id.clone(), *version));
        good.revisions.push((*revision, index));
        good.table.insert(id.clone(), (*version, "1.00".to_owned(), String::new()));
    }
    let (log, table) = (good.told.clone(), good.table.clone());
    assert_eq!(good.fault(&log, &table), None);

    for place in 0..log.len() {
        let mut lost = good.clone();
        lost.told.remove(place);
        lost.revisions.remove(place);
        assert!(lost.fault(&log, &table).is_some(), "the loss of {place}");

        let mut repeated = good.clone();
        repeated.told.insert(place, log[place].clone());
        repeated.revisions.insert(place, good.revisions[place]);
        assert!(repeated.fault(&log, &table).is_some(), "the repetition of {place}");
        // Also where the repetition has a revision of its own.
        repeated.revisions = (0..).map(|revision| (revision, 0)).take(log.len() + 1).collect();
        assert!(repeated.fault(&log, &table).is_some(), "the repetition of {place} under another revision");

        if place > 0 {
            let mut swapped = good.clone();
            swapped.told.swap(place, place - 1);
            assert!(swapped.fault(&log, &table).is_some(), "{place} came too early");
            swapped.revisions.swap(place, place - 1);
            assert!(swapped.fault(&log, &table).is_some(), "{place} came too early with its revision");
        }
    }
    let mut stale = good;
    stale.table.insert("a".to_owned(), (2, "1.00".to_owned(), String::new()));
    assert!(stale.fault(&log, &table).is_some(), "a row that is not up to date");
}

/// Does one thing to the bookings, as the dice fall. What comes of it is the database's to decide.
async fn act(house: &House, person: &Person, rooms: &[Value], stay: &Value, dice: &mut Dice) {
    let listed = person.page(json!({ "filter": { "roomIds": rooms }, "first": 50 })).await["nodes"].clone();
    let listed = listed.as_array().unwrap();
    let amount = dice.throw(1000).to_string();
    if listed.len() < 3 {
        let room = &rooms[usize::try_from(dice.throw(rooms.len() as u64)).unwrap()];
        let input = json!({ "roomId": room, "notes": amount, "status": "INQUIRY" });
        person.book(&with(stay.clone(), input)).await;
        return;
    }
    let mut pick = || &listed[usize::try_from(dice.throw(listed.len() as u64)).unwrap()];
    let (one, other) = (pick(), pick());
    let version = one["version"].as_i64().unwrap();
    match dice.throw(10) {
        0..=2 => drop(person.update(one, version, json!({ "totalPrice": amount }), json!({})).await),
        3 | 4 => {
            let merge = json!({ "onStale": "MERGE" });
            drop(person.update(one, version.max(2) - 1, json!({ "notes": amount }), merge).await);
        }
        5 => drop(person.delete(one, version, json!({})).await),
        6 | 7 => {
            let group = [
                edit(one, version, json!({ "notes": amount })),
                edit(other, other["version"].as_i64().unwrap(), json!({ "totalPrice": amount })),
            ];
            drop(person.update_all(&group).await);
        }
        8 => {
            let id = text(&one["id"]);
            let update = format!("UPDATE bookings SET notes = '{amount}' WHERE id = '{id}'");
            house.database.sql(&update).await;
        }
        _ => {
            // Several rows and several versions of one row in one transaction, and a part that is taken back.
            let id = text(&one["id"]);
            house
                .database
                .sql(&format!(
                    "BEGIN; UPDATE bookings SET notes = 'first {amount}' WHERE id = '{id}'; \
                     SAVEPOINT half; UPDATE bookings SET total_price = 1 WHERE id = '{id}'; ROLLBACK TO half; \
                     UPDATE bookings SET notes = 'then {amount}' WHERE id = '{id}'; COMMIT"
                ))
                .await;
        }
    }
}

/// Follows the stream until the last booking is told of. `leave_every`: closes the socket after so many changes
/// and comes back with its cursor.
fn follow(person: Person, start: Value, last: String, leave_every: Option<usize>) -> JoinHandle<Screen> {
    tokio::spawn(async move {
        let mut screen = Screen::default();
        let mut cursor = start;
        let mut watcher: Watcher = person.resume(&cursor).await;
        loop {
            let event = watcher.next().await;
            cursor = event["revision"].clone();
            if event["__typename"] == "BookingChange" {
                screen.take(&event);
                if event["bookingId"] == last.as_str() {
                    return screen;
                }
                if leave_every.is_some_and(|every| screen.told.len() % every == 0) {
                    watcher = person.resume(&cursor).await;
                }
            }
        }
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_watcher_hears_everything_once_in_commit_order() {
    let seed = uuid::Uuid::new_v4().as_u64_pair().0;
    println!("seed {seed}");
    let house = Arc::new(House::open().await);
    let (anna, ben, mara) = (house.anna().await, house.ben().await, house.mara().await);
    let (elsewhere, _second_server) = house.another_server().await;
    let mut rooms = vec![];
    for _ in 0..2 {
        rooms.push(mara.room().await["id"].clone());
    }
    let stay = house.stay().await;
    let last = house.booking().await;
    let start = anna.page(json!({ "first": 1 })).await["revision"].clone();
    let last_id = text(&last["id"]);
    let watchers = [
        follow(anna.clone(), start.clone(), last_id.clone(), None),
        follow(ben.clone(), start.clone(), last_id.clone(), Some(17)),
        follow(ben.at(elsewhere), start.clone(), last_id.clone(), Some(101)),
    ];

    let acts = Arc::new(AtomicU64::new(0));
    let end = Instant::now() + WRITING;
    let writers: Vec<_> = (0..6)
        .map(|number| {
            let person = [&anna, &ben, &mara][number as usize % 3].clone();
            let person = if number < 3 { person } else { person.at(elsewhere) };
            let (house, rooms, stay, acts) =
                (Arc::clone(&house), rooms.clone(), stay.clone(), Arc::clone(&acts));
            tokio::spawn(async move {
                let mut dice = Dice(seed.wrapping_add(number));
                while Instant::now() < end || acts.load(Ordering::Relaxed) < ENOUGH {
                    act(&house, &person, &rooms, &stay, &mut dice).await;
                    acts.fetch_add(1, Ordering::Relaxed);
                }
            })
        })
        .collect();
    for writer in writers {
        writer.await.unwrap();
    }
    anna.save(&last, 1, json!({ "notes": "the end" })).await;

    let begin = position(&start).revision;
    let log: Vec<(String, i64)> = sqlx::query_as(
        "SELECT row_id::text, version::bigint FROM change_log WHERE revision > $1 AND entity = 'bookings' \
         ORDER BY revision, index",
    )
    .bind(begin)
    .fetch_all(&house.database.pool)
    .await
    .unwrap();
    let rows: Vec<(String, i64, String, String)> = sqlx::query_as(
        "SELECT id::text, version::bigint, total_price::text, notes FROM bookings \
         WHERE id IN (SELECT row_id FROM change_log WHERE revision > $1)",
    )
    .bind(begin)
    .fetch_all(&house.database.pool)
    .await
    .unwrap();
    let table: Table =
        rows.into_iter().map(|(id, version, price, notes)| (id, (version, price, notes))).collect();
    let acts = acts.load(Ordering::Relaxed);
    println!("{acts} acts, {} changes", log.len());
    assert!(log.len() > 50, "only {} changes came of {acts} acts", log.len());
    for (number, watcher) in watchers.into_iter().enumerate() {
        let screen = watcher.await.unwrap();
        assert_eq!(screen.fault(&log, &table), None, "watcher {number} with seed {seed}");
    }
    let broken: i64 = house
        .database
        .value(
            "SELECT count(*) FROM (SELECT version - lag(version, 1, 0) OVER (PARTITION BY row_id ORDER BY revision, index) \
             AS step FROM change_log) steps WHERE step <> 1",
        )
        .await;
    assert_eq!(broken, 0, "the versions of each row are contiguous in the order of the log");
}
