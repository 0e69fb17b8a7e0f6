//! The server's database becomes another PostgreSQL, in every way there is. Who watches goes on exactly or hears of a gap,
//! and nobody who has seen what is lost replaces unseen what came instead.

use std::net::SocketAddr;

use frontdesk::clock::Clock;
use frontdesk::transport::Shutdown;
use serde_json::{Value, json};

use crate::support::site::Site;
use crate::support::{Person, Proxy, Watcher, document, eventually, serve, text};

/// A server, by way of a line to its PostgreSQL, and somebody at its screen.
struct Hotel {
    line: Proxy,
    address: SocketAddr,
    _running: Shutdown,
    mara: Person,
    screen: Watcher,
    /// Written on, on each side.
    booking: Value,
    /// Written on only where it is lost.
    other: Value,
    /// The last that is on both sides, and the last that one side has.
    kept: Value,
    seen: Value,
}

impl Hotel {
    /// Both bookings are at version 2.
    async fn on(site: &Site) -> Self {
        let (line, url) = Proxy::to_postgres(&site.url()).await;
        let (address, running) = serve(&url, &["--demo"], Clock::system()).await;
        let mara = Person::sign_in(address, "mara").await;
        let (room, guest) = (mara.room().await, mara.guest("Carl").await);
        let mut bookings = vec![];
        for day in ["2030-05-01", "2030-05-02", "2030-05-03"].windows(2) {
            let stay = json!({
                "roomId": room["id"], "guestId": guest["id"], "checkIn": day[0], "checkOut": day[1], "adults": 1,
                "totalPrice": "100.00",
            });
            bookings.push(mara.book(&stay).await);
        }
        let (other, booking) = (bookings.remove(1), bookings.remove(0));
        let screen = mara.watch_from_now(document!("booking_versions"), json!({})).await;
        let nothing = Value::Null;
        let mut hotel = Self {
            line,
            address,
            _running: running,
            mara,
            screen,
            booking,
            other,
            kept: nothing.clone(),
            seen: nothing,
        };
        hotel.mara.save(&hotel.other, 1, json!({ "notes": "kept" })).await;
        hotel.mara.save(&hotel.booking, 1, json!({ "notes": "kept" })).await;
        hotel.screen.next_change().await;
        hotel.kept = hotel.hears(2).await;
        hotel.seen = hotel.kept.clone();
        hotel
    }

    async fn hears(&mut self, version: i64) -> Value {
        let change = self.screen.next_change().await;
        assert_eq!(change["version"], version, "{change}");
        change["revision"].clone()
    }

    /// Versions 3, 4 and 5 of the booking, and 3 of the other.
    async fn goes_on(&mut self) {
        for version in [2, 3, 4] {
            self.mara.save(&self.booking, version, json!({ "notes": format!("seen {version}") })).await;
            self.hears(version + 1).await;
        }
        self.mara.save(&self.other, 2, json!({ "notes": "seen" })).await;
        self.seen = self.hears(3).await;
    }

    /// As often by psql, the booking as often as there; nobody tells the server.
    async fn is_written_at(&self, site: &Site) {
        let id = text(&self.booking["id"]);
        let booking = |number| format!("UPDATE bookings SET notes = 'instead {number}' WHERE id = '{id}'");
        let guest = "UPDATE guests SET notes = 'instead' WHERE name = 'Carl'".to_owned();
        for change in [booking(1), booking(2), guest, booking(3)] {
            site.sql(&change).await;
            site.sql("SELECT frontdesk_sequence()").await;
        }
    }

    async fn moves_to(&self, site: &Site) {
        self.line.cut();
        let readiness = format!("http://{}/readyz", self.address);
        eventually("it has lost all connections", async || {
            reqwest::get(&readiness).await.unwrap().status() == 503
        })
        .await;
        self.line.lead_to_postgres(&site.url());
        self.line.heal();
    }

    async fn first(&self, after: &Value) -> Value {
        self.mara.watch(document!("booking_versions"), json!({ "after": after })).await.next().await
    }

    /// Who watched and who comes back is told, with whatever they come, and what the gap offers can be gone on from.
    async fn tells_of_a_gap(&mut self) {
        for cursor in [&self.kept, &self.seen] {
            let first = self.first(cursor).await;
            assert_eq!(first["__typename"], "StreamGap", "{first}");
            let page = self.mara.changes(cursor, 50).await;
            assert!(page["nodes"] == json!([]) && page["gap"] != Value::Null, "{page}");
        }
        let gap = self.screen.gap().await;
        let mut back = self.mara.resume(&gap["latest"]).await;
        let guest = self.mara.run(document!("create_guest"), json!({ "input": { "name": "Dora" } })).await;
        assert_eq!(guest["createGuest"]["__typename"], "GuestSaved", "{guest}");
        let now = self.mara.look_at(&self.booking).await;
        let saved =
            self.mara.save(&self.booking, now["version"].as_i64().unwrap(), json!({ "notes": "on" })).await;
        // What was written there since the gap was told comes first.
        while back.next_change().await["revision"] != saved["revision"] {}
    }

    /// What somebody saw that is lost is no reason to replace what came instead.
    async fn refuses_what_is_written_on_the_lost(&self) {
        let now = self.mara.look_at(&self.booking).await;
        assert_eq!(now["notes"], "instead 3", "{now}");
        // Nobody has written to the other one since, and it is at version 2.
        for (booking, lost) in [(&self.booking, 3), (&self.booking, 4), (&self.booking, 5), (&self.other, 3)]
        {
            for how in ["REJECT", "MERGE"] {
                let more = json!({ "onStale": how, "mutationId": format!("{} {lost} {how}", booking["id"]) });
                let ended = self.mara.update(booking, lost, json!({ "notes": "mine" }), more).await;
                assert_eq!(ended["__typename"], "Conflict", "version {lost}, {how}: {ended}");
            }
            let deleted = self.mara.delete(booking, lost, json!({})).await;
            assert_eq!(deleted["__typename"], "Conflict", "version {lost}: {deleted}");
        }
        assert_eq!(self.mara.look_at(&self.booking).await["notes"], "instead 3");
        assert_eq!(self.mara.look_at(&self.other).await["version"], 2);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_standby_that_has_everything_takes_over() {
    let primary = Site::new().await;
    let mut hotel = Hotel::on(&primary).await;
    hotel.goes_on().await;
    let standby = primary.standby().await;
    primary.stop().await;
    standby.promote().await;
    hotel.moves_to(&standby).await;
    hotel.tells_of_a_gap().await;
    // Nothing is lost: neither the history, nor what somebody was about to save on what they see.
    hotel.mara.save(&hotel.other, 3, json!({ "notes": "still here" })).await;
    let history = hotel.mara.look_at(&hotel.booking).await["history"]["edges"].clone();
    assert_eq!(history.as_array().unwrap().len(), 6, "{history}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_standby_that_lacks_the_last_changes_takes_over() {
    let primary = Site::new().await;
    let mut hotel = Hotel::on(&primary).await;
    let standby = primary.standby().await;
    standby.stop_following().await;
    hotel.goes_on().await;
    hotel.line.cut();
    primary.stop().await;
    standby.promote().await;
    hotel.is_written_at(&standby).await;
    hotel.moves_to(&standby).await;
    hotel.refuses_what_is_written_on_the_lost().await;
    hotel.tells_of_a_gap().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dump_is_restored_elsewhere() {
    let original = Site::new().await;
    let mut hotel = Hotel::on(&original).await;
    let dump = original.dump().await;
    hotel.goes_on().await;
    let elsewhere = Site::new().await;
    elsewhere.restore(&dump).await;
    hotel.is_written_at(&elsewhere).await;
    hotel.moves_to(&elsewhere).await;
    hotel.refuses_what_is_written_on_the_lost().await;
    hotel.tells_of_a_gap().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_is_dropped_and_restored_under_a_server() {
    let site = Site::new().await;
    let mut hotel = Hotel::on(&site).await;
    let dump = site.dump().await;
    hotel.goes_on().await;
    site.make_anew().await;
    site.restore(&dump).await;
    hotel.is_written_at(&site).await;
    hotel.refuses_what_is_written_on_the_lost().await;
    hotel.tells_of_a_gap().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_recovery_ends_before_the_last_changes() {
    let original = Site::new().await;
    let mut hotel = Hotel::on(&original).await;
    let backup = original.backup(&[]).await;
    original.sql("SELECT pg_create_restore_point('kept')").await;
    hotel.goes_on().await;
    let recovered = original.recovered(backup, "kept").await;
    hotel.is_written_at(&recovered).await;
    hotel.moves_to(&recovered).await;
    hotel.refuses_what_is_written_on_the_lost().await;
    hotel.tells_of_a_gap().await;
}

/// Cluster, timeline and tables are the same, and both live on.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_data_folder_is_copied() {
    let original = Site::new().await;
    let mut hotel = Hotel::on(&original).await;
    hotel.line.cut();
    let (original, copy) = original.copied().await;
    hotel.moves_to(&original).await;
    hotel.goes_on().await;
    hotel.is_written_at(&copy).await;
    hotel.moves_to(&copy).await;
    hotel.refuses_what_is_written_on_the_lost().await;
    hotel.tells_of_a_gap().await;

    // The original is what it was: who left it comes back and has missed nothing.
    let (address, _running) = serve(&original.url(), &["--demo"], Clock::system()).await;
    let mut back = Person::sign_in(address, "mara").await.resume(&hotel.kept).await;
    for expected in [3, 4, 5, 3] {
        assert_eq!(back.next_change().await["version"], expected);
    }
}
