//! Links by which people choose their passwords: good once, for a while, for one account, and for nobody who guesses.

use std::net::SocketAddr;

use chrono::TimeDelta;
use frontdesk::clock::Clock;
use serde_json::{Value, json};

use crate::staff::{PASSWORD, accept, colleague, invite, member, update};
use crate::support::contract::{code, outcome, request};
use crate::support::process::{command, run_with_input};
use crate::support::{Hands, House, Person};

async fn renew(by: &Person, name: &str) -> Value {
    let member = member(by, name).await;
    let input = json!({ "id": member["id"], "expectedVersion": member["version"] });
    let renewed = outcome(by, "renewInvitation", json!({ "input": input })).await;
    assert_eq!(renewed["__typename"], "InvitationSaved", "{renewed}");
    renewed["token"].clone()
}

async fn sign_in(house: &House, email: &str, password: &str) -> Value {
    let arguments = json!({ "email": email, "password": password });
    outcome(&Person::nobody(house.address), "signIn", arguments).await
}

#[tokio::test]
async fn a_colleague_comes_by_a_link_that_works_once() {
    let house = House::open().await;
    let mara = house.mara().await;
    let invited = invite(&mara, "Zoe", "DESK").await;
    let token = &invited["token"];
    assert_eq!(token.as_str().unwrap().len(), 43, "256 bits");
    let waiting = member(&mara, "Zoe").await;
    assert_eq!(waiting["invitation"]["purpose"], "JOIN");
    assert_eq!((&waiting["signedInAt"], &waiting["version"]), (&Value::Null, &json!(1)));
    for guess in ["", "frontdesk", PASSWORD, token.as_str().unwrap()] {
        assert_eq!(sign_in(&house, "zoe@hotel.example", guess).await["__typename"], "InvalidCredentials");
    }

    let short = accept(&house, token, "short").await;
    assert_eq!(
        (&short["__typename"], &short["problems"][0]["field"]),
        (&json!("InvalidInput"), &json!("password"))
    );
    let session = accept(&house, token, PASSWORD).await;
    assert_eq!(session["user"]["name"], "Zoe", "{session}");
    let zoe =
        Person { token: session["token"].as_str().unwrap().to_owned(), ..Person::nobody(house.address) };
    zoe.guest("Carl").await;
    let again = accept(&house, token, "another password").await;
    assert_eq!(
        again,
        accept(&house, &json!("no link"), "another password").await,
        "nor is it told that it was one"
    );
    assert_eq!(again["__typename"], "InvalidInvitation");
    let here = member(&mara, "Zoe").await;
    assert_eq!((&here["invitation"], &here["openSessions"]), (&Value::Null, &json!(1)));
    assert_eq!(sign_in(&house, "Zoe@Hotel.Example", PASSWORD).await["__typename"], "Session");

    // Whom the demo's own people let in does not keep it from being started again.
    let (elsewhere, _server) = house.another_server().await;
    assert_eq!(member(&mara.at(elsewhere), "Zoe").await["version"], 1);
}

#[tokio::test]
async fn of_many_who_come_by_one_link_at_once_one_is_let_in() {
    let house = House::open().await;
    let token = invite(&house.mara().await, "Zoe", "DESK").await["token"].clone();
    let passwords: Vec<_> = (0..8).map(|number| format!("password number {number}")).collect();
    let came = passwords.iter().map(|password| accept(&house, &token, password));
    let came = futures_util::future::join_all(came).await;
    let let_in: Vec<_> = came.iter().map(|end| end["__typename"] == "Session").collect();
    assert_eq!(let_in.iter().filter(|session| **session).count(), 1, "{came:?}");
    for (password, was_let_in) in passwords.iter().zip(let_in) {
        let session = sign_in(&house, "zoe@hotel.example", password).await;
        assert_eq!(session["__typename"] == "Session", was_let_in, "{password}: {session}");
    }
}

#[tokio::test]
async fn who_forgot_a_password_gets_a_link_and_keeps_the_old_one_until_then() {
    let house = House::open().await;
    let (mara, ben) = (house.mara().await, house.ben().await);
    let (lost, link) = (renew(&mara, "Ben").await, renew(&mara, "Ben").await);
    assert_eq!(member(&mara, "Ben").await["invitation"]["purpose"], "PASSWORD");
    house.ben().await;
    assert_eq!(
        accept(&house, &lost, PASSWORD).await["__typename"],
        "InvalidInvitation",
        "there is a newer one"
    );
    assert_eq!(accept(&house, &link, PASSWORD).await["user"]["name"], "Ben");
    assert_eq!(sign_in(&house, "ben@demo.frontdesk", "frontdesk").await["__typename"], "InvalidCredentials");
    assert_eq!(
        code(&ben.ask("{ me { name } }", json!({})).await),
        "UNAUTHENTICATED",
        "who knew the old one is out"
    );
}

#[tokio::test]
async fn a_link_ends_with_its_time_with_the_account_and_with_a_password() {
    let hands = Hands::at(1_780_300_000);
    let house = House::open_with(&["--demo"], hands.clock()).await;
    let late = invite(&house.mara().await, "Zoe", "DESK").await["token"].clone();
    let forgotten = renew(&house.mara().await, "Ben").await;
    hands.turn(TimeDelta::hours(25));
    let mara = house.mara().await;
    assert_eq!(accept(&house, &forgotten, PASSWORD).await["__typename"], "InvalidInvitation", "after a day");
    hands.turn(TimeDelta::days(6));
    assert_eq!(accept(&house, &late, PASSWORD).await["__typename"], "InvalidInvitation", "after a week");

    let mara = if code(&mara.ask("{ me { name } }", json!({})).await).is_empty() {
        mara
    } else {
        house.mara().await
    };
    let open = renew(&mara, "Zoe").await;
    assert_eq!(member(&mara, "Zoe").await["invitation"]["purpose"], "JOIN", "still the first");
    let closed = update(&mara, &member(&mara, "Zoe").await, json!({ "closed": true })).await;
    let opened = update(&mara, &closed["member"], json!({ "closed": false })).await;
    assert_eq!(
        accept(&house, &open, PASSWORD).await["__typename"],
        "InvalidInvitation",
        "it was closed: {opened}"
    );

    let mut set = command(&["user", "password", "zoe@hotel.example"]);
    let open = renew(&mara, "Zoe").await;
    set.env("DATABASE_URL", &house.database.url);
    run_with_input(set, &format!("{PASSWORD}\n")).await.printed();
    assert_eq!(accept(&house, &open, "another password").await["__typename"], "InvalidInvitation");
    assert_eq!(sign_in(&house, "zoe@hotel.example", PASSWORD).await["__typename"], "Session");
}

#[tokio::test]
async fn a_dump_of_the_database_opens_nothing() {
    let house = House::open().await;
    let token = invite(&house.mara().await, "Zoe", "DESK").await["token"].clone();
    let dump: String = house
        .database
        .value(
            "SELECT concat_ws(' ', (SELECT string_agg(i::text, ' ') FROM invitations i), \
                    (SELECT string_agg(l::text, ' ') FROM account_log l), (SELECT string_agg(u::text, ' ') FROM users u))",
        )
        .await;
    assert!(!dump.contains(token.as_str().unwrap()));
    let digest: String = house
        .database
        .value("SELECT rtrim(translate(encode(token_hash, 'base64'), '+/', '-_'), '=') FROM invitations")
        .await;
    assert!(digest.len() == 43 && !dump.contains(&digest));
    assert_eq!(accept(&house, &json!(digest), PASSWORD).await["__typename"], "InvalidInvitation");
    assert_eq!(accept(&house, &token, PASSWORD).await["__typename"], "Session");
}

/// The member that a link is answered with from an address, as a proxy writes it.
async fn from(house: SocketAddr, address: &str, token: &str) -> String {
    let arguments = json!({ "token": token, "password": PASSWORD });
    let answer: Value = reqwest::Client::new()
        .post(format!("http://{house}/graphql"))
        .header("x-forwarded-for", address)
        .json(
            &json!({ "query": request("mutation", "acceptInvitation", &arguments), "variables": arguments }),
        )
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    answer["data"]["acceptInvitation"]["__typename"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
}

#[tokio::test]
async fn who_guesses_at_links_waits_alone() {
    let house = House::open_with(&["--demo", "--trusted-proxy", "127.0.0.0/8"], Clock::system()).await;
    let token = invite(&house.mara().await, "Zoe", "DESK").await["token"].clone();
    let mut refused = 0;
    for guess in 0..60 {
        refused += usize::from(
            from(house.address, "198.51.100.1", &format!("guess {guess}")).await == "TooManyAttempts",
        );
    }
    assert!(refused > 10, "{refused}");
    assert_eq!(
        from(house.address, "198.51.100.1", token.as_str().unwrap()).await,
        "TooManyAttempts",
        "nor the right one"
    );
    assert_eq!(from(house.address, "203.0.113.7", token.as_str().unwrap()).await, "Session");
    colleague(&house, &house.mara().await, "Max", "DESK").await;
}
