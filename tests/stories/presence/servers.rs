//! Presence where there is more than one server, and where servers, listeners and tables get lost.

use std::time::Instant;

use frontdesk::clock::Clock;
use rustix::process::Signal;
use serde_json::{Value, json};

use super::{asked, join, join_as, people, screen, shows, update};
use crate::support::{House, PATIENCE, Person, Program, eventually};

/// So that the people of a dead server are gone soon, and a live one is not taken for dead on a busy machine.
const SOON: [&str; 3] = ["--demo", "--presence-seconds", "4"];

#[tokio::test]
async fn two_servers_see_each_others_people() {
    let house = House::open().await;
    let (there, shutdown) = house.another_server().await;
    let (anna, booking) = (house.anna().await, house.booking().await);
    let ben = house.ben().await.at(there);
    let mut bens = screen(&ben, &booking).await;
    let (annas, id) = join(&anna, &booking, "VIEWING").await;
    shows(&mut bens, &[("Anna", "VIEWING", None)]).await;
    // The mutation need not arrive where the socket is.
    let saved = update(&anna.at(there), &id, "EDITING", Some("notes")).await;
    assert_eq!(saved["__typename"], "PresenceSaved", "{saved}");
    shows(&mut bens, &[("Anna", "EDITING", Some("notes"))]).await;
    eventually("her own server knows it too", async || {
        asked(&anna, &booking).await == [json!(["Anna", "EDITING", "notes"])]
    })
    .await;

    // She moves to the other server, before the first has noticed that her socket is dead.
    let moved = join_as(&anna.at(there), &id, &booking, "VIEWING").await;
    shows(&mut bens, &[("Anna", "VIEWING", None)]).await;
    drop(annas);
    let (_bens_own, _) = join(&ben, &booking, "VIEWING").await;
    shows(&mut bens, &[("Anna", "VIEWING", None), ("Ben", "VIEWING", None)]).await;
    drop(moved);
    shows(&mut bens, &[("Ben", "VIEWING", None)]).await;

    // A server that ends takes its people along at once.
    shutdown.begin();
    eventually("nobody is left", async || asked(&anna, &booking).await.is_empty()).await;
}

#[tokio::test]
async fn the_people_of_a_killed_server_vanish_and_the_others_stay() {
    let house = House::open().await;
    let doomed = Program::on_database(&house.database.url, &["--demo"]).await;
    let (ben, booking) = (house.ben().await, house.booking().await);
    let anna = Person::sign_in(doomed.address, "anna").await;
    let (_bens, _) = join(&ben, &booking, "EDITING").await;
    let mut screen = screen(&ben, &booking).await;
    let (_annas, _) = join(&anna, &booking, "EDITING").await;
    shows(&mut screen, &[("Ben", "EDITING", None), ("Anna", "EDITING", None)]).await;
    doomed.kill().await;
    let killed = Instant::now();
    let event = screen.next().await;
    assert_eq!(people(&event["present"]), [json!(["Ben", "EDITING", null])], "Ben never left");
    println!("Anna vanished {:?} after her server was killed", killed.elapsed());
    assert!(killed.elapsed() < PATIENCE / 2, "{:?}", killed.elapsed());
}

#[tokio::test]
async fn a_server_that_was_given_up_brings_its_people_back() {
    let house = House::open_with(&SOON, Clock::system()).await;
    let frozen = Program::on_database(&house.database.url, &SOON).await;
    let (ben, booking) = (house.ben().await, house.booking().await);
    let anna = Person::sign_in(frozen.address, "anna").await;
    let (_annas, id) = join(&anna, &booking, "VIEWING").await;
    update(&anna, &id, "EDITING", Some("notes")).await;
    let mut bens = screen(&ben, &booking).await;
    let before = shows(&mut bens, &[("Anna", "EDITING", Some("notes"))]).await;
    frozen.signal(Signal::STOP);
    shows(&mut bens, &[]).await;
    frozen.signal(Signal::CONT);
    assert_eq!(shows(&mut bens, &[("Anna", "EDITING", Some("notes"))]).await, before);
    frozen.stop().await;
    shows(&mut bens, &[]).await;
}

#[tokio::test]
async fn an_emptied_table_is_filled_again() {
    let house = House::open().await;
    let (anna, ben, booking) = (house.anna().await, house.ben().await, house.booking().await);
    let (_annas, id) = join(&anna, &booking, "VIEWING").await;
    update(&anna, &id, "EDITING", Some("notes")).await;
    let mut bens = screen(&ben, &booking).await;
    shows(&mut bens, &[("Anna", "EDITING", Some("notes"))]).await;
    let told = "SELECT coalesce(jsonb_agg(to_jsonb(p) - 'seen_at'), '[]')::text FROM presence p";
    let before: String = house.database.value(told).await;
    // As a crash of PostgreSQL does.
    house.database.sql("DELETE FROM presence").await;
    eventually("she is back", async || house.database.value::<String>(told).await == before).await;

    // At once for whoever goes on meanwhile.
    house.database.sql("DELETE FROM presence").await;
    let saved = update(&anna, &id, "EDITING", Some("adults")).await;
    assert_eq!(saved["__typename"], "PresenceSaved", "{saved}");
    shows(&mut bens, &[("Anna", "EDITING", Some("adults"))]).await;
}

#[tokio::test]
async fn nobody_is_lost_with_the_listener() {
    let house = House::open().await;
    let (there, _shutdown) = house.another_server().await;
    let (anna, booking) = (house.anna().await, house.booking().await);
    let ben = house.ben().await.at(there);
    let mut bens = screen(&ben, &booking).await;
    shows(&mut bens, &[]).await;
    let cut = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity \
               WHERE datname = current_database() AND application_name = 'frontdesk listener'";
    for _ in 0..3 {
        house.database.value::<i64>(cut).await;
        let (annas, id) = join(&anna, &booking, "VIEWING").await;
        shows(&mut bens, &[("Anna", "VIEWING", None)]).await;
        house.database.value::<i64>(cut).await;
        update(&anna, &id, "EDITING", Some("notes")).await;
        shows(&mut bens, &[("Anna", "EDITING", Some("notes"))]).await;
        house.database.value::<i64>(cut).await;
        drop(annas);
        shows(&mut bens, &[]).await;
    }
}

#[tokio::test]
async fn nothing_is_notified_while_nothing_changes() {
    let house = House::open().await;
    let (anna, booking) = (house.anna().await, house.booking().await);
    let mut listener = sqlx::postgres::PgListener::connect_with(&house.database.pool).await.unwrap();
    listener.listen("presence_changes").await.unwrap();
    let (annas, id) = join(&anna, &booking, "VIEWING").await;
    let place = json!({ "booking": booking["id"] });
    let payload = |text: &str| serde_json::from_str::<Value>(text).unwrap();
    assert_eq!(payload(listener.recv().await.unwrap().payload()), place);

    let seen = format!("SELECT seen_at::text FROM presence WHERE id = '{id}'");
    let first: String = house.database.value(&seen).await;
    eventually("she is confirmed", async || house.database.value::<String>(&seen).await != first).await;
    // The next that is heard is what was notified next.
    house.database.sql("NOTIFY presence_changes, '\"nothing until here\"'").await;
    assert_eq!(payload(listener.recv().await.unwrap().payload()), json!("nothing until here"));
    drop(annas);
    assert_eq!(payload(listener.recv().await.unwrap().payload()), place);
}
