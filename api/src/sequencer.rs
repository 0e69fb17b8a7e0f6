//! Who puts the committed changes in order: from the inbox, where each transaction leaves its own, into the log.
//!
//! `frontdesk_sequence` (migration/sql/13_outbox_up.sql) moves all that is committed in one transaction, one caller at a
//! time. Every process calls it, after its own writes, when it is told of somebody else's, and from time to time
//! anyway; which of them moves a change makes no difference. Those who ask at the same time share one call.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::Duration;

use backon::Retryable;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr, Statement};
use tokio::sync::Notify;
use tokio::time::{Instant, sleep, sleep_until};
use tokio_util::sync::CancellationToken;

use crate::backoff;
use crate::coalesced::Coalesced;
use crate::database::away::{is_away, is_read_only, within};

/// What transactions notify that no server has made.
pub const CHANNEL: &str = "change_inbox";
/// How long a change can stay in the inbox that nobody was told of.
const POLL: Duration = Duration::from_secs(2);
/// How long whoever needs the log complete waits for it, connecting included. The call goes on by itself: what it moves
/// is moved, however long that takes.
const PATIENCE: Duration = Duration::from_secs(20);
/// The longest that a call waits for more to come, where transactions commit fast: what a call and the reading after it
/// cost hardly depends on how many they are.
const PACE: Duration = Duration::from_millis(10);
/// For each transaction more than one that the last call moved, the next begins so much later. Where fewer come in that time
/// than one, as from one who writes without a pause, the calls come as close together as they can.
const PACE_PER_CHANGE: Duration = Duration::from_micros(1500);

/// A handle; all of its clones share the calls.
#[derive(Clone, Debug)]
pub struct Sequencer(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    /// A pool of one session, without limits of time.
    db: DatabaseConnection,
    calls: Coalesced<()>,
    due: Notify,
    log_signal: LogSignal,
    working: AtomicBool,
}

/// Wakes whoever reads the log.
#[derive(Debug, Default)]
pub struct LogSignal {
    newest: AtomicI64,
    /// The newest that this process has put into the log.
    own: AtomicI64,
    unknown: AtomicBool,
    notify: Notify,
}

impl LogSignal {
    /// The log has come to this revision, or further.
    pub fn reached(&self, revision: i64) {
        self.newest.fetch_max(revision, Ordering::SeqCst);
        self.notify.notify_one();
    }

    /// This process has brought the log to this revision.
    fn made(&self, revision: i64) {
        self.own.fetch_max(revision, Ordering::SeqCst);
        self.reached(revision);
    }

    /// Whether something after `revision` was put into the log by this process.
    pub fn is_own_behind(&self, revision: i64) -> bool {
        self.own.load(Ordering::SeqCst) > revision
    }

    /// Something may have happened that nobody told.
    pub fn look(&self) {
        self.unknown.store(true, Ordering::SeqCst);
        self.notify.notify_one();
    }

    /// Waits until there may be something after `revision`, and answers up to where; none where that is not known. Can
    /// be dropped at any time.
    pub async fn after(&self, revision: i64) -> Option<i64> {
        loop {
            self.notify.notified().await;
            if self.unknown.swap(false, Ordering::SeqCst) {
                return None;
            }
            let newest = self.newest.load(Ordering::SeqCst);
            if newest > revision {
                return Some(newest);
            }
        }
    }
}

impl Sequencer {
    /// `db` is a pool of one session without limits of time: what there is to move may be much.
    pub fn new(db: DatabaseConnection) -> Self {
        Self(Arc::new(Shared {
            db,
            calls: Coalesced::default(),
            due: Notify::new(),
            log_signal: LogSignal::default(),
            working: AtomicBool::new(true),
        }))
    }

    /// A transaction of this process was committed. It has not notified.
    pub fn wake(&self) {
        self.0.due.notify_one();
    }

    /// What wakes whoever reads the log.
    pub fn log_signal(&self) -> &LogSignal {
        &self.0.log_signal
    }

    /// Whether the last call succeeded.
    pub fn is_working(&self) -> bool {
        self.0.working.load(Ordering::Relaxed)
    }

    /// Returns when the log has all that was committed before this was called. Where the database takes no writes, the
    /// log is as complete as it can be. Can be dropped at any time.
    ///
    /// # Errors
    /// The database's.
    pub async fn complete_log(&self) -> Result<(), DbErr> {
        let shared = &self.0;
        within(
            PATIENCE,
            shared.calls.run(async || {
                // On its own, so that who gives up waiting does not break it off.
                let call = tokio::spawn(call(Arc::clone(shared)));
                call.await.unwrap_or_else(|error| Err(DbErr::Custom(error.to_string())))
            }),
        )
        .await
    }

    /// Calls whenever it is woken, and from time to time anyway, until `shutdown`.
    pub async fn work(self, shutdown: CancellationToken) {
        shutdown.run_until_cancelled(self.work_on()).await;
    }

    async fn work_on(&self) {
        let mut before = 0;
        loop {
            let began = Instant::now();
            let call = (|| self.complete_log()).retry(backoff::BACKGROUND).notify(|error, _| {
                if self.0.working.swap(false, Ordering::Relaxed) {
                    tracing::warn!(%error, "changes cannot be put in order: trying again");
                }
            });
            let worked = call.await.is_ok();
            self.0.working.store(worked, Ordering::Relaxed);
            tokio::select! {
                () = self.0.due.notified() => {}
                () = sleep(POLL) => {}
            }
            let newest = self.0.log_signal.newest.load(Ordering::Relaxed);
            sleep_until(began + pace(newest - before)).await;
            before = newest;
        }
    }
}

/// How long after the last call, which moved so many transactions, the next begins.
fn pace(moved: i64) -> Duration {
    PACE_PER_CHANGE
        .saturating_mul(u32::try_from(moved.saturating_sub(1).max(0)).unwrap_or(u32::MAX))
        .min(PACE)
}

/// One call, and a second one where the session turns out to be lost: what was moved is not moved again.
async fn call(shared: Arc<Shared>) -> Result<(), DbErr> {
    let moved = match ask(&shared.db).await {
        Err(error) if is_away(&error) => ask(&shared.db).await,
        moved => moved,
    };
    match moved {
        Ok(newest) => {
            newest.into_iter().for_each(|revision| shared.log_signal.made(revision));
            Ok(())
        }
        Err(error) if is_read_only(&error) => Ok(()),
        Err(error) => Err(error),
    }
}

/// The newest revision that was made; none where there was nothing to move.
async fn ask(db: &DatabaseConnection) -> Result<Option<i64>, DbErr> {
    let sql = "SELECT frontdesk_sequence() AS newest";
    let row = db.query_one_raw(Statement::from_string(DbBackend::Postgres, sql)).await?;
    row.map_or(Ok(None), |row| row.try_get("", "newest"))
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    #[test]
    fn whoever_writes_alone_does_not_wait() {
        assert_eq!((pace(0), pace(1), pace(3)), (Duration::ZERO, Duration::ZERO, Duration::from_millis(3)));
        assert_eq!((pace(500), pace(i64::MAX), pace(i64::MIN)), (PACE, PACE, Duration::ZERO));
    }

    #[test]
    fn a_reader_wakes_for_what_is_new_to_it() {
        let news = LogSignal::default();
        let wakes = |revision| news.after(revision).now_or_never().is_some();
        assert!(!wakes(0));
        news.reached(7);
        assert!(!wakes(7), "it has read that");
        assert!(!wakes(6), "it was told of that");
        news.reached(8);
        news.reached(8);
        assert!(wakes(7));
        assert!(!news.is_own_behind(7), "somebody else has put it there");
        news.made(9);
        assert!(news.is_own_behind(8) && !news.is_own_behind(9));
        assert!(wakes(8));
        // What may have happened unheard is looked for once.
        news.look();
        assert!(wakes(8));
        assert!(!wakes(8));
    }
}
