//! Signing in and out: whose account it is, how long a session runs, and who ends it.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use entity::user::Role;
use frontdesk::auth::users;
use frontdesk::clock::Clock;
use sea_orm::{DatabaseConnection, SqlxPostgresConnector};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::contract::{ask, code, outcome};
use crate::support::{Database, Hands, House, Person, Socket, document, eventually};

/// As another server may see a revocation late: the time that it believes what it looked up.
const CACHE: Duration = Duration::from_secs(5);

async fn sign_in(address: SocketAddr, email: &str, password: &str) -> Value {
    let nobody = Person::nobody(address);
    outcome(&nobody, "signIn", json!({ "email": email, "password": password })).await
}

async fn person(address: SocketAddr, email: &str, password: &str) -> Person {
    let session = sign_in(address, email, password).await;
    let token = session["token"].as_str().unwrap_or_else(|| panic!("{email}: {session}")).to_owned();
    Person { token, ..Person::nobody(address) }
}

fn orm(database: &Database) -> DatabaseConnection {
    SqlxPostgresConnector::from_sqlx_postgres_pool(database.pool.clone())
}

/// The name of whoever shows this token; none where the request is refused as a whole.
async fn name(person: &Person) -> Option<String> {
    let answer = person.ask("{ me { name } }", json!({})).await;
    if code(&answer) == "UNAUTHENTICATED" {
        return None;
    }
    Some(answer["data"]["me"]["name"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned())
}

async fn session_of(person: &Person) -> Value {
    let sessions = person.run("{ sessions { id current createdAt expiresAt userAgent } }", json!({})).await;
    let sessions = sessions["sessions"].as_array().unwrap().clone();
    sessions.into_iter().find(|session| session["current"] == true).unwrap()
}

const JUNE: i64 = 1_780_300_000;

#[tokio::test]
async fn an_address_is_one_account_however_it_is_typed() {
    let house = House::open().await;
    for email in ["anna@demo.frontdesk", "Anna@Demo.Frontdesk", "  ANNA@DEMO.FRONTDESK \n"] {
        let session = sign_in(house.address, email, "frontdesk").await;
        assert_eq!(session["user"]["name"], "Anna", "{email:?}: {session}");
        assert_eq!(session["user"]["email"], "anna@demo.frontdesk");
    }
    // The password is taken as it is.
    for password in ["Frontdesk", "frontdesk ", ""] {
        let session = sign_in(house.address, "anna@demo.frontdesk", password).await;
        assert_eq!(session["__typename"], "InvalidCredentials", "{password:?}");
    }
}

#[tokio::test]
async fn demo_accounts_are_nobody_outside_the_demo() {
    let house = House::open().await;
    let anna = house.anna().await;
    let (serious, _) = house.another_server_with(&[], Clock::system()).await;

    let session = sign_in(serious, "anna@demo.frontdesk", "frontdesk").await;
    let unknown = sign_in(serious, "nobody@example.org", "frontdesk").await;
    assert_eq!(session, unknown);
    assert_eq!(session["__typename"], "InvalidCredentials");

    assert_eq!(name(&anna.at(serious)).await, None, "a token that was made before");
    assert_eq!(name(&anna).await.as_deref(), Some("Anna"));
}

#[tokio::test]
async fn an_unknown_address_is_answered_like_a_wrong_password() {
    let house = House::open().await;
    let wrong = sign_in(house.address, "anna@demo.frontdesk", "a wrong guess").await;
    for email in ["nobody@example.org", "no address", "", "anna@demo.frontdesk\0"] {
        assert_eq!(sign_in(house.address, email, "a wrong guess").await, wrong, "{email:?}");
    }
    house.database.sql("UPDATE users SET disabled_at = now() WHERE name = 'Ben'").await;
    assert_eq!(sign_in(house.address, "ben@demo.frontdesk", "frontdesk").await, wrong, "a closed account");
    assert_eq!(wrong["__typename"], "InvalidCredentials");
}

#[tokio::test]
async fn five_wrong_guesses_close_one_account_for_a_while() {
    let house = House::open().await;
    let anna = house.anna().await;
    let begun = Instant::now();
    for _ in 0..5 {
        let guess = sign_in(house.address, "anna@demo.frontdesk", "a wrong guess").await;
        assert_eq!(guess["__typename"], "InvalidCredentials");
    }
    let closed = sign_in(house.address, "ANNA@demo.frontdesk", "frontdesk").await;
    if begun.elapsed() < Duration::from_secs(10) {
        assert_eq!(closed["__typename"], "TooManyAttempts", "also with the right password: {closed}");
        let wait = closed["retryAfterSeconds"].as_i64().unwrap();
        assert!((1..=15).contains(&wait), "{wait}");
        assert!(closed["message"].as_str().unwrap().contains(&wait.to_string()), "{closed}");
    }
    // Whoever is in stays in, and Ben has nothing to do with it.
    assert_eq!(name(&anna).await.as_deref(), Some("Anna"));
    assert_eq!(sign_in(house.address, "ben@demo.frontdesk", "frontdesk").await["__typename"], "Session");
    eventually("the account opens again", async || {
        sign_in(house.address, "anna@demo.frontdesk", "frontdesk").await["__typename"] == "Session"
    })
    .await;
}

#[tokio::test]
async fn signing_in_rightly_is_never_too_often() {
    let house = House::open().await;
    for _ in 0..40 {
        let session = sign_in(house.address, "ben@demo.frontdesk", "frontdesk").await;
        assert_eq!(session["__typename"], "Session", "{session}");
    }
}

#[tokio::test]
async fn a_revoked_session_ends_at_once_here_and_soon_elsewhere() {
    let house = House::open().await;
    let (there, _shutdown) = house.another_server().await;
    let (desk, telephone) = (house.anna().await, house.anna().await);
    let lost = session_of(&telephone).await["id"].clone();
    assert_eq!(name(&telephone.at(there)).await.as_deref(), Some("Anna"), "now the other server knows it");

    let ended = outcome(&desk, "revokeSession", json!({ "id": lost })).await;
    assert_eq!((&ended["__typename"], &ended["sessionId"]), (&json!("SessionRevoked"), &lost));
    let begun = Instant::now();
    assert_eq!(name(&telephone).await, None, "at once");
    eventually("the other server sees it", async || name(&telephone.at(there)).await.is_none()).await;
    assert!(begun.elapsed() < CACHE + Duration::from_secs(3), "{:?}", begun.elapsed());

    assert_eq!(name(&desk).await.as_deref(), Some("Anna"));
    let again = outcome(&desk, "revokeSession", json!({ "id": lost })).await;
    assert_eq!(again["__typename"], "SessionNotFound");
}

#[tokio::test]
async fn ben_cannot_end_annas_session() {
    let house = House::open().await;
    let (anna, ben) = (house.anna().await, house.ben().await);
    let session = session_of(&anna).await["id"].clone();
    let ended = outcome(&ben, "revokeSession", json!({ "id": session })).await;
    let unknown = outcome(&ben, "revokeSession", json!({ "id": Uuid::now_v7() })).await;
    assert_eq!(ended, unknown, "nor learn that there is one");
    assert_eq!(ended["__typename"], "SessionNotFound");
    assert_eq!(name(&anna).await.as_deref(), Some("Anna"));
    let seen = ben.run("{ sessions { id } }", json!({})).await;
    assert!(!seen.to_string().contains(session.as_str().unwrap()));
}

#[tokio::test]
async fn a_new_password_ends_the_other_sessions() {
    let house = House::open().await;
    let (desk, telephone, home) = (house.anna().await, house.anna().await, house.anna().await);
    let arguments = json!({ "current": "frontdesk", "new": "the other frontdesk" });
    let changed = outcome(&desk, "changePassword", arguments).await;
    assert_eq!(changed["__typename"], "PasswordChanged");
    assert_eq!(changed["endedSessions"], 2);
    assert_eq!(name(&desk).await.as_deref(), Some("Anna"));
    assert_eq!((name(&telephone).await, name(&home).await), (None, None));
    let old = sign_in(house.address, "anna@demo.frontdesk", "frontdesk").await;
    assert_eq!(old["__typename"], "InvalidCredentials");
    assert_eq!(
        sign_in(house.address, "anna@demo.frontdesk", "the other frontdesk").await["__typename"],
        "Session"
    );
    assert_eq!(name(&house.ben().await).await.as_deref(), Some("Ben"));
}

#[tokio::test]
async fn a_renewed_session_outlives_its_first_token_but_not_for_ever() {
    let hands = Hands::at(JUNE);
    let house = House::open_with(&["--demo"], hands.clock()).await;
    let first = house.anna().await;
    let born = session_of(&first).await;
    assert_eq!(born["expiresAt"], json!((hands.now() + TimeDelta::hours(12)).to_rfc3339()));

    hands.turn(TimeDelta::hours(11));
    let renewed = outcome(&first, "renewSession", json!({})).await;
    assert_eq!(renewed["__typename"], "Session");
    let second = Person { token: renewed["token"].as_str().unwrap().to_owned(), ..first.clone() };
    assert_eq!(name(&first).await.as_deref(), Some("Anna"), "the first token keeps its own end");
    assert_eq!(session_of(&second).await["id"], born["id"], "one session");

    hands.turn(TimeDelta::hours(2));
    assert_eq!(name(&first).await, None);
    assert_eq!(name(&second).await.as_deref(), Some("Anna"));

    hands.turn(TimeDelta::hours(11));
    assert_eq!(name(&second).await, None, "nobody renewed it");

    // However often it is renewed, one day the password is asked for again.
    let begun = hands.now();
    let mut anna = house.anna().await;
    for _ in 0..100 {
        hands.turn(TimeDelta::hours(10));
        let answer = ask(&anna, "mutation", "renewSession", json!({})).await;
        match answer["data"]["renewSession"]["token"].as_str() {
            Some(token) => anna.token = token.to_owned(),
            None => break,
        }
    }
    let lived = hands.now() - begun;
    assert!(lived > TimeDelta::days(29) && lived < TimeDelta::days(31), "{lived}");
}

#[tokio::test]
async fn signing_out_ends_the_session_and_is_never_a_mistake() {
    let house = House::open().await;
    let (anna, elsewhere) = (house.anna().await, house.anna().await);
    let session = session_of(&anna).await["id"].clone();
    assert_eq!(outcome(&anna, "signOut", json!({})).await["sessionId"], session);
    assert_eq!(name(&anna).await, None);
    assert_eq!(name(&elsewhere).await.as_deref(), Some("Anna"), "only this one");
    let nobody = Person::nobody(house.address);
    assert_eq!(outcome(&nobody, "signOut", json!({})).await["sessionId"], Value::Null);
}

#[tokio::test]
async fn another_role_and_a_closed_account_take_effect_soon() {
    let house = House::open().await;
    let (mara, ben) = (house.mara().await, house.ben().await);
    let room = async |name: &str| {
        outcome(&mara, "createRoom", json!({ "input": { "name": name } })).await["__typename"].clone()
    };
    assert_eq!(room("Attic").await, "RoomSaved");
    assert_eq!(name(&ben).await.as_deref(), Some("Ben"));
    let begun = Instant::now();
    house.database.sql("UPDATE users SET role = 'VIEWER' WHERE name = 'Mara'").await;
    house.database.sql("UPDATE users SET disabled_at = now() WHERE name = 'Ben'").await;
    let mut number = 0;
    loop {
        number += 1;
        if room(&format!("Room of Mara {number}")).await == "Forbidden" {
            break;
        }
        assert!(begun.elapsed() < CACHE + Duration::from_secs(3), "she still is a manager");
    }
    eventually("the account is closed", async || name(&ben).await.is_none()).await;
    assert!(begun.elapsed() < CACHE + Duration::from_secs(4), "{:?}", begun.elapsed());
}

#[tokio::test]
async fn the_list_of_sessions_tells_where_you_are() {
    let house = House::open().await;
    let anna = house.anna().await;
    let named = Person {
        http: reqwest::Client::builder().user_agent("x".repeat(400)).build().unwrap(),
        ..anna.clone()
    };
    let answer = named
        .run(document!("sign_in"), json!({ "email": "anna@demo.frontdesk", "password": "frontdesk" }))
        .await;
    let named = Person { token: answer["signIn"]["token"].as_str().unwrap().to_owned(), ..named };
    let sessions = anna.run("{ sessions { id current userAgent } }", json!({})).await;
    let sessions = sessions["sessions"].as_array().unwrap().clone();
    assert_eq!(sessions.len(), 2);
    assert_eq!(sessions[0]["userAgent"].as_str().unwrap().len(), 200, "the newest first");
    assert_eq!((&sessions[0]["current"], &sessions[1]["current"]), (&json!(false), &json!(true)));
    assert_eq!(session_of(&named).await["id"], sessions[0]["id"]);
}

#[tokio::test]
async fn only_sessions_that_ended_long_ago_are_swept() {
    // Without a server, which would sweep by itself.
    let database = Database::new().await;
    database
        .sql(
            "DELETE FROM sessions; \
             INSERT INTO sessions (id, user_id, created_at, expires_at, revoked_at, user_agent) \
             SELECT gen_random_uuid(), users.id, now() - age, now() - age + lasts, \
                    CASE WHEN revoked THEN now() - age + interval '1 hour' END, what \
             FROM users, (VALUES \
               (interval '1 hour', interval '12 hours', false, 'runs'), \
               (interval '1 hour', interval '12 hours', true, 'revoked just now'), \
               (interval '20 days', interval '12 hours', false, 'ended lately'), \
               (interval '20 days', interval '12 hours', true, 'revoked lately'), \
               (interval '29 days', interval '30 days', false, 'runs long'), \
               (interval '40 days', interval '12 hours', false, 'ended long ago'), \
               (interval '40 days', interval '12 hours', true, 'revoked long ago') \
             ) AS made (age, lasts, revoked, what) WHERE users.name = 'Anna'",
        )
        .await;
    let secret = frontdesk::auth::Secret::new(*b"a secret of thirty-two bytes or more").unwrap();
    let auth =
        frontdesk::auth::Auth::new(orm(&database), Clock::system(), frontdesk::auth::Settings::new(secret));
    assert_eq!(auth.sweep().await.unwrap(), 2);
    let left: String =
        database.value("SELECT string_agg(user_agent, ', ' ORDER BY user_agent) FROM sessions").await;
    assert_eq!(left, "ended lately, revoked just now, revoked lately, runs, runs long");
    assert_eq!(auth.sweep().await.unwrap(), 0);
}

#[tokio::test]
async fn an_account_is_added_once_and_with_sound_values() {
    let house = House::open_with(&[], Clock::system()).await;
    let db = orm(&house.database);
    let add = async |email: &str, name: &str, password: &str| {
        users::add(&db, email, name, Role::Manager, password.to_owned()).await
    };
    let erna = add("  Erna@Hotel.Example ", " Erna ", "a long password").await.unwrap();
    assert_eq!((erna.email.as_str(), erna.name.as_str(), erna.demo), ("erna@hotel.example", "Erna", false));
    let taken = add("ERNA@hotel.example", "Other", "a long password").await.unwrap_err();
    assert_eq!(taken.to_string(), "there is an account for erna@hotel.example already");
    let long = "x".repeat(300);
    for (field, email, name, password) in [
        ("email", "", "Erna", "a long password"),
        ("email", "erna", "Erna", "a long password"),
        ("email", "a b@c", "Erna", "a long password"),
        ("email", "a\0@c", "Erna", "a long password"),
        ("email", &format!("{long}@c"), "Erna", "a long password"),
        ("name", "e@hotel.example", "", "a long password"),
        ("name", "e@hotel.example", " \t", "a long password"),
        ("name", "e@hotel.example", "Er\0na", "a long password"),
        ("name", "e@hotel.example", long.as_str(), "a long password"),
        ("password", "e@hotel.example", "Erna", ""),
        ("password", "e@hotel.example", "Erna", "short"),
        ("password", "e@hotel.example", "Erna", long.as_str()),
    ] {
        let refused = add(email, name, password).await.unwrap_err();
        assert!(matches!(&refused, users::AddUserError::Invalid(named, _) if *named == field), "{refused}");
    }
    let count: i64 = house.database.value("SELECT count(*) FROM users WHERE NOT demo").await;
    assert_eq!(count, 1);

    // An account that is no demo's signs in without --demo.
    let erna = person(house.address, "erna@hotel.example", "a long password").await;
    let room = outcome(&erna, "createRoom", json!({ "input": { "name": "Attic" } })).await;
    assert_eq!(room["__typename"], "RoomSaved");
}

/// A socket ends with its session.
#[tokio::test]
async fn a_socket_closes_when_its_session_ends() {
    let house = House::open().await;
    let (anna, elsewhere) = (house.anna().await, house.anna().await);
    let mut socket = Socket::signed_in(&anna).await;
    let query = "subscription { bookingChanged { __typename } }";
    socket.subscribe("1", query, json!({})).await;
    assert_eq!(socket.next_message().await["type"], "next");
    outcome(&elsewhere, "revokeSession", json!({ "id": session_of(&anna).await["id"] })).await;
    let ended = loop {
        match socket.next().await {
            Ok(message) => assert_ne!(message["type"], "pong"),
            Err(code) => break code,
        }
    };
    assert_eq!(ended, 4403, "Forbidden: the session has ended");
}
