//! The network breaks between a write and its answer: nobody is told that nothing was saved, unless it is so.

use frontdesk::clock::Clock;
use serde_json::{Value, json};
use tokio::task::JoinHandle;

use crate::support::contract::code;
use crate::support::{House, Person, Proxy, document, edit, eventually, serve, with};

const WAITING: &str = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() \
                       AND application_name = 'frontdesk' AND wait_event_type = 'Lock'";

/// A request that is sent and not waited for.
fn send(person: &Person, document: &'static str, input: Value) -> JoinHandle<Value> {
    let person = person.clone();
    tokio::spawn(async move { person.ask(document, json!({ "input": input })).await })
}

#[tokio::test]
async fn a_write_whose_answer_is_lost_is_unconfirmed_and_carried_out_once() {
    let house = House::open().await;
    let anna = house.anna().await;
    let (network, url) = Proxy::to_postgres(&house.database.url).await;
    let (far, _server) = serve(&url, &["--demo"], Clock::system()).await;
    let far = anna.at(far);
    let named = |name: &str| json!({ "mutationId": name });
    let (changed, moved, other, removed) =
        (house.booking().await, house.booking().await, house.booking().await, house.booking().await);
    let stay = with(house.stay().await, named("arrival"));
    let requests = [
        (document!("update_booking"), with(edit(&changed, 1, json!({ "notes": "sea" })), named("notes"))),
        (document!("create_booking"), stay),
        (
            document!("group_update"),
            json!([
                with(edit(&moved, 1, json!({ "adults": 1 })), named("one")),
                with(edit(&other, 1, json!({ "adults": 1 })), named("other")),
            ]),
        ),
        (
            document!("remove_booking"),
            json!({ "id": removed["id"], "expectedVersion": 1, "mutationId": "bye" }),
        ),
    ];
    let logged = house.database.logged().await;

    // What all of them write when they are committed.
    let mut holder = house.database.pool.begin().await.unwrap();
    sqlx::query("LOCK TABLE mutations IN SHARE MODE").execute(&mut *holder).await.unwrap();
    let sent: Vec<_> = requests.iter().map(|(document, input)| send(&far, document, input.clone())).collect();
    eventually("all come to their commit", async || house.database.value::<i64>(WAITING).await == 4).await;
    network.cut();
    for sent in sent {
        let answer = sent.await.unwrap();
        assert_eq!(code(&answer), "UNCONFIRMED", "{answer}");
        let message = answer["errors"][0]["message"].as_str().unwrap();
        assert!(
            message.contains("may have been saved or not") && message.contains("mutationId"),
            "{message}"
        );
    }
    assert_eq!(house.database.logged().await, logged, "none is saved by then");
    holder.rollback().await.unwrap();
    eventually("and then all are", async || house.database.logged().await == logged + 5).await;

    network.heal();
    for person in [&anna, &far] {
        for (document, input) in &requests {
            let answer = person.run(document, json!({ "input": input })).await;
            let member = answer.as_object().unwrap().values().next().unwrap()["__typename"].clone();
            assert!(
                ["BookingSaved", "BookingsSaved", "BookingDeleted"].map(Value::from).contains(&member),
                "{answer}"
            );
        }
    }
    assert_eq!(house.database.logged().await, logged + 5, "each once");
}

#[tokio::test]
async fn a_write_that_was_saved_is_not_unavailable_because_its_answer_could_not_be_read() {
    let house = House::open().await;
    let anna = house.anna().await;
    let booking = house.booking().await;
    let input = with(edit(&booking, 1, json!({ "notes": "sea" })), json!({ "mutationId": "sea" }));
    let save = "mutation($input: UpdateBookingInput!) { updateBooking(input: $input) { \
                __typename ... on BookingSaved { revision booking { version } } } }";
    // A disk that is full for the answer only: its revision is made after the write.
    house
        .database
        .sql(
            "ALTER FUNCTION frontdesk_sequence RENAME TO sequence_there; \
             CREATE FUNCTION frontdesk_sequence() RETURNS bigint LANGUAGE plpgsql AS \
             $$ BEGIN RAISE EXCEPTION 'no space left' USING ERRCODE = '53100'; END $$",
        )
        .await;
    let answer = anna.ask(save, json!({ "input": input })).await;
    assert_eq!(code(&answer), "UNCONFIRMED", "{answer}");
    assert_eq!(answer["data"]["updateBooking"], Value::Null, "{answer}");
    let read = anna.ask("{ rooms(first: 1) { revision } }", json!({})).await;
    assert_eq!(code(&read), "UNAVAILABLE", "{read}");

    let mend = "DROP FUNCTION frontdesk_sequence; ALTER FUNCTION sequence_there RENAME TO frontdesk_sequence";
    house.database.sql(mend).await;
    let again = anna.run(save, json!({ "input": input })).await;
    assert_eq!(again["updateBooking"]["booking"]["version"], 2, "{again}");
    assert_eq!(anna.look_at(&booking).await["version"], 2, "carried out once");
}

#[tokio::test]
async fn a_transaction_that_did_not_come_to_its_commit_saved_nothing() {
    let house = House::open().await;
    let anna = house.anna().await;
    let (network, url) = Proxy::to_postgres(&house.database.url).await;
    let (far, _server) = serve(&url, &["--demo"], Clock::system()).await;
    let booking = house.booking().await;
    let group = json!([edit(&booking, 1, json!({ "notes": "sea" }))]);
    let logged = house.database.logged().await;

    let mut holder = house.database.pool.begin().await.unwrap();
    sqlx::query("SELECT FROM bookings WHERE id = $1::text::uuid FOR UPDATE")
        .bind(booking["id"].as_str())
        .execute(&mut *holder)
        .await
        .unwrap();
    let sent = send(&anna.at(far), document!("group_update"), group.clone());
    eventually("it comes to the row", async || house.database.value::<i64>(WAITING).await == 1).await;
    network.cut();
    let answer = sent.await.unwrap();
    assert_eq!(code(&answer), "UNAVAILABLE", "{answer}");
    holder.rollback().await.unwrap();
    eventually("it is given up", async || house.database.value::<i64>(WAITING).await == 0).await;
    network.heal();
    let saved = anna.run(document!("group_update"), json!({ "input": group })).await;
    assert_eq!(saved["updateBookings"]["__typename"], "BookingsSaved", "version 1 still is the current one");
    assert_eq!(house.database.logged().await, logged + 1);
}
