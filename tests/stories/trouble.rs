//! What goes wrong is counted: refused sockets, slow statements, changes that wait, gaps, and who is behind.

use std::net::SocketAddr;

use frontdesk::changes::{Cursor, Position};
use serde_json::{Value, json};
use sqlx::{Postgres, Transaction};
use uuid::Uuid;

use crate::operators::metrics;
use crate::support::{Database, House, Person, Socket, Watcher, document, eventually, text};

/// The value of a metric, and 0 where nothing was counted yet.
async fn value(address: SocketAddr, name: &str) -> f64 {
    metrics(address).await.get(name).copied().unwrap_or_default()
}

async fn comes_to(address: SocketAddr, name: &str, wanted: f64) {
    eventually(&format!("{name} is {wanted}"), async || value(address, name).await == wanted).await;
}

/// A page of another web site tries to open a socket.
pub(crate) async fn refused_by_origin(address: SocketAddr) {
    let refused = Socket::upgrade(address, &[("origin", "https://elsewhere.example")]).await;
    assert_eq!(refused.err().map(|(status, _)| status), Some(403));
}

/// While this lives, no change comes into the log.
pub(crate) async fn no_sequencing(database: &Database) -> Transaction<'static, Postgres> {
    let mut held = database.pool.begin().await.unwrap();
    sqlx::query("SELECT pg_advisory_xact_lock(7306085017)").execute(&mut *held).await.unwrap();
    held
}

/// A change that nobody waits to hear of.
pub(crate) async fn one_more_change(database: &Database, booking: &Value) {
    database
        .sql(&format!("UPDATE bookings SET notes = 'unheard' WHERE id = '{}'", text(&booking["id"])))
        .await;
}

/// Saves that all wait for somebody who holds the row, until one has waited for more than a second.
pub(crate) async fn slow_saves(database: &Database, anna: &Person, booking: &Value, many: usize) {
    let mut held = database.pool.begin().await.unwrap();
    let row = "SELECT 1 FROM bookings WHERE id = $1::text::uuid FOR UPDATE";
    sqlx::query(row).bind(text(&booking["id"])).execute(&mut *held).await.unwrap();
    let saves = (0..many).map(|_| {
        let (anna, booking) = (anna.clone(), booking.clone());
        tokio::spawn(async move { anna.update(&booking, 1, json!({ "notes": "late" }), json!({})).await })
    });
    let saves: Vec<_> = saves.collect();
    let waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() \
                   AND wait_event_type = 'Lock' AND clock_timestamp() - query_start > '1.2 s'";
    eventually("they have waited", async || database.value::<i64>(waiting).await >= many as i64).await;
    held.rollback().await.unwrap();
    for save in saves {
        save.await.unwrap();
    }
}

/// Somebody comes back with a place in another life of the database.
pub(crate) async fn a_gap(anna: &Person) {
    let elsewhere = Cursor { epoch: Uuid::now_v7(), position: Position::after(1) };
    let mut watcher = anna.watch(document!("booking_ticks"), json!({ "after": elsewhere.encode() })).await;
    watcher.gap().await;
}

/// A watcher that has missed so much that it does not fit into the network, and reads nothing of it.
pub(crate) async fn behind(anna: &Person, after: &str) -> Watcher {
    Watcher::narrow(anna.address, &anna.token, document!("booking_changed"), json!({ "after": after })).await
}

/// Changes of some megabytes.
pub(crate) async fn much_happens(database: &Database) {
    for note in ["a", "b", "c"] {
        let update = format!("UPDATE bookings SET notes = repeat('{note}', 1900)");
        database.sql(&update).await;
    }
}

#[tokio::test]
async fn refused_sockets_are_counted_by_their_reason() {
    let house = House::open().await;
    let refused = |reason: &str| format!("frontdesk_sockets_refused_total{{reason=\"{reason}\"}}");
    refused_by_origin(house.address).await;
    comes_to(house.address, &refused("foreign_origin"), 1.0).await;

    let mut socket = Socket::upgrade(house.address, &[]).await.map_err(|(status, _)| status).unwrap();
    let payload = json!({ "authorization": "Bearer forged" });
    socket.send(json!({ "type": "connection_init", "payload": payload })).await;
    assert_eq!(socket.next().await, Err(4403));
    comes_to(house.address, &refused("token"), 1.0).await;

    let mut socket = Socket::upgrade(house.address, &[]).await.map_err(|(status, _)| status).unwrap();
    socket.subscribe("1", "{ __typename }", json!({})).await;
    assert_eq!(socket.next().await, Err(4401));
    comes_to(house.address, &refused("no_init"), 1.0).await;

    let anna = house.anna().await;
    let mut open = vec![];
    for _ in 0..50 {
        open.push(Socket::signed_in(&anna).await);
    }
    let mut socket = Socket::upgrade(house.address, &[]).await.map_err(|(status, _)| status).unwrap();
    let payload = json!({ "authorization": format!("Bearer {}", anna.token) });
    socket.send(json!({ "type": "connection_init", "payload": payload })).await;
    assert_eq!(socket.next().await, Err(4403));
    comes_to(house.address, &refused("account_full"), 1.0).await;
    comes_to(house.address, &refused("token"), 1.0).await;
    // Who was let in and leaves is not refused.
    drop(open);
    comes_to(house.address, "frontdesk_sockets", 0.0).await;
    let all = metrics(house.address).await;
    let all = all.iter().filter(|(name, _)| name.starts_with("frontdesk_sockets_refused"));
    assert_eq!(all.map(|(_, count)| count).sum::<f64>(), 4.0);
}

#[tokio::test]
async fn a_statement_that_takes_a_second_is_counted() {
    let house = House::open().await;
    let (anna, booking) = (house.anna().await, house.booking().await);
    let slow = "frontdesk_slow_statements_total{verb=\"UPDATE\",table=\"bookings\"}";
    assert_eq!(value(house.address, slow).await, 0.0);
    slow_saves(&house.database, &anna, &booking, 1).await;
    assert_eq!(value(house.address, slow).await, 1.0);
}

#[tokio::test]
async fn changes_that_wait_are_counted_and_their_age_told() {
    let house = House::open().await;
    let booking = house.booking().await;
    comes_to(house.address, "frontdesk_change_inbox", 0.0).await;
    let held = no_sequencing(&house.database).await;
    one_more_change(&house.database, &booking).await;
    comes_to(house.address, "frontdesk_change_inbox", 1.0).await;
    assert!(value(house.address, "frontdesk_change_inbox_age_seconds").await > 0.0);
    held.rollback().await.unwrap();
    comes_to(house.address, "frontdesk_change_inbox", 0.0).await;
    assert_eq!(value(house.address, "frontdesk_change_inbox_age_seconds").await, 0.0);
}

#[tokio::test]
async fn gaps_and_those_who_are_behind_are_counted() {
    let house = House::open().await;
    let anna = house.anna().await;
    a_gap(&anna).await;
    assert_eq!(value(house.address, "frontdesk_gaps_total").await, 1.0);
    assert_eq!(value(house.address, "frontdesk_replay_queue").await, 0.0);

    let mut screen = anna.watch(document!("booking_ticks"), json!({})).await;
    let place = screen.ready().await;
    drop(screen);
    much_happens(&house.database).await;
    let mut late = behind(&anna, &place).await;
    comes_to(house.address, "frontdesk_replay_queue", 1.0).await;
    assert_eq!(late.ready().await, place);
    while late.next().await["__typename"] != "StreamBookmark" {}
    comes_to(house.address, "frontdesk_replay_queue", 0.0).await;
    assert_eq!(value(house.address, "frontdesk_gaps_total").await, 1.0);
}
