//! The network fails without a word: packets go nowhere, and neither side is told.

use std::net::SocketAddr;

use frontdesk::clock::Clock;
use serde_json::{Value, json};

use crate::support::{House, Person, Proxy, Socket, Target, Watcher, eventually, serve};

/// Whether a server is ready, and why not.
async fn readiness(address: SocketAddr) -> (u16, String) {
    let answer = reqwest::get(format!("http://{address}/readyz")).await.unwrap();
    (answer.status().as_u16(), answer.json::<Value>().await.unwrap()["reasons"].to_string())
}

async fn is_ready(address: SocketAddr) {
    eventually("it is ready", async || readiness(address).await.0 == 200).await;
}

/// Anna makes versions of a booking out of these.
async fn save_versions(anna: &Person, booking: &Value, versions: std::ops::Range<i64>) {
    for version in versions {
        anna.save(booking, version, json!({ "notes": format!("version {}", version + 1) })).await;
    }
}

async fn assert_told(screen: &mut Watcher, versions: std::ops::RangeInclusive<i64>) {
    for version in versions {
        let change = screen.next_change().await;
        assert_eq!(change["version"], version, "{change}");
    }
}

#[tokio::test]
async fn a_database_that_falls_silent_is_noticed_and_nothing_is_missed() {
    let house = House::open().await;
    let (anna, booking) = (house.anna().await, house.booking().await);
    let (network, url) = Proxy::to_postgres(&house.database.url).await;
    let (far, _server) = serve(&url, &["--demo"], Clock::system()).await;
    let mut screen = house.ben().await.at(far).watch_all().await;
    is_ready(far).await;
    save_versions(&anna, &booking, 1..3).await;
    assert_told(&mut screen, 2..=3).await;

    network.silence();
    eventually("it says that it is not ready", async || readiness(far).await.0 == 503).await;
    save_versions(&anna, &booking, 3..10).await;
    network.heal();
    assert_told(&mut screen, 4..=10).await;
    is_ready(far).await;

    // The same where what was silent is closed in the end.
    network.silence();
    save_versions(&anna, &booking, 10..15).await;
    eventually("it says so again", async || readiness(far).await.0 == 503).await;
    network.cut();
    save_versions(&anna, &booking, 15..20).await;
    network.heal();
    assert_told(&mut screen, 11..=20).await;
    is_ready(far).await;
    save_versions(&anna, &booking, 20..21).await;
    assert_told(&mut screen, 21..=21).await;
}

/// The processes of PostgreSQL that notify a server of this database.
async fn listeners(house: &House) -> Vec<i32> {
    house
        .database
        .value(
            "SELECT coalesce(array_agg(pid), '{}') FROM pg_stat_activity \
             WHERE datname = current_database() AND application_name = 'frontdesk listener'",
        )
        .await
}

#[tokio::test]
async fn a_listener_that_hears_nothing_is_noticed_and_changes_are_told_meanwhile() {
    let house = House::open().await;
    let (anna, booking) = (house.anna().await, house.booking().await);
    let (network, url) = Proxy::to_postgres(&house.database.url).await;
    let options = ["--demo", "--database-listen-url", &url];
    let (far, _server) = serve(&house.database.url, &options, Clock::system()).await;
    let mut screen = house.ben().await.at(far).watch_all().await;
    is_ready(far).await;

    network.silence();
    save_versions(&anna, &booking, 1..4).await;
    assert_told(&mut screen, 2..=4).await;
    let said = json!(["No notifications arrive: changes are seen by a slow poll only."]).to_string();
    eventually("it says what is wrong", async || readiness(far).await == (503, said.clone())).await;
    network.heal();
    is_ready(far).await;
    save_versions(&anna, &booking, 4..6).await;
    assert_told(&mut screen, 5..=6).await;
}

#[tokio::test]
async fn a_listener_that_the_network_has_forgotten_is_replaced() {
    let house = House::open().await;
    let (network, url) = Proxy::to_postgres(&house.database.url).await;
    let options = ["--demo", "--database-listen-url", &url];
    let (far, _server) = serve(&house.database.url, &options, Clock::system()).await;
    is_ready(far).await;
    let before = listeners(&house).await;

    network.forget();
    eventually("another listens", async || {
        listeners(&house).await.iter().any(|listener| !before.contains(listener))
    })
    .await;
    is_ready(far).await;
}

#[tokio::test]
async fn connections_that_the_network_has_forgotten_are_replaced() {
    let house = House::open().await;
    let (anna, booking) = (house.anna().await, house.booking().await);
    let (network, url) = Proxy::to_postgres(&house.database.url).await;
    let (far, _server) = serve(&url, &["--demo"], Clock::system()).await;
    let ben = house.ben().await.at(far);
    let mut screen = ben.watch_all().await;
    is_ready(far).await;

    network.forget();
    save_versions(&anna, &booking, 1..6).await;
    assert_told(&mut screen, 2..=6).await;
    is_ready(far).await;
    assert_eq!(ben.look_at(&booking).await["version"], 6);
}

#[tokio::test]
async fn a_client_that_falls_silent_is_dropped_and_resumes_without_loss() {
    let house = House::open().await;
    let (anna, booking) = (house.anna().await, house.booking().await);
    let (near, _server) =
        house.another_server_with(&["--demo", "--ping-seconds", "1"], Clock::system()).await;
    let network = Proxy::to(Target::Tcp(near)).await;
    let ben = house.ben().await.at(network.address);
    let sockets = async || {
        let metrics = reqwest::get(format!("http://{near}/metrics")).await.unwrap().text().await.unwrap();
        let line = metrics.lines().find_map(|line| line.strip_prefix("frontdesk_sockets ")).unwrap();
        line.parse::<u32>().unwrap()
    };
    let mut screen = ben.watch_all().await;
    save_versions(&anna, &booking, 1..3).await;
    let seen = screen.changes(2).await[1]["revision"].clone();
    assert_eq!(sockets().await, 1);

    network.silence();
    save_versions(&anna, &booking, 3..6).await;
    eventually("the server drops the socket", async || sockets().await == 0).await;
    save_versions(&anna, &booking, 6..9).await;
    network.cut();
    network.heal();
    let mut back = ben.resume(&seen).await;
    assert_told(&mut back, 4..=9).await;
    save_versions(&anna, &booking, 9..10).await;
    assert_told(&mut back, 10..=10).await;
}

#[tokio::test]
async fn a_socket_is_told_to_try_again_later_while_the_database_is_away() {
    let house = House::open().await;
    let ben = house.ben().await;
    let (network, url) = Proxy::to_postgres(&house.database.url).await;
    let (far, _server) = serve(&url, &["--demo"], Clock::system()).await;
    let init = json!({
        "type": "connection_init", "payload": { "authorization": format!("Bearer {}", ben.token) },
    });
    network.cut();
    let mut socket = Socket::try_upgrade(far).await.unwrap();
    socket.send(init.clone()).await;
    assert_eq!(socket.next().await, Err(1013));
    network.heal();
    eventually("it is let in", async || {
        let mut socket = Socket::try_upgrade(far).await.unwrap();
        socket.send(init.clone()).await;
        socket.next().await.is_ok()
    })
    .await;
}
