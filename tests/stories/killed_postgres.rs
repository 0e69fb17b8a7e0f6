//! PostgreSQL dies under a program that lives. People notice a pause, and nothing else.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use rustix::process::Signal;
use serde_json::{Value, json};

use crate::support::process::send;
use crate::support::{
    Clerk, Dice, PATIENCE, Person, Program, assert_each_write_once, complete_log, document, eventually,
};

const DEATHS: usize = 3;
const CLERKS: usize = 3;
const WRITES: usize = 20;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_immediate_stop_of_postgres_is_a_pause() {
    let folder = tempfile::tempdir().unwrap();
    let program = Program::on_folder(folder.path(), &["--demo"]).await;
    let mara = Person::sign_in(program.address, "mara").await;
    let mut clerks = vec![];
    for _ in 0..CLERKS {
        clerks.push(Clerk::new(Person::sign_in(program.address, "anna").await, &mara).await);
    }
    let ben = Person::sign_in(program.address, "ben").await;
    let mut screen = ben.watch(document!("booking_versions"), json!({})).await;
    screen.ready().await;
    // Shows guests and rooms as well, which are read when the change is told.
    let mut names = ben.watch(document!("booking_changed"), json!({})).await;
    names.ready().await;
    wait_for_ready(program.address).await;

    let mut dice = Dice::any();
    for death in 0..DEATHS {
        let work: Vec<_> = clerks
            .into_iter()
            .map(|mut clerk| {
                tokio::spawn(async move {
                    clerk.write_on(WRITES).await;
                    clerk
                })
            })
            .collect();
        let moment = Duration::from_micros(dice.throw(200_000));
        tokio::time::sleep(moment).await;
        let doubts = Doubts::raise(program.address);
        send(program.folder().postmaster().unwrap(), Signal::QUIT);
        clerks = vec![];
        for clerk in work {
            clerks.push(tokio::time::timeout(PATIENCE * 2, clerk).await.unwrap().unwrap());
        }
        doubts.were_right().await;
        wait_for_ready(program.address).await;
        println!("death {death} after {moment:?}: survived");
    }

    let database = program.folder().database().await;
    assert_each_write_once(&database, &clerks).await;
    // The demo's own bookings were there before the watcher came.
    let log: Vec<(String, i64)> = sqlx::query_as(
        "SELECT row_id::text, version::bigint FROM change_log \
         WHERE entity = 'bookings' AND mutation IS NOT NULL ORDER BY revision, index",
    )
    .fetch_all(&database)
    .await
    .unwrap();
    assert_eq!(log.len(), DEATHS * CLERKS * WRITES);
    for (place, (row, version)) in log.iter().enumerate() {
        for watcher in [&mut screen, &mut names] {
            let change = watcher.next_change().await;
            let seen = (change["bookingId"].as_str(), change["version"].as_i64());
            assert_eq!(seen, (Some(row.as_str()), Some(*version)), "change {place} of the log: {change}");
            if change.get("booking").is_some() {
                let booking = &change["booking"];
                assert!(
                    booking["guest"]["name"] == "Carl" && booking["room"]["name"].is_string(),
                    "{change}"
                );
            }
        }
    }
    // Nothing comes after the last: the next thing that the watcher hears of is the next thing that happens.
    clerks[0].write_on(1).await;
    complete_log(&database).await;
    let (row, version): (String, i64) =
        sqlx::query_as("SELECT row_id::text, version::bigint FROM change_log ORDER BY revision DESC LIMIT 1")
            .fetch_one(&database)
            .await
            .unwrap();
    let change = screen.next_change().await;
    assert_eq!((&change["bookingId"], &change["version"]), (&json!(row), &json!(version)));
    assert!(program.log().contains("PostgreSQL ended by itself"), "{}", program.log());
    program.stop().await;
}

async fn readiness(address: SocketAddr) -> (u16, Value) {
    let answer = reqwest::get(format!("http://{address}/readyz")).await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap())
}

async fn wait_for_ready(address: SocketAddr) {
    eventually("it is ready", async || readiness(address).await.0 == 200).await;
}

/// Asks again and again whether the program is ready, in several lines at once: one question may wait for the
/// whole outage.
struct Doubts {
    end: Arc<AtomicBool>,
    lines: Vec<tokio::task::JoinHandle<BTreeSet<(u16, String)>>>,
}

impl Doubts {
    fn raise(address: SocketAddr) -> Self {
        let end = Arc::new(AtomicBool::new(false));
        let line = |_| {
            let end = Arc::clone(&end);
            tokio::spawn(async move {
                let mut answers = BTreeSet::new();
                while !end.load(Ordering::Relaxed) {
                    let (status, body) = readiness(address).await;
                    answers.insert((status, body["reasons"].to_string()));
                    tokio::time::sleep(Duration::from_millis(5)).await;
                }
                answers
            })
        };
        Self { lines: (0..4).map(line).collect(), end }
    }

    /// Somebody was told that it was not ready.
    async fn were_right(self) {
        self.end.store(true, Ordering::Relaxed);
        let mut answers = BTreeSet::new();
        for line in self.lines {
            answers.extend(line.await.unwrap());
        }
        println!("answers: {answers:?}");
        assert!(answers.iter().any(|(status, _)| *status == 503), "it was ready throughout: {answers:?}");
        assert!(answers.iter().all(|(status, _)| [200, 503].contains(status)), "{answers:?}");
    }
}
