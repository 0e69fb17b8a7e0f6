//! The token in a browser's cookie, and tokens that are none of ours.

use std::net::SocketAddr;

use frontdesk::clock::Clock;
use frontdesk::server::Server;
use reqwest::header::{AUTHORIZATION, COOKIE, ORIGIN, SET_COOKIE};
use reqwest::{RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{House, Person, Socket, document, options};

fn asking(address: SocketAddr, query: &str, variables: Value) -> RequestBuilder {
    let body = json!({ "query": query, "variables": variables });
    reqwest::Client::new().post(format!("http://{address}/graphql")).json(&body)
}

/// The name that a request is answered with; none where it is nobody's.
async fn name(request: RequestBuilder) -> Option<String> {
    let answer: Value = request.send().await.unwrap().json().await.unwrap();
    assert_eq!(answer["errors"], Value::Null, "{answer}");
    answer["data"]["me"]["name"].as_str().map(ToOwned::to_owned)
}

fn cookie_of(answer: &Response) -> String {
    answer.headers()[SET_COOKIE].to_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_page_of_the_house_is_given_a_cookie() {
    let house = House::open().await;
    let own = format!("http://{}", house.address);
    let password = json!({ "email": "anna@demo.frontdesk", "password": "frontdesk" });
    let sign_in = || asking(house.address, document!("sign_in"), password.clone());

    let program = sign_in().send().await.unwrap();
    assert!(program.headers().get(SET_COOKIE).is_none(), "a program keeps its token itself");
    let foreign = sign_in().header(ORIGIN, "https://evil.example").send().await.unwrap();
    assert_eq!(foreign.status(), StatusCode::FORBIDDEN);
    assert!(foreign.headers().get(SET_COOKIE).is_none());
    let wrong = json!({ "email": "anna@demo.frontdesk", "password": "a wrong guess" });
    let wrong = asking(house.address, document!("sign_in"), wrong).header(ORIGIN, &own).send().await.unwrap();
    assert!(wrong.headers().get(SET_COOKIE).is_none());

    let browser = sign_in().header(ORIGIN, &own).send().await.unwrap();
    let set = cookie_of(&browser);
    for mark in ["frontdesk_session=", "; HttpOnly", "; SameSite=Strict", "; Path=/", "; Max-Age=43"] {
        assert!(set.contains(mark), "{mark} in {set}");
    }
    assert!(!set.contains("Secure") && !set.contains("Domain"), "{set}");
    let cookie = set.split(';').next().unwrap().to_owned();

    let me = || asking(house.address, "{ me { name } }", json!({})).header(COOKIE, &cookie);
    assert_eq!(name(me().header(ORIGIN, &own)).await.as_deref(), Some("Anna"));
    assert_eq!(name(me().header("sec-fetch-site", "same-origin")).await.as_deref(), Some("Anna"));
    assert_eq!(name(me()).await, None, "a cookie alone is not believed");
    for site in ["cross-site", "same-site", "none"] {
        assert_eq!(name(me().header("sec-fetch-site", site)).await, None, "{site}");
    }
    let foreign = me().header(ORIGIN, "https://evil.example").send().await.unwrap();
    assert_eq!(foreign.status(), StatusCode::FORBIDDEN);
    // A program's token counts before the cookie.
    let ben = house.ben().await;
    assert_eq!(name(me().header(ORIGIN, &own).bearer_auth(&ben.token)).await.as_deref(), Some("Ben"));

    // The socket of a page carries the cookie as well.
    for (headers, expected) in [
        (vec![("origin", own.as_str()), ("cookie", cookie.as_str())], json!("Anna")),
        (vec![("cookie", cookie.as_str())], Value::Null),
    ] {
        let mut socket =
            Socket::upgrade(house.address, &headers).await.map_err(|(status, _)| status).unwrap();
        socket.send(json!({ "type": "connection_init" })).await;
        assert_eq!(socket.next_message().await["type"], "connection_ack");
        socket.subscribe("1", "{ me { name } }", json!({})).await;
        assert_eq!(socket.next_message().await["payload"]["data"]["me"]["name"], expected);
    }

    let renew = "mutation { renewSession { ... on Session { token } } }";
    let renewed = asking(house.address, renew, json!({})).header(COOKIE, &cookie).header(ORIGIN, &own);
    assert!(cookie_of(&renewed.send().await.unwrap()).starts_with("frontdesk_session=ey"));

    let sign_out =
        asking(house.address, "mutation { signOut { ... on SignedOut { sessionId } } }", json!({}));
    let out = sign_out.header(COOKIE, &cookie).header(ORIGIN, &own).send().await.unwrap();
    let cleared = cookie_of(&out);
    assert!(cleared.starts_with("frontdesk_session=;") && cleared.contains("Max-Age=0"), "{cleared}");
    let out: Value = out.json().await.unwrap();
    assert!(out["data"]["signOut"]["sessionId"].is_string(), "{out}");
    assert_eq!(name(me().header(ORIGIN, &own)).await, None, "a stale cookie is as good as none");
}

#[tokio::test]
async fn behind_https_the_cookie_stays_on_https() {
    let options = ["--demo", "--public-origin", "https://desk.example.com"];
    let house = House::open_with(&options, Clock::system()).await;
    let password = json!({ "email": "anna@demo.frontdesk", "password": "frontdesk" });
    let sign_in = asking(house.address, document!("sign_in"), password.clone());
    let answer = sign_in.header(ORIGIN, "https://desk.example.com").send().await.unwrap();
    assert!(cookie_of(&answer).contains("; Secure"));
    let own = asking(house.address, document!("sign_in"), password);
    let own = own.header(ORIGIN, "http://desk.example.com").send().await.unwrap();
    assert_eq!(own.status(), StatusCode::FORBIDDEN);
}

/// Base64 as in a token, without padding.
fn encoded(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut text = String::new();
    for group in bytes.chunks(3) {
        let number =
            group.iter().fold(0u32, |number, byte| number << 8 | u32::from(*byte)) << (8 * (3 - group.len()));
        for place in 0..=group.len() {
            text.push(char::from(LETTERS[(number >> (18 - 6 * place)) as usize & 63]));
        }
    }
    text
}

fn decoded(text: &str) -> Vec<u8> {
    const LETTERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let bits =
        text.chars().map(|letter| u32::try_from(LETTERS.find(letter).unwrap()).unwrap()).collect::<Vec<_>>();
    let mut bytes = vec![];
    for group in bits.chunks(4) {
        let number = group.iter().fold(0u32, |number, bits| number << 6 | bits) << (6 * (4 - group.len()));
        bytes.extend(number.to_be_bytes()[1..].iter().take(group.len() - 1));
    }
    bytes
}

#[tokio::test]
async fn a_token_that_is_not_ours_is_refused() {
    let house = House::open().await;
    let (anna, ben, mara) = (house.anna().await, house.ben().await, house.mara().await);
    let parts = |person: &Person| -> Vec<String> { person.token.split('.').map(ToOwned::to_owned).collect() };
    let [header, claims, signature] = <[String; 3]>::try_from(parts(&anna)).unwrap();
    let [_, maras, _] = <[String; 3]>::try_from(parts(&mara)).unwrap();

    let mut changed: Value = serde_json::from_slice(&decoded(&claims)).unwrap();
    assert_eq!(encoded(&decoded(&claims)), claims);
    for claim in ["sub", "sid", "iat", "exp", "aud", "iss"] {
        assert!(!changed[claim].is_null(), "{changed}");
    }
    for private in ["email", "name", "role", "demo"] {
        assert!(changed.get(private).is_none(), "a token tells nothing that can go stale: {changed}");
    }
    changed["exp"] = json!(changed["exp"].as_i64().unwrap() + 1_000_000);
    let changed = encoded(changed.to_string().as_bytes());
    let none = encoded(br#"{"typ":"JWT","alg":"none"}"#);
    let hs512 = encoded(br#"{"typ":"JWT","alg":"HS512"}"#);

    let other_secret = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(other_secret.path(), "another secret of thirty-two bytes or more").unwrap();
    let options = options(&house.database.url, other_secret.path(), &["--demo"]);
    let server = Server::prepare(&options, Clock::system()).await.unwrap();
    let (elsewhere, shutdown) = (server.address(), server.shutdown());
    tokio::spawn(async move { server.run().await.unwrap() });
    let theirs = Person::sign_in(elsewhere, "anna").await.token;
    shutdown.begin();

    let mut last = signature.clone().into_bytes();
    last[0] = if last[0] == b'A' { b'B' } else { b'A' };
    let tampered = String::from_utf8(last).unwrap();
    for (what, token) in [
        ("other claims", format!("{header}.{changed}.{signature}")),
        ("somebody else's claims", format!("{header}.{maras}.{signature}")),
        ("another signature", format!("{header}.{claims}.{tampered}")),
        ("a short signature", format!("{header}.{claims}.{}", &signature[..20])),
        ("no signature", format!("{header}.{claims}.")),
        ("no algorithm", format!("{none}.{claims}.")),
        ("no algorithm, signed", format!("{none}.{claims}.{signature}")),
        ("another algorithm", format!("{hs512}.{claims}.{signature}")),
        ("another secret", theirs),
        ("rubbish", "rubbish".to_owned()),
        ("dots", "..".to_owned()),
        ("a session's id", Uuid::now_v7().to_string()),
        ("very much", "a".repeat(5_000)),
    ] {
        let answer =
            asking(house.address, "{ me { name } }", json!({})).bearer_auth(&token).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::UNAUTHORIZED, "{what}");
        assert!(answer.headers()["www-authenticate"].to_str().unwrap().starts_with("Bearer"), "{what}");
        let answer: Value = answer.json().await.unwrap();
        assert_eq!(answer["errors"][0]["extensions"]["code"], "UNAUTHENTICATED", "{what}: {answer}");
        assert_eq!(answer.get("data"), None, "{what}");

        // The socket is closed with the protocol's code.
        let mut socket = Socket::upgrade(house.address, &[]).await.map_err(|(status, _)| status).unwrap();
        let payload = json!({ "authorization": format!("Bearer {token}") });
        socket.send(json!({ "type": "connection_init", "payload": payload })).await;
        assert_eq!(socket.next().await, Err(4403), "{what}");
    }
    for scheme in ["Basic YW5uYTpmcm9udGRlc2s=", "Bearer", "Bearer ", "Token x", &anna.token] {
        let asked = asking(house.address, "{ me { name } }", json!({})).header(AUTHORIZATION, scheme);
        assert_eq!(asked.send().await.unwrap().status(), StatusCode::UNAUTHORIZED, "{scheme}");
    }
    for (person, expected) in [(&anna, "Anna"), (&ben, "Ben")] {
        let asked = asking(house.address, "{ me { name } }", json!({})).bearer_auth(&person.token);
        assert_eq!(name(asked).await.as_deref(), Some(expected));
    }
}

#[tokio::test]
async fn an_expired_token_is_refused() {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicI64, Ordering};

    let seconds = Arc::new(AtomicI64::new(1_780_300_000));
    let clock = {
        let seconds = Arc::clone(&seconds);
        Clock::from_fn(move || chrono::DateTime::from_timestamp(seconds.load(Ordering::SeqCst), 0).unwrap())
    };
    let house = House::open_with(&["--demo", "--session-hours", "1"], clock).await;
    let anna = house.anna().await;
    let ask = || asking(house.address, "{ me { name } }", json!({})).bearer_auth(&anna.token).send();
    seconds.fetch_add(3_599, Ordering::SeqCst);
    assert_eq!(ask().await.unwrap().status(), StatusCode::OK);
    seconds.fetch_add(1, Ordering::SeqCst);
    assert_eq!(ask().await.unwrap().status(), StatusCode::UNAUTHORIZED);
}
