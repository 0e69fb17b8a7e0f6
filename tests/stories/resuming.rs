//! A watcher comes back: it gets what it missed, exactly, or is told that this can't be had any more.

use std::collections::BTreeMap;

use frontdesk::changes::listener::hub_from_now;
use frontdesk::changes::prune::{Keeping, Pruned, prune};
use frontdesk::changes::{Cursor, Log, Position, Step, Walk};
use frontdesk::sequencer::Sequencer;
use sea_orm::{DatabaseConnection, SqlxPostgresConnector};
use serde_json::{Value, json};

use crate::support::{Database, House, Person, document, position, text};

/// Where the stream stands.
async fn now(person: &Person) -> Value {
    person.page(json!({ "first": 1 })).await["revision"].clone()
}

fn connection(database: &Database) -> DatabaseConnection {
    SqlxPostgresConnector::from_sqlx_postgres_pool(database.pool.clone())
}

/// Prunes as the server would two days later, with the shortest horizons.
async fn prune_all(database: &Database) -> Pruned {
    let keeping = Keeping { replay_days: 1, history_days: Some(1) };
    let newest: chrono::DateTime<chrono::Utc> = database.value("SELECT max(at) FROM change_log").await;
    prune(&connection(database), keeping, newest + chrono::TimeDelta::days(2)).await.unwrap()
}

#[tokio::test]
async fn who_comes_back_gets_what_was_missed_then_a_bookmark_then_what_comes() {
    let house = House::open().await;
    let (anna, ben) = (house.anna().await, house.ben().await);
    let booking = house.booking().await;
    let mut screen = ben.watch_all().await;
    anna.save(&booking, 1, json!({ "notes": "seen" })).await;
    let seen = screen.next_change().await["revision"].clone();
    drop(screen);
    let mut missed = vec![];
    for version in 2..=4 {
        let saved = anna.save(&booking, version, json!({ "notes": format!("missed {version}") })).await;
        missed.push(saved["revision"].clone());
    }
    // What is not a booking moves the bookmark, and is not told.
    anna.guest("Dora").await;
    let reached = now(&anna).await;

    let mut back = ben.resume(&seen).await;
    for (revision, version) in missed.iter().zip(3..) {
        let change = back.next().await;
        assert_eq!((&change["revision"], &change["version"]), (revision, &json!(version)));
    }
    assert_eq!(back.bookmark().await, reached);
    let live = anna.save(&booking, 5, json!({ "notes": "live" })).await;
    assert_eq!(back.next_change().await["revision"], live["revision"]);

    // The same over plain HTTP, from whichever of these places.
    let page = ben.changes(&seen, 50).await;
    let told: Vec<_> = page["nodes"].as_array().unwrap().iter().map(|node| &node["entity"]).collect();
    assert_eq!(told, ["BOOKING", "BOOKING", "BOOKING", "GUEST", "BOOKING"]);
    assert_eq!(page["nodes"][0]["revision"], missed[0]);
    let page = ben.changes(&missed[1], 1).await;
    assert_eq!((&page["revision"], &page["pageInfo"]["hasNextPage"]), (&missed[2], &json!(true)));
    let page = ben.changes(&reached, 1).await;
    assert_eq!((&page["nodes"][0]["revision"], &page["nodes"][0]["version"]), (&live["revision"], &json!(6)));
    assert_eq!(ben.changes(&page["revision"], 1).await["nodes"], json!([]));
    // And the bookmark resumes, too.
    let mut again = ben.resume(&reached).await;
    assert_eq!(again.next_change().await["revision"], live["revision"]);
}

#[tokio::test]
async fn list_and_watch_from_there_has_no_hole() {
    let house = House::open().await;
    let anna = house.anna().await;
    let bookings = [house.booking().await, house.booking().await, house.booking().await];
    let last = house.booking().await;
    let writers: Vec<_> = bookings
        .iter()
        .cloned()
        .map(|booking| {
            let anna = anna.clone();
            tokio::spawn(async move {
                for version in 1..=60 {
                    anna.save(&booking, version, json!({ "notes": format!("{version}") })).await;
                }
            })
        })
        .collect();
    let mut readers = vec![];
    for _ in 0..8 {
        let ids: Vec<_> = bookings.iter().map(|booking| booking["id"].clone()).collect();
        let list = anna.page(json!({ "filter": { "ids": ids } })).await;
        let rows = list["nodes"].as_array().unwrap().iter();
        let known: BTreeMap<_, _> =
            rows.map(|row| (text(&row["id"]), row["version"].as_i64().unwrap())).collect();
        assert_eq!(known.len(), 3);
        readers.push((known, anna.resume(&list["revision"]).await));
    }
    for writer in writers {
        writer.await.unwrap();
    }
    anna.save(&last, 1, json!({ "notes": "the end" })).await;
    for (mut known, mut screen) in readers {
        loop {
            let change = screen.next_change().await;
            if change["bookingId"] == last["id"] {
                break;
            }
            let row = known.get_mut(&text(&change["bookingId"])).unwrap();
            let version = change["version"].as_i64().unwrap();
            // What committed while the list was read may be told once more; nothing is passed over.
            assert!(version <= *row + 1, "version {version} was told after {row}");
            *row = version.max(*row);
        }
        assert!(known.values().all(|version| *version == 61), "{known:?}");
    }
}

#[tokio::test]
async fn a_cursor_of_another_database_is_a_gap() {
    let (house, elsewhere) = (House::open().await, House::open().await);
    let anna = house.anna().await;
    let foreign = now(&elsewhere.anna().await).await;
    let mut screen = anna.watch(document!("booking_ticks"), json!({ "after": foreign })).await;
    let gap = screen.gap().await;
    assert_eq!(gap["latest"], now(&anna).await);
    let page = anna.changes(&foreign, 10).await;
    assert_eq!((&page["nodes"], &page["gap"]["latest"]), (&json!([]), &gap["latest"]));
    assert_eq!(page["revision"], gap["latest"], "go on from here");
    anna.resume(&gap["latest"]).await.bookmark().await;
    anna.resume(&gap["oldest"]).await;
}

#[tokio::test]
async fn a_cursor_ahead_of_the_log_is_a_gap() {
    let house = House::open().await;
    let anna = house.anna().await;
    let mut cursor = Cursor::decode(&text(&now(&anna).await)).unwrap();
    cursor.position = Position::after(cursor.position.revision + 1000);
    let ahead = json!(cursor.encode());
    anna.watch(document!("booking_ticks"), json!({ "after": ahead })).await.gap().await;
    let page = anna.changes(&ahead, 10).await;
    assert_eq!((&page["nodes"], &page["gap"]["latest"]), (&json!([]), &now(&anna).await), "{page}");
}

#[tokio::test]
async fn a_new_epoch_ends_the_streams_that_run() {
    let house = House::open().await;
    let anna = house.anna().await;
    let booking = house.booking().await;
    let mut screen = anna.watch_all().await;
    let before = now(&anna).await;
    house.database.sql("UPDATE change_stream SET epoch = gen_random_uuid()").await;
    let saved = anna.save(&booking, 1, json!({ "notes": "in another life" })).await;
    let version = saved["booking"]["version"].as_i64().unwrap();
    screen.gap().await;
    anna.watch(document!("booking_ticks"), json!({ "after": before })).await.gap().await;
    assert_ne!(anna.changes(&before, 10).await["gap"], Value::Null);
    let mut fresh = anna.watch_all().await;
    let saved = anna.save(&booking, version, json!({ "notes": "and on" })).await;
    assert_eq!(fresh.next_change().await["revision"], saved["revision"]);
}

#[tokio::test]
async fn what_was_pruned_is_a_gap_and_never_a_hole() {
    let house = House::open().await;
    let anna = house.anna().await;
    let (one, two) = (house.booking().await, house.booking().await);
    let long_ago = now(&anna).await;
    let mut live = anna.watch_all().await;
    anna.save(&one, 1, json!({ "notes": "pruned" })).await;
    // One transaction of two changes, the last that is pruned.
    house.database.sql("UPDATE bookings SET notes = 'together' WHERE check_in = '2030-05-01'").await;
    let told = live.changes(3).await;
    let end = now(&anna).await;
    let pruned = prune_all(&house.database).await;
    assert!(pruned.deleted > 0);
    assert_eq!(pruned.floor, position(&end).revision);

    for old in [&long_ago, &told[0]["revision"]] {
        let gap = anna.watch(document!("booking_ticks"), json!({ "after": old })).await.gap().await;
        assert_eq!((&gap["oldest"], &gap["latest"]), (&end, &end));
        let page = anna.changes(old, 10).await;
        assert_eq!((&page["nodes"], &page["gap"]["oldest"]), (&json!([]), &end), "{page}");
    }

    // In the middle of the transaction at the floor: its rest, or a gap.
    let middle = &told[1]["revision"];
    let mut screen = anna.watch(document!("booking_ticks"), json!({ "after": middle })).await;
    let first = screen.next().await;
    if first["__typename"] == "StreamReady" {
        assert_eq!(screen.next().await["revision"], told[2]["revision"]);
    } else {
        assert_eq!(first["__typename"], "StreamGap", "{first}");
    }
    let page = anna.changes(middle, 10).await;
    assert!(page["gap"] != Value::Null || page["nodes"][0]["revision"] == told[2]["revision"], "{page}");

    // Who lives on is not disturbed, and who is after it all resumes.
    anna.resume(&told[2]["revision"]).await.bookmark().await;
    let mut back = anna.resume(&end).await;
    let saved = anna.save(&two, 2, json!({ "notes": "after" })).await;
    assert_eq!(live.next_change().await["revision"], saved["revision"]);
    assert_eq!(back.next_change().await["revision"], saved["revision"]);
}

#[tokio::test]
async fn pruning_under_a_reader_is_a_gap_and_never_a_hole() {
    let house = House::open().await;
    let anna = house.anna().await;
    let booking = house.booking().await;
    let after = Cursor::decode(&text(&now(&anna).await)).unwrap();
    house
        .database
        .sql(&format!(
            "DO $$ BEGIN FOR note IN 1..700 LOOP UPDATE bookings SET notes = note WHERE id = '{}'; COMMIT; \
             END LOOP; END $$",
            text(&booking["id"])
        ))
        .await;
    let db = connection(&house.database);
    let hub = hub_from_now(&db).await.unwrap();
    let mut walk = Walk::new(Log::new(hub, db.clone(), Sequencer::new(db)), Some(after));
    assert!(matches!(walk.next().await, Some(Ok(Step::Ready(cursor))) if cursor == after));
    // The first page is in its hands; the second is gone.
    prune_all(&house.database).await;
    let mut next = 2;
    let end = loop {
        match walk.next().await {
            Some(Ok(Step::Changes { batch, .. })) => {
                for entry in batch.entries() {
                    assert_eq!(entry.log.version, next);
                    next += 1;
                }
            }
            other => break other,
        }
    };
    assert!(next > 2 && next < 700, "it was to be cut in the middle, not at {next}");
    assert!(matches!(end, Some(Ok(Step::Gap { .. }))), "after version {next}: {end:?}");
    assert!(walk.next().await.is_none(), "a gap comes last");
}

#[tokio::test]
async fn what_is_pruned_before_a_server_has_read_it_is_a_gap_for_its_live_watchers() {
    let house = House::open().await;
    let anna = house.anna().await;
    let booking = house.booking().await;
    let mut live = anna.watch_all().await;
    // Logged and pruned in one transaction: no server ever sees the entry.
    house
        .database
        .sql(&format!(
            "BEGIN; UPDATE bookings SET notes = 'unseen' WHERE id = '{}'; SET CONSTRAINTS ALL IMMEDIATE; \
             SELECT frontdesk_sequence(); UPDATE change_stream SET floor = (SELECT max(revision) FROM change_log); \
             DELETE FROM change_log; COMMIT",
            text(&booking["id"])
        ))
        .await;
    anna.save(&booking, 2, json!({ "notes": "seen" })).await;
    live.gap().await;
    let mut fresh = anna.watch_all().await;
    anna.save(&booking, 3, json!({ "notes": "and on" })).await;
    assert_eq!(fresh.next_change().await["version"], 4);
}

/// What makes retries safe and ids unique is kept as long as the history, and no longer.
#[tokio::test]
async fn mutation_ids_and_the_ids_of_deleted_rows_are_pruned_with_the_history() {
    let house = House::open().await;
    let anna = house.anna().await;
    let (booking, other) = (house.booking().await, house.booking().await);
    let saved = anna.update(&booking, 1, json!({ "notes": "sea" }), json!({ "mutationId": "sea" })).await;
    assert_eq!(saved["booking"]["version"], 2);
    let deleted = anna.delete(&booking, 2, json!({})).await;
    assert_eq!(deleted["__typename"], "BookingDeleted", "{deleted}");
    let id = text(&booking["id"]);
    let kept = "SELECT (SELECT count(*) FROM mutations) + (SELECT count(*) FROM deleted_rows)";
    assert!(house.database.value::<i64>(kept).await >= 2);
    // The last transaction stays in the log, and by that what belongs to it.
    anna.save(&other, 1, json!({ "notes": "last" })).await;
    prune_all(&house.database).await;
    assert_eq!(house.database.value::<i64>(kept).await, 0);

    // Both may be used for something else now.
    let again = anna.update(&other, 2, json!({ "notes": "lake" }), json!({ "mutationId": "sea" })).await;
    assert_eq!(again["booking"]["version"], 3, "{again}");
    let mut input = house.stay().await;
    input["id"] = json!(id);
    let created = anna.create(&input).await;
    assert_eq!((&created["__typename"], &created["booking"]["id"]), (&json!("BookingSaved"), &booking["id"]));
}
