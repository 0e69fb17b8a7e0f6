//! What those who run the server are told: /healthz, /readyz, /metrics, and the id of each request.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use frontdesk::clock::Clock;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::contract::outcome;
use crate::support::{House, Person, document, eventually};

async fn get(address: SocketAddr, path: &str) -> reqwest::Response {
    reqwest::get(format!("http://{address}{path}")).await.unwrap()
}

/// The lines of the page by name and labels.
pub(crate) async fn metrics(address: SocketAddr) -> BTreeMap<String, f64> {
    let page = get(address, "/metrics").await;
    assert_eq!(page.status(), StatusCode::OK);
    let kind = page.headers()["content-type"].to_str().unwrap().to_owned();
    assert!(kind.starts_with("application/openmetrics-text"), "{kind}");
    let text = page.text().await.unwrap();
    assert!(text.ends_with("# EOF\n"), "{text}");
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines
        .map(|line| {
            let (name, value) = line.rsplit_once(' ').unwrap();
            (name.to_owned(), value.parse().unwrap())
        })
        .collect()
}

#[tokio::test]
async fn the_server_is_alive_and_ready() {
    let house = House::open().await;
    let alive = get(house.address, "/healthz").await;
    assert_eq!((alive.status(), alive.text().await.unwrap().as_str()), (StatusCode::OK, "ok\n"));
    eventually("the listener has its connection", async || {
        get(house.address, "/readyz").await.status() == StatusCode::OK
    })
    .await;
    let ready: Value = get(house.address, "/readyz").await.json().await.unwrap();
    assert_eq!(ready, json!({ "ready": true }));
}

/// LISTEN goes over a connection of its own; where it goes nowhere, the server says so and still sees changes.
#[tokio::test]
async fn a_server_that_cannot_listen_is_not_ready_but_still_tells_changes() {
    let house = House::open().await;
    let nowhere = "postgres://nobody@127.0.0.1:1/nowhere";
    let options = ["--demo", "--database-listen-url", nowhere];
    let (deaf, _) = house.another_server_with(&options, Clock::system()).await;

    let answer = get(deaf, "/readyz").await;
    assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
    let answer: Value = answer.json().await.unwrap();
    assert_eq!(answer["ready"], false);
    let reasons = answer["reasons"].to_string();
    assert!(reasons.contains("notifications") && !reasons.contains("127.0.0.1"), "{reasons}");

    let anna = house.anna().await;
    let mut screen = anna.at(deaf).watch(document!("booking_changed"), json!({})).await;
    screen.ready().await;
    let booking = house.booking().await;
    assert_eq!(screen.next_change().await["bookingId"], booking["id"]);
}

#[tokio::test]
async fn what_happens_is_counted() {
    let house = House::open().await;
    let (anna, ben, booking) = (house.anna().await, house.ben().await, house.booking().await);
    let mut screen = ben.watch(document!("booking_changed"), json!({})).await;
    screen.ready().await;
    let before = metrics(house.address).await;
    assert_eq!((before["frontdesk_watchers"], before["frontdesk_sockets"]), (1.0, 1.0));

    anna.update(&booking, 1, json!({ "notes": "a" }), json!({})).await;
    ben.update(&booking, 1, json!({ "notes": "b" }), json!({})).await;
    ben.update(&booking, 1, json!({ "adults": 1 }), json!({ "onStale": "MERGE" })).await;
    ben.update(&booking, 3, json!({ "adults": 0 }), json!({})).await;
    screen.next_change().await;
    screen.next_change().await;
    anna.ask("{ nonsense }", json!({})).await;
    let nobody = Person::nobody(house.address);
    outcome(&nobody, "signIn", json!({ "email": "x@example.org", "password": "a wrong guess" })).await;

    let after = metrics(house.address).await;
    let rose = |name: &str| {
        after.get(name).copied().unwrap_or_default() - before.get(name).copied().unwrap_or_default()
    };
    for (name, by) in [
        ("frontdesk_writes_total{entity=\"booking\",result=\"saved\"}", 1.0),
        ("frontdesk_writes_total{entity=\"booking\",result=\"conflict\"}", 1.0),
        ("frontdesk_writes_total{entity=\"booking\",result=\"merged\"}", 1.0),
        ("frontdesk_writes_total{entity=\"booking\",result=\"invalid_input\"}", 1.0),
        ("frontdesk_changes_delivered_total{entity=\"booking\"}", 2.0),
        ("frontdesk_operations_total{kind=\"mutation\",outcome=\"ok\"}", 5.0),
        ("frontdesk_sign_ins_total{result=\"invalid_credentials\"}", 1.0),
        ("frontdesk_http_requests_total{method=\"POST\",path=\"/graphql\",status=\"200\"}", 6.0),
        ("frontdesk_http_request_duration_seconds_count{path=\"/graphql\"}", 6.0),
    ] {
        assert_eq!(rose(name), by, "{name}\n{after:#?}");
    }
    drop(screen);
    eventually("the watcher is gone", async || {
        let now = metrics(house.address).await;
        now["frontdesk_watchers"] == 0.0 && now["frontdesk_sockets"] == 0.0
    })
    .await;
    eventually("the gauges are sampled", async || {
        let now = metrics(house.address).await;
        let connections =
            now.get("frontdesk_database_connections{state=\"idle\"}").copied().unwrap_or_default()
                + now.get("frontdesk_database_connections{state=\"used\"}").copied().unwrap_or_default();
        connections >= 1.0
            && now.get("frontdesk_listener_lag_seconds").is_some_and(|lag| (0.0..30.0).contains(lag))
            && now.get("frontdesk_notify_queue_usage").is_some_and(|usage| (0.0..0.5).contains(usage))
    })
    .await;
}

#[tokio::test]
async fn metrics_are_for_this_machine() {
    let house = House::open().await;
    let http = reqwest::Client::new();
    for header in ["x-forwarded-for", "forwarded", "x-real-ip", "via"] {
        let asked = http.get(format!("http://{}/metrics", house.address)).header(header, "203.0.113.9");
        assert_eq!(asked.send().await.unwrap().status(), StatusCode::NOT_FOUND, "{header}");
    }
}

#[tokio::test]
async fn every_answer_has_an_id_and_no_address_is_a_surprise() {
    let house = House::open().await;
    let http = reqwest::Client::new();
    for (method, path, status) in [
        (Method::GET, "/", 200),
        (Method::GET, "/graphiql", 200),
        (Method::GET, "/healthz", 200),
        (Method::GET, "/graphql", 405),
        (Method::PUT, "/graphql", 405),
        (Method::POST, "/graphql", 415),
        (Method::GET, "/admin", 404),
        (Method::POST, "/graphql/..%2f", 404),
        (Method::DELETE, "/healthz", 405),
    ] {
        let request = http.request(method.clone(), format!("http://{}{path}", house.address));
        let answer = request.header("x-request-id", "forged").send().await.unwrap();
        assert_eq!(answer.status(), status, "{method} {path}");
        let id = answer.headers()["x-request-id"].to_str().unwrap().to_owned();
        assert!(uuid::Uuid::parse_str(&id).is_ok(), "{method} {path}: {id}");
        assert_eq!(answer.headers()["x-content-type-options"], "nosniff");
        // The pages are everybody's, but may be of another program after the next start.
        let kept = if matches!(path, "/" | "/graphiql") { "no-cache" } else { "no-store" };
        assert_eq!(answer.headers()["cache-control"], kept, "{method} {path}");
        if status == 404 {
            let body: Value = answer.json().await.unwrap();
            assert_eq!(body["errors"][0]["extensions"]["code"], "NOT_FOUND", "{body}");
        }
    }
    let ids = async || {
        let answer = get(house.address, "/healthz").await;
        answer.headers()["x-request-id"].to_str().unwrap().to_owned()
    };
    assert_ne!(ids().await, ids().await);
}
