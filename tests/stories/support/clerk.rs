//! Somebody who writes and writes, remembers what was acknowledged, and retries the rest under the same name.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use serde_json::{Value, json};
use sqlx::PgPool;
use tokio::task::JoinHandle;
use tokio::time::interval;

use super::{PATIENCE, Person, complete_log, document};

/// A write, by the name under which it is retried.
pub(crate) struct Write {
    mutation: String,
    field: &'static str,
    input: Value,
    acknowledged: Option<Acknowledgement>,
}

/// What the first answer said that the write has made.
struct Acknowledgement {
    booking: String,
    version: i64,
    revision: String,
}

/// Writes into a room of its own: a booking, two updates of it, another booking, and so on.
pub(crate) struct Clerk {
    pub(crate) person: Person,
    room: String,
    guest: String,
    pub(crate) writes: Vec<Write>,
}

impl Clerk {
    /// `manager` makes the clerk's room.
    pub(crate) async fn new(person: Person, manager: &Person) -> Self {
        let room = json!({ "name": format!("Room {}", uuid::Uuid::now_v7()), "nightlyRate": "50" });
        let room = manager.run(document!("create_room"), json!({ "input": room })).await;
        let guest = person.guest("Carl").await;
        let id = |row: &Value| row["id"].as_str().unwrap().to_owned();
        Self { person, room: id(&room["createRoom"]["room"]), guest: id(&guest), writes: vec![] }
    }

    /// Writes until something is not acknowledged.
    pub(crate) async fn write_until_cut_off(&mut self) {
        loop {
            self.begin();
            if !self.send(self.writes.len() - 1).await {
                return;
            }
        }
    }

    /// Carries out so many more writes, each retried until it is acknowledged.
    pub(crate) async fn write_on(&mut self, count: usize) {
        for _ in 0..count {
            self.begin();
            self.insist().await;
        }
    }

    /// Writes at this pace until it is told to stop, each write retried until it is acknowledged.
    pub(crate) fn write_until(mut self, pace: Duration, stop: Arc<AtomicBool>) -> JoinHandle<Self> {
        tokio::spawn(async move {
            let mut pace = interval(pace);
            while !stop.load(Ordering::Relaxed) {
                pace.tick().await;
                self.write_on(1).await;
            }
            self
        })
    }

    /// Retries the last write until it is acknowledged.
    pub(crate) async fn insist(&mut self) {
        let Some(last) = self.writes.len().checked_sub(1) else { return };
        let deadline = tokio::time::Instant::now() + PATIENCE;
        while !self.send(last).await {
            let write = &self.writes[last];
            assert!(tokio::time::Instant::now() < deadline, "{} is never acknowledged", write.mutation);
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    pub(crate) fn acknowledged(&self) -> usize {
        self.writes.iter().filter(|write| write.acknowledged.is_some()).count()
    }

    fn begin(&mut self) {
        let number = self.writes.len();
        let mutation = format!("write {}", uuid::Uuid::now_v7());
        let (field, input) = if number.is_multiple_of(3) {
            let night =
                chrono::NaiveDate::from_ymd_opt(2030, 1, 1).unwrap() + chrono::Days::new(number as u64);
            let input = json!({
                "roomId": self.room, "guestId": self.guest, "checkIn": night, "checkOut": night + chrono::Days::new(1),
                "adults": 1, "totalPrice": "50", "notes": mutation, "mutationId": mutation,
            });
            ("createBooking", input)
        } else {
            let before = self.writes.last().and_then(|write| write.acknowledged.as_ref());
            let before = before.expect("an update follows on an acknowledged write");
            let input = json!({
                "id": before.booking, "expectedVersion": before.version, "patch": { "notes": mutation },
                "mutationId": mutation,
            });
            ("updateBooking", input)
        };
        self.writes.push(Write { mutation, field, input, acknowledged: None });
    }

    /// Sends a write, and whether it is acknowledged. Anything but a clear yes is none; a clear no is a failure.
    async fn send(&mut self, index: usize) -> bool {
        let write = &self.writes[index];
        let document = match write.field {
            "createBooking" => document!("create_booking"),
            _ => document!("update_booking"),
        };
        let request = self.person.http.post(format!("http://{}/graphql", self.person.address));
        let request = request.bearer_auth(&self.person.token).timeout(PATIENCE);
        let request = request.json(&json!({ "query": document, "variables": { "input": write.input } }));
        let Ok(answer) = request.send().await else { return false };
        let Ok(answer) = answer.json::<Value>().await else { return false };
        let result = &answer["data"][write.field];
        if answer.get("errors").is_some() || result.is_null() {
            return false;
        }
        assert_eq!(result["__typename"], "BookingSaved", "{}: {answer}", write.mutation);
        let (booking, revision) = (&result["booking"], result["revision"].as_str().unwrap());
        let id = booking["id"].as_str().unwrap();
        match &write.acknowledged {
            // The booking is shown as it is now, and that may be later.
            Some(first) => {
                assert_eq!((&*first.booking, &*first.revision), (id, revision), "{}", write.mutation)
            }
            None => {
                assert_eq!(booking["notes"], *write.mutation, "an answer to another write");
                self.writes[index].acknowledged = Some(Acknowledgement {
                    booking: id.to_owned(),
                    version: booking["version"].as_i64().unwrap(),
                    revision: revision.to_owned(),
                });
            }
        }
        true
    }

    /// Sends every write once more. Each is known and gets its first answer.
    pub(crate) async fn repeat_all(&mut self) {
        for index in 0..self.writes.len() {
            assert!(self.send(index).await, "{} is not known any more", self.writes[index].mutation);
        }
    }
}

/// Checks the log and the rows against what the clerks remember: every acknowledged write is there exactly once,
/// an unacknowledged one at most once, nothing else is, and every booking's versions follow on each other.
pub(crate) async fn assert_each_write_once(database: &PgPool, clerks: &[Clerk]) {
    complete_log(database).await;
    let log: Vec<(Option<String>, String, i64)> = sqlx::query_as(
        "SELECT mutation ->> 'id', row_id::text, version::bigint FROM change_log \
         WHERE entity = 'bookings' AND after ->> 'room_id' = ANY ($1) ORDER BY revision, index",
    )
    .bind(clerks.iter().map(|clerk| clerk.room.clone()).collect::<Vec<_>>())
    .fetch_all(database)
    .await
    .unwrap();
    let mut logged: HashMap<&str, Vec<(&str, i64)>> = HashMap::new();
    let mut versions: HashMap<&str, i64> = HashMap::new();
    for (mutation, row, version) in &log {
        let mutation = mutation.as_deref().unwrap_or_else(|| panic!("{row} has a change that nobody made"));
        logged.entry(mutation).or_default().push((row, *version));
        let last = versions.entry(row).or_default();
        assert_eq!(*version, *last + 1, "the versions of {row} have a hole or a repetition");
        *last = *version;
    }
    let writes: Vec<&Write> = clerks.iter().flat_map(|clerk| &clerk.writes).collect();
    let names: HashSet<_> = writes.iter().map(|write| write.mutation.as_str()).collect();
    assert!(logged.keys().all(|name| names.contains(name)), "a write that no clerk made");
    for write in writes {
        let found = logged.get(write.mutation.as_str()).map(Vec::as_slice).unwrap_or_default();
        match &write.acknowledged {
            Some(made) => assert_eq!(found, [(&*made.booking, made.version)], "{}", write.mutation),
            None => assert!(found.len() <= 1, "{} is there {found:?}", write.mutation),
        }
    }
    let rows: Vec<(String, i64, String)> = sqlx::query_as(
        "SELECT id::text, version::bigint, notes FROM bookings WHERE room_id::text = ANY ($1)",
    )
    .bind(clerks.iter().map(|clerk| clerk.room.clone()).collect::<Vec<_>>())
    .fetch_all(database)
    .await
    .unwrap();
    assert_eq!(rows.len(), versions.len(), "as many bookings as the log knows");
    for (row, version, notes) in &rows {
        assert_eq!(versions.get(row.as_str()), Some(version), "the log and {row} disagree");
        assert_eq!(logged[notes.as_str()], [(row.as_str(), *version)], "{row} holds another write's value");
    }
}
