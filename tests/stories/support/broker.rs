//! A Valkey or Redis of a story's own, behind a network that can be disturbed.

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use redis::aio::MultiplexedConnection;
use redis::streams::{StreamId, StreamRangeReply};
use redis::{Client, RedisError, cmd};
use rustix::process::Signal;
use tempfile::TempDir;
use tokio::net::UnixStream;

use super::process::send;
use super::{Proxy, Target, eventually};

pub(crate) struct Broker {
    process: Child,
    pub(crate) network: Proxy,
    folder: TempDir,
}

impl Broker {
    pub(crate) async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let process = spawn(&folder);
        let network = Proxy::to(Target::Unix(socket(&folder))).await;
        let broker = Self { process, network, folder };
        broker.is_there().await;
        broker
    }

    /// Where it is, by way of its network.
    pub(crate) fn url(&self) -> String {
        format!("redis://{}", self.network.address)
    }

    /// Kills it as nothing can be caught. What it knew is lost.
    pub(crate) fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
        let _ = std::fs::remove_file(socket(&self.folder));
    }

    pub(crate) async fn start_again(&mut self) {
        self.process = spawn(&self.folder);
        self.is_there().await;
    }

    pub(crate) fn signal(&self, signal: Signal) {
        send(self.process.id(), signal);
    }

    async fn is_there(&self) {
        let socket = socket(&self.folder);
        eventually("the broker is there", async || UnixStream::connect(&socket).await.is_ok()).await;
    }

    /// Past its network, like redis-cli on its own machine.
    pub(crate) async fn connection(&self) -> MultiplexedConnection {
        let url = format!("redis+unix://{}", socket(&self.folder).display());
        Client::open(url).unwrap().get_multiplexed_async_connection().await.unwrap()
    }

    pub(crate) async fn forget_all(&self) {
        cmd("FLUSHALL").exec_async(&mut self.connection().await).await.unwrap();
    }

    pub(crate) async fn forbid_writing(&self) {
        let mut forbid = cmd("ACL");
        forbid.arg("SETUSER").arg("default").arg("-@write");
        forbid.exec_async(&mut self.connection().await).await.unwrap();
    }

    /// The streams' names.
    pub(crate) async fn streams(&self) -> Vec<String> {
        let mut connection = self.connection().await;
        cmd("KEYS").arg("frontdesk:changes:*").query_async(&mut connection).await.unwrap()
    }

    /// What the one stream holds.
    pub(crate) async fn entries(&self) -> Vec<StreamId> {
        let streams = self.streams().await;
        let Some(stream) = streams.first() else { return vec![] };
        let mut range = cmd("XRANGE");
        range.arg(stream).arg("-").arg("+");
        range.query_async::<StreamRangeReply>(&mut self.connection().await).await.unwrap().ids
    }

    /// Adds to the one stream what nobody of us has made.
    pub(crate) async fn forge(&self, id: &str, text: &[u8], mac: &[u8]) -> Result<(), RedisError> {
        let stream = self.streams().await.pop().unwrap();
        let mut add = cmd("XADD");
        add.arg(stream).arg(id).arg("text").arg(text).arg("mac").arg(mac);
        add.exec_async(&mut self.connection().await).await
    }
}

impl Drop for Broker {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn socket(folder: &TempDir) -> PathBuf {
    folder.path().join("broker.sock")
}

/// Which of the two is here.
fn program() -> &'static str {
    let folders = std::env::var_os("PATH").unwrap_or_default();
    let is_here = |name: &&str| std::env::split_paths(&folders).any(|folder| folder.join(name).is_file());
    let names = ["valkey-server", "redis-server"];
    names.into_iter().find(is_here).expect("`make test` looks after what is needed: a Valkey or Redis")
}

fn spawn(folder: &TempDir) -> Child {
    let mut command = Command::new(program());
    command.args(["--port", "0", "--save", "", "--appendonly", "no", "--daemonize", "no", "--unixsocket"]);
    command.arg(socket(folder)).arg("--dir").arg(folder.path());
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}
