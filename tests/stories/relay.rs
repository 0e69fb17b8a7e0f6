//! Whatever becomes of the broker between the processes, every watcher of each of them hears of each change once, in
//! order, and no later than without it by more than a moment.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::time::Duration;

use frontdesk::clock::Clock;
use frontdesk::transport::Shutdown;
use rustix::process::Signal;
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};

use crate::erasure::erase;
use crate::support::{
    Broker, Database, House, PATIENCE, Person, Program, Proxy, Target, Watcher, Workday, document,
    eventually, text,
};
use crate::trouble::no_sequencing;

/// Longer than a process believes in a broker that says nothing.
const OUTAGE: Duration = Duration::from_millis(2_500);

/// How many entries came to this as a process counts them.
async fn relayed(person: &Person, result: &str) -> u64 {
    let ask = async || {
        let page = person.http.get(format!("http://{}/metrics", person.address)).send().await?;
        page.text().await
    };
    let page = match ask().await {
        Ok(page) => page,
        // By a connection to a server that was killed: the next one goes to its successor.
        Err(_) => ask().await.unwrap(),
    };
    let name = format!("frontdesk_relay_entries_total{{result=\"{result}\"}} ");
    page.lines().find_map(|line| line.strip_prefix(&name)).map_or(0, |count| count.parse().unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_breaks_each_watcher_hears_of_each_change_once() {
    let (database, mut broker) = (Database::new().await, Broker::start().await);
    let url = broker.url();
    let server = async || Program::on_database(&database.url, &["--demo", "--relay-url", &url]).await;
    let mut servers = [server().await, server().await];
    let front = async |server: &Program| Proxy::to(Target::Tcp(server.address)).await;
    let fronts = [front(&servers[0]).await, front(&servers[1]).await];
    let at = [fronts[0].address, fronts[1].address];
    let day = Workday::begin(at).await;
    let mara = day.mara.clone();
    // By the relay, as far as it goes: whoever takes from it says so.
    let people_work_on = async || {
        for address in at {
            let person = mara.at(address);
            let taken = relayed(&person, "taken").await;
            eventually("changes come by the relay", async || relayed(&person, "taken").await > taken + 5)
                .await;
        }
    };

    people_work_on().await;
    broker.kill();
    sleep(OUTAGE).await;
    broker.start_again().await;
    people_work_on().await;
    broker.signal(Signal::STOP);
    sleep(OUTAGE).await;
    broker.signal(Signal::CONT);
    people_work_on().await;
    broker.forget_all().await;
    people_work_on().await;
    broker.network.silence();
    sleep(OUTAGE).await;
    broker.network.heal();
    people_work_on().await;
    broker.network.cut();
    broker.network.has_refused().await;
    broker.network.heal();
    people_work_on().await;
    let successor = server().await;
    fronts[0].lead_to(Target::Tcp(successor.address));
    std::mem::replace(&mut servers[0], successor).kill().await;
    people_work_on().await;

    day.end(&database).await;
    for server in servers {
        server.stop().await;
    }
}

/// Two processes with a relay: one writes, at the other somebody watches.
pub(crate) struct Two {
    house: House,
    broker: Broker,
    anna: Person,
    ben: Person,
    booking: Value,
    version: i64,
    screen: Watcher,
    other: Shutdown,
}

impl Two {
    pub(crate) async fn open() -> Self {
        let broker = Broker::start().await;
        let url = broker.url();
        let more = ["--demo", "--relay-url", &url];
        let house = House::open_with(&more, Clock::system()).await;
        let (address, other) = house.another_server_with(&more, Clock::system()).await;
        let (anna, booking) = (house.anna().await, house.booking().await);
        let ben = house.ben().await.at(address);
        let screen = ben.watch_from_now(document!("booking_stream"), json!({})).await;
        let mut two = Self { house, broker, anna, ben, booking, version: 1, screen, other };
        two.goes_by_the_relay().await;
        two
    }

    /// Anna saves, and Ben sees exactly that.
    async fn save(&mut self) {
        self.anna.save(&self.booking, self.version, json!({ "notes": format!("{}", self.version) })).await;
        self.version += 1;
        let change = self.screen.next_change().await;
        assert_eq!((&change["version"], &change["skipped"]), (&json!(self.version), &json!(0)), "{change}");
        assert_eq!(change["booking"]["guest"]["name"], "Carl");
    }

    /// Saves until a change has come by the relay.
    async fn goes_by_the_relay(&mut self) {
        let taken = relayed(&self.ben, "taken").await;
        let deadline = Instant::now() + PATIENCE;
        while relayed(&self.ben, "taken").await == taken {
            assert!(Instant::now() < deadline, "no change comes by the relay");
            self.save().await;
        }
    }

    /// Where they listen.
    pub(crate) fn addresses(&self) -> [SocketAddr; 2] {
        [self.house.address, self.ben.address]
    }

    /// Changes that nobody could put in order for so long, until one of them has come by the relay.
    pub(crate) async fn late_by_the_relay(&mut self, late: &str) {
        let both = [self.anna.clone(), self.ben.clone()];
        let taken = async || relayed(&both[0], "taken").await + relayed(&both[1], "taken").await;
        let before = taken().await;
        let waits =
            format!("SELECT EXISTS (SELECT FROM change_inbox WHERE clock_timestamp() - at > '{late}')");
        while taken().await == before {
            let held = no_sequencing(&self.house.database).await;
            let (id, version) = (text(&self.booking["id"]), self.version);
            let change = format!("UPDATE bookings SET notes = 'late, {version}' WHERE id = '{id}'");
            self.house.database.sql(&change).await;
            eventually("it waits", async || self.house.database.value::<bool>(&waits).await).await;
            held.rollback().await.unwrap();
            self.version += 1;
            assert_eq!(self.screen.next_change().await["version"], self.version);
        }
    }

    async fn stop(self) {
        self.other.begin();
        drop(self.house);
    }
}

#[tokio::test]
async fn what_is_forged_or_repeated_is_told_to_nobody() {
    let mut two = Two::open().await;
    let entries = two.broker.entries().await;
    let last = entries.last().unwrap();
    let (genuine, mac): (Vec<u8>, Vec<u8>) = (last.get("text").unwrap(), last.get("mac").unwrap());
    let mut message: Value = serde_json::from_slice(&genuine).unwrap();
    let upto = message["upto"].as_i64().unwrap();
    // What would join exactly, if it were true.
    message["behind"] = json!(upto);
    message["upto"] = json!(upto + 1);
    message["rows"][0]["revision"] = json!(upto + 1);
    message["rows"][0]["after"]["notes"] = json!("forged");
    let forged = serde_json::to_vec(&message).unwrap();
    let refused = relayed(&two.ben, "refused").await;
    two.broker.forge(&format!("{}-0", upto + 1), &forged, &mac).await.unwrap();
    two.broker.forge(&format!("{}-1", upto + 1), b"garbage", b"").await.unwrap();
    eventually("both are refused", async || relayed(&two.ben, "refused").await >= refused + 2).await;
    two.goes_by_the_relay().await;
    // A true one once more, under an id that lets none of those come that follow.
    let refused = relayed(&two.ben, "refused").await;
    two.broker.forge(&format!("{}-0", upto + 1_000_000), &genuine, &mac).await.unwrap();
    eventually("it is refused", async || relayed(&two.ben, "refused").await > refused).await;
    let taken = relayed(&two.ben, "taken").await;
    for _ in 0..5 {
        two.save().await;
    }
    assert_eq!(relayed(&two.ben, "taken").await, taken, "the broker takes nothing any more");
    two.broker.forget_all().await;
    two.goes_by_the_relay().await;
    two.stop().await;
}

#[tokio::test]
async fn what_comes_late_is_not_told_again() {
    let mut two = Two::open().await;
    let known = relayed(&two.ben, "known").await;
    two.broker.network.silence();
    for _ in 0..5 {
        two.save().await;
    }
    two.broker.network.heal();
    two.goes_by_the_relay().await;
    // What was published meanwhile and arrives now; or nothing of it, where the connection was given up.
    println!("{} came late", relayed(&two.ben, "known").await - known);
    two.save().await;
    two.stop().await;
}

#[tokio::test]
async fn a_server_starts_without_its_broker_and_finds_it_later() {
    let mut broker = Broker::start().await;
    broker.kill();
    let url = broker.url();
    let more = ["--demo", "--relay-url", &url];
    let house = House::open_with(&more, Clock::system()).await;
    let (address, other) = house.another_server_with(&more, Clock::system()).await;
    let (anna, booking) = (house.anna().await, house.booking().await);
    let ben = house.ben().await.at(address);
    let mut screen = ben.watch_from_now(document!("booking_stream"), json!({})).await;
    let mut version = 1;
    let mut save = async || {
        anna.save(&booking, version, json!({ "notes": format!("{version}") })).await;
        version += 1;
        assert_eq!(screen.next_change().await["version"], version);
    };
    save().await;
    assert_eq!(relayed(&ben, "taken").await, 0);
    broker.start_again().await;
    let deadline = Instant::now() + PATIENCE;
    while relayed(&ben, "taken").await == 0 {
        assert!(Instant::now() < deadline, "it is not found");
        save().await;
    }
    other.begin();
}

/// Whether the broker still holds something of a name.
async fn holds(broker: &Broker, name: &str) -> bool {
    let texts = broker.entries().await.into_iter().map(|entry| entry.get::<Vec<u8>>("text").unwrap());
    texts.into_iter().any(|text| String::from_utf8(text).unwrap().contains(name))
}

#[tokio::test]
async fn nothing_of_who_was_erased_is_left_in_the_broker() {
    let mut two = Two::open().await;
    two.save().await;
    eventually("the broker holds the name", async || holds(&two.broker, "Carl").await).await;
    let before = two.broker.entries().await.pop().unwrap();
    let guest = two.anna.look_at(&two.booking).await["guest"].clone();
    erase(&two.house.mara().await, &guest).await;
    eventually("the name is gone", async || !holds(&two.broker, "Carl").await).await;
    // Nor does it come back: the stream has forgotten what it held, but not how far it had come.
    let (text, mac): (Vec<u8>, Vec<u8>) = (before.get("text").unwrap(), before.get("mac").unwrap());
    two.broker.forge(&before.id, &text, &mac).await.unwrap_err();
    two.stop().await;
}

/// In their order.
fn names<'a>(names: impl Iterator<Item = &'a String>) -> Vec<&'a str> {
    names.map(String::as_str).collect::<BTreeSet<_>>().into_iter().collect()
}

#[tokio::test]
async fn nothing_is_published_that_the_log_does_not_have() {
    let mut two = Two::open().await;
    for _ in 0..3 {
        two.save().await;
    }
    eventually("it is published", async || !two.broker.entries().await.is_empty()).await;
    for entry in two.broker.entries().await {
        assert_eq!(names(entry.map.keys()), ["mac", "text"]);
        let message: Value = serde_json::from_slice(&entry.get::<Vec<u8>>("text").unwrap()).unwrap();
        let message = message.as_object().unwrap();
        assert_eq!(names(message.keys()), ["behind", "beside", "epoch", "erasures", "rows", "upto"]);
        for row in message["rows"].as_array().unwrap() {
            let logged = "SELECT to_jsonb(entry) FROM change_log entry WHERE revision = $1 AND index = $2";
            let logged: Value = sqlx::query_scalar(logged)
                .bind(row["revision"].as_i64())
                .bind(row["index"].as_i64())
                .fetch_one(&two.house.database.pool)
                .await
                .unwrap();
            for (name, value) in row.as_object().unwrap().iter().filter(|(name, _)| *name != "at") {
                assert_eq!(*value, logged[name], "{name}");
            }
        }
        for row in message["beside"].as_object().unwrap().values().flat_map(|rows| rows.as_array().unwrap()) {
            let logged = "SELECT after FROM change_log WHERE row_id = $1::uuid AND version = $2";
            let logged: Value = sqlx::query_scalar(logged)
                .bind(uuid::Uuid::parse_str(&text(&row["id"])).unwrap())
                .bind(row["version"].as_i64().unwrap() as i32)
                .fetch_one(&two.house.database.pool)
                .await
                .unwrap();
            let columns = |row: &Value| row.as_object().unwrap().keys().cloned().collect::<BTreeSet<_>>();
            assert_eq!(columns(row), columns(&logged));
            for name in ["name", "notes", "updated_by"] {
                assert_eq!(row[name], logged[name], "{name}");
            }
        }
    }
    two.stop().await;
}
