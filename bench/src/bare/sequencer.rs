//! Moves what is committed from the inbox into the log (migration/sql/13_outbox_up.sql), one call at a time. What its
//! own calls have moved need not be notified to it: it only hears of what others commit.

use std::sync::Arc;
use std::time::Duration;

use frontdesk::sequencer::CHANNEL;
use sqlx::postgres::PgListener;
use sqlx::{Connection, PgConnection};
use tokio::sync::Notify;
use tokio::time::{Instant, sleep_until, timeout};

use crate::Outcome;

/// As the measured program's.
const POLL: Duration = Duration::from_secs(2);
/// As the measured program's: without it, more calls would move no more.
const PACE: Duration = Duration::from_millis(2);

pub(super) struct Sequencer {
    session: PgConnection,
    due: Arc<Notify>,
    newest: i64,
    not_before: Instant,
}

impl Sequencer {
    pub(super) async fn open(url: &str) -> Outcome<Self> {
        let mut listener = PgListener::connect(url).await?;
        listener.listen(CHANNEL).await?;
        let due = Arc::new(Notify::new());
        let heard = Arc::clone(&due);
        tokio::spawn(async move {
            while listener.recv().await.is_ok() {
                heard.notify_one();
            }
        });
        let session = PgConnection::connect(url).await?;
        Ok(Self { session, due, newest: 0, not_before: Instant::now() })
    }

    /// Whom to notify of a commit that has not notified anybody.
    pub(super) fn due(&self) -> Arc<Notify> {
        Arc::clone(&self.due)
    }

    /// Waits until something may have been committed, and moves it.
    pub(super) async fn moved(&mut self) -> Outcome<()> {
        let _ = timeout(POLL, self.due.notified()).await;
        sleep_until(self.not_before).await;
        let began = Instant::now();
        let newest: Option<i64> =
            sqlx::query_scalar("SELECT frontdesk_sequence()").fetch_one(&mut self.session).await?;
        let newest = newest.unwrap_or(self.newest);
        // Whoever writes alone does not wait.
        if newest > self.newest + 1 {
            self.not_before = began + PACE;
        }
        self.newest = newest;
        Ok(())
    }
}
