//! Runs a router on a listener, and ends it in good order.

use std::future::IntoFuture;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::serve::ListenerExt;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

/// The end of the server: who can begin it, who hears of it, and who is still to finish.
///
/// Clones are the same end.
#[derive(Clone, Debug)]
pub struct Shutdown {
    begun: CancellationToken,
    /// WebSockets that are open. The HTTP server forgets a connection once it is upgraded.
    sockets: watch::Sender<usize>,
}

impl Default for Shutdown {
    fn default() -> Self {
        Self { begun: CancellationToken::new(), sockets: watch::Sender::new(0) }
    }
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

    /// The end waits for as long as the answer lives.
    pub(super) fn hold(&self) -> Held {
        self.sockets.send_modify(|open| *open += 1);
        Held(self.sockets.clone())
    }

    async fn sockets_closed(&self) {
        // The sender is here, so waiting can't fail.
        drop(self.sockets.subscribe().wait_for(|open| *open == 0).await);
    }
}

#[derive(Debug)]
pub(super) struct Held(watch::Sender<usize>);

impl Drop for Held {
    fn drop(&mut self) {
        self.0.send_modify(|open| *open -= 1);
    }
}

/// Serves until `shutdown` begins; then accepts nothing more, lets requests in flight finish and closes sockets
/// with 1001. Returns when that is done, and after `grace` also when it is not.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    shutdown: Shutdown,
    grace: Duration,
) -> io::Result<()> {
    // A frame to a watcher is small and must not wait for the next one.
    let listener = listener.tap_io(|connection| {
        if let Err(error) = connection.set_nodelay(true) {
            tracing::debug!(%error, "a connection keeps its delay");
        }
    });
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let stop = shutdown.clone();
    let server = axum::serve(listener, service).with_graceful_shutdown(async move { stop.begun().await });
    let mut server = Box::pin(server.into_future());
    tokio::select! {
        ended = &mut server => return ended,
        () = shutdown.begun() => {}
    }
    let finish = async {
        server.await?;
        shutdown.sockets_closed().await;
        Ok(())
    };
    match tokio::time::timeout(grace, finish).await {
        Ok(ended) => ended,
        Err(_) => {
            tracing::warn!(
                grace_s = grace.as_secs_f64(),
                "some connections did not end in time and were dropped"
            );
            Ok(())
        }
    }
}
