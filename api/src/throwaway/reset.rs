//! Back to the first rows: see `first_rows.sql`.

use std::time::Duration;

use sea_orm::DatabaseConnection;
use tokio::time::{Instant, sleep, timeout};
use uuid::Uuid;

use crate::auth::Auth;
use crate::changes::{Batch, Hub};
use crate::database::away::is_deadlock;
use crate::hotel::Settings;

/// How long writers may keep a reset from its turn.
const PATIENCE: Duration = Duration::from_secs(10);
const PAUSE: Duration = Duration::from_millis(5);

/// What it takes to bring a throwaway server back to where it began.
#[derive(Clone, Debug)]
pub(crate) struct Reset {
    pub(crate) db: DatabaseConnection,
    pub(crate) hub: Hub<Batch>,
    pub(crate) auth: Auth,
    pub(crate) settings: Settings,
}

impl Reset {
    /// Returns when the first rows are back, and all who watch are told a gap.
    ///
    /// # Errors
    /// The database's.
    pub(crate) async fn run(&self) -> Result<(), sqlx::Error> {
        let (mut news, _) = self.hub.subscribe();
        let epoch = self.bring_back().await?;
        self.auth.begin_anew();
        if let Err(error) = self.settings.look(&self.db).await {
            tracing::warn!(%error, "the settings of the first rows are read later");
        }
        let told = async {
            while self.hub.reached().epoch != epoch {
                // Whatever it is, and also that some of it was missed: the hub itself says where it is.
                let _ = news.recv().await;
            }
        };
        // Where the log can't be read now, it is later, and tells the same.
        drop(timeout(PATIENCE, told).await);
        Ok(())
    }

    async fn bring_back(&self) -> Result<Uuid, sqlx::Error> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let reset = sqlx::query_scalar("SELECT throwaway.reset()");
            match reset.fetch_one(self.db.get_postgres_connection_pool()).await {
                Err(error) if is_deadlock(&error) && Instant::now() < deadline => sleep(PAUSE).await,
                done => return done,
            }
        }
    }
}
