//! A save is followed from its caller's span to the screens that are told of it; nobody's data goes along, and a collector
//! that is in trouble is nobody else's.

use std::time::{Duration, Instant};

use frontdesk::clock::Clock;
use opentelemetry_proto::tonic::trace::v1::Span;
use serde_json::{Value, json};

use crate::support::collector::{Collector, hex, said};
use crate::support::{Database, House, Person, Program, Socket, document, eventually};

const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";
const CALLER: &str = "b7ad6b7169203331";
const OTHER_TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const OTHER_CALLER: &str = "00f067aa0ba902b7";
/// What is written, and must not be in a trace.
const SECRET: &str = "allergic to pepperoni";
/// How long the server waits for the collector to take a batch.
const EXPORT: Duration = Duration::from_secs(5);

fn traceparent(trace: &str, span: &str) -> String {
    format!("00-{trace}-{span}-01")
}

fn save(booking: &Value, version: i64) -> Value {
    let patch = json!({ "notes": format!("{SECRET}, {version}") });
    let input = json!({ "id": booking["id"], "expectedVersion": version, "patch": patch });
    json!({ "query": document!("update_booking"), "operationName": "UpdateBooking", "variables": { "input": input } })
}

/// Saves over a socket.
async fn saves(socket: &mut Socket, id: &str, payload: Value) {
    socket.send(json!({ "id": id, "type": "subscribe", "payload": payload })).await;
    let next = socket.next_message().await;
    assert_eq!(next["payload"]["data"]["updateBooking"]["__typename"], "BookingSaved", "{next}");
    assert_eq!(socket.next_message().await["type"], "complete");
}

async fn traced_house() -> (Collector, House) {
    let collector = Collector::start().await;
    let house = House::open_with(&["--demo", "--otlp-endpoint", &collector.url()], Clock::system()).await;
    (collector, house)
}

/// The one span of this name.
fn one<'a>(trace: &'a [Span], name: &str) -> &'a Span {
    let names: Vec<_> = trace.iter().map(|span| &span.name).collect();
    let mut found = trace.iter().filter(|span| span.name == name);
    match (found.next(), found.next()) {
        (Some(span), None) => span,
        _ => panic!("not one {name}: {names:?}"),
    }
}

fn is_below(span: &Span, parent: &Span) {
    assert_eq!(hex(&span.parent_span_id), hex(&parent.span_id), "{} is below {}", span.name, parent.name);
}

fn has_link_to(span: &Span, other: &Span) -> bool {
    span.links.iter().any(|link| link.span_id == other.span_id && link.trace_id == other.trace_id)
}

#[tokio::test]
async fn a_save_over_http_is_followed_to_the_screens_that_show_it() {
    let (collector, house) = traced_house().await;
    let (anna, ben, booking) = (house.anna().await, house.ben().await, house.booking().await);
    let mut screen = ben.watch(document!("booking_stream"), json!({})).await;
    screen.ready().await;
    let request = anna.http.post(format!("http://{}/graphql", anna.address)).bearer_auth(&anna.token);
    let request =
        request.header("traceparent", traceparent(TRACE, CALLER)).header("tracestate", "v=pepperoni");
    let answer = request.json(&save(&booking, 1)).send().await.unwrap();
    let id = answer.headers()["x-request-id"].to_str().unwrap().to_owned();
    let answer: Value = answer.json().await.unwrap();
    assert_eq!(answer["data"]["updateBooking"]["__typename"], "BookingSaved", "{answer}");
    assert_eq!(screen.next_change().await["version"], 2);

    let trace = collector.trace(TRACE, "change told").await;
    let request = one(&trace, "POST /graphql");
    assert_eq!(hex(&request.parent_span_id), CALLER);
    assert_eq!(said(request, "frontdesk.request_id"), id);
    assert_eq!(said(request, "http.response.status_code"), "200");
    let operation = one(&trace, "mutation UpdateBooking");
    is_below(operation, request);
    assert_eq!(said(operation, "frontdesk.request_id"), id);
    assert_eq!(said(operation, "frontdesk.outcome"), "ok");
    let statement = one(&trace, "UPDATE bookings");
    is_below(statement, operation);
    let (announced, told) = (one(&trace, "change announced"), one(&trace, "change told"));
    is_below(announced, operation);
    is_below(told, operation);
    assert_eq!(said(told, "frontdesk.transport"), "websocket");
    assert_eq!(said(told, "frontdesk.revision"), said(announced, "frontdesk.revision"));
    assert!(announced.start_time_unix_nano >= statement.end_time_unix_nano, "first it is written");
    let linked = |span: &Span| span.name == "changes read" && has_link_to(span, operation);
    let reading = &collector.spans("changes read", linked).await[0];
    assert_eq!(said(reading, "frontdesk.revision"), said(told, "frontdesk.revision"));

    for secret in [SECRET, "pepperoni", "Carl", "@demo.frontdesk", &anna.token, &ben.token, "Anna"] {
        assert!(!collector.has_seen(secret), "{secret} was told");
    }
}

#[tokio::test]
async fn an_operation_of_a_socket_goes_on_with_the_trace_that_it_names_or_its_socket() {
    let (collector, house) = traced_house().await;
    let (anna, booking) = (house.anna().await, house.booking().await);
    let called = traceparent(TRACE, CALLER);
    let mut socket = Socket::upgrade(house.address, &[("traceparent", &called)]).await.unwrap();
    let payload = json!({ "authorization": format!("Bearer {}", anna.token) });
    socket.send(json!({ "type": "connection_init", "payload": payload })).await;
    assert_eq!(socket.next_message().await["type"], "connection_ack");
    let mut on_its_own = Socket::signed_in(&anna).await;
    let mut other = save(&booking, 2);
    other["extensions"] = json!({ "traceparent": traceparent(OTHER_TRACE, OTHER_CALLER) });
    saves(&mut socket, "one", save(&booking, 1)).await;
    saves(&mut socket, "two", other).await;
    saves(&mut on_its_own, "three", save(&booking, 3)).await;

    let trace = collector.trace(TRACE, "mutation UpdateBooking").await;
    let (upgrade, operation) = (one(&trace, "GET /graphql"), one(&trace, "mutation UpdateBooking"));
    assert_eq!(hex(&upgrade.parent_span_id), CALLER);
    assert_eq!(said(upgrade, "http.response.status_code"), "101");
    is_below(operation, upgrade);
    is_below(one(&trace, "UPDATE bookings"), operation);
    let id = said(upgrade, "frontdesk.request_id");
    assert_eq!(said(operation, "frontdesk.request_id"), format!("{id}/one"));

    let trace = collector.trace(OTHER_TRACE, "mutation UpdateBooking").await;
    let operation = one(&trace, "mutation UpdateBooking");
    assert_eq!(hex(&operation.parent_span_id), OTHER_CALLER);
    assert_eq!(said(operation, "frontdesk.request_id"), format!("{id}/two"));
    assert!(has_link_to(operation, upgrade), "{operation:?}");
    is_below(one(&trace, "UPDATE bookings"), operation);

    let third =
        |span: &Span| !span.links.is_empty() && ![TRACE, OTHER_TRACE].contains(&&*hex(&span.trace_id));
    let trace = collector.spans("mutation UpdateBooking", third).await;
    let operation = one(&trace, "mutation UpdateBooking");
    assert!(
        operation.parent_span_id.is_empty() && said(operation, "frontdesk.request_id").ends_with("/three")
    );
    for secret in [SECRET, "Carl", "@demo.frontdesk", &anna.token] {
        assert!(!collector.has_seen(secret), "{secret} was told");
    }
}

#[tokio::test]
async fn a_collector_in_trouble_is_nobody_elses_and_the_end_tells_what_is_left() {
    let (database, collector) = (Database::new().await, Collector::start().await);
    collector.hang(true);
    let mut server =
        Program::on_database(&database.url, &["--demo", "--otlp-endpoint", &collector.url()]).await;
    let anna = Person::sign_in(server.address, "anna").await;
    eventually("the collector is told, and does not answer", async || collector.asked() > 0).await;
    let began = Instant::now();
    for _ in 0..20 {
        anna.guest("Carl").await;
    }
    assert!(began.elapsed() < 10 * EXPORT, "they wait for the collector");
    let given_up = "the collector takes no traces";
    let tried_again = async || {
        anna.guest("Carl").await;
        collector.asked() > 2
    };
    eventually("it is tried again and again", tried_again).await;
    assert_eq!(server.log().matches(given_up).count(), 1, "{}", server.log());

    collector.hang(false);
    let again = async || {
        anna.guest("Carl").await;
        server.log().contains("the collector of traces takes them again")
    };
    eventually("it takes them again", again).await;
    // What is not sent yet is sent at the end; the names are of their own, so that they can be told apart.
    let query = json!({ "query": "query TheLast { __typename }", "operationName": "TheLast" });
    let last =
        anna.http.post(format!("http://{}/graphql", anna.address)).bearer_auth(&anna.token).json(&query);
    assert_eq!(last.send().await.unwrap().status(), 200);
    server.signal(rustix::process::Signal::TERM);
    assert!(server.ended().await.success(), "{}", server.log());
    assert!(collector.has_seen("query TheLast"), "it was not told at the end");
}

#[tokio::test]
async fn a_collector_that_hangs_does_not_keep_the_server_from_ending() {
    let (database, collector) = (Database::new().await, Collector::start().await);
    collector.hang(true);
    let server = Program::on_database(&database.url, &["--demo", "--otlp-endpoint", &collector.url()]).await;
    Person::sign_in(server.address, "anna").await;
    server.stop().await;
    assert!(collector.asked() > 0, "it was told what there was");
}

/// Whether a thread of a process tells a collector.
fn tells(server: &Program) -> bool {
    let tasks = std::fs::read_dir(format!("/proc/{}/task", server.id())).unwrap();
    let names = tasks.flatten().filter_map(|task| std::fs::read_to_string(task.path().join("comm")).ok());
    names.into_iter().any(|name| name.starts_with("OpenTelemetry"))
}

#[tokio::test]
async fn nothing_is_traced_unless_a_collector_is_named() {
    let (database, collector) = (Database::new().await, Collector::start().await);
    let server = Program::on_database(&database.url, &["--demo"]).await;
    Person::sign_in(server.address, "anna").await;
    assert!(!tells(&server));
    server.stop().await;

    let more = ["--demo", "--otlp-endpoint", &collector.url(), "--trace-share", "0"];
    let server = Program::on_database(&database.url, &more).await;
    let anna = Person::sign_in(server.address, "anna").await;
    assert!(tells(&server), "otherwise the first half shows nothing");
    // A caller's wish counts for more than the share.
    let request = anna.http.post(format!("http://{}/graphql", anna.address)).bearer_auth(&anna.token);
    let request = request.header("traceparent", traceparent(TRACE, CALLER));
    request.json(&json!({ "query": "{ __typename }" })).send().await.unwrap();
    server.stop().await;
    let spans = collector.spans("POST /graphql", |_| true).await;
    assert!(spans.iter().all(|span| hex(&span.trace_id) == TRACE), "{spans:?}");
}
