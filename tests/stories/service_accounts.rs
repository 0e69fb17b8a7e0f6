//! A program calls with a token of its own: who it is, how much it may ask for, and how that ends.

use std::time::{Duration, Instant};

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::support::contract::{code, outcome};
use crate::support::process::{Ended, command, run, run_with_input};
use crate::support::{
    Database, House, PATIENCE, Person, Program, Socket, cluster, document, eventually, text,
};

/// How often an open socket's session is looked up where nothing is heard.
const POLL: Duration = Duration::from_secs(15);
const ME: &str = "{ me { name role } }";

async fn token(database: &Database, arguments: &[&str]) -> Ended {
    let mut command = command(&[&["token"], arguments].concat());
    command.env("DATABASE_URL", &database.url);
    if arguments[0] == "add" {
        command.arg("--token-secret-file").arg(&cluster().secret);
    }
    run(command).await
}

/// A program with a token that was just made for it.
async fn program(house: &Person, database: &Database, name: &str, limits: &[&str]) -> Person {
    let add = [&["add", name, "--role", "desk", "--days", "30"], limits].concat();
    let printed = token(database, &add).await.printed();
    Person { token: printed.trim_end().to_owned(), ..house.clone() }
}

#[tokio::test]
async fn a_revoked_token_ends_in_every_process() {
    let database = Database::new().await;
    let here = Program::on_database(&database.url, &["--demo"]).await;
    let there = Program::on_database(&database.url, &["--demo"]).await;
    for server in [&here, &there] {
        eventually("it listens", async || {
            reqwest::get(format!("http://{}/readyz", server.address)).await.unwrap().status() == 200
        })
        .await;
    }
    let nobody = Person::nobody(here.address);
    let gateway = program(&nobody, &database, "Channel manager", &[]).await;
    let mut sockets = vec![];
    let opened = Instant::now();
    for address in [here.address, there.address] {
        let gateway = gateway.at(address);
        assert_eq!(
            gateway.run(ME, json!({})).await["me"],
            json!({ "name": "Channel manager", "role": "DESK" })
        );
        sockets.push(Socket::signed_in(&gateway).await);
    }
    let list = token(&database, &["list"]).await.printed();
    assert!(list.starts_with("DESK\topen\t") && list.ends_with("Z\t1000\t100\tChannel manager\n"), "{list}");
    let taken =
        token(&database, &["add", "Channel  manager", "--role", "viewer", "--days", "1"]).await.refused(1);
    assert!(taken.contains("there is a token of the name Channel manager already"), "{taken}");

    let said = token(&database, &["revoke", "Channel manager"]).await.printed();
    assert_eq!(said, "the token of Channel manager has ended\n");
    for socket in &mut sockets {
        assert_eq!(socket.next().await, Err(4403));
    }
    assert!(opened.elapsed() < POLL, "notified, not polled: {:?}", opened.elapsed());
    for address in [here.address, there.address] {
        let answer = gateway.at(address).ask(ME, json!({})).await;
        assert_eq!(code(&answer), "UNAUTHENTICATED", "{answer}");
    }
    let list = token(&database, &["list"]).await.printed();
    assert_eq!(list, "DESK\trevoked\t-\t1000\t100\tChannel manager\n");
    let unknown = token(&database, &["revoke", "Kiosk"]).await.refused(1);
    assert!(unknown.ends_with("frontdesk: there is no token of the name Kiosk\n"), "{unknown}");

    // The next token is the same program's, and the old one stays ended.
    let again = program(&nobody, &database, "Channel manager", &["--sockets", "7", "--requests", "8"]).await;
    assert_eq!(again.run(ME, json!({})).await["me"]["name"], "Channel manager");
    assert_eq!(code(&gateway.ask(ME, json!({})).await), "UNAUTHENTICATED");
    let list = token(&database, &["list"]).await.printed();
    assert!(list.lines().count() == 1 && list.ends_with("\t7\t8\tChannel manager\n"), "{list}");
    here.stop().await;
    there.stop().await;
}

#[tokio::test]
async fn history_tells_a_program_from_a_person() {
    let house = House::open().await;
    let (anna, booking) = (house.anna().await, house.booking().await);
    let gateway = program(&anna, &house.database, "Gateway", &[]).await;
    gateway.save(&booking, 1, json!({ "notes": "late" })).await;
    anna.save(&booking, 2, json!({ "notes": "early" })).await;
    let history =
        "query($id: ID!) { booking(id: $id) { history(first: 2) { nodes { actor { kind name } } } } }";
    let history = anna.run(history, json!({ "id": booking["id"] })).await;
    let actors: Vec<_> = history["booking"]["history"]["nodes"].as_array().unwrap().iter().collect();
    let actor = |kind: &str, name: &str| json!({ "actor": { "kind": kind, "name": name } });
    assert_eq!(actors, [&actor("USER", "Anna"), &actor("SERVICE", "Gateway")]);

    let mut users = command(&["user", "list"]);
    users.env("DATABASE_URL", &house.database.url);
    let users = run(users).await.printed();
    assert!(users.contains("Anna") && !users.contains("Gateway"), "{users}");
}

#[tokio::test]
async fn a_program_is_not_signed_in_by_a_password() {
    let house = House::open().await;
    let anna = house.anna().await;
    let gateway = program(&anna, &house.database, "Gateway", &[]).await;
    // Even where it has one.
    let annas = "UPDATE users SET password_hash = (SELECT password_hash FROM users WHERE email = 'anna@demo.frontdesk') \
                 WHERE kind = 'SERVICE' RETURNING email";
    let email: String = house.database.value(annas).await;
    let sign_in = json!({ "email": email, "password": "frontdesk" });
    let refused = outcome(&Person::nobody(house.address), "signIn", sign_in).await;
    assert_eq!(refused["__typename"], "InvalidCredentials", "{refused}");
    let change = "mutation { changePassword(current: \"frontdesk\", new: \"another one\") { __typename } }";
    for mutation in ["mutation { renewSession { __typename } }", change] {
        let refused = gateway.ask(mutation, json!({})).await;
        assert_eq!(code(&refused), "FORBIDDEN", "{refused}");
    }
    assert_eq!(gateway.run(ME, json!({})).await["me"]["name"], "Gateway", "its token is good as before");
    // To the demo it is no other people's data.
    let (elsewhere, _server) = house.another_server().await;
    assert_eq!(gateway.at(elsewhere).run(ME, json!({})).await["me"]["name"], "Gateway");
    let mut password = command(&["user", "password", &email]);
    password.env("DATABASE_URL", &house.database.url);
    let message = run_with_input(password, "a long password\n").await.refused(1);
    assert!(message.contains("there is no account for"), "{message}");
}

#[tokio::test]
async fn a_program_has_as_many_sockets_as_it_was_given() {
    let house = House::open().await;
    let anna = house.anna().await;
    let gateway = program(&anna, &house.database, "Gateway", &["--sockets", "53"]).await;
    let mut sockets = vec![];
    for _ in 0..53 {
        sockets.push(Socket::signed_in(&gateway).await);
    }
    let mut more = Socket::upgrade(house.address, &[]).await.map_err(|(status, _)| status).unwrap();
    let authorization = format!("Bearer {}", gateway.token);
    more.send(json!({ "type": "connection_init", "payload": { "authorization": authorization } })).await;
    assert_eq!(more.next().await, Err(4403));
    let stream =
        anna.http.post(format!("http://{}/graphql/stream", house.address)).bearer_auth(&gateway.token);
    let stream = stream.json(&json!({ "query": "subscription { bookingChanged { __typename } }" }));
    let refused = stream.send().await.unwrap();
    assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
    Socket::signed_in(&anna).await;
}

/// How many of twenty requests at once are let through, and how the others are refused.
async fn twenty(person: &Person) -> (usize, Vec<(u16, String, Value)>) {
    let ask = async || {
        let request = person.http.post(format!("http://{}/graphql", person.address));
        let answer = request.bearer_auth(&person.token).json(&json!({ "query": ME })).send().await.unwrap();
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let wait = headers.get("retry-after").map(|wait| wait.to_str().unwrap().to_owned());
        (status, wait.unwrap_or_default(), answer.json::<Value>().await.unwrap())
    };
    let answers = futures_util::future::join_all((0..20).map(|_| ask())).await;
    let (good, refused): (Vec<_>, Vec<_>) =
        answers.into_iter().partition(|(_, _, body)| body["errors"].is_null());
    (good.len(), refused)
}

#[tokio::test]
async fn a_program_that_asks_too_fast_is_told_so() {
    let house = House::open().await;
    let anna = house.anna().await;
    let slow = program(&anna, &house.database, "Slow", &["--requests", "1"]).await;
    let (mut let_in, mut refusals) = (0, vec![]);
    // Where the machine takes more than a second for each, all of them are let in.
    for _ in 0..20 {
        let (good, refused) = twenty(&slow).await;
        let_in += good;
        refusals.extend(refused);
        if let_in > 0 && !refusals.is_empty() {
            break;
        }
    }
    assert!(let_in > 0 && !refusals.is_empty(), "{let_in} let in, {refusals:?}");
    for (status, wait, body) in &refusals {
        assert_eq!((*status, wait.as_str(), code(body)), (429, "1", "RATE_LIMITED"), "{body}");
        assert!(text(&body["errors"][0]["message"]).contains("1 request a second"), "{body}");
        assert!(body.get("data").is_none(), "nothing was done: {body}");
    }
    assert_eq!(twenty(&anna).await.0, 20, "people have no such limit");

    // On a socket, each operation counts, and the socket stays open.
    let mut socket = Socket::signed_in(&slow).await;
    let (mut let_in, mut refused, mut number) = (false, false, 0);
    let deadline = Instant::now() + PATIENCE;
    while !(let_in && refused) {
        assert!(Instant::now() < deadline, "let in: {let_in}, refused: {refused}");
        for _ in 0..20 {
            number += 1;
            socket.subscribe(&number.to_string(), ME, json!({})).await;
        }
        let mut open = 20;
        while open > 0 {
            let message = socket.next_message().await;
            match message["type"].as_str() {
                Some("error") => {
                    assert_eq!(message["payload"][0]["extensions"]["code"], "RATE_LIMITED", "{message}");
                    (refused, open) = (true, open - 1);
                }
                Some("complete") => (let_in, open) = (true, open - 1),
                _ => assert_eq!(message["payload"]["data"]["me"]["name"], "Slow", "{message}"),
            }
        }
    }
    eventually("a stream counts, too", async || {
        let ask = anna.http.post(format!("http://{}/graphql/stream", house.address)).bearer_auth(&slow.token);
        let ask = ask.json(&json!({ "query": document!("booking_changed") }));
        ask.send().await.unwrap().status() == StatusCode::TOO_MANY_REQUESTS
    })
    .await;
}
