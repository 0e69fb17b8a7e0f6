//! Each rule of api/observe/alerts.yaml fires: a real Prometheus asks a real server while the fault is there. And what
//! rules and dashboard ask for is there to be had.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::operators::metrics;
use crate::relay::Two;
use crate::support::prometheus::{Prometheus, RULES};
use crate::support::{House, PATIENCE, Person, document, eventually};
use crate::trouble::{
    a_gap, behind, much_happens, no_sequencing, one_more_change, refused_by_origin, slow_saves,
};

const DASHBOARD: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../api/observe/dashboard.json"));

/// Waits until an alert of this name fires, and does something again and again meanwhile.
async fn fires(prometheus: &Prometheus, alert: &str, mut meanwhile: impl AsyncFnMut()) {
    let deadline = Instant::now() + PATIENCE;
    while !prometheus.firing().await.iter().any(|labels| labels["alertname"] == alert) {
        assert!(Instant::now() < deadline, "it does not fire: {alert}");
        meanwhile().await;
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// The names of the rules.
fn rules() -> BTreeSet<&'static str> {
    RULES.lines().filter_map(|line| line.trim_start().strip_prefix("- alert: ")).collect()
}

/// Each metric that a text names.
fn named(text: &str) -> BTreeSet<&str> {
    let words = text.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
    words.filter(|word| word.starts_with("frontdesk_") && *word != "frontdesk_sequence").collect()
}

async fn a_free_address() -> SocketAddr {
    tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap()
}

#[tokio::test]
async fn every_rule_fires_when_its_fault_is_there_and_asks_for_what_there_is() {
    let house = House::open().await;
    let (nobody, anna) = (a_free_address().await, house.anna().await);
    let mut rules = rules();
    let mut two = Two::open().await;
    let [one, other] = two.addresses();
    let prometheus = Prometheus::asking(&[house.address, nobody, one, other]).await;
    eventually("the server is asked", async || prometheus.has("frontdesk_gaps_total").await).await;
    assert_eq!(
        prometheus.firing().await.iter().filter(|labels| labels["alertname"] != "FrontdeskDown").count(),
        0
    );
    let mut proved = |rule: &'static str| assert!(rules.remove(rule), "{rule} is no rule");

    fires(&prometheus, "FrontdeskDown", async || {}).await;
    let down = prometheus.firing().await;
    assert!(down.iter().all(|labels| labels["instance"] == nobody.to_string()), "{down:?}");
    proved("FrontdeskDown");

    fires(&prometheus, "FrontdeskSocketsRefused", async || refused_by_origin(house.address).await).await;
    proved("FrontdeskSocketsRefused");

    a_gap(&anna).await;
    fires(&prometheus, "FrontdeskGaps", async || {}).await;
    proved("FrontdeskGaps");

    let mut screen = anna.watch(document!("booking_ticks"), json!({})).await;
    let place = screen.ready().await;
    much_happens(&house.database).await;
    let mut late = vec![];
    for _ in 0..12 {
        late.push(behind(&anna, &place).await);
    }
    fires(&prometheus, "FrontdeskReplayQueue", async || {}).await;
    drop((late, screen));
    proved("FrontdeskReplayQueue");

    let booking = house.booking().await;
    slow_saves(&house.database, &anna, &booking, 1).await;
    let counted = "frontdesk_slow_statements_total";
    eventually("one is known", async || prometheus.has(counted).await).await;
    let booking = house.booking().await;
    slow_saves(&house.database, &anna, &booking, 7).await;
    fires(&prometheus, "FrontdeskSlowStatements", async || {}).await;
    proved("FrontdeskSlowStatements");

    let booking = house.booking().await;
    let held = no_sequencing(&house.database).await;
    one_more_change(&house.database, &booking).await;
    fires(&prometheus, "FrontdeskChangesWait", async || {}).await;
    proved("FrontdeskChangesWait");
    held.rollback().await.unwrap();
    fires(&prometheus, "FrontdeskChangesLate", async || {}).await;
    proved("FrontdeskChangesLate");

    two.late_by_the_relay("6 s").await;
    fires(&prometheus, "FrontdeskRelayLate", async || {}).await;
    let late =
        prometheus.firing().await.into_iter().filter(|labels| labels["alertname"] == "FrontdeskRelayLate");
    assert!(
        late.map(|labels| labels["instance"].clone())
            .all(|by| by == one.to_string() || by == other.to_string())
    );
    proved("FrontdeskRelayLate");

    house.database.sql("ALTER TABLE guests RENAME COLUMN name TO called").await;
    let guests = "{ guests(first: 1) { nodes { name } } }";
    fires(&prometheus, "FrontdeskMistakes", async || drop(anna.ask(guests, json!({})).await)).await;
    proved("FrontdeskMistakes");
    // Sessions can't be looked up, which is answered 503.
    house.database.sql("ALTER TABLE sessions RENAME TO sessions_away").await;
    fires(&prometheus, "FrontdeskServerErrors", async || asks_anew(&anna).await).await;
    proved("FrontdeskServerErrors");

    assert!(rules.is_empty(), "not made to fire: {rules:?}");
    there_is_what_is_asked_for(house.address).await;
}

/// A request whose session is not known by heart.
async fn asks_anew(anna: &Person) {
    anna.ask("{ __typename }", json!({})).await;
}

async fn there_is_what_is_asked_for(server: SocketAddr) {
    let there = metrics(server).await;
    let there: BTreeSet<_> = there.keys().map(|name| name.split('{').next().unwrap_or_default()).collect();
    let dashboard: Value = serde_json::from_str(DASHBOARD).unwrap();
    let asked = named(RULES).into_iter().chain(named(DASHBOARD));
    let missing: Vec<_> = asked.filter(|name| !there.contains(name)).collect();
    assert!(missing.is_empty() && dashboard["panels"].is_array(), "nobody has {missing:?} of {there:?}");
}
