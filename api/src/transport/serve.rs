//! Runs a router on a listener, and ends it in good order.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use socket2::SockRef;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::ServiceExt;

/// The end of the server: who can begin it, who hears of it, and who is still to finish.
///
/// Clones are the same end.
#[derive(Clone, Debug, Default)]
pub struct Shutdown {
    begun: CancellationToken,
    /// WebSockets that are open. The HTTP server forgets a connection once it is upgraded.
    sockets: TaskTracker,
}

impl Shutdown {
    pub fn new() -> Self {
        Self::default()
    }

    /// No new connections, no new work. Returns at once; beginning twice is the same as once.
    pub fn begin(&self) {
        self.begun.cancel();
    }

    pub fn has_begun(&self) -> bool {
        self.begun.is_cancelled()
    }

    /// Waits until it begins. Can be dropped at any time.
    pub async fn begun(&self) {
        self.begun.cancelled().await;
    }

    /// For what ends with the server, such as background tasks.
    pub fn token(&self) -> CancellationToken {
        self.begun.child_token()
    }

    /// Runs what the end waits for.
    pub(super) fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        self.sockets.spawn(task);
    }

    async fn sockets_closed(&self) {
        // It still takes more: what a socket leaves behind is waited for, too.
        self.sockets.close();
        self.sockets.wait().await;
    }
}

/// How long a client may take for the head of a request, the first as well as any later one on a connection.
/// Without a limit, connections that say nothing would pile up.
const HEAD_TIME: Duration = Duration::from_secs(30);

/// Serves until `shutdown` begins; then accepts nothing more, lets requests in flight finish and closes sockets
/// with 1001. Returns when that is done, and after `grace` also when it is not. Fails only
/// where the listener is none.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    shutdown: Shutdown,
    grace: Duration,
) -> io::Result<()> {
    tracing::debug!(address = %listener.local_addr()?, "accepting connections");
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            biased;
            () = shutdown.begun() => break,
            Some(_) = connections.join_next() => {}
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => {
                    connections.spawn(connection(stream, peer, router.clone(), shutdown.clone()));
                }
                Err(error) => wait_after(error).await,
            },
        }
    }
    // Closed now, so that a proxy or a successor on the same port takes over at once.
    drop(listener);
    let finish = async {
        while connections.join_next().await.is_some() {}
        shutdown.sockets_closed().await;
    };
    if tokio::time::timeout(grace, finish).await.is_err() {
        tracing::warn!(
            grace_s = grace.as_secs_f64(),
            "some connections did not end in time and were dropped"
        );
    }
    Ok(())
}

/// Bytes that may wait to be sent. Linux would take four megabytes from a socket that nobody reads, so that a
/// thousand tablets out of the network's reach were gigabytes, and what they missed could not be collapsed any more.
const UNSENT: u32 = 64 * 1024;

/// One connection, from its first request to its last or to its upgrade. Dropping it drops the request in flight.
async fn connection(stream: TcpStream, peer: SocketAddr, router: Router, shutdown: Shutdown) {
    // A frame to a watcher is small and must not wait for the next one.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%peer, %error, "a connection keeps its delay");
    }
    if let Err(error) = SockRef::from(&stream).set_tcp_notsent_lowat(UNSENT) {
        tracing::debug!(%peer, %error, "a connection keeps as much unsent as the system likes");
    }
    let service = service_fn(move |mut request: hyper::Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        router.clone().oneshot(request)
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIME)
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    let mut connection = std::pin::pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = shutdown.begun() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%peer, %error, "a connection ended early");
    }
}

/// A client that gave up is nobody's problem. Anything else (no file handles left, above all) lasts, and asking
/// again at once would only burn time.
async fn wait_after(error: io::Error) {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    if !matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset) {
        tracing::error!(%error, "no connection could be accepted");
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
}
