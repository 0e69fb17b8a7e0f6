//! A real pgBouncer between the servers and their database: people work through it, and nobody listens through it
//! unless it leaves sessions with their connections.

use std::cell::RefCell;
use std::net::SocketAddr;

use frontdesk::clock::Clock;
use frontdesk::database::Address;
use frontdesk::database::pooling::Pooling;
use serde_json::{Value, json};
use sqlx::Connection;
use sqlx::postgres::PgConnection;
use tokio::task::JoinSet;

use crate::support::contract::code;
use crate::support::process::{command, run};
use crate::support::{
    Database, House, Person, PgBouncer, Program, cluster, document, edit, eventually, serve,
};

/// How many channels somebody listens to in a session.
const CHANNELS: &str = "SELECT count(*) FROM pg_listening_channels()";

/// What `/readyz` says is wrong, in words; none where it is ready.
async fn wrong(address: SocketAddr) -> Value {
    let answer = reqwest::get(format!("http://{address}/readyz")).await.unwrap();
    answer.json::<Value>().await.unwrap()["reason"].clone()
}

async fn is_ready(address: SocketAddr) {
    eventually("it is ready", async || wrong(address).await.is_null()).await;
}

/// How a new connection to this address comes by its session.
async fn pooling(url: &str) -> Pooling {
    let address: Address = url.parse().unwrap();
    let address = address.with(|session| session.application_name("frontdesk"));
    let mut connection = PgConnection::connect_with(address.options()).await.unwrap();
    let pooling = Pooling::of(&mut connection, &address).await.unwrap();
    connection.close().await.unwrap();
    pooling
}

#[tokio::test]
async fn two_people_work_through_it() {
    let house = House::open().await;
    let pgbouncer = PgBouncer::before(&house.database).await;
    let options = ["--demo", "--database-listen-url", &house.database.url];
    let (one, _one) = serve(&pgbouncer.url(), &options, Clock::system()).await;
    let (two, _two) = serve(&pgbouncer.url(), &options, Clock::system()).await;
    is_ready(one).await;
    is_ready(two).await;
    let (anna, ben) = (Person::sign_in(one, "anna").await, Person::sign_in(two, "ben").await);
    let (booking, other) = (house.booking().await, house.booking().await);
    let mut screen = ben.watch_all().await;

    anna.save(&booking, 1, json!({ "notes": "a view of the sea" })).await;
    let change = screen.next_change().await;
    assert_eq!((&change["version"], &change["booking"]["notes"]), (&json!(2), &json!("a view of the sea")));
    let late = ben.update(&booking, 1, json!({ "notes": "a cot" }), json!({})).await;
    assert_eq!(late["__typename"], "Conflict", "{late}");
    assert_eq!(late["fields"][0]["theirs"], "a view of the sea", "{late}");
    ben.save(&booking, 2, json!({ "notes": "a view of the sea and a cot" })).await;
    let group = [edit(&booking, 3, json!({ "adults": 1 })), edit(&other, 1, json!({ "adults": 1 }))];
    let saved = anna.update_all(&group).await;
    assert_eq!(saved["__typename"], "BookingsSaved", "{saved}");
    for (row, version) in [(&booking, 3), (&booking, 4), (&other, 2)] {
        let change = screen.next_change().await;
        assert_eq!((&change["bookingId"], &change["version"]), (&row["id"], &json!(version)));
    }

    // Many at once, who are lent one another's sessions.
    let mut writing = JoinSet::new();
    for person in [&anna, &ben] {
        for _ in 0..16 {
            let (person, booking) = (person.clone(), house.booking().await);
            writing.spawn(async move {
                for version in 1..=5 {
                    person.save(&booking, version, json!({ "notes": format!("note {version}") })).await;
                    assert_eq!(person.look_at(&booking).await["version"], version + 1);
                }
            });
        }
    }
    writing.join_all().await;
    assert_eq!(pgbouncer.in_sessions(20, CHANNELS).await, [0; 20]);
    assert!(wrong(one).await.is_null() && wrong(two).await.is_null());
}

#[tokio::test]
async fn nobody_listens_where_sessions_are_lent() {
    let house = House::open().await;
    let pgbouncer = PgBouncer::before(&house.database).await;
    let deaf = Program::on_database(&pgbouncer.url(), &["--demo"]).await;
    let says = "the connection for LISTEN leads to a pooler that lends sessions for single transactions";
    eventually("it says so", async || deaf.log().contains(says)).await;
    eventually("it is not ready", async || wrong(deaf.address).await == "unheard").await;
    assert_eq!(pgbouncer.in_sessions(20, CHANNELS).await, [0; 20], "nothing is left behind");

    // What is changed there and elsewhere is seen there all the same, and elsewhere at once.
    let anna = Person::sign_in(deaf.address, "anna").await;
    let mut screens = [anna.watch_all().await, house.anna().await.watch_all().await];
    let booking = house.booking().await;
    anna.save(&booking, 1, json!({ "notes": "by hand" })).await;
    for screen in &mut screens {
        for version in 1..=2 {
            let change = screen.next_change().await;
            assert_eq!((&change["bookingId"], &change["version"]), (&booking["id"], &json!(version)));
        }
    }
    assert_eq!(deaf.log().matches(says).count(), 1, "once: {}", deaf.log());
    assert_eq!(pgbouncer.in_sessions(20, CHANNELS).await, [0; 20]);
    deaf.stop().await;
}

#[tokio::test]
async fn a_session_that_stays_is_listened_on() {
    let house = House::open().await;
    // As many as the server needs, and not one more.
    let changes = "pool_mode = session\ndefault_pool_size = 10";
    let pgbouncer = PgBouncer::with(&house.database, changes).await;
    let (address, _server) = serve(&pgbouncer.url(), &["--demo"], Clock::system()).await;
    is_ready(address).await;
    let mut screen = Person::sign_in(address, "ben").await.watch_all().await;
    let booking = house.booking().await;
    assert_eq!(screen.next_change().await["bookingId"], booking["id"]);
}

#[tokio::test]
async fn how_long_a_session_stays_is_found_out() {
    let database = Database::new().await;
    assert_eq!(pooling(&database.url).await, Pooling::None);
    for (changes, expected) in [
        ("", Pooling::Transaction),
        ("server_round_robin = 1", Pooling::Transaction),
        ("max_prepared_statements = 0", Pooling::Unprepared),
        ("max_prepared_statements = 0\nserver_round_robin = 1", Pooling::Unprepared),
        ("pool_mode = session", Pooling::Session),
        ("pool_mode = session\nmax_prepared_statements = 0", Pooling::Session),
        ("pool_mode = session\ndefault_pool_size = 1", Pooling::Session),
    ] {
        let pgbouncer = PgBouncer::with(&database, changes).await;
        if !changes.contains("default_pool_size") {
            // Sessions that others have had, and that wait to be lent.
            pgbouncer.in_sessions(4, "SELECT 1::bigint").await;
        }
        for time in 0..3 {
            assert_eq!(pooling(&pgbouncer.url()).await, expected, "{changes}, {time}");
        }
        let left =
            pgbouncer.in_sessions(1, "SELECT count(*) FROM pg_prepared_statements WHERE name LIKE 'sqlx%'");
        assert_eq!(left.await, [0], "{changes}: nothing is left behind");
    }
}

#[tokio::test]
async fn one_that_mixes_up_statements_is_refused_at_the_start() {
    let database = Database::new().await;
    let pgbouncer = PgBouncer::with(&database, "max_prepared_statements = 0").await;
    for arguments in [&["migrate"][..], &["serve", "--listen", "127.0.0.1:0"]] {
        let mut start = command(arguments);
        start.env("DATABASE_URL", pgbouncer.url());
        start.env("FRONTDESK_TOKEN_SECRET_FILE", &cluster().secret);
        let message = run(start).await.refused(1);
        assert_eq!(
            message.lines().last().unwrap(),
            "frontdesk: the pooler at DATABASE_URL lends sessions for single transactions and mixes up what its clients \
             prepare: pgBouncer 1.21 or newer with max_prepared_statements above 0 is needed"
        );
    }
}

#[tokio::test]
async fn one_that_takes_no_more_connections_is_unavailable() {
    let house = House::open().await;
    let pgbouncer = PgBouncer::with(&house.database, "max_client_conn = 30").await;
    // It may want more than there are: one that has all that it may have is not full.
    let options = ["--demo", "--database-listen-url", &house.database.url, "--max-connections", "40"];
    let (address, _server) = serve(&pgbouncer.url(), &options, Clock::system()).await;
    let (anna, booking) = (house.anna().await.at(address), house.booking().await);
    is_ready(address).await;

    // Others take what is left.
    let others = RefCell::new(vec![]);
    eventually("it is full", async || {
        let another = PgConnection::connect(&pgbouncer.url()).await;
        others.borrow_mut().extend(another);
        wrong(address).await == "full"
    })
    .await;
    let mut holder = house.database.pool.begin().await.unwrap();
    sqlx::query("SELECT FROM bookings FOR UPDATE").execute(&mut *holder).await.unwrap();
    let mut writing = JoinSet::new();
    for _ in 0..8 {
        let (anna, input) = (anna.clone(), edit(&booking, 1, json!({ "notes": "sea" })));
        writing.spawn(async move { anna.ask(document!("update_booking"), json!({ "input": input })).await });
    }
    // Whoever has a connection waits for the row, and whoever has none is told at once.
    let refused = writing.join_next().await.unwrap().unwrap();
    assert_eq!(code(&refused), "UNAVAILABLE", "{refused}");
    holder.rollback().await.unwrap();
    drop(others);
    let mut saved = 0;
    while let Some(answer) = writing.join_next().await {
        let answer = answer.unwrap();
        let outcome = &answer["data"]["updateBooking"]["__typename"];
        saved += i32::from(outcome == "BookingSaved");
        assert!(!outcome.is_null() || code(&answer) == "UNAVAILABLE", "{answer}");
    }
    assert!(saved <= 1, "the others have a conflict");
    is_ready(address).await;
    let version = anna.look_at(&booking).await["version"].as_i64().unwrap();
    anna.save(&booking, version, json!({ "notes": "the end" })).await;
}

#[tokio::test]
async fn the_doctor_tells_of_it_and_leaves_no_listener() {
    let database = Database::new().await;
    for (changes, pooler, listener) in [
        ("", ("ok", "lends sessions"), Some(("warning", "DATABASE_LISTEN_URL"))),
        ("pool_mode = session", ("ok", "a session of its own"), Some(("ok", "arrives"))),
        ("max_prepared_statements = 0", ("wrong", "1.21 or newer"), None),
    ] {
        let pgbouncer = PgBouncer::with(&database, changes).await;
        let mut doctor = command(&["doctor", "--token-secret-file"]);
        doctor.arg(&cluster().secret).env("DATABASE_URL", pgbouncer.url());
        let ended = run(doctor).await;
        let told = |subject: &str| {
            ended
                .stdout
                .lines()
                .find(|line| line.split_whitespace().nth(1) == Some(subject))
                .map(str::to_owned)
        };
        let as_told = |line: Option<String>, (verdict, words): (&str, &str)| {
            line.is_some_and(|line| line.starts_with(verdict) && line.contains(words))
        };
        assert!(as_told(told("pooler"), pooler), "{changes}: {ended:?}");
        match listener {
            Some(expected) => assert!(as_told(told("listener"), expected), "{changes}: {ended:?}"),
            None => assert_eq!(told("listener"), None, "{ended:?}"),
        }
        assert_eq!(pgbouncer.in_sessions(4, CHANNELS).await, [0; 4], "{changes}");
    }
}
