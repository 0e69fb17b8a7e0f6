//! Two server processes on one database work as one.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use serde_json::json;
use tokio::time::timeout;

use crate::support::history::Truth;
use crate::support::{
    Clerk, Database, PATIENCE, Person, Program, Proxy, Target, assert_each_write_once, document, eventually,
    follow,
};

const PACE: Duration = Duration::from_millis(30);

#[tokio::test]
async fn what_is_written_through_one_is_seen_through_the_other() {
    let database = Database::new().await;
    let here = Program::on_database(&database.url, &["--demo"]).await;
    let there = Program::on_database(&database.url, &["--demo"]).await;
    let mara = Person::sign_in(here.address, "mara").await;
    // One secret: a token of one is good for the other.
    let ben = mara.at(there.address);
    let mut screen = ben.watch(document!("booking_versions"), json!({})).await;
    let ready = screen.ready().await;

    let mut clerk = Clerk::new(mara.clone(), &mara).await;
    clerk.write_on(6).await;
    let mut last = ready.clone();
    for version in [1, 2, 3, 1, 2, 3] {
        let change = screen.next_change().await;
        assert_eq!(change["version"], version, "{change}");
        last = change["revision"].as_str().unwrap().to_owned();
    }

    // A cursor of one is good for the other, too.
    let mut elsewhere = mara.watch(document!("booking_versions"), json!({ "after": last })).await;
    elsewhere.ready().await;
    clerk.person.address = there.address;
    clerk.write_on(1).await;
    assert_eq!(elsewhere.next_change().await["action"], "CREATED");
    let mut from_before = mara.watch(document!("booking_versions"), json!({ "after": ready })).await;
    from_before.ready().await;
    for version in [1, 2, 3, 1, 2, 3, 1] {
        assert_eq!(from_before.next_change().await["version"], version);
    }
    clerk.repeat_all().await;
    here.stop().await;
    there.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rolling_restart_loses_nothing() {
    let database = Database::new().await;
    let server = async || Program::on_database(&database.url, &["--demo"]).await;
    let mut servers = [server().await, server().await];
    let front = async |server: &Program| Proxy::to(Target::Tcp(server.address)).await;
    let fronts = [front(&servers[0]).await, front(&servers[1]).await];
    let at = [fronts[0].address, fronts[1].address];
    let mara = Person::sign_in(at[0], "mara").await;
    let mut clerks = vec![];
    for address in at {
        clerks.push(Clerk::new(mara.at(address), &mara).await);
    }
    let page = mara.page(json!({ "first": 1 })).await;
    let (last, start) = (page["nodes"][0].clone(), page["revision"].clone());

    let watchers: Vec<_> = (0..4)
        .map(|turn| tokio::spawn(follow(mara.clone(), at, turn, start.clone(), last["id"].clone())))
        .collect();
    let stop = Arc::new(AtomicBool::new(false));
    let work: Vec<_> = clerks.into_iter().map(|clerk| clerk.write_until(PACE, Arc::clone(&stop))).collect();
    for number in [0, 1, 0] {
        let successor = server().await;
        fronts[number].lead_to(Target::Tcp(successor.address));
        std::mem::replace(&mut servers[number], successor).stop().await;
        let logged = database.logged().await;
        eventually("people work on", async || database.logged().await > logged + 10).await;
    }
    stop.store(true, Ordering::Relaxed);
    let mut clerks = vec![];
    for clerk in work {
        clerks.push(timeout(PATIENCE, clerk).await.unwrap().unwrap());
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
