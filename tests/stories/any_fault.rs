//! Whatever breaks, in any order, while people write and watch through two servers: each acknowledged write is there
//! once, and every watcher that comes back hears of each change once, in one order.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use rustix::process::Signal;
use serde_json::json;
use sqlx::{AssertSqlSafe, PgPool};
use tokio::task::JoinHandle;
use tokio::time::{interval, sleep, timeout};

use crate::support::history::Truth;
use crate::support::process::send;
use crate::support::{
    Clerk, Dice, PATIENCE, Person, Program, Proxy, Target, assert_each_write_once, eventually, follow, text,
    with,
};

/// How often each of those who write does so. Fast enough to be hit by everything.
const PACE: Duration = Duration::from_millis(30);

#[derive(Clone, Copy, Debug)]
enum Fault {
    ListenersCut,
    PostgresStopped,
    ServerKilled(usize),
    ClientsCut(usize),
    ClientsSilent(usize),
    DatabaseCut,
    DatabaseSilent,
}

/// Two servers, each behind a network of its own, and one network between them and PostgreSQL.
struct Site {
    /// Starts PostgreSQL again when it is stopped. Nobody connects to it.
    keeper: Program,
    /// Past every network, like psql on the database's own machine.
    database: PgPool,
    url: String,
    servers: Vec<Program>,
    fronts: [Proxy; 2],
    back: Proxy,
}

async fn server(url: &str) -> Program {
    Program::on_database(url, &["--demo", "--ping-seconds", "2"]).await
}

impl Site {
    async fn open(folder: &std::path::Path) -> Self {
        let keeper = Program::on_folder(folder, &["--demo"]).await;
        let (back, url) = Proxy::to_postgres(&keeper.folder().url()).await;
        let servers = vec![server(&url).await, server(&url).await];
        let front = async |number: usize| Proxy::to(Target::Tcp(servers[number].address)).await;
        let fronts = [front(0).await, front(1).await];
        Self { database: keeper.folder().database().await, keeper, url, servers, fronts, back }
    }

    fn addresses(&self) -> [SocketAddr; 2] {
        [self.fronts[0].address, self.fronts[1].address]
    }

    /// Breaks something and, where it does not mend by itself, mends it after a while.
    async fn suffer(&mut self, fault: Fault, dice: &mut Dice) {
        let while_it_lasts = Duration::from_millis(200 + dice.throw(1_000));
        match fault {
            Fault::ListenersCut => {
                let cut = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity \
                           WHERE application_name = 'frontdesk listener'";
                eventually("the listeners are cut off", async || {
                    sqlx::query(cut).execute(&self.database).await.is_ok()
                })
                .await;
            }
            Fault::PostgresStopped => {
                send(self.keeper.folder().postmaster().unwrap(), Signal::QUIT);
                eventually("PostgreSQL is back", async || {
                    sqlx::query("SELECT 1").execute(&self.database).await.is_ok()
                })
                .await;
            }
            Fault::ServerKilled(number) => {
                self.servers.remove(number).kill().await;
                let successor = server(&self.url).await;
                self.fronts[number].lead_to(Target::Tcp(successor.address));
                self.servers.insert(number, successor);
            }
            Fault::ClientsCut(number) => disturb(&self.fronts[number], Proxy::cut, while_it_lasts).await,
            Fault::ClientsSilent(number) => {
                disturb(&self.fronts[number], Proxy::silence, while_it_lasts).await
            }
            Fault::DatabaseCut => disturb(&self.back, Proxy::cut, while_it_lasts).await,
            Fault::DatabaseSilent => disturb(&self.back, Proxy::silence, while_it_lasts).await,
        }
    }
}

async fn disturb(network: &Proxy, how: impl Fn(&Proxy), long: Duration) {
    how(network);
    sleep(long).await;
    network.heal();
}

/// Changes several bookings in each transaction, past the servers. What became of one that was broken off only the
/// database knows.
fn write_several(database: PgPool, room: String, stop: Arc<AtomicBool>) -> JoinHandle<()> {
    tokio::spawn(async move {
        let mut pace = interval(PACE);
        for number in 0.. {
            pace.tick().await;
            let update = format!("UPDATE bookings SET notes = 'number {number}' WHERE room_id = '{room}'");
            drop(sqlx::query(AssertSqlSafe(update)).execute(&database).await);
            if stop.load(Ordering::Relaxed) {
                return;
            }
        }
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_promise_is_kept_whatever_breaks() {
    let mut dice = Dice::any();
    let mut faults = [
        Fault::ListenersCut,
        Fault::PostgresStopped,
        Fault::ServerKilled(0),
        Fault::ServerKilled(1),
        Fault::ClientsCut(0),
        Fault::ClientsSilent(1),
        Fault::DatabaseCut,
        Fault::DatabaseSilent,
    ];
    dice.shuffle(&mut faults);
    println!("{faults:?}");

    let folder = tempfile::tempdir().unwrap();
    let mut site = Site::open(folder.path()).await;
    let at = site.addresses();
    let mara = Person::sign_in(at[0], "mara").await;
    let (anna, ben) = (Person::sign_in(at[0], "anna").await, Person::sign_in(at[1], "ben").await);
    let mut clerks = vec![];
    for person in [&anna, &ben, &anna.at(at[1])] {
        clerks.push(Clerk::new(person.clone(), &mara).await);
    }
    let (room, guest) = (mara.room().await, mara.guest("Carl").await);
    let inquiry = |notes: &str| {
        json!({
            "roomId": room["id"], "guestId": guest["id"], "checkIn": "2030-05-01", "checkOut": "2030-05-04",
            "adults": 1, "totalPrice": "100.00", "status": "INQUIRY", "notes": notes,
        })
    };
    for notes in ["one", "two", "three"] {
        anna.book(&inquiry(notes)).await;
    }
    let elsewhere = json!({ "roomId": mara.room().await["id"] });
    let last = anna.book(&with(inquiry("last"), elsewhere)).await;
    let start = anna.page(json!({ "first": 1 })).await["revision"].clone();

    let watchers: Vec<_> = (0..4)
        .map(|turn| tokio::spawn(follow(ben.clone(), at, turn, start.clone(), last["id"].clone())))
        .collect();
    let stop = Arc::new(AtomicBool::new(false));
    let several = write_several(site.database.clone(), text(&room["id"]), Arc::clone(&stop));
    let work: Vec<_> = clerks.into_iter().map(|clerk| clerk.write_until(PACE, Arc::clone(&stop))).collect();
    for fault in faults {
        sleep(Duration::from_millis(dice.throw(500))).await;
        site.suffer(fault, &mut dice).await;
    }
    stop.store(true, Ordering::Relaxed);
    let mut clerks = vec![];
    for clerk in work {
        clerks.push(timeout(PATIENCE * 2, clerk).await.unwrap().unwrap());
    }
    several.await.unwrap();
    eventually("the last write is done", async || {
        let end = sqlx::query("UPDATE bookings SET notes = 'the end' WHERE id = $1::text::uuid");
        end.bind(text(&last["id"])).execute(&site.database).await.is_ok()
    })
    .await;

    let truth = Truth::since(&site.database, &start).await;
    println!("{} changes", truth.log.len());
    assert_each_write_once(&site.database, &clerks).await;
    assert!(truth.log.len() > 100, "too little was written to find anything");
    for (number, watcher) in watchers.into_iter().enumerate() {
        let recording = timeout(PATIENCE, watcher).await.expect("it hears of the end").unwrap().recording;
        println!("watcher {number} came {} times", recording.visits());
        let breach = recording.breach(&truth);
        assert!(breach.is_none(), "watcher {number}: {breach:?}");
        // Both servers were killed, and it was with one of them.
        assert!(recording.visits() > 1, "watcher {number} noticed nothing");
    }
    for server in site.servers {
        server.stop().await;
    }
    site.keeper.stop().await;
}
