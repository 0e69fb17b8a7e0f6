//! The rules of graphql-transport-ws over a real socket.
//!
//! <https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md>

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use sqlx::Connection;

use crate::support::{House, PATIENCE, Person, Socket, document, eventually};

const WATCH: &str = "subscription { bookingChanged { __typename } }";
const ME: &str = "{ me { name role } }";

async fn opened(person: &Person) -> Socket {
    Socket::upgrade(person.address, &[]).await.map_err(|(status, _)| status).unwrap()
}

/// A socket with a subscription of the id `w`.
async fn watching(person: &Person) -> Socket {
    let mut socket = Socket::signed_in(person).await;
    socket.subscribe("w", WATCH, json!({})).await;
    assert_eq!(socket.next_message().await["payload"]["data"]["bookingChanged"]["__typename"], "StreamReady");
    socket
}

/// The answer of a query or mutation, and its end.
async fn answer(socket: &mut Socket, id: &str, query: &str, variables: Value) -> Value {
    socket.subscribe(id, query, variables).await;
    let next = socket.next_message().await;
    assert_eq!((&next["type"], &next["id"]), (&json!("next"), &json!(id)), "{next}");
    let complete = socket.next_message().await;
    assert_eq!(complete, json!({ "type": "complete", "id": id }));
    next["payload"].clone()
}

/// That nothing came before this.
async fn nothing_came(socket: &mut Socket) {
    socket.send(json!({ "type": "ping", "payload": { "are": "you there" } })).await;
    let pong = socket.next_message().await;
    assert_eq!(pong, json!({ "type": "pong", "payload": { "are": "you there" } }));
}

#[tokio::test]
async fn each_breach_has_its_close_code() {
    let house = House::open().await;
    let anna = house.anna().await;
    let subscribe =
        |id: &str| json!({ "type": "subscribe", "id": id, "payload": { "query": WATCH } }).to_string();
    for (text, code) in [
        ("{".to_owned(), 4400),
        ("[]".to_owned(), 4400),
        (r#"{"type":"start","id":"1"}"#.to_owned(), 4400),
        (r#"{"type":"connection_init","payload":7}"#.to_owned(), 4400),
        (subscribe(""), 4400),
        (subscribe("1"), 4401),
        (r#"{"type":"connection_init","payload":{"authorization":"Bearer nonsense"}}"#.to_owned(), 4403),
        (r#"{"type":"connection_init","payload":{"authorization":7}}"#.to_owned(), 4403),
    ] {
        let mut socket = opened(&anna).await;
        socket.send_text(text.clone()).await;
        assert_eq!(socket.next().await, Err(code), "{text}");
    }
    let large = json!({ "type": "ping", "payload": { "a": "x".repeat(300_000) } }).to_string();
    let enormous = json!({ "type": "subscribe", "id": "1", "payload": { "query": "x".repeat(1_500_000) } });
    for (text, code) in [
        (r#"{"type":"complete","id":7}"#.to_owned(), 4400),
        (subscribe("w"), 4409),
        (r#"{"type":"connection_init"}"#.to_owned(), 4429),
        (large, 1009),
        (enormous.to_string(), 1009),
    ] {
        let mut socket = watching(&anna).await;
        socket.send_text(text.clone()).await;
        assert_eq!(socket.next().await, Err(code), "{text:.80}");
    }
    let mut socket = watching(&anna).await;
    socket.send_binary(br#"{"type":"ping"}"#).await;
    assert_eq!(socket.next().await, Err(4400));
    // Both arrive before the first is acknowledged.
    let mut socket = opened(&anna).await;
    socket.send(json!({ "type": "connection_init" })).await;
    socket.send(json!({ "type": "connection_init" })).await;
    let ended = match socket.next().await {
        Ok(ack) => {
            assert_eq!(ack["type"], "connection_ack");
            socket.next().await
        }
        ended => ended,
    };
    assert_eq!(ended, Err(4429));
}

#[tokio::test]
async fn pings_are_answered_and_pongs_are_not() {
    let house = House::open().await;
    let mut socket = opened(&house.anna().await).await;
    nothing_came(&mut socket).await;
    socket.send(json!({ "type": "pong" })).await;
    socket.send(json!({ "type": "pong", "payload": { "a": 1 } })).await;
    socket.send(json!({ "type": "ping" })).await;
    assert_eq!(socket.next_message().await, json!({ "type": "pong" }));
}

#[tokio::test]
async fn queries_and_mutations_have_one_answer() {
    let house = House::open().await;
    let booking = house.booking().await;
    let mut socket = watching(&house.anna().await).await;
    // The same id serves again and again.
    for _ in 0..3 {
        assert_eq!(answer(&mut socket, "1", ME, json!({})).await["data"]["me"]["name"], "Anna");
    }
    let input = json!({ "id": booking["id"], "expectedVersion": 1, "patch": { "notes": "a cot" } });
    socket.subscribe("2", document!("update_booking"), json!({ "input": input })).await;
    let mut seen = vec![];
    while seen.len() < 3 {
        seen.push(socket.next_message().await);
    }
    let of = |id: &str| seen.iter().filter(|message| message["id"] == id).collect::<Vec<_>>();
    assert_eq!(of("2")[0]["payload"]["data"]["updateBooking"]["__typename"], "BookingSaved", "{seen:?}");
    assert_eq!(of("2")[1]["type"], "complete");
    assert_eq!(of("w")[0]["payload"]["data"]["bookingChanged"]["__typename"], "BookingChange");
}

#[tokio::test]
async fn a_refused_request_is_one_error() {
    let house = House::open().await;
    let mut socket = watching(&house.anna().await).await;
    let deep = format!("{}{}", "{ a ".repeat(2_000), "}".repeat(2_000));
    for (query, code) in [
        ("{ nope }", "GRAPHQL_VALIDATION_FAILED"),
        ("subscription { nope }", "GRAPHQL_VALIDATION_FAILED"),
        ("{", "GRAPHQL_PARSE_FAILED"),
        (deep.as_str(), "REQUEST_TOO_COMPLEX"),
    ] {
        // Nothing is left of the id.
        for _ in 0..2 {
            socket.subscribe("1", query, json!({})).await;
            let error = socket.next_message().await;
            assert_eq!((&error["type"], &error["id"]), (&json!("error"), &json!("1")), "{error}");
            assert_eq!(error["payload"][0]["extensions"]["code"], code, "{error}");
            assert!(error["payload"][0]["message"].is_string());
        }
        nothing_came(&mut socket).await;
    }
}

/// The parameters of a request that come to so many bytes.
fn sized(query: &str, variables: Value, bytes: usize) -> Value {
    let mut payload = json!({ "query": query, "variables": variables, "extensions": { "pad": "" } });
    payload["extensions"]["pad"] = "x".repeat(bytes - payload.to_string().len()).into();
    assert_eq!(payload.to_string().len(), bytes);
    payload
}

#[tokio::test]
async fn a_request_may_be_as_large_as_over_http() {
    const LIMIT: usize = 256 * 1024;
    let house = House::open().await;
    let anna = house.anna().await;
    let booking = house.booking().await;
    let mut socket = watching(&anna).await;
    let edit = json!({ "id": booking["id"], "expectedVersion": 1, "patch": { "notes": "a cot" } });
    for (bytes, status) in [(90_000, 200), (LIMIT, 200), (LIMIT + 1, 413)] {
        let http = anna.http.post(format!("http://{}/graphql", house.address)).bearer_auth(&anna.token);
        assert_eq!(http.json(&sized(ME, json!({}), bytes)).send().await.unwrap().status(), status, "{bytes}");
        let payload = sized(ME, json!({}), bytes);
        socket.send(json!({ "id": "1", "type": "subscribe", "payload": payload })).await;
        let told = socket.next_message().await;
        assert_eq!(told["id"], "1");
        if status == 200 {
            assert_eq!(told["payload"]["data"]["me"]["name"], "Anna", "{bytes}");
            assert_eq!(socket.next_message().await["type"], "complete");
        } else {
            assert_eq!(told["type"], "error");
            assert_eq!(told["payload"][0]["extensions"]["code"], "PAYLOAD_TOO_LARGE", "{told}");
            assert!(told["payload"][0]["message"].as_str().unwrap().contains("262144 bytes"), "{told}");
        }
    }
    // The watch goes on, and sees a large write of the same socket.
    let payload = sized(document!("update_booking"), json!({ "input": edit }), 90_000);
    socket.send(json!({ "id": "2", "type": "subscribe", "payload": payload })).await;
    let mut seen = vec![];
    while seen.len() < 3 {
        seen.push(socket.next_message().await);
    }
    let of = |id: &str| seen.iter().filter(|message| message["id"] == id).collect::<Vec<_>>();
    assert_eq!(of("2")[0]["payload"]["data"]["updateBooking"]["__typename"], "BookingSaved", "{seen:?}");
    assert_eq!(of("w")[0]["payload"]["data"]["bookingChanged"]["__typename"], "BookingChange");
}

#[tokio::test]
async fn a_complete_is_not_echoed_and_frees_the_id() {
    let house = House::open().await;
    let mut socket = watching(&house.anna().await).await;
    for _ in 0..3 {
        socket.send(json!({ "type": "complete", "id": "w" })).await;
        nothing_came(&mut socket).await;
        // Once more, and for what never was.
        socket.send(json!({ "type": "complete", "id": "w" })).await;
        socket.send(json!({ "type": "complete", "id": "never" })).await;
        nothing_came(&mut socket).await;
        socket.subscribe("w", WATCH, json!({})).await;
        assert_eq!(socket.next_message().await["type"], "next");
    }
    let metrics = house.anna().await.http.get(format!("http://{}/metrics", house.address));
    let metrics = metrics.send().await.unwrap().text().await.unwrap();
    assert!(metrics.contains("frontdesk_watchers 1\n"), "{metrics}");
}

#[tokio::test]
async fn a_socket_has_so_many_operations() {
    let house = House::open().await;
    let mut socket = Socket::signed_in(&house.anna().await).await;
    for number in 0..100 {
        socket.subscribe(&format!("w{number}"), WATCH, json!({})).await;
        assert_eq!(socket.next_message().await["type"], "next");
    }
    socket.subscribe("more", WATCH, json!({})).await;
    let error = socket.next_message().await;
    assert_eq!((&error["type"], &error["id"]), (&json!("error"), &json!("more")));
    assert_eq!(error["payload"][0]["extensions"]["code"], "TOO_MANY_OPERATIONS");
    socket.send(json!({ "type": "complete", "id": "w50" })).await;
    assert_eq!(answer(&mut socket, "more", ME, json!({})).await["data"]["me"]["name"], "Anna");
}

/// The word in its document does not make it a mutation.
#[tokio::test]
async fn a_subscription_ends_with_its_complete_whatever_it_asks_for() {
    let house = House::open().await;
    let mut socket = Socket::signed_in(&house.anna().await).await;
    let watch = "subscription { bookingChanged { __typename ... on BookingChange { mutation: version } } }";
    // More than a socket may have at a time.
    for number in 0..=100 {
        let id = format!("w{number}");
        socket.subscribe(&id, watch, json!({})).await;
        let ready = socket.next_message().await;
        assert_eq!((&ready["type"], &ready["id"]), (&json!("next"), &json!(id)), "{ready}");
        socket.send(json!({ "type": "complete", "id": id })).await;
    }
    nothing_came(&mut socket).await;
}

#[tokio::test]
async fn an_account_has_so_many_sockets() {
    let house = House::open().await;
    let (anna, ben) = (house.anna().await, house.ben().await);
    let mut sockets = vec![];
    for _ in 0..50 {
        sockets.push(Socket::signed_in(&anna).await);
    }
    // Another session of hers makes no difference.
    let again = house.anna().await;
    let mut more = opened(&again).await;
    let init = json!({
        "type": "connection_init", "payload": { "authorization": format!("Bearer {}", again.token) },
    });
    more.send(init.clone()).await;
    assert_eq!(more.next().await, Err(4403));
    nothing_came(&mut Socket::signed_in(&ben).await).await;
    drop(sockets.pop());
    eventually("there is room for another", async || {
        let mut more = opened(&again).await;
        more.send(init.clone()).await;
        more.next().await.is_ok()
    })
    .await;
}

#[tokio::test]
async fn signing_out_is_answered_before_the_close() {
    let house = House::open().await;
    let anna = house.anna().await;
    let mut elsewhere = watching(&anna).await;
    let mut socket = watching(&anna).await;
    let sign_out = "mutation { signOut { ... on SignedOut { sessionId } } }";
    let signed_out = answer(&mut socket, "1", sign_out, json!({})).await;
    assert!(signed_out["data"]["signOut"]["sessionId"].is_string(), "{signed_out}");
    assert_eq!(socket.next().await, Err(4403));
    assert_eq!(elsewhere.next().await, Err(4403));
}

#[tokio::test]
async fn another_role_holds_for_what_is_asked_from_then_on() {
    let house = House::open().await;
    let mut socket = watching(&house.mara().await).await;
    let role = async |socket: &mut Socket| {
        answer(socket, "1", ME, json!({})).await["data"]["me"]["role"].as_str().unwrap().to_owned()
    };
    assert_eq!(role(&mut socket).await, "MANAGER");
    house.database.sql("UPDATE users SET role = 'VIEWER' WHERE name = 'Mara'").await;
    let begun = Instant::now();
    while role(&mut socket).await != "VIEWER" {
        assert!(begun.elapsed() < Duration::from_secs(10), "she still is a manager");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let input = json!({ "input": { "name": "Attic" } });
    let refused = answer(&mut socket, "2", document!("create_room"), input).await;
    assert_eq!(refused["data"]["createRoom"]["__typename"], "Forbidden", "{refused}");
    // A viewer may watch: that goes on.
    nothing_came(&mut socket).await;
    let edit = "UPDATE bookings SET notes = 'by psql' WHERE id = (SELECT id FROM bookings LIMIT 1)";
    house.database.sql(edit).await;
    assert_eq!(
        socket.next_message().await["payload"]["data"]["bookingChanged"]["__typename"],
        "BookingChange"
    );
}

#[tokio::test]
async fn a_mutation_outlives_its_id_and_its_socket() {
    let house = House::open().await;
    let booking = house.booking().await;
    let anna = house.anna().await;
    let mut psql = sqlx::PgConnection::connect(&house.database.url).await.unwrap();
    for (version, gone) in [(1, false), (2, true)] {
        let mut held = psql.begin().await.unwrap();
        sqlx::query("SELECT FROM bookings FOR UPDATE").execute(&mut *held).await.unwrap();
        let mut socket = Socket::signed_in(&anna).await;
        let notes = format!("edit of version {version}");
        let input = json!({ "id": booking["id"], "expectedVersion": version, "patch": { "notes": notes } });
        socket.subscribe("1", document!("update_booking"), json!({ "input": input })).await;
        let waiting = "SELECT count(*) FROM pg_stat_activity \
                       WHERE wait_event_type = 'Lock' AND datname = current_database()";
        eventually("the write waits", async || house.database.value::<i64>(waiting).await == 1).await;
        if gone {
            drop(socket);
            eventually("the socket is gone", async || {
                let metrics = anna.http.get(format!("http://{}/metrics", anna.address)).send().await.unwrap();
                metrics.text().await.unwrap().contains("frontdesk_sockets 0\n")
            })
            .await;
        } else {
            socket.send(json!({ "type": "complete", "id": "1" })).await;
            nothing_came(&mut socket).await;
        }
        assert_eq!(house.database.value::<i64>(waiting).await, 1, "it still waits");
        held.rollback().await.unwrap();
        let saved = format!("SELECT count(*) FROM bookings WHERE notes = '{notes}'");
        eventually("it is saved", async || house.database.value::<i64>(&saved).await == 1).await;
    }
}

#[tokio::test]
async fn a_foreign_protocol_gets_no_session() {
    let house = House::open().await;
    let url = format!("ws://{}/graphql", house.address);
    let (socket, answer) = tokio_tungstenite::connect_async(url).await.unwrap();
    assert!(answer.headers().get("sec-websocket-protocol").is_none());
    let mut socket = Socket::from(socket);
    let ended = tokio::time::timeout(PATIENCE, socket.next()).await.unwrap();
    assert_eq!(ended, Err(4406));
}
