//! Whether requests should be sent here, as `/readyz` says it.

use std::sync::Arc;
use std::time::Duration;

use sea_orm::DatabaseConnection;
use sqlx::postgres::PgConnection;
use sqlx::{Connection, PgPool};
use tokio::time::timeout;

use crate::changes::listener::Health;
use crate::database::Address;
use crate::database::away::is_full;
use crate::database::pooling::Pooling;
use crate::sequencer::Sequencer;
use crate::transport::{Readiness, Reason};

/// How long a connection of the pool may take to be given and to answer. A healthy one takes a millisecond; one that
/// rested may have to show that it is alive.
const ANSWER: Duration = Duration::from_secs(1);
/// How long a connection past the pool may take, where none of the pool answers. With the other it is below the two
/// seconds that the check has.
const OPENING: Duration = Duration::from_millis(700);

const AWAY: Reason = Reason::new("away", "The database does not answer.");
const BUSY: Reason = Reason::new(
    "busy",
    "All of this server's connections to the database are in use, and none becomes free.",
);
const FULL: Reason = Reason::new("full", "The database takes no more connections.");
const READ_ONLY: Reason =
    Reason::new("readonly", "The database takes no writes: it is a standby, or was set to read only.");
const UNSEQUENCED: Reason =
    Reason::new("unsequenced", "Changes are saved, but cannot be put in order: nobody is told of them.");
const UNREAD: Reason = Reason::new("unread", "The change log cannot be read.");
const UNHEARD: Reason =
    Reason::new("unheard", "No notifications arrive: changes are seen by a slow poll only.");

pub(super) struct Ready {
    pub(super) db: DatabaseConnection,
    /// How to ask past the pool.
    pub(super) address: Address,
    /// How the pool's connections come by their sessions.
    pub(super) pooling: Pooling,
    pub(super) sequencer: Sequencer,
    pub(super) health: Arc<Health>,
}

#[async_trait::async_trait]
impl Readiness for Ready {
    async fn check(&self) -> Result<(), Vec<Reason>> {
        let mut reasons = vec![];
        match timeout(ANSWER, takes_writes(self.db.get_postgres_connection_pool())).await {
            Ok(Ok(true)) => {
                if self.pooler_is_full().await {
                    reasons.push(FULL);
                }
            }
            Ok(Ok(false)) => reasons.push(READ_ONLY),
            Ok(Err(error)) if is_full(&error) => reasons.push(FULL),
            Ok(Err(error)) => {
                tracing::warn!(%error, "the database does not answer");
                reasons.push(AWAY);
            }
            Err(_) => reasons.push(self.without_the_pool().await),
        }
        if !self.sequencer.is_working() {
            reasons.push(UNSEQUENCED);
        }
        if !self.health.reading() {
            reasons.push(UNREAD);
        }
        if !self.health.listening() {
            reasons.push(UNHEARD);
        }
        if reasons.is_empty() { Ok(()) } else { Err(reasons) }
    }
}

impl Ready {
    /// Whether a pooler takes no more connections, while this server still needs them: PostgreSQL's refusal is waited
    /// out, a pooler's fails a request at once.
    async fn pooler_is_full(&self) -> bool {
        let pool = self.db.get_postgres_connection_pool();
        if self.pooling == Pooling::None || pool.size() >= pool.options().get_max_connections() {
            return false;
        }
        timeout(OPENING, self.open()).await.is_ok_and(|opened| opened.is_err_and(|error| is_full(&error)))
    }

    /// Why the pool gives no connection.
    async fn without_the_pool(&self) -> Reason {
        match timeout(OPENING, self.open()).await {
            Ok(Ok(())) => BUSY,
            Ok(Err(error)) if is_full(&error) => FULL,
            Ok(Err(_)) | Err(_) => AWAY,
        }
    }

    /// Opens a connection past the pool.
    async fn open(&self) -> Result<(), sqlx::Error> {
        let connection = PgConnection::connect_with(self.address.options()).await?;
        // Nothing hangs on a farewell.
        drop(connection.close().await);
        Ok(())
    }
}

/// Whether the database answers, and would take a write. On a standby every transaction is read-only.
async fn takes_writes(pool: &PgPool) -> Result<bool, sqlx::Error> {
    let read_only: String = sqlx::query_scalar("SHOW transaction_read_only").fetch_one(pool).await?;
    Ok(read_only == "off")
}
