//! A document that was sent once is named by its hash from then on, as Apollo's persisted query link does: over HTTP by
//! POST and GET, over a socket and over server-sent events.

use reqwest::{RequestBuilder, StatusCode};
use serde_json::{Value, json};
use tokio::process::Command;

use crate::support::contract::code;
use crate::support::{Events, House, Person, Socket, document, packages, persisted};

const PAGE: &str = "query Page($first: Int!, $text: String) {
    guests(first: $first, filter: { text: $text }) { nodes { id name } } }";
const SAVE: &str = "mutation Save($name: String!) { createGuest(input: { name: $name }) { __typename } }";

fn post(person: &Person, body: &Value) -> RequestBuilder {
    let request = person.http.post(format!("http://{}/graphql", person.address)).json(body);
    request.bearer_auth(&person.token)
}

fn get(person: &Person, path: &str, parameters: &[(&str, String)]) -> RequestBuilder {
    let address = format!("http://{}{path}", person.address);
    person.http.get(reqwest::Url::parse_with_params(&address, parameters).unwrap()).bearer_auth(&person.token)
}

async fn answer(request: RequestBuilder) -> (StatusCode, Value) {
    let answer = request.send().await.unwrap();
    (answer.status(), answer.json().await.unwrap())
}

/// What a client is told that is to send the document, too.
fn assert_not_found((status, answer): &(StatusCode, Value)) {
    assert_eq!(*status, StatusCode::OK, "{answer}");
    assert_eq!(answer["errors"][0]["message"], "PersistedQueryNotFound", "{answer}");
    assert_eq!(code(answer), "PERSISTED_QUERY_NOT_FOUND");
    assert!(answer["data"].is_null());
}

#[tokio::test]
async fn a_document_is_sent_once() {
    let house = House::open().await;
    let (anna, ben) = (house.anna().await, house.ben().await);
    let variables = json!({ "first": 2 });
    let named = json!({ "variables": variables, "extensions": persisted(PAGE) });
    assert_not_found(&answer(post(&anna, &named)).await);
    // Whichever answer the client prefers, the status is the one that Apollo takes for "try again".
    let modern = post(&anna, &named).header("accept", "application/graphql-response+json");
    assert_not_found(&answer(modern).await);

    let whole = json!({ "query": PAGE, "variables": variables, "extensions": persisted(PAGE) });
    let (_, first) = answer(post(&anna, &whole)).await;
    assert_eq!(first["data"]["guests"]["nodes"].as_array().map(Vec::len), Some(2), "{first}");
    // From now on for everybody, with other variables, too.
    assert_eq!(answer(post(&ben, &named)).await, (StatusCode::OK, first.clone()));
    let fewer = json!({ "variables": { "first": 1 }, "extensions": persisted(PAGE) });
    let (_, fewer) = answer(post(&ben, &fewer)).await;
    assert_eq!(fewer["data"]["guests"]["nodes"], json!([first["data"]["guests"]["nodes"][0]]));

    // By GET, with everything in the address.
    let parameters = [("variables", variables.to_string()), ("extensions", persisted(PAGE).to_string())];
    assert_eq!(answer(get(&ben, "/graphql", &parameters)).await, (StatusCode::OK, first.clone()));
    let unknown = [("extensions", persisted("{ hotel { currency } }").to_string())];
    assert_not_found(&answer(get(&ben, "/graphql", &unknown)).await);
    let nobody = Person { token: String::new(), ..ben.clone() };
    let request = nobody.http.get(get(&ben, "/graphql", &parameters).build().unwrap().url().clone());
    assert_eq!(code(&answer(request).await.1), "UNAUTHENTICATED", "a hash is no right");
}

#[tokio::test]
async fn what_is_no_hash_of_the_document_is_refused_and_names_nothing() {
    let house = House::open().await;
    let anna = house.anna().await;
    let variables = json!({ "first": 1 });
    let wrong = json!({ "query": PAGE, "variables": variables, "extensions": persisted(SAVE) });
    for _time in 0..2 {
        let (_, refused) = answer(post(&anna, &wrong)).await;
        assert_eq!(code(&refused), "BAD_REQUEST", "{refused}");
        assert!(refused["errors"][0]["message"].as_str().unwrap().contains("not that of"), "{refused}");
        // Not even once the document is known.
        anna.run(PAGE, variables.clone()).await;
    }
    assert_not_found(&answer(post(&anna, &json!({ "extensions": persisted(SAVE) }))).await);
    for persisted in
        [json!("x"), json!({}), json!({ "version": 2, "sha256Hash": "a" }), json!({ "version": 1 })]
    {
        let body = json!({ "extensions": { "persistedQuery": persisted } });
        assert_eq!(code(&answer(post(&anna, &body)).await.1), "BAD_REQUEST", "{persisted}");
    }
    let short = json!({ "extensions": { "persistedQuery": { "version": 1, "sha256Hash": "abc" } } });
    assert_not_found(&answer(post(&anna, &short)).await);
    // Nor is a document known that was refused.
    let broken = "query Broken { nope }";
    let (_, refused) =
        answer(post(&anna, &json!({ "query": broken, "extensions": persisted(broken) }))).await;
    assert_eq!(code(&refused), "GRAPHQL_VALIDATION_FAILED", "{refused}");
    assert_not_found(&answer(post(&anna, &json!({ "extensions": persisted(broken) }))).await);
}

#[tokio::test]
async fn a_link_changes_nothing_by_a_hash_either() {
    let house = House::open().await;
    let anna = house.anna().await;
    let variables = json!({ "name": "Once" });
    let whole = json!({ "query": SAVE, "variables": variables, "extensions": persisted(SAVE) });
    assert_eq!(answer(post(&anna, &whole)).await.1["data"]["createGuest"]["__typename"], "GuestSaved");
    let parameters = [("variables", variables.to_string()), ("extensions", persisted(SAVE).to_string())];
    for path in ["/graphql", "/graphql/stream"] {
        let (status, refused) = answer(get(&anna, path, &parameters)).await;
        assert_eq!(
            (status, code(&refused)),
            (StatusCode::METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED"),
            "{path}"
        );
    }
    // A document in the address is no way in, whether it is known or not.
    let both = [("query", PAGE.to_owned()), parameters[1].clone()];
    assert_eq!(answer(get(&anna, "/graphql", &both)).await.0, StatusCode::METHOD_NOT_ALLOWED);
    let guests = house.database.value::<i64>("SELECT count(*) FROM guests WHERE name = 'Once'").await;
    assert_eq!(guests, 1);
}

#[tokio::test]
async fn sockets_and_streams_know_the_same_documents() {
    let house = House::open().await;
    let (anna, ben) = (house.anna().await, house.ben().await);
    let booking = house.booking().await;
    let stream = document!("booking_stream");
    let mut socket = Socket::signed_in(&anna).await;
    let subscribe = |id: &str, payload: Value| json!({ "id": id, "type": "subscribe", "payload": payload });
    socket.send(subscribe("1", json!({ "extensions": persisted(stream) }))).await;
    let refused = socket.next_message().await;
    assert_eq!((&refused["type"], &refused["id"]), (&json!("error"), &json!("1")), "{refused}");
    assert_eq!(refused["payload"][0]["message"], "PersistedQueryNotFound");

    socket.send(subscribe("1", json!({ "query": stream, "extensions": persisted(stream) }))).await;
    let ready = socket.next_message().await;
    assert_eq!(ready["payload"]["data"]["bookingChanged"]["__typename"], "StreamReady", "{ready}");
    // Another socket, another transport.
    let mut other = Socket::signed_in(&ben).await;
    other.send(subscribe("a", json!({ "extensions": persisted(stream) }))).await;
    assert_eq!(other.next_message().await["payload"]["data"]["bookingChanged"]["__typename"], "StreamReady");
    let parameters = [("extensions", persisted(stream).to_string())];
    let mut events = Events::of(get(&ben, "/graphql/stream", &parameters)).await;
    assert_eq!(events.next().await.1["__typename"], "StreamReady");
    anna.save(&booking, 1, json!({ "notes": "told to all" })).await;
    for socket in [&mut socket, &mut other] {
        assert_eq!(socket.next_message().await["payload"]["data"]["bookingChanged"]["version"], 2);
    }
    assert_eq!(events.next().await.1["version"], 2);

    let unknown = [("extensions", persisted("subscription { roomChanged { __typename } }").to_string())];
    let mut events = Events::of(get(&ben, "/graphql/stream", &unknown)).await;
    assert_eq!(code(&events.read().await.unwrap().data), "PERSISTED_QUERY_NOT_FOUND");
    // A query over a socket, sent over HTTP before; and what can't be read ends its operation only.
    anna.run(PAGE, json!({ "first": 1 })).await;
    other.send(subscribe("b", json!({ "variables": { "first": 1 }, "extensions": persisted(PAGE) }))).await;
    let page = other.next_message().await;
    assert!(page["payload"]["data"]["guests"]["nodes"].is_array(), "{page}");
    assert_eq!(other.next_message().await["type"], "complete");
    other.send(subscribe("c", json!({ "extensions": { "persistedQuery": 7 } }))).await;
    let refused = other.next_message().await;
    assert_eq!((&refused["type"], &refused["id"]), (&json!("error"), &json!("c")), "{refused}");
}

#[tokio::test]
async fn apollos_link_sends_each_document_once() {
    let house = House::open().await;
    let anna = house.anna().await;
    let mut node = Command::new("node");
    node.current_dir(packages::npm("clients").await).args(["persisted.mjs", &anna.address.to_string()]);
    let ran = packages::output(node.arg(&anna.token)).await;
    let told = packages::told(&ran);
    let expected = [
        ["GET hash", "POST document", "2 guests"].as_slice(),
        &["GET hash", "1 guests"],
        &["POST hash", "POST document", "GuestSaved"],
        &["POST hash", "GuestSaved"],
    ];
    assert_eq!(told.lines().collect::<Vec<_>>(), expected.concat(), "{told}");
}
