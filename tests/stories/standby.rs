//! Lists and histories come from a standby, and nobody is shown an older state than they have seen.

mod any_order;
mod unfit;

use std::net::SocketAddr;

use frontdesk::clock::Clock;
use frontdesk::transport::Shutdown;
use serde_json::{Value, json};

use crate::support::site::Site;
use crate::support::{Person, Proxy, document, eventually, nodes, serve, text};

/// A primary, a standby of it, and a server on both.
struct Hotel {
    primary: Site,
    standby: Site,
    mara: Person,
    booking: Value,
    _running: Shutdown,
}

impl Hotel {
    async fn open() -> Self {
        let primary = Site::new().await;
        let standby = primary.standby().await;
        let url = standby.url();
        Self::on(primary, standby, &url).await
    }

    /// The standby is read from by way of this address.
    async fn on(primary: Site, standby: Site, read_url: &str) -> Self {
        let (address, running) = reading(&primary, read_url).await;
        let mara = Person::sign_in(address, "mara").await;
        let (room, guest) = (mara.room().await, mara.guest("Carl").await);
        let stay = json!({
            "roomId": room["id"], "guestId": guest["id"], "checkIn": "2030-05-01", "checkOut": "2030-05-02",
            "adults": 1, "totalPrice": "100.00",
        });
        let booking = mara.book(&stay).await;
        Self { primary, standby, mara, booking, _running: running }
    }

    async fn save(&self, version: i64) {
        self.mara.save(&self.booking, version, json!({ "notes": format!("{version}") })).await;
    }

    /// As somebody does who knows of no server.
    async fn write_by_psql(&self, notes: &str) {
        let id = text(&self.booking["id"]);
        self.primary.sql(&format!("UPDATE bookings SET notes = '{notes}' WHERE id = '{id}'")).await;
    }

    async fn version_at(&self, site: &Site) -> i64 {
        let id = text(&self.booking["id"]);
        site.value(&format!("SELECT coalesce(max(version), 0)::bigint FROM bookings WHERE id = '{id}'")).await
    }

    /// Reads until that was done at the standby, and each time what is expected.
    async fn is_read_at_the_standby(&self, version: i64) {
        let before = self.mara.reads("standby").await;
        eventually("lists are read at the standby", async || {
            assert_eq!(self.mara.listed(&self.booking).await, version);
            self.mara.reads("standby").await > before
        })
        .await;
    }

    /// In every way that may lead to the standby.
    async fn is_shown_everywhere(&self, version: i64) {
        assert_eq!(self.mara.listed(&self.booking).await, version);
        assert_eq!(self.mara.listed_with_revision(&self.booking).await, version);
        assert_eq!(self.mara.newest_of_history(&self.booking).await, version);
        assert_eq!(self.mara.look_at(&self.booking).await["version"], version);
    }
}

/// A server that reads at a standby.
async fn reading(primary: &Site, read_url: &str) -> (SocketAddr, Shutdown) {
    serve(&primary.url(), &["--demo", "--database-read-url", read_url], Clock::system()).await
}

impl Site {
    async fn pause(&self) {
        self.sql("SELECT pg_wal_replay_pause()").await;
        let paused = "SELECT pg_get_wal_replay_pause_state() = 'paused'";
        eventually("the replay is paused", async || self.value(paused).await).await;
    }

    async fn resume(&self) {
        self.sql("SELECT pg_wal_replay_resume()").await;
    }
}

impl Person {
    async fn count(&self, name: &str) -> u64 {
        let page = self.http.get(format!("http://{}/metrics", self.address)).send().await.unwrap();
        let page = page.text().await.unwrap();
        let line = page.lines().find_map(|line| line.strip_prefix(name));
        line.map_or(0, |count| count.trim().parse().unwrap())
    }

    /// How many lists and histories its server has read there.
    async fn reads(&self, from: &str) -> u64 {
        self.count(&format!("frontdesk_reads_total{{from=\"{from}\"}}")).await
    }

    /// How many it has read at the primary for this reason.
    async fn passed_over(&self, reason: &str) -> u64 {
        self.count(&format!("frontdesk_standby_passed_over_total{{reason=\"{reason}\"}}")).await
    }

    /// The version in a list that asks for no revision.
    async fn listed(&self, booking: &Value) -> i64 {
        let list = "query($ids: [ID!]) { bookings(filter: { ids: $ids }) { nodes { version } } }";
        let page = self.run(list, json!({ "ids": [booking["id"]] })).await;
        nodes(&page["bookings"])[0]["version"].as_i64().unwrap()
    }

    async fn listed_with_revision(&self, booking: &Value) -> i64 {
        let page = self.page(json!({ "filter": { "ids": [booking["id"]] } })).await;
        nodes(&page)[0]["version"].as_i64().unwrap()
    }

    async fn newest_of_history(&self, booking: &Value) -> i64 {
        let history = "query($id: ID!) { history(id: $id, first: 1) { nodes { version } } }";
        let page = self.run(history, json!({ "id": booking["id"] })).await;
        nodes(&page["history"])[0]["version"].as_i64().unwrap()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_saved_is_in_the_list_also_where_the_standby_has_not_heard_of_it() {
    let hotel = Hotel::open().await;
    hotel.is_read_at_the_standby(1).await;
    let (other, _running) = reading(&hotel.primary, &hotel.standby.url()).await;
    let ben = Person::sign_in(other, "ben").await;
    let before = ben.reads("standby").await;
    eventually("the other server reads at the standby", async || {
        assert_eq!(ben.listed(&hotel.booking).await, 1);
        ben.reads("standby").await > before
    })
    .await;

    hotel.standby.pause().await;
    hotel.save(1).await;
    hotel.is_shown_everywhere(2).await;
    // At a server that has not made the write, and by whom no server knows.
    assert_eq!(ben.listed(&hotel.booking).await, 2);
    hotel.write_by_psql("by psql").await;
    assert_eq!(ben.listed(&hotel.booking).await, 3);
    hotel.is_shown_everywhere(3).await;
    assert_eq!(hotel.version_at(&hotel.standby).await, 1, "the standby would have shown another state");
    assert!(hotel.mara.passed_over("behind").await > 0 && ben.passed_over("behind").await > 0);

    let scans = "SELECT (seq_scan + idx_scan)::bigint FROM pg_stat_user_tables WHERE relname = 'bookings'";
    let before: i64 = hotel.standby.value(scans).await;
    hotel.standby.resume().await;
    hotel.is_read_at_the_standby(3).await;
    hotel.is_shown_everywhere(3).await;
    eventually("the standby counts it", async || hotel.standby.value::<i64>(scans).await > before).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_primary_does_not_show_yet_is_not_shown_by_the_standby() {
    let primary = Site::new().await;
    // The server's own transactions wait for no standby.
    primary.sql("ALTER DATABASE hotel SET synchronous_commit = local").await;
    let standby = primary.standby().await;
    let url = standby.url();
    let hotel = Hotel::on(primary, standby, &url).await;
    hotel.is_read_at_the_standby(1).await;

    // Of two that have to confirm a commit there is one.
    hotel.primary.sql("ALTER SYSTEM SET synchronous_standby_names = 'FIRST 2 (walreceiver, missing)'").await;
    hotel.primary.sql("SELECT pg_reload_conf()").await;
    let required = "SELECT current_setting('synchronous_standby_names') <> ''";
    eventually("commits wait for it", async || hotel.primary.value(required).await).await;
    let (pool, id) = (hotel.primary.pool.clone(), text(&hotel.booking["id"]));
    let waiting = tokio::spawn(async move {
        let write = format!(
            "BEGIN; SET LOCAL synchronous_commit = on; UPDATE bookings SET notes = 'early' WHERE id = '{id}'; COMMIT"
        );
        sqlx::raw_sql(sqlx::AssertSqlSafe(write)).execute(&pool).await.unwrap();
    });
    eventually("the standby shows it", async || hotel.version_at(&hotel.standby).await == 2).await;
    assert_eq!(hotel.version_at(&hotel.primary).await, 1, "and the primary does not");
    for _ in 0..5 {
        hotel.is_shown_everywhere(1).await;
    }
    assert!(hotel.mara.passed_over("early").await > 0);
    // What does not have to do with it is read there, as soon as nothing is new any more.
    hotel.primary.sql("ALTER SYSTEM RESET synchronous_standby_names").await;
    hotel.primary.sql("SELECT pg_reload_conf()").await;
    waiting.await.unwrap();
    hotel.is_shown_everywhere(2).await;
    hotel.is_read_at_the_standby(2).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_standby_that_is_away_is_not_needed() {
    let primary = Site::new().await;
    let standby = primary.standby().await;
    let (line, url) = Proxy::to_postgres(&standby.url()).await;
    line.cut();
    let hotel = Hotel::on(primary, standby, &url).await;
    hotel.is_shown_everywhere(1).await;
    assert!(hotel.mara.reads("standby").await == 0 && hotel.mara.passed_over("away").await > 0);

    line.heal();
    hotel.is_read_at_the_standby(1).await;
    line.silence();
    hotel.save(1).await;
    hotel.is_shown_everywhere(2).await;
    line.heal();
    hotel.is_read_at_the_standby(2).await;
    line.cut();
    hotel.is_shown_everywhere(2).await;
    line.heal();
    hotel.is_read_at_the_standby(2).await;

    let Hotel { standby, mara, booking, .. } = hotel;
    standby.stop().await;
    for version in 2..5 {
        mara.save(&booking, version, json!({ "notes": format!("{version}") })).await;
        assert_eq!(mara.listed(&booking).await, version + 1);
        assert_eq!(mara.newest_of_history(&booking).await, version + 1);
    }
    let rooms = json!({ "from": "2030-05-01", "to": "2030-05-02" });
    assert_ne!(mara.run(document!("free_rooms"), rooms).await["availability"], json!([]));
}
