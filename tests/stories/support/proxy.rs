//! A network that can be disturbed: a proxy between whoever connects and what they want to reach.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UnixStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// What is reached through a proxy.
#[derive(Clone, Debug)]
pub(crate) enum Target {
    Tcp(SocketAddr),
    Unix(PathBuf),
}

/// How it is with the connections of a proxy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Line {
    Open,
    /// Nothing goes through, and nobody is told.
    Silent,
    /// Connections are closed, the open ones and those that come.
    Cut,
}

struct Network {
    target: Target,
    line: watch::Sender<Line>,
    /// The lines of connections that stay silent for ever.
    forgotten: Vec<watch::Sender<Line>>,
    /// How many connections were closed because the line is cut.
    refused: watch::Sender<u32>,
}

pub(crate) struct Proxy {
    pub(crate) address: SocketAddr,
    network: Arc<Mutex<Network>>,
    accepting: JoinHandle<()>,
}

impl Proxy {
    pub(crate) async fn to(target: Target) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let line = watch::Sender::new(Line::Open);
        let network = Network { target, line, forgotten: vec![], refused: watch::Sender::new(0) };
        let network = Arc::new(Mutex::new(network));
        let accepting = tokio::spawn(accept(listener, Arc::clone(&network)));
        Self { address, network, accepting }
    }

    /// To a PostgreSQL on a Unix socket; with the address that leads there by way of the proxy.
    pub(crate) async fn to_postgres(url: &str) -> (Self, String) {
        let proxy = Self::to(socket(url)).await;
        let url = reqwest::Url::parse(url).unwrap();
        let by_proxy = format!("postgres://{}@{}{}", url.username(), proxy.address, url.path());
        (proxy, format!("{by_proxy}?sslmode=disable"))
    }

    /// Swallows everything from now on, without a word to anybody.
    pub(crate) fn silence(&self) {
        self.set(Line::Silent);
    }

    /// Closes what is open, and what is opened.
    pub(crate) fn cut(&self) {
        self.set(Line::Cut);
    }

    /// Lets everything through. What was swallowed arrives late, as a network sends it again.
    pub(crate) fn heal(&self) {
        self.set(Line::Open);
    }

    /// Swallows everything on the connections that are open now, for ever; new ones are as they should be.
    pub(crate) fn forget(&self) {
        let mut network = self.network.lock().unwrap();
        network.line.send_replace(Line::Silent);
        let forgotten = std::mem::replace(&mut network.line, watch::Sender::new(Line::Open));
        network.forgotten.push(forgotten);
    }

    /// Leads whoever connects from now on to another place.
    pub(crate) fn lead_to(&self, target: Target) {
        self.network.lock().unwrap().target = target;
    }

    /// Waits until somebody was refused, now or before.
    pub(crate) async fn has_refused(&self) {
        let mut refused = self.network.lock().unwrap().refused.subscribe();
        refused.wait_for(|refused| *refused > 0).await.unwrap();
    }

    /// The same, to another PostgreSQL.
    pub(crate) fn lead_to_postgres(&self, url: &str) {
        self.lead_to(socket(url));
    }

    fn set(&self, line: Line) {
        self.network.lock().unwrap().line.send_replace(line);
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.accepting.abort();
        self.cut();
    }
}

/// The Unix socket of a PostgreSQL.
fn socket(url: &str) -> Target {
    let url = reqwest::Url::parse(url).unwrap();
    let folder = url.query_pairs().find(|(name, _)| name == "host").expect("a Unix socket").1;
    Target::Unix(format!("{folder}/.s.PGSQL.{}", url.port().unwrap()).into())
}

async fn accept(listener: TcpListener, network: Arc<Mutex<Network>>) {
    loop {
        let (client, _) = listener.accept().await.unwrap();
        let (target, line, refused) = {
            let network = network.lock().unwrap();
            (network.target.clone(), network.line.subscribe(), network.refused.clone())
        };
        tokio::spawn(async move {
            let mut cut = line.clone();
            // Either end: both sides are closed when they are dropped.
            tokio::select! {
                _ = carry(client, target, line) => {}
                _ = cut.wait_for(|line| *line == Line::Cut) => refused.send_modify(|refused| *refused += 1),
            }
        });
    }
}

async fn carry(client: TcpStream, target: Target, mut line: watch::Receiver<Line>) -> io::Result<()> {
    passable(&mut line).await;
    client.set_nodelay(true)?;
    let (from_client, to_client) = client.into_split();
    match target {
        Target::Tcp(address) => {
            let server = TcpStream::connect(address).await?;
            server.set_nodelay(true)?;
            let (from_server, to_server) = server.into_split();
            both(forward(from_client, to_server, line.clone()), forward(from_server, to_client, line)).await
        }
        Target::Unix(path) => {
            let (from_server, to_server) = UnixStream::connect(path).await?.into_split();
            both(forward(from_client, to_server, line.clone()), forward(from_server, to_client, line)).await
        }
    }
}

/// Until both directions have ended, or one has failed.
async fn both(
    there: impl Future<Output = io::Result<()>>,
    back: impl Future<Output = io::Result<()>>,
) -> io::Result<()> {
    tokio::try_join!(there, back).map(drop)
}

async fn forward(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    mut line: watch::Receiver<Line>,
) -> io::Result<()> {
    let mut buffer = vec![0; 16 * 1024];
    loop {
        let read = from.read(&mut buffer).await?;
        passable(&mut line).await;
        if read == 0 {
            return to.shutdown().await;
        }
        to.write_all(&buffer[..read]).await?;
    }
}

async fn passable(line: &mut watch::Receiver<Line>) {
    // The proxy may be gone; so is the connection then.
    drop(line.wait_for(|line| *line == Line::Open).await);
}
