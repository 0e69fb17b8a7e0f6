//! What ends a socket from the server's side.

use std::future;

use futures_util::future::{BoxFuture, FutureExt};
use futures_util::stream::FuturesUnordered;
use tokio_stream::StreamExt;

use super::super::serve::Shutdown;
use super::protocol::{Close, code};

/// The end of the server, and of the session that the socket belongs to.
pub(super) struct Ends {
    /// Each is polled only when it was woken: the loop asks for them with every message.
    reasons: FuturesUnordered<BoxFuture<'static, Close>>,
    over: Option<Close>,
}

impl Ends {
    pub(super) fn new(shutdown: Shutdown) -> Self {
        let ends = Self { reasons: FuturesUnordered::new(), over: None };
        let message = "The server is stopping. Connect again and go on from your last revision.";
        ends.reasons.push(Box::pin(async move {
            shutdown.begun().await;
            Close::new(code::GOING_AWAY, message)
        }));
        ends
    }

    /// The socket ends with a session, too.
    pub(super) fn with(&self, session: BoxFuture<'static, ()>) {
        self.reasons.push(Box::pin(session.map(|()| Close::new(code::FORBIDDEN, "Your session has ended."))));
    }

    /// Answers once there is a reason to end, and from then on. Can be dropped at any time.
    pub(super) async fn why(&mut self) -> Close {
        if let Some(close) = &self.over {
            return close.clone();
        }
        match self.reasons.next().await {
            Some(close) => self.over.insert(close).clone(),
            None => future::pending().await,
        }
    }
}
