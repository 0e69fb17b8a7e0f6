//! A front end that is served from somewhere else: it has a bearer token, and never the cookie.

use frontdesk::clock::Clock;
use reqwest::StatusCode;
use reqwest::header::{ACCESS_CONTROL_ALLOW_ORIGIN, COOKIE, ORIGIN, SET_COOKIE};
use serde_json::{Value, json};

use crate::support::{House, Socket, document};

const ALLOWED: &str = "https://book.example.com";
const FOREIGN: &str = "https://evil.example";
const ME: &str = "{ me { name } }";

async fn house() -> House {
    House::open_with(
        &["--demo", "--allow-origin", "https://book.example.com,tauri://localhost"],
        Clock::system(),
    )
    .await
}

/// The name that a socket with these headers is answered with; none where it is nobody's.
async fn name(house: &House, headers: &[(&'static str, &str)], payload: Value) -> Option<String> {
    let mut socket = Socket::upgrade(house.address, headers).await.map_err(|(status, _)| status).unwrap();
    socket.send(json!({ "type": "connection_init", "payload": payload })).await;
    assert_eq!(socket.next_message().await["type"], "connection_ack");
    socket.subscribe("1", ME, json!({})).await;
    let answer = socket.next_message().await;
    answer["payload"]["data"]["me"]["name"].as_str().map(ToOwned::to_owned)
}

#[tokio::test]
async fn a_page_of_an_allowed_origin_signs_in_for_a_token_and_no_cookie() {
    let house = house().await;
    let own = format!("http://{}", house.address);
    let client = reqwest::Client::new();
    let post = |origin: &str, query: &str, variables: Value| {
        let body = json!({ "query": query, "variables": variables });
        client.post(format!("http://{}/graphql", house.address)).header(ORIGIN, origin).json(&body)
    };
    let password = json!({ "email": "anna@demo.frontdesk", "password": "frontdesk" });
    let sign_in = |origin: &str| post(origin, document!("sign_in"), password.clone());

    let answer = sign_in(ALLOWED).send().await.unwrap();
    assert_eq!(answer.headers()[ACCESS_CONTROL_ALLOW_ORIGIN], ALLOWED);
    assert!(answer.headers().get(SET_COOKIE).is_none());
    let answer: Value = answer.json().await.unwrap();
    let token = answer["data"]["signIn"]["token"].as_str().unwrap().to_owned();
    let cookie = sign_in(&own).send().await.unwrap().headers()[SET_COOKIE].to_str().unwrap().to_owned();
    let cookie = cookie.split(';').next().unwrap();

    let me = async |request: reqwest::RequestBuilder| {
        let answer: Value = request.send().await.unwrap().json().await.unwrap();
        answer["data"]["me"]["name"].as_str().map(ToOwned::to_owned)
    };
    assert_eq!(me(post(&own, ME, json!({})).header(COOKIE, cookie)).await.as_deref(), Some("Anna"));
    assert_eq!(me(post(ALLOWED, ME, json!({})).header(COOKIE, cookie)).await, None);
    for allowed in [ALLOWED, "tauri://localhost", "http://localhost:5173"] {
        assert_eq!(me(post(allowed, ME, json!({})).bearer_auth(&token)).await.as_deref(), Some("Anna"));
    }
    let foreign = post(FOREIGN, ME, json!({})).bearer_auth(&token).send().await.unwrap();
    assert_eq!(foreign.status(), StatusCode::FORBIDDEN);
    assert!(foreign.headers().get(ACCESS_CONTROL_ALLOW_ORIGIN).is_none());

    // A socket, too.
    let authorization = json!({ "authorization": format!("Bearer {token}") });
    assert_eq!(name(&house, &[("origin", ALLOWED)], authorization).await.as_deref(), Some("Anna"));
    assert_eq!(name(&house, &[("origin", ALLOWED), ("cookie", cookie)], json!({})).await, None);
    assert_eq!(
        name(&house, &[("origin", &own), ("cookie", cookie)], json!({})).await.as_deref(),
        Some("Anna")
    );
    let refused = Socket::upgrade(house.address, &[("origin", FOREIGN)]).await;
    assert_eq!(refused.map(drop).map_err(|(status, _)| status), Err(403));

    // And a stream of events.
    let watch = "subscription { bookingChanged { __typename } }";
    let stream = |origin: &str| {
        client
            .post(format!("http://{}/graphql/stream", house.address))
            .header(ORIGIN, origin)
            .json(&json!({ "query": watch }))
    };
    let mut allowed = stream(ALLOWED).bearer_auth(&token).send().await.unwrap();
    assert_eq!(allowed.headers()[ACCESS_CONTROL_ALLOW_ORIGIN], ALLOWED);
    let first = allowed.chunk().await.unwrap().unwrap();
    assert!(String::from_utf8_lossy(&first).contains("StreamReady"));
    let nobody = stream(ALLOWED).header(COOKIE, cookie).send().await.unwrap().text().await.unwrap();
    assert!(nobody.contains("UNAUTHENTICATED"), "{nobody}");
}

#[tokio::test]
async fn without_the_demo_only_listed_pages_may_call() {
    let house = House::open_with(&[], Clock::system()).await;
    let ask = async |origin: &str| {
        let request = reqwest::Client::new().post(format!("http://{}/graphql", house.address));
        let answer = request.header(ORIGIN, origin).json(&json!({ "query": ME })).send().await.unwrap();
        answer.status()
    };
    assert_eq!(ask("http://localhost:5173").await, StatusCode::FORBIDDEN);
    assert_eq!(ask("null").await, StatusCode::FORBIDDEN);
    assert_eq!(ask(&format!("http://{}", house.address)).await, StatusCode::OK);
}
