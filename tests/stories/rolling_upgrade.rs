//! A newer version takes the place of an older one on one database, a server at a time.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::process::Command;
use tokio::time::timeout;

use crate::support::history::Truth;
use crate::support::packages::{output, told};
use crate::support::{
    Clerk, Database, PATIENCE, Person, Program, Proxy, Target, assert_each_write_once, eventually, follow,
};

const PACE: Duration = Duration::from_millis(30);

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
async fn a_newer_version_takes_over_and_nothing_is_missed() {
    let Some(older) = older().await else { return };
    let database = Database::empty().await;
    let server = async || Program::of(&older, &database.url, &["--demo"]).await;
    let mut servers = [server().await, server().await];
    let schema = "SELECT count(*) FROM seaql_migrations";
    let before: i64 = database.value(schema).await;
    let front = async |server: &Program| Proxy::to(Target::Tcp(server.address)).await;
    let fronts = [front(&servers[0]).await, front(&servers[1]).await];
    let at = [fronts[0].address, fronts[1].address];
    let mara = Person::sign_in(at[0], "mara").await;
    let mut clerks = vec![];
    for address in at {
        clerks.push(Clerk::new(mara.at(address), &mara).await);
    }
    let page = mara.page(json!({ "first": 3 })).await;
    let (last, start) = (page["nodes"][0].clone(), page["revision"].clone());
    let contested = [page["nodes"][1].clone(), page["nodes"][2].clone()];

    let watchers: Vec<_> = (0..4)
        .map(|turn| tokio::spawn(follow(mara.clone(), at, turn, start.clone(), last["id"].clone())))
        .collect();
    let stop = Arc::new(AtomicBool::new(false));
    let work: Vec<_> = clerks.into_iter().map(|clerk| clerk.write_until(PACE, Arc::clone(&stop))).collect();
    let people_work_on = async || {
        let logged = database.logged().await;
        eventually("people work on", async || database.logged().await > logged + 10).await;
    };
    people_work_on().await;
    for number in [0, 1] {
        // It brings the schema up under those who work with the older ones.
        let successor = Program::on_database(&database.url, &["--demo"]).await;
        assert!(database.value::<i64>(schema).await > before, "the older program knows today's schema");
        people_work_on().await;
        let (old, new) = (mara.at(servers[number].address), mara.at(successor.address));
        if number == 0 {
            conflict(&contested[0], &old, &new).await;
            conflict(&contested[1], &new, &old).await;
        }
        fronts[number].lead_to(Target::Tcp(successor.address));
        std::mem::replace(&mut servers[number], successor).stop().await;
        people_work_on().await;
    }
    stop.store(true, Ordering::Relaxed);
    let mut clerks = vec![];
    for clerk in work {
        clerks.push(timeout(PATIENCE, clerk).await.unwrap().unwrap());
    }
    for clerk in &mut clerks {
        clerk.repeat_all().await;
    }
    mara.save(&last, last["version"].as_i64().unwrap(), json!({ "notes": "the end" })).await;

    assert_each_write_once(&database.pool, &clerks).await;
    let truth = Truth::since(&database.pool, &start).await;
    let mut goodbyes = 0;
    for (number, watcher) in watchers.into_iter().enumerate() {
        let heard = timeout(PATIENCE, watcher).await.expect("it hears of the end").unwrap();
        let breach = heard.recording.breach(&truth);
        assert!(breach.is_none(), "watcher {number}: {breach:?}");
        assert!(heard.recording.visits() > 1, "watcher {number} was with one of the servers");
        assert!(heard.closes.iter().all(|code| *code == 1001), "{:?}", heard.closes);
        goodbyes += heard.closes.len();
    }
    assert!(goodbyes > 0, "no socket was told to go");
    println!("{} changes, {goodbyes} goodbyes", truth.log.len());
    for server in servers {
        server.stop().await;
    }
}
