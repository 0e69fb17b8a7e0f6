//! What people do at the front desk, beyond a first edit.

use std::collections::BTreeSet;
use std::str::FromStr;

use frontdesk::changes::{Cursor, Position};
use serde_json::{Value, json};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{AssertSqlSafe, PgPool};

use super::{Database, House, Person, Watcher, complete_log, document};

/// One `UpdateBookingInput`.
pub(crate) fn edit(booking: &Value, version: i64, patch: Value) -> Value {
    json!({ "id": booking["id"], "expectedVersion": version, "patch": patch })
}

/// An input with more fields.
pub(crate) fn with(mut input: Value, more: Value) -> Value {
    input.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap());
    input
}

/// The text of a string.
pub(crate) fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}")).to_owned()
}

/// The rows of a page.
pub(crate) fn nodes(page: &Value) -> &Vec<Value> {
    page["nodes"].as_array().unwrap()
}

/// Their ids.
pub(crate) fn ids(page: &Value) -> BTreeSet<String> {
    nodes(page).iter().map(|node| text(&node["id"])).collect()
}

/// Which transaction a revision names, and which place in it. Only stories about the stream look inside.
pub(crate) fn position(revision: &Value) -> Position {
    Cursor::decode(revision.as_str().unwrap()).unwrap().position
}

impl House {
    /// A `CreateBookingInput` for a new guest in a new room for two: three nights from 2030-05-01 for 100.00.
    pub(crate) async fn stay(&self) -> Value {
        let mara = self.mara().await;
        let (room, guest) = (mara.room().await, mara.guest("Carl").await);
        json!({
            "roomId": room["id"], "guestId": guest["id"], "checkIn": "2030-05-01", "checkOut": "2030-05-04",
            "adults": 2, "totalPrice": "100.00",
        })
    }
}

impl Person {
    /// A new room for two with a name that nobody else has.
    pub(crate) async fn room(&self) -> Value {
        let input = json!({ "name": format!("Room {}", uuid::Uuid::now_v7()) });
        self.run(document!("create_room"), json!({ "input": input })).await["createRoom"]["room"].clone()
    }

    /// `createBooking`, answering the member of its result.
    pub(crate) async fn create(&self, input: &Value) -> Value {
        self.run(document!("create_booking"), json!({ "input": input })).await["createBooking"].clone()
    }

    /// `createBooking`, answering the booking.
    pub(crate) async fn book(&self, input: &Value) -> Value {
        let created = self.create(input).await;
        assert_eq!(created["__typename"], "BookingSaved", "{created}");
        created["booking"].clone()
    }

    /// `updateBooking` that must succeed, answering `BookingSaved`.
    pub(crate) async fn save(&self, booking: &Value, version: i64, patch: Value) -> Value {
        let saved = self.update(booking, version, patch, json!({})).await;
        assert_eq!(saved["__typename"], "BookingSaved", "{saved}");
        saved
    }

    /// `createBookings`, answering the member of its result.
    pub(crate) async fn create_all(&self, inputs: &[Value]) -> Value {
        self.run(document!("group_create"), json!({ "input": inputs })).await["createBookings"].clone()
    }

    /// `updateBookings`, answering the member of its result.
    pub(crate) async fn update_all(&self, inputs: &[Value]) -> Value {
        self.run(document!("group_update"), json!({ "input": inputs })).await["updateBookings"].clone()
    }

    /// `deleteBooking`, answering the member of its result.
    pub(crate) async fn delete(&self, booking: &Value, version: i64, more: Value) -> Value {
        let input = with(json!({ "id": booking["id"], "expectedVersion": version }), more);
        self.run(document!("remove_booking"), json!({ "input": input })).await["deleteBooking"].clone()
    }

    /// The booking as it is now, with its history.
    pub(crate) async fn look_at(&self, booking: &Value) -> Value {
        self.run(document!("booking_history"), json!({ "id": booking["id"] })).await["booking"].clone()
    }

    /// A page of bookings.
    pub(crate) async fn page(&self, variables: Value) -> Value {
        self.run(document!("booking_page"), variables).await["bookings"].clone()
    }

    /// A page of what was committed after a revision.
    pub(crate) async fn changes(&self, after: &Value, first: i64) -> Value {
        let variables = json!({ "after": after, "first": first });
        self.run(document!("missed_changes"), variables).await["changes"].clone()
    }

    /// A watcher that has heard of everything committed so far, and hears live of what comes. Without `after` it
    /// would begin where its server has come to, which may be lagging a little.
    pub(crate) async fn watch_from_now(&self, document: &str, variables: Value) -> Watcher {
        let now = self.page(json!({ "first": 1 })).await["revision"].clone();
        let mut watcher = self.watch(document, with(variables, json!({ "after": now }))).await;
        watcher.ready().await;
        watcher.bookmark().await;
        watcher
    }

    /// A watcher of all bookings that asks for little.
    pub(crate) async fn watch_all(&self) -> Watcher {
        self.watch_from_now(document!("booking_ticks"), json!({})).await
    }

    /// A watcher of all bookings that resumes, already told that it misses nothing.
    pub(crate) async fn resume(&self, after: &Value) -> Watcher {
        let mut watcher = self.watch(document!("booking_ticks"), json!({ "after": after })).await;
        assert_eq!(watcher.ready().await, text(after));
        watcher
    }
}

impl Watcher {
    /// The next changes, so many of them.
    pub(crate) async fn changes(&mut self, count: usize) -> Vec<Value> {
        let mut changes = Vec::with_capacity(count);
        for _ in 0..count {
            changes.push(self.next_change().await);
        }
        changes
    }

    /// The next event, which must be a bookmark; answers its revision.
    pub(crate) async fn bookmark(&mut self) -> Value {
        let event = self.next().await;
        assert_eq!(event["__typename"], "StreamBookmark", "{event}");
        event["revision"].clone()
    }

    /// The next event that is no bookmark, which must be a gap and the stream's last.
    pub(crate) async fn gap(&mut self) -> Value {
        let event = self.next_change().await;
        assert_eq!(event["__typename"], "StreamGap", "{event}");
        self.completed().await;
        event
    }
}

impl Database {
    /// Opens connections as another role.
    pub(crate) async fn connect_as(&self, role: &str) -> PgPool {
        let options = PgConnectOptions::from_str(&self.url).unwrap().username(role);
        PgPoolOptions::new().max_connections(2).connect_with(options).await.unwrap()
    }

    /// How many changes the log holds.
    pub(crate) async fn logged(&self) -> i64 {
        self.value("SELECT count(*) FROM change_log").await
    }

    /// The versions of a row in the order of the log.
    pub(crate) async fn versions(&self, row: &Value) -> Vec<i32> {
        complete_log(&self.pool).await;
        let query = "SELECT version FROM change_log WHERE row_id = $1::text::uuid ORDER BY revision, index";
        sqlx::query_scalar(query).bind(text(&row["id"])).fetch_all(&self.pool).await.unwrap()
    }

    /// Runs a statement that must be refused, and answers the SQLSTATE.
    pub(crate) async fn refusal(pool: &PgPool, statement: &str) -> String {
        let refused = sqlx::raw_sql(AssertSqlSafe(statement.to_owned())).execute(pool).await;
        let error = refused.err().unwrap_or_else(|| panic!("it was not refused: {statement}"));
        error.as_database_error().and_then(|error| error.code()).unwrap_or_default().into_owned()
    }
}
