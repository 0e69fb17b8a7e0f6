//! What is no standby of this database, as it is now, is not read from.

use serde_json::json;

use super::{Hotel, reading};
use crate::support::process::{command, run};
use crate::support::site::Site;
use crate::support::{Person, cluster, eventually, text};

/// Reads until the standby was passed over for what it is.
async fn is_refused(hotel: &Hotel, person: &Person) {
    let before = person.passed_over("unfit").await;
    eventually("it is found unfit", async || {
        assert_eq!(person.listed(&hotel.booking).await, 1);
        person.passed_over("unfit").await > before
    })
    .await;
}

/// The doctor's line about the standby.
async fn diagnosis(primary: &str, read_url: &str) -> (String, String) {
    let mut doctor = command(&["doctor", "--token-secret-file"]);
    doctor.arg(&cluster().secret).env("DATABASE_URL", primary).env("DATABASE_READ_URL", read_url);
    let ended = run(doctor).await;
    let line = ended.stdout.lines().find(|line| line.split_whitespace().nth(1) == Some("standby"));
    let line = line.unwrap_or_else(|| panic!("{ended:?}")).to_owned();
    assert!(!line.contains("open-sesame") && line.ends_with('.'), "{line}");
    let (verdict, words) = line.split_once(' ').unwrap();
    (verdict.to_owned(), words.trim_start().to_owned())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_standby_of_another_database_is_not_read_from() {
    let hotel = Hotel::open().await;
    hotel.is_read_at_the_standby(1).await;
    let elsewhere = Site::new().await;
    elsewhere.restore(&hotel.primary.dump().await).await;
    let its_standby = elsewhere.standby().await;
    // It has the same rows and the same epoch, and the primary is no standby either.
    for url in [its_standby.url(), elsewhere.url(), hotel.primary.url()] {
        let (address, _running) = reading(&hotel.primary, &url).await;
        let person = hotel.mara.at(address);
        is_refused(&hotel, &person).await;
        assert_eq!(person.reads("standby").await, 0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_standby_that_was_promoted_is_not_read_from_any_more_nor_what_follows_it() {
    let hotel = Hotel::open().await;
    hotel.is_read_at_the_standby(1).await;
    hotel.standby.promote().await;
    // It goes on by itself, further than the primary, and has the primary's epoch all the while.
    let id = text(&hotel.booking["id"]);
    hotel.standby.sql(&format!("UPDATE bookings SET notes = 'elsewhere' WHERE id = '{id}'")).await;
    hotel.standby.sql("SELECT pg_switch_wal()").await;
    is_refused(&hotel, &hotel.mara).await;

    let follower = hotel.standby.standby().await;
    let (address, _running) = reading(&hotel.primary, &follower.url()).await;
    let person = hotel.mara.at(address);
    is_refused(&hotel, &person).await;
    assert_eq!(person.reads("standby").await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_doctor_says_what_is_wrong_with_a_standby() {
    let hotel = Hotel::open().await;
    let primary = hotel.primary.url();
    let (verdict, words) = diagnosis(&primary, &hotel.standby.url()).await;
    assert!(verdict == "ok" && words.contains("follows the primary"), "{verdict}: {words}");

    hotel.standby.pause().await;
    hotel.mara.save(&hotel.booking, 1, json!({ "notes": "2" })).await;
    let (verdict, words) = diagnosis(&primary, &hotel.standby.url()).await;
    assert!(verdict == "warning" && words.contains("KiB of WAL behind"), "{verdict}: {words}");
    hotel.standby.resume().await;

    for (url, told) in [
        ("postgres://anna:open-sesame@127.0.0.1:1/hotel".to_owned(), "can't be reached"),
        (primary.clone(), "no standby"),
        (Site::new().await.url(), "could not be compared"),
    ] {
        let (verdict, words) = diagnosis(&primary, &url).await;
        assert!(verdict == "warning" && words.contains(told), "{verdict}: {words}");
    }
    let elsewhere = Site::new().await;
    elsewhere.restore(&hotel.primary.dump().await).await;
    let (_, words) = diagnosis(&primary, &elsewhere.standby().await.url()).await;
    assert!(words.contains("another database"), "{words}");
    hotel.standby.promote().await;
    let (_, words) = diagnosis(&primary, &hotel.standby.url()).await;
    assert!(words.contains("promoted"), "{words}");
    hotel.standby.sql("SELECT pg_switch_wal()").await;
    let (_, words) = diagnosis(&primary, &hotel.standby.standby().await.url()).await;
    assert!(words.contains("another life"), "{words}");
}
