//! The session that listens. It has to stay with its connection.

use std::time::Duration;

use sqlx::Acquire;
use sqlx::postgres::{PgListener, PgPoolOptions};
use tokio::time::sleep;

use crate::database::Address;
use crate::database::pooling::Pooling;

/// How long the connection may take to open.
const OPENING: Duration = Duration::from_secs(5);
/// How long a pooler is left alone before it is asked again. It may have been set up otherwise.
const PAUSE: Duration = Duration::from_secs(60);

/// Opens it, and asks each new connection what it leads to. While that is a pooler that would lend the session on, says
/// so once, waits, and leaves nothing there.
///
/// # Errors
/// The connection's.
pub(super) async fn open(address: &Address) -> Result<PgListener, sqlx::Error> {
    let mut told = false;
    loop {
        // Closed with the listener.
        let pool = PgPoolOptions::new().max_connections(1).acquire_timeout(OPENING);
        let pool = pool.connect_lazy_with(address.options().clone());
        let mut listener = PgListener::connect_with(&pool).await?;
        drop(pool);
        // A lost connection is not replaced behind our back.
        listener.eager_reconnect(false);
        if Pooling::of(listener.acquire().await?, address).await?.keeps_session() {
            return Ok(listener);
        }
        if !told {
            tracing::warn!(
                "the connection for LISTEN leads to a pooler that lends sessions for single transactions, so nothing \
                 listens and changes are seen by a poll every two seconds: set DATABASE_LISTEN_URL to an address past it"
            );
            told = true;
        }
        drop(listener);
        sleep(PAUSE).await;
    }
}
