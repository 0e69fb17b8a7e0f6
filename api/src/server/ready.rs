//! Whether requests should be sent here, as `/readyz` says it.

use std::sync::Arc;
use std::time::Duration;

use sea_orm::DatabaseConnection;
use sqlx::postgres::PgConnection;
use sqlx::{Connection, PgPool};
use tokio::time::timeout;

use crate::changes::listener::Health;
use crate::database::Address;
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
    pub(super) sequencer: Sequencer,
    pub(super) health: Arc<Health>,
}

#[async_trait::async_trait]
impl Readiness for Ready {
    async fn check(&self) -> Result<(), Vec<Reason>> {
        let mut reasons = vec![];
        match timeout(ANSWER, takes_writes(self.db.get_postgres_connection_pool())).await {
            Ok(Ok(true)) => {}
            Ok(Ok(false)) => reasons.push(READ_ONLY),
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
    /// Why the pool gives no connection.
    async fn without_the_pool(&self) -> Reason {
        let opening = async {
            let connection = PgConnection::connect_with(self.address.options()).await?;
            // Nothing hangs on a farewell.
            drop(connection.close().await);
            Ok::<_, sqlx::Error>(())
        };
        match timeout(OPENING, opening).await {
            Ok(Ok(())) => BUSY,
            Ok(Err(sqlx::Error::Database(error))) if error.code().as_deref() == Some("53300") => FULL,
            Ok(Err(_)) | Err(_) => AWAY,
        }
    }
}

/// Whether the database answers, and would take a write. On a standby every transaction is read-only.
async fn takes_writes(pool: &PgPool) -> Result<bool, sqlx::Error> {
    let read_only: String = sqlx::query_scalar("SHOW transaction_read_only").fetch_one(pool).await?;
    Ok(read_only == "off")
}
