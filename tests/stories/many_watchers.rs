//! Many who watch cost the database no more than one, and those who don't keep up hurt nobody.

use std::time::Instant;

use serde_json::{Value, json};

use crate::support::{Database, House, Person, Program, Socket, Watcher, document, text};

const CHANGES: i64 = 40;
/// The slow poll looks into the log every two seconds, which are three scans.
const SCANS_PER_SECOND: f64 = 2.0;

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

/// How many scans some changes cost while so many watch, beside those that time alone costs.
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
    // One execution for each of the roles, whatever the number of watchers.
    let page = anna.http.get(format!("http://{}/metrics", house.address)).send().await.unwrap();
    let executions = format!("frontdesk_watcher_groups {}\n", watchers.min(people.len()));
    let page = page.text().await.unwrap();
    assert!(page.contains(&executions), "{executions} is missing in {page}");
    let (before, began) = (scans(&house.database).await, Instant::now());
    // A reading finds its connection gone and takes another, which a write that was under way must not do by itself.
    let readings = (0..16).map(|_| anna.page(json!({ "first": 1 })));
    futures_util::future::join_all(readings).await;
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
    let after = scans(&house.database).await;
    after - before - (began.elapsed().as_secs_f64() * SCANS_PER_SECOND) as i64
}

#[tokio::test]
async fn reads_per_change_do_not_grow_with_the_watchers() {
    let (one, many) = (cost_with(1).await, cost_with(120).await);
    assert!(many < one + CHANGES, "{CHANGES} changes cost {one} scans with one watcher and {many} with 120");
}

/// A watcher with little room, which does not read for now.
async fn stalled(person: &Person) -> Watcher {
    let mut watcher =
        Watcher::narrow(person.address, &person.token, document!("booking_stream"), json!({})).await;
    watcher.ready().await;
    watcher
}

/// So many transactions, each of which makes an event of sixteen kilobytes.
async fn rush(database: &Database, booking: &Value, changes: i64) {
    let id = text(&booking["id"]);
    database
        .sql(&format!(
            "DO $$ BEGIN FOR number IN 1..{changes} LOOP \
             UPDATE bookings SET notes = number || repeat('x', 8000) WHERE id = '{id}'; COMMIT; \
             END LOOP; END $$"
        ))
        .await;
}

#[tokio::test]
async fn who_falls_behind_is_told_the_newest_and_how_many_it_stands_for() {
    const RUSH: i64 = 1200;
    let house = House::open().await;
    let ben = house.ben().await;
    let booking = house.booking().await;
    let mut screen = stalled(&ben).await;
    rush(&house.database, &booking, RUSH).await;
    let (mut version, mut skipped, mut told) = (1, 0, 0);
    while version < RUSH + 1 {
        let change = screen.next_change().await;
        told += 1;
        assert_eq!(change["before"]["version"], version, "from where it was told last");
        let step = 1 + change["skipped"].as_i64().unwrap();
        version += step;
        skipped += step - 1;
        assert_eq!(change["version"], version, "each change is told or counted");
        assert_eq!(change["booking"]["id"], booking["id"]);
    }
    assert!(skipped > 0, "the network took {RUSH} events of 16 KB from a reader that does not read");
    assert!(told < 60, "{told} events of 16 KB waited in the network, where nothing can be collapsed");
    // And it goes on as if nothing had been.
    house.anna().await.save(&booking, RUSH + 1, json!({ "notes": "the end" })).await;
    let last = screen.next_change().await;
    assert_eq!((&last["version"], &last["skipped"]), (&json!(RUSH + 2), &json!(0)));
}

/// Resident memory of a process, in bytes.
fn resident(process: u32) -> i64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<i64>().unwrap() * 1024
}

#[tokio::test]
async fn those_who_do_not_read_cost_little_and_delay_nobody() {
    const RUSH: i64 = 600;
    const STALLED: i64 = 40;
    let database = Database::new().await;
    let server = Program::on_database(&database.url, &["--demo"]).await;
    let (anna, ben) =
        (Person::sign_in(server.address, "anna").await, Person::sign_in(server.address, "ben").await);
    let page = anna.page(json!({ "first": 1 })).await;
    let booking = page["nodes"][0].clone();
    let mut stopped = vec![];
    for _ in 0..STALLED {
        stopped.push(stalled(&ben).await);
    }
    let mut screen = anna.watch(document!("booking_stream"), json!({})).await;
    screen.ready().await;
    let before = resident(server.id());
    rush(&database, &booking, RUSH).await;
    let mut version = booking["version"].as_i64().unwrap();
    let end = version + RUSH;
    while version < end {
        let change = screen.next_change().await;
        version += 1 + change["skipped"].as_i64().unwrap();
        assert_eq!(change["version"], version);
    }
    let grown = resident(server.id()) - before;
    let all = STALLED * RUSH * 16_000;
    assert!(grown < all / 4, "{STALLED} sockets hold {grown} bytes of {all}");
    drop(stopped);
    server.stop().await;
}

#[tokio::test]
async fn a_large_message_leaves_no_memory_behind() {
    const SOCKETS: i64 = 80;
    const BYTES: i64 = 200_000;
    let database = Database::new().await;
    let server = Program::on_database(&database.url, &["--demo"]).await;
    let (anna, ben) =
        (Person::sign_in(server.address, "anna").await, Person::sign_in(server.address, "ben").await);
    let mut sockets = vec![];
    for person in [anna, ben].iter().cycle().take(SOCKETS as usize) {
        sockets.push(Socket::signed_in(person).await);
    }
    /// Sends so many bytes, which are passed over, and waits until they were.
    async fn send(socket: &mut Socket, bytes: i64) {
        let payload =
            json!({ "query": "{ __typename }", "extensions": { "pad": "x".repeat(bytes as usize) } });
        socket.send(json!({ "id": "1", "type": "subscribe", "payload": payload })).await;
        assert_eq!(socket.next_message().await["type"], "next");
        assert_eq!(socket.next_message().await["type"], "complete");
    }
    let before = resident(server.id());
    for socket in &mut sockets {
        send(socket, BYTES).await;
        // What a page asks next.
        for _ in 0..3 {
            send(socket, 1_000).await;
        }
    }
    let (grown, all) = (resident(server.id()) - before, SOCKETS * BYTES);
    assert!(grown < all / 3, "{SOCKETS} sockets keep {grown} bytes of {all}");
    drop(sockets);
    server.stop().await;
}
