//! Watching over plain HTTP: `/graphql/stream`, one connection an operation.

use std::time::Duration;

use reqwest::{RequestBuilder, StatusCode, Url};
use serde_json::{Value, json};
use tokio::time::timeout;

use crate::support::{Events, House, Person, document, text};

fn address(person: &Person) -> String {
    format!("http://{}/graphql/stream", person.address)
}

/// The same with an operation in it.
fn address_of(person: &Person, parameters: &[(&str, &str)]) -> Url {
    Url::parse_with_params(&address(person), parameters).unwrap()
}

/// As a program subscribes.
fn post(person: &Person, variables: Value) -> RequestBuilder {
    let body = json!({ "query": document!("booking_stream"), "variables": variables });
    person.http.post(address(person)).bearer_auth(&person.token).json(&body)
}

/// As a browser's `EventSource` of this server's page does.
fn event_source(person: &Person, parameters: &[(&str, &str)]) -> RequestBuilder {
    let cookie = format!("frontdesk_session={}", person.token);
    let request = person.http.get(address_of(person, parameters));
    request.header("cookie", cookie).header("sec-fetch-site", "same-origin")
}

#[tokio::test]
async fn every_event_says_where_to_go_on() {
    let house = House::open().await;
    let (anna, ben) = (house.anna().await, house.ben().await);
    let booking = house.booking().await;
    let mut screen = Events::of(post(&ben, json!({}))).await;
    let (id, ready) = screen.next().await;
    assert_eq!((&ready["__typename"], &ready["revision"]), (&json!("StreamReady"), &json!(id)));
    let saved = anna.save(&booking, 1, json!({ "notes": "seen" })).await;
    let (seen, change) = screen.next().await;
    assert_eq!((&change["version"], &change["revision"]), (&json!(2), &json!(seen)));
    assert_eq!(saved["revision"], json!(seen), "the same cursor as everywhere");
    drop(screen);
    anna.save(&booking, 2, json!({ "notes": "missed" })).await;
    anna.save(&booking, 3, json!({ "notes": "missed, too" })).await;

    // The header counts before what the request says; over a socket the same cursor does the same.
    let wrong = anna.page(json!({ "first": 1 })).await["revision"].clone();
    let request = post(&ben, json!({ "after": wrong })).header("last-event-id", &seen);
    let mut back = Events::of(request).await;
    let mut socket = ben.resume(&json!(seen)).await;
    assert_eq!(back.next().await.0, seen);
    for version in [3, 4] {
        let (id, change) = back.next().await;
        assert_eq!((&change["version"], &change["revision"]), (&json!(version), &json!(id)));
        assert_eq!(socket.next().await["revision"], json!(id));
    }
    let (id, bookmark) = back.next().await;
    assert_eq!((&bookmark["__typename"], &bookmark["revision"]), (&json!("StreamBookmark"), &json!(id)));
    let live = anna.save(&booking, 4, json!({ "notes": "live" })).await;
    assert_eq!(json!(back.next().await.0), live["revision"]);
}

#[tokio::test]
async fn an_event_source_has_nothing_but_an_address_and_the_cookie() {
    let house = House::open().await;
    let (anna, ben) = (house.anna().await, house.ben().await);
    let booking = house.booking().await;
    let query = ("query", document!("booking_stream"));
    let mut screen = Events::of(event_source(&ben, &[query])).await;
    let (ready, _) = screen.next().await;
    anna.save(&booking, 1, json!({ "notes": "told" })).await;
    assert_eq!(screen.next().await.1["version"], 2);
    // It comes back by itself, with the id that it has.
    let mut back = Events::of(event_source(&ben, &[query]).header("last-event-id", ready)).await;
    back.next().await;
    assert_eq!(back.next().await.1["version"], 2);
    // With variables in the address.
    let variables = json!({ "after": anna.page(json!({ "first": 1 })).await["revision"] }).to_string();
    let request = event_source(&ben, &[query, ("variables", &variables)]);
    assert_eq!(Events::of(request).await.next().await.1["__typename"], "StreamReady");
}

#[tokio::test]
async fn a_cookie_from_elsewhere_is_no_session() {
    let house = House::open().await;
    let ben = house.ben().await;
    let cookie = format!("frontdesk_session={}", ben.token);
    let query = ("query", document!("booking_stream"));
    let request = ben.http.get(address_of(&ben, &[query])).header("cookie", &cookie);
    let mut events = Events::of(request).await;
    let refused = events.read().await.unwrap();
    assert_eq!(refused.data["errors"][0]["extensions"]["code"], "UNAUTHENTICATED", "{refused:?}");
    assert_eq!(events.read().await.unwrap().name, "complete");
    let foreign = event_source(&ben, &[query]).header("origin", "https://evil.example");
    assert_eq!(foreign.send().await.unwrap().status(), StatusCode::FORBIDDEN);
    let forged =
        ben.http.post(address(&ben)).bearer_auth("forged").json(&json!({ "query": "{ me { id } }" }));
    assert_eq!(forged.send().await.unwrap().status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn other_operations_have_one_answer_and_a_get_changes_nothing() {
    let house = House::open().await;
    let anna = house.anna().await;
    let send = |query: &str| {
        anna.http.post(address(&anna)).bearer_auth(&anna.token).json(&json!({ "query": query }))
    };
    let mut events = Events::of(send("{ me { name } }")).await;
    assert_eq!(events.read().await.unwrap().data["data"]["me"]["name"], "Anna");
    let complete = events.read().await.unwrap();
    assert_eq!((&*complete.name, complete.data), ("complete", Value::Null));
    assert!(events.read().await.is_none(), "and the stream ends");

    // Refused before it is executed: told as an event, because an EventSource sees no other answer.
    let mut events = Events::of(send("{ nothing }")).await;
    let refused = events.read().await.unwrap();
    assert_eq!((&refused.data["data"], refused.name.as_str()), (&Value::Null, "next"));
    assert_eq!(refused.data["errors"][0]["extensions"]["code"], "GRAPHQL_VALIDATION_FAILED", "{refused:?}");
    assert_eq!(events.read().await.unwrap().name, "complete");

    let create = r#"mutation { createGuest(input: { name: "Link" }) { __typename } }"#;
    let by_link = event_source(&anna, &[("query", create)]).send().await.unwrap();
    assert_eq!(
        (by_link.status(), &by_link.headers()["allow"]),
        (StatusCode::METHOD_NOT_ALLOWED, &"POST".parse().unwrap())
    );
    let mut events = Events::of(send(create)).await;
    assert_eq!(events.read().await.unwrap().data["data"]["createGuest"]["__typename"], "GuestSaved");
    let count: i64 = house.database.value("SELECT count(*) FROM guests WHERE name = 'Link'").await;
    assert_eq!(count, 1);
}

#[tokio::test]
async fn a_request_that_makes_no_sense_is_told_which_part() {
    let house = House::open().await;
    let ben = house.ben().await;
    for (request, status, words) in [
        (post(&ben, json!({})).header("last-event-id", "5"), 400, "Last-Event-ID"),
        (post(&ben, json!({})).header("accept", "image/png"), 406, "text/event-stream"),
        (event_source(&ben, &[("query", "{ me { id } }"), ("variables", "{")]), 400, "`variables`"),
        (ben.http.get(address(&ben)).bearer_auth(&ben.token), 400, "`query`"),
        (ben.http.put(address(&ben)).bearer_auth(&ben.token), 405, "POST"),
    ] {
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status().as_u16(), status, "{words}");
        let body: Value = answer.json().await.unwrap();
        assert!(text(&body["errors"][0]["message"]).contains(words), "{body}");
    }
}

#[tokio::test]
async fn a_subscription_at_the_wrong_door_is_told_the_right_one() {
    let house = House::open().await;
    let anna = house.anna().await;
    let answer = anna.ask("subscription { bookingChanged { __typename } }", json!({})).await;
    let error = &answer["errors"][0];
    assert_eq!(error["extensions"]["code"], "BAD_REQUEST", "{answer}");
    assert!(text(&error["message"]).contains("/graphql/stream"), "{answer}");
}

#[tokio::test]
async fn a_stream_ends_with_its_session() {
    let house = House::open().await;
    let ben = house.ben().await;
    let mut screen = Events::of(post(&ben, json!({}))).await;
    screen.next().await;
    ben.run("mutation { signOut { __typename } }", json!({})).await;
    let last = timeout(Duration::from_secs(10), screen.read()).await.expect("the stream goes on");
    assert!(last.is_none(), "without a word that would keep a client from coming back: {last:?}");
}

#[tokio::test]
async fn streams_count_among_an_accounts_sockets() {
    let house = House::open().await;
    let ben = house.ben().await;
    let mut screens = vec![];
    for _ in 0..50 {
        screens.push(Events::of(post(&ben, json!({}))).await);
    }
    let refused = post(&ben, json!({})).send().await.unwrap();
    assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
    drop(screens);
}
