//! What a page costs the database.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};
use tracing::field::{Field, Visit};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};

use crate::pages::inquiries;
use crate::support::{House, eventually, nodes, text};

/// Counts the statements on the hotel's own tables that sqlx reports from this thread.
#[derive(Clone, Default)]
struct Statements(Arc<AtomicUsize>);

struct OnBookings(bool);

impl Visit for OnBookings {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        if ["summary", "db.statement"].contains(&field.name()) {
            let text = format!("{value:?}");
            self.0 |= ["bookings", "rooms", "guests"].iter().any(|table| text.contains(table));
        }
    }
}

impl<S: tracing::Subscriber> Layer<S> for Statements {
    fn on_event(&self, event: &tracing::Event<'_>, _: Context<'_, S>) {
        if event.metadata().target() == "sqlx::query" {
            let mut visit = OnBookings(false);
            event.record(&mut visit);
            self.0.fetch_add(usize::from(visit.0), Ordering::Relaxed);
        }
    }
}

// On one thread, the test's own, which the server shares: what it reports is counted and nothing else.
#[tokio::test(flavor = "current_thread")]
async fn a_page_costs_as_many_queries_whether_it_has_one_row_or_fifty() {
    let statements = Statements::default();
    let subscriber = tracing_subscriber::registry().with(statements.clone());
    let _counting = tracing::subscriber::set_default(subscriber);
    let house = House::open().await;
    let anna = house.anna().await;
    inquiries(&house, &anna, 60).await;
    // Each booking has a room and a guest of its own.
    house
        .database
        .sql(
            "UPDATE bookings b SET guest_id = g.id \
             FROM (SELECT id, row_number() OVER (ORDER BY id) n FROM guests WHERE name LIKE 'Guest %') g, \
                  (SELECT id, row_number() OVER (ORDER BY id) n FROM bookings WHERE notes = 'page') p \
             WHERE b.id = p.id AND g.n = p.n",
        )
        .await;
    for first in [1, 2, 50] {
        // What another thread came by first was registered without this thread's subscriber.
        tracing::callsite::rebuild_interest_cache();
        let before = statements.0.load(Ordering::Relaxed);
        let page = anna.page(json!({ "first": first, "filter": { "from": "2032-01-01" } })).await;
        let guests: BTreeSet<_> = nodes(&page).iter().map(|node| text(&node["guest"]["id"])).collect();
        assert_eq!(guests.len(), first);
        let cost = statements.0.load(Ordering::Relaxed) - before;
        assert_eq!(cost, 1, "the page with what is beside its bookings, for {first} rows");
    }
}

/// With so many bookings nothing else than an index is quick.
#[tokio::test]
async fn pages_of_any_order_are_read_along_an_index() {
    let house = House::open().await;
    let anna = house.anna().await;
    inquiries(&house, &anna, 4000).await;
    house
        .database
        .sql("UPDATE bookings SET status = 'CANCELLED' WHERE notes = 'page' AND adults = 1; ANALYZE bookings")
        .await;
    let scans = async |index: &str| -> i64 {
        let scans = format!("SELECT idx_scan FROM pg_stat_user_indexes WHERE indexrelname = '{index}'");
        house.database.value(&scans).await
    };
    let statuses = json!({ "statuses": ["INQUIRY", "NO_SHOW"] });
    for (index, order, filter) in [
        ("bookings_by_status_check_out", "CHECK_OUT_DESC", statuses.clone()),
        ("bookings_by_status_created_at", "CREATED_AT_ASC", statuses),
        ("bookings_by_created_at_and_stay", "CREATED_AT_DESC", json!({ "from": "2000-01-01" })),
        ("bookings_by_total_price", "TOTAL_PRICE_DESC", json!({ "from": "2000-01-01" })),
        ("guests_by_language", "GUEST_ASC", json!({ "from": "2000-01-01" })),
        ("rooms_by_language", "ROOM_DESC", json!({ "from": "2000-01-01" })),
    ] {
        let before = scans(index).await;
        // What a session has counted is told when it rests.
        eventually(index, async || {
            anna.page(json!({ "first": 20, "filter": filter, "orderBy": order })).await;
            scans(index).await > before
        })
        .await;
    }

    // What the days leave nothing out of is the same list, wherever in it a page begins.
    let (mut plain, mut skipped) = (Value::Null, Value::Null);
    for _ in 0..3 {
        let next = async |after: &Value, filter: Value| {
            let page = json!({ "first": 20, "after": after, "filter": filter, "orderBy": "CREATED_AT_DESC" });
            anna.page(page).await
        };
        let (all, some) =
            (next(&plain, json!({})).await, next(&skipped, json!({ "from": "2000-01-01" })).await);
        assert_eq!(nodes(&all), nodes(&some));
        (plain, skipped) = (all["pageInfo"]["endCursor"].clone(), some["pageInfo"]["endCursor"].clone());
    }
}
