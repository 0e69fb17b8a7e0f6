//! A newer version takes the place of an older one on one database, a server at a time, and the older one comes back.

use std::path::PathBuf;

use serde_json::{Value, json};
use tokio::process::Command;

use crate::support::packages::{output, told};
use crate::support::{
    Database, Person, Program, Proxy, Target, Workday, assert_all_were_sent_over, eventually,
};

/// The program of an earlier commit; none where the history does not reach back to it.
async fn older() -> Option<PathBuf> {
    let output = output(&mut Command::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.ci/older"))).await;
    match output.status.code() {
        Some(0) => Some(String::from_utf8(output.stdout).unwrap().trim().into()),
        Some(3) => {
            println!("skipped: {}", told(&output).trim());
            None
        }
        _ => panic!("the older program can't be built:\n{}", told(&output)),
    }
}

/// One edits a booking at a server, and the other, who has not seen it, at another: told so, then merged.
async fn conflict(booking: &Value, here: &Person, there: &Person) {
    let version = booking["version"].as_i64().unwrap();
    here.save(booking, version, json!({ "totalPrice": "120" })).await;
    let refused = there.update(booking, version, json!({ "totalPrice": "99" }), json!({})).await;
    assert_eq!(
        (&refused["__typename"], &refused["currentVersion"]),
        (&json!("Conflict"), &json!(version + 1)),
        "{refused}"
    );
    assert_eq!(refused["fields"][0]["theirs"], "120.00", "{refused}");
    let merged =
        there.update(booking, version, json!({ "notes": "late" }), json!({ "onStale": "MERGE" })).await;
    assert_eq!(merged["__typename"], "BookingSaved", "{merged}");
    assert_eq!(
        (&merged["booking"]["version"], &merged["booking"]["totalPrice"]),
        (&json!(version + 2), &json!("120.00"))
    );
    let lost =
        there.update(booking, version, json!({ "notes": "early" }), json!({ "onStale": "MERGE" })).await;
    assert_eq!(lost["__typename"], "Conflict", "{lost}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_newer_version_takes_over_and_gives_back_and_nothing_is_missed() {
    let Some(older) = older().await else { return };
    let database = Database::empty().await;
    let older = async || Program::of(&older, &database.url, &["--demo"]).await;
    let newer = async || Program::on_database(&database.url, &["--demo"]).await;
    let mut servers = [older().await, older().await];
    let schema = "SELECT count(*) FROM seaql_migrations";
    let before: i64 = database.value(schema).await;
    let front = async |server: &Program| Proxy::to(Target::Tcp(server.address)).await;
    let fronts = [front(&servers[0]).await, front(&servers[1]).await];
    let at = [fronts[0].address, fronts[1].address];
    let day = Workday::begin(at).await;
    let mara = day.mara.clone();
    let mut contested = day.bookings[1..].iter();
    let people_work_on = async || {
        let logged = database.logged().await;
        eventually("people work on", async || database.logged().await > logged + 10).await;
    };
    people_work_on().await;
    // There, and back: each server is replaced while the other one works.
    for (number, forward) in [(0, true), (1, true), (0, false), (1, false)] {
        let successor = if forward { newer().await } else { older().await };
        // The newer one brings the schema up under those who work with the older ones, where it stays.
        assert!(database.value::<i64>(schema).await > before, "the older program knows today's schema");
        let told = successor.log().contains("this program is older than the database's schema");
        assert_eq!(told, !forward, "{}", successor.log());
        people_work_on().await;
        let (former, latter) = (mara.at(servers[number].address), mara.at(successor.address));
        if number == 0 {
            conflict(contested.next().unwrap(), &former, &latter).await;
            conflict(contested.next().unwrap(), &latter, &former).await;
        }
        fronts[number].lead_to(Target::Tcp(successor.address));
        std::mem::replace(&mut servers[number], successor).stop().await;
        people_work_on().await;
    }
    assert_all_were_sent_over(&day.end(&database).await);
    for server in servers {
        server.stop().await;
    }
}
