//! A house: a database and a server on it, in this process.

use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::Path;

use frontdesk::clock::Clock;
use frontdesk::config::{Cli, Command, ServeOptions};
use frontdesk::server::Server;
use frontdesk::transport::Shutdown;
use serde_json::{Value, json};

use super::{Database, Person, cluster, document};

/// The settings of a server, as the command line gives them.
pub(crate) fn options(url: &str, secret: &Path, more: &[&str]) -> ServeOptions {
    let fixed: [OsString; 8] = [
        "frontdesk".into(),
        "serve".into(),
        "--listen".into(),
        "127.0.0.1:0".into(),
        "--database-url".into(),
        url.into(),
        "--token-secret-file".into(),
        secret.into(),
    ];
    let connections: &[&str] =
        if more.contains(&"--max-connections") { &[] } else { &["--max-connections", "8"] };
    let arguments = fixed.into_iter().chain(connections.iter().chain(more).map(OsString::from));
    match Cli::read(arguments).unwrap().command {
        Command::Serve(options) => *options,
        other => panic!("these are no settings of a server: {other:?}"),
    }
}

pub(crate) struct House {
    pub(crate) database: Database,
    pub(crate) address: SocketAddr,
    shutdown: Shutdown,
}

impl House {
    /// Opens a house with the demo's people and data, on the machine's clock.
    pub(crate) async fn open() -> Self {
        Self::open_with(&["--demo"], Clock::system()).await
    }

    /// Opens a house with other settings or another clock.
    pub(crate) async fn open_with(more: &[&str], clock: Clock) -> Self {
        Self::on(Database::new().await, more, clock).await
    }

    /// Opens a house on a database that is there already.
    pub(crate) async fn on(database: Database, more: &[&str], clock: Clock) -> Self {
        let (address, shutdown) = serve(&database.url, more, clock).await;
        Self { database, address, shutdown }
    }

    /// Starts another server on the same database, and answers where it listens.
    pub(crate) async fn another_server(&self) -> (SocketAddr, Shutdown) {
        serve(&self.database.url, &["--demo"], Clock::system()).await
    }

    /// Starts another server with other settings or another clock.
    pub(crate) async fn another_server_with(&self, more: &[&str], clock: Clock) -> (SocketAddr, Shutdown) {
        serve(&self.database.url, more, clock).await
    }

    pub(crate) async fn anna(&self) -> Person {
        self.person("anna").await
    }

    pub(crate) async fn ben(&self) -> Person {
        self.person("ben").await
    }

    /// The manager.
    pub(crate) async fn mara(&self) -> Person {
        self.person("mara").await
    }

    /// The viewer.
    pub(crate) async fn vera(&self) -> Person {
        self.person("vera").await
    }

    async fn person(&self, name: &str) -> Person {
        Person::sign_in(self.address, name).await
    }

    /// A new room for two, a new guest, and a confirmed booking of version 1 for three nights from 2030-05-01 at
    /// 100.00. Nothing of the demo's is in its way.
    pub(crate) async fn booking(&self) -> Value {
        let mara = self.mara().await;
        let number = uuid::Uuid::now_v7();
        let room = json!({ "name": format!("Room {number}"), "nightlyRate": "33.33" });
        let room =
            mara.run(document!("create_room"), json!({ "input": room })).await["createRoom"]["room"].clone();
        let guest = mara.guest("Carl").await;
        let input = json!({
            "roomId": room["id"], "guestId": guest["id"], "checkIn": "2030-05-01", "checkOut": "2030-05-04",
            "adults": 2, "totalPrice": "100.00",
        });
        let created = mara.run(document!("create_booking"), json!({ "input": input })).await;
        assert_eq!(created["createBooking"]["__typename"], "BookingSaved", "{created}");
        created["createBooking"]["booking"].clone()
    }
}

impl Drop for House {
    fn drop(&mut self) {
        self.shutdown.begin();
    }
}

/// Starts a server in this process on whatever database the address leads to, and answers where it listens.
pub(crate) async fn serve(url: &str, more: &[&str], clock: Clock) -> (SocketAddr, Shutdown) {
    let server = Server::prepare(&options(url, &cluster().secret, more), clock).await.unwrap();
    let (address, shutdown) = (server.address(), server.shutdown());
    tokio::spawn(async move { server.run().await.unwrap() });
    (address, shutdown)
}
