//! Many who watch cost the database no more than one, and those who don't keep up hurt nobody.

use serde_json::json;

use crate::support::{Database, House, document};

const CHANGES: i64 = 40;

/// How often the tables that a change touches were scanned, by the database's own count. A session's counts are
/// added when it ends, so all are ended first; the server opens others.
async fn scans(database: &Database) -> i64 {
    let others = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
    let _: i64 = database.value(&format!("SELECT count(pg_terminate_backend(pid, 5000)) {others}")).await;
    database
        .value(
            "SELECT sum(seq_scan + coalesce(idx_scan, 0))::bigint FROM pg_stat_user_tables \
             WHERE relname IN ('change_log', 'change_stream', 'bookings', 'guests', 'rooms')",
        )
        .await
}

/// How many scans some changes cost while so many watch.
async fn cost_with(watchers: usize) -> i64 {
    let house = House::open().await;
    let anna = house.anna().await;
    let booking = house.booking().await;
    let people = [house.ben().await, house.mara().await, house.vera().await];
    let mut screens = vec![];
    for person in people.iter().cycle().take(watchers) {
        let mut screen = person.watch(document!("booking_stream"), json!({})).await;
        screen.ready().await;
        screens.push(screen);
    }
    let before = scans(&house.database).await;
    // The first writes find the connections gone; the server opens others.
    for version in 1..=CHANGES {
        anna.save(&booking, version, json!({ "notes": format!("{version}") })).await;
    }
    for screen in &mut screens {
        for version in 2..=CHANGES + 1 {
            let change = screen.next_change().await;
            assert_eq!((&change["version"], &change["skipped"]), (&json!(version), &json!(0)));
            assert_eq!(change["booking"]["guest"]["name"], "Carl");
        }
    }
    scans(&house.database).await - before
}

#[tokio::test]
async fn reads_per_change_do_not_grow_with_the_watchers() {
    let (one, many) = (cost_with(1).await, cost_with(120).await);
    // The slow poll reads a little by itself.
    assert!(many < one + CHANGES, "{CHANGES} changes cost {one} scans with one watcher and {many} with 120");
}
