//! A working day at two addresses: clerks write at both and watchers follow at both, whatever becomes of the servers.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::task::JoinHandle;
use tokio::time::timeout;

use super::follower::Heard;
use super::history::Truth;
use super::{Clerk, Database, PATIENCE, Person, assert_each_write_once, follow};

/// How often each of those who write does so.
const PACE: Duration = Duration::from_millis(30);

pub(crate) struct Workday {
    pub(crate) mara: Person,
    /// Bookings that nobody touches until the end.
    pub(crate) bookings: Vec<Value>,
    start: Value,
    stop: Arc<AtomicBool>,
    work: Vec<JoinHandle<Clerk>>,
    watchers: Vec<JoinHandle<Heard>>,
}

impl Workday {
    pub(crate) async fn begin(at: [SocketAddr; 2]) -> Self {
        let mara = Person::sign_in(at[0], "mara").await;
        let mut clerks = vec![];
        for address in at {
            clerks.push(Clerk::new(mara.at(address), &mara).await);
        }
        let page = mara.page(json!({ "first": 5 })).await;
        let bookings = page["nodes"].as_array().unwrap().clone();
        let (last, start) = (&bookings[0]["id"], page["revision"].clone());
        let watchers = (0..4)
            .map(|turn| tokio::spawn(follow(mara.clone(), at, turn, start.clone(), last.clone())))
            .collect();
        let stop = Arc::new(AtomicBool::new(false));
        let work = clerks.into_iter().map(|clerk| clerk.write_until(PACE, Arc::clone(&stop))).collect();
        Self { mara, bookings, start, stop, work, watchers }
    }

    /// Everybody stops. Each write was carried out once, and each watcher heard of each change once, in order. What
    /// each of them has met is the answer.
    pub(crate) async fn end(self, database: &Database) -> Vec<Heard> {
        self.stop.store(true, Ordering::Relaxed);
        let mut clerks = vec![];
        for clerk in self.work {
            clerks.push(timeout(PATIENCE, clerk).await.unwrap().unwrap());
        }
        for clerk in &mut clerks {
            clerk.repeat_all().await;
        }
        let last = &self.bookings[0];
        self.mara.save(last, last["version"].as_i64().unwrap(), json!({ "notes": "the end" })).await;
        assert_each_write_once(&database.pool, &clerks).await;
        let truth = Truth::since(&database.pool, &self.start).await;
        let mut all = vec![];
        for (number, watcher) in self.watchers.into_iter().enumerate() {
            let heard = timeout(PATIENCE, watcher).await.expect("it hears of the end").unwrap();
            let breach = heard.recording.breach(&truth);
            assert!(breach.is_none(), "watcher {number}: {breach:?}");
            all.push(heard);
        }
        println!("{} changes", truth.log.len());
        all
    }
}

/// All were with both of the servers, and were told to go as it is done.
pub(crate) fn assert_all_were_sent_over(all: &[Heard]) {
    for (number, heard) in all.iter().enumerate() {
        assert!(heard.recording.visits() > 1, "watcher {number} was with one of the servers");
        assert!(heard.closes.iter().all(|code| *code == 1001), "{:?}", heard.closes);
    }
    assert!(all.iter().any(|heard| !heard.closes.is_empty()), "no socket was told to go");
}
