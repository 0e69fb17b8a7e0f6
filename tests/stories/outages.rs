//! The database is away, full, out of connections or read-only: whoever asks is told that it is the database, that
//! nothing was saved, and to try again; `/readyz` says so; and once it is over everything goes on.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use frontdesk::clock::Clock;
use frontdesk::database::private::{Options, PrivateCluster};
use reqwest::Response;
use serde_json::{Value, json};
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use crate::support::contract::code;
use crate::support::{House, Person, Socket, document, edit, eventually, serve, with};

/// `/readyz` has two seconds; the rest is for a machine that is busy with other stories.
const SOON: Duration = Duration::from_secs(6);

/// The status, and the word for what is wrong.
async fn readiness(address: SocketAddr) -> (u16, Value) {
    let begun = Instant::now();
    let answer = reqwest::get(format!("http://{address}/readyz")).await.unwrap();
    let said = (answer.status().as_u16(), answer.json::<Value>().await.unwrap()["reason"].clone());
    assert!(begun.elapsed() < SOON, "{said:?} after {:?}", begun.elapsed());
    said
}

async fn is_ready(address: SocketAddr) {
    eventually("it is ready", async || readiness(address).await.0 == 200).await;
}

async fn says(address: SocketAddr, word: &str) {
    eventually(word, async || readiness(address).await == (503, json!(word))).await;
    assert_eq!(reqwest::get(format!("http://{address}/healthz")).await.unwrap().status(), 200, "it lives");
}

/// `updateBooking` under a mutation id.
async fn update(person: &Person, booking: &Value) -> Response {
    let input = with(edit(booking, 1, json!({ "notes": "sea" })), json!({ "mutationId": "sea" }));
    let request = json!({ "query": document!("update_booking"), "variables": { "input": input } });
    let post = person.http.post(format!("http://{}/graphql", person.address));
    post.bearer_auth(&person.token).json(&request).send().await.unwrap()
}

async fn is_unavailable(answer: Response) {
    let (status, wait) = (answer.status(), answer.headers().get("retry-after").cloned());
    let answer: Value = answer.json().await.unwrap();
    assert_eq!(code(&answer), "UNAVAILABLE", "{answer}");
    assert_eq!(wait.unwrap(), "2", "{answer}");
    // Where not even the session can be looked up, the whole request is refused.
    assert!(status == 200 && answer["data"]["updateBooking"].is_null() || status == 503, "{status} {answer}");
}

async fn is_saved(answer: Response) {
    let answer: Value = answer.json().await.unwrap();
    assert_eq!(answer["data"]["updateBooking"]["__typename"], "BookingSaved", "{answer}");
    assert_eq!(answer["data"]["updateBooking"]["booking"]["version"], 2, "{answer}");
}

#[tokio::test]
async fn a_postgres_that_is_stopped_is_unavailable_until_it_is_back() {
    let folder = tempfile::tempdir().unwrap();
    let start = async || {
        let options = Options { data_dir: folder.path().to_owned(), pg_bindir: None, settings: vec![] };
        PrivateCluster::start(options).await.unwrap()
    };
    let postgres = start().await;
    let (address, _server) = serve(&postgres.url("postgres"), &["--demo"], Clock::system()).await;
    let anna = Person::sign_in(address, "anna").await;
    let page =
        anna.run("{ bookings(first: 1, filter: { statuses: [CONFIRMED] }) { nodes { id } } }", json!({}));
    let booking = page.await["bookings"]["nodes"][0].clone();
    let mut socket = Socket::signed_in(&anna).await;
    is_ready(address).await;

    postgres.stop().await.unwrap();
    is_unavailable(update(&anna, &booking).await).await;
    let read = anna.ask("{ bookings(first: 1) { nodes { id } } }", json!({})).await;
    assert_eq!(code(&read), "UNAVAILABLE", "{read}");
    let join = "subscription($booking: ID!, $id: ID!) { \
                joinBooking(bookingId: $booking, presenceId: $id) { __typename } }";
    socket.subscribe("1", join, json!({ "booking": booking["id"], "id": Uuid::now_v7() })).await;
    let message = socket.next_message().await;
    assert!(message.to_string().contains("\"UNAVAILABLE\""), "{message}");
    says(address, "away").await;
    let nobody = Person::nobody(address);
    let variables = json!({ "email": "ben@demo.frontdesk", "password": "frontdesk" });
    let answer = nobody.ask(document!("sign_in"), variables).await;
    assert_eq!(code(&answer), "UNAVAILABLE", "{answer}");

    let postgres = start().await;
    is_ready(address).await;
    is_saved(update(&anna, &booking).await).await;
    is_saved(update(&anna, &booking).await).await;
    postgres.stop().await.unwrap();
}

/// Ends the connections of the house's servers, so that new ones are made.
async fn disconnect(house: &House) {
    let servers = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity \
                   WHERE datname = current_database() AND application_name LIKE 'frontdesk%'";
    house.database.value::<i64>(servers).await;
}

#[tokio::test]
async fn a_database_that_takes_no_more_connections_is_unavailable() {
    let house = House::open().await;
    let role = format!("desk_of_{}", house.database.name);
    // Limits don't count for the owner, who is a superuser.
    house.database.sql(&format!("CREATE ROLE {role} LOGIN IN ROLE frontdesk")).await;
    let url = house.database.url.replace("frontdesk@", &format!("{role}@"));
    let (address, _server) = serve(&url, &["--demo"], Clock::system()).await;
    let (anna, booking) = (house.anna().await.at(address), house.booking().await);
    is_ready(address).await;

    house.database.sql(&format!("ALTER ROLE {role} CONNECTION LIMIT 0")).await;
    disconnect(&house).await;
    says(address, "full").await;
    is_unavailable(update(&anna, &booking).await).await;
    house.database.sql(&format!("ALTER ROLE {role} CONNECTION LIMIT -1")).await;
    is_ready(address).await;
    is_saved(update(&anna, &booking).await).await;
}

#[tokio::test]
async fn a_database_that_is_read_only_is_unavailable_for_writes() {
    let house = House::open().await;
    let (anna, booking) = (house.anna().await, house.booking().await);
    is_ready(house.address).await;
    let set = async |read_only: &str| {
        let name = &house.database.name;
        house
            .database
            .sql(&format!(
                "SET default_transaction_read_only = off; \
                 ALTER DATABASE {name} SET default_transaction_read_only = {read_only}"
            ))
            .await;
        disconnect(&house).await;
    };
    set("on").await;
    says(house.address, "readonly").await;
    is_unavailable(update(&anna, &booking).await).await;
    assert_eq!(anna.look_at(&booking).await["version"], 1, "it can be read");
    set("off").await;
    is_ready(house.address).await;
    is_saved(update(&anna, &booking).await).await;
}

#[tokio::test]
async fn what_the_database_refuses_for_its_own_state_is_unavailable() {
    let house = House::open().await;
    let anna = house.anna().await;
    for (state, expected) in [
        ("53100", "UNAVAILABLE"), // disk full
        ("53200", "UNAVAILABLE"), // out of memory
        ("53400", "UNAVAILABLE"), // a configured limit
        ("58030", "UNAVAILABLE"), // the disk fails
        ("55P03", "UNAVAILABLE"), // a lock was not free in time
        ("40P01", "UNAVAILABLE"), // a deadlock each time
        ("XX000", "INTERNAL"),
    ] {
        let booking = house.booking().await;
        let refuse = format!(
            "CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS \
             $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '{state}'; END $$; \
             CREATE TRIGGER refuse BEFORE UPDATE OR DELETE ON bookings FOR EACH ROW EXECUTE FUNCTION refuse()"
        );
        house.database.sql(&refuse).await;
        for answer in [
            anna.ask(
                document!("update_booking"),
                json!({ "input": edit(&booking, 1, json!({ "adults": 1 })) }),
            )
            .await,
            anna.ask(
                document!("group_update"),
                json!({ "input": [edit(&booking, 1, json!({ "adults": 1 }))] }),
            )
            .await,
            anna.ask(
                document!("remove_booking"),
                json!({ "input": { "id": booking["id"], "expectedVersion": 1 } }),
            )
            .await,
        ] {
            assert_eq!(code(&answer), expected, "{state}: {answer}");
            assert!(!answer.to_string().contains("extend"), "the cause stays inside: {answer}");
        }
        house.database.sql("DROP TRIGGER refuse ON bookings").await;
        anna.save(&booking, 1, json!({ "notes": "sea" })).await;
    }
}

#[tokio::test]
async fn a_server_whose_connections_are_all_in_use_says_so_in_time() {
    let house = House::open().await;
    let (anna, booking) = (house.anna().await, house.booking().await);
    is_ready(house.address).await;
    let mut holder = house.database.pool.begin().await.unwrap();
    let lock = AssertSqlSafe(format!(
        "SELECT FROM bookings WHERE id = '{}' FOR UPDATE",
        booking["id"].as_str().unwrap()
    ));
    sqlx::query(lock).execute(&mut *holder).await.unwrap();
    // As many as the server has connections.
    let waiting: Vec<_> = (0..8)
        .map(|_| {
            let (anna, booking) = (anna.clone(), booking.clone());
            tokio::spawn(async move { anna.update(&booking, 1, json!({ "notes": "sea" }), json!({})).await })
        })
        .collect();
    says(house.address, "busy").await;
    holder.rollback().await.unwrap();
    let mut saved = 0;
    for answer in waiting {
        saved += i32::from(answer.await.unwrap()["__typename"] == "BookingSaved");
    }
    assert_eq!(saved, 1, "the others have a conflict");
    is_ready(house.address).await;
}
