//! Whatever people and programs do at the same time: each watcher hears of each change once, in one order,
//! and what it has on its screen in the end is what is in the tables.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::task::JoinHandle;

use crate::support::history::{Recording, Truth};
use crate::support::{Dice, House, Person, document, edit, seed, text, with};

const WRITING: Duration = Duration::from_secs(3);
/// On a busy machine it takes longer than that until as much has happened.
const ENOUGH: u64 = 120;

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
fn follow(person: Person, start: Value, last: String, leave_every: Option<usize>) -> JoinHandle<Recording> {
    tokio::spawn(async move {
        let mut recording = Recording::from(&start);
        let mut changes = 0;
        loop {
            let variables = json!({ "after": recording.cursor() });
            let mut watcher = person.watch(document!("booking_ticks"), variables).await;
            loop {
                let event = watcher.next().await;
                recording.hear(&event);
                if event["bookingId"] == last.as_str() {
                    return recording;
                }
                changes += usize::from(event["__typename"] == "BookingChange");
                if leave_every.is_some_and(|every| changes == every) {
                    changes = 0;
                    break;
                }
            }
        }
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_watcher_hears_everything_once_in_commit_order() {
    let seed = seed();
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

    let truth = Truth::since(&house.database.pool, &start).await;
    let acts = acts.load(Ordering::Relaxed);
    println!("{acts} acts, {} changes", truth.log.len());
    assert!(truth.log.len() > 50, "only {} changes came of {acts} acts", truth.log.len());
    for (number, watcher) in watchers.into_iter().enumerate() {
        let breach = watcher.await.unwrap().breach(&truth);
        assert!(breach.is_none(), "watcher {number}: {breach:?}");
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
