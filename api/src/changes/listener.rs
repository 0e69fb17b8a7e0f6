//! The tasks that fill the hub: one hears PostgreSQL's notifications and wakes the other, which reads the log.
//!
//! A notification is never the message. Whatever wakes the reader (a notification, a new connection after a
//! lost one, the slow poll), it reads everything after the last revision that it announced. LISTEN comes
//! first, so that what commits after the reading wakes it again.

use std::io::ErrorKind;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime};

use backon::{BackoffBuilder, ExponentialBackoff, Retryable};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr};
use serde::Deserialize;
use sqlx::Executor;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

use super::relay::{Publisher, Relay};
use super::source::BACKLOG;
use super::{Batch, Cursor, Entry, Hub, Position, epoch, log, session};
use crate::backoff;
use crate::clock::Clock;
use crate::database::Address;
use crate::database::away::within;
use crate::sequencer::{self, Sequencer};
use crate::traces::Traces;

/// What is notified when changes have come into the log (migration/sql/13_outbox_up.sql).
pub const CHANNEL: &str = "booking_changes";
/// How long a missed notification can go unnoticed.
const POLL: Duration = Duration::from_secs(2);
const PAGE: u64 = 1000;
/// How long a page may take, connecting included. Everybody who watches waits for it.
const READING: Duration = Duration::from_secs(12);
/// How long the notification that the listener sends to itself may take.
const SELF_TEST: Duration = Duration::from_secs(5);
/// After so long without a notification the connection is asked whether it is still there. One that the network has
/// forgotten looks like one on which nothing happens.
const QUIET: Duration = Duration::from_secs(5);
/// How long the connection may take to answer.
const ANSWER: Duration = Duration::from_secs(5);

/// How the tasks are doing, for `/readyz` and the metrics.
#[derive(Debug, Default)]
pub struct Health {
    listening: AtomicBool,
    reading: AtomicBool,
    lag: std::sync::atomic::AtomicI64,
}

impl Health {
    /// Whether notifications arrive.
    pub fn listening(&self) -> bool {
        self.listening.load(Ordering::Relaxed)
    }

    /// Whether the last reading of the log succeeded.
    pub fn reading(&self) -> bool {
        self.reading.load(Ordering::Relaxed)
    }

    /// How long the newest announced change had been committed when it was announced.
    pub fn lag(&self) -> Duration {
        Duration::from_millis(u64::try_from(self.lag.load(Ordering::Relaxed)).unwrap_or_default())
    }
}

/// Another channel that is heard on the same connection.
pub trait Channel: std::fmt::Debug + Send + Sync {
    fn name(&self) -> &'static str;
    fn heard(&self, payload: &str);
    /// Something may have been notified while nobody listened.
    fn missed(&self);
}

/// What sessions notify that no server has made.
impl Channel for Sequencer {
    fn name(&self) -> &'static str {
        sequencer::CHANNEL
    }

    fn heard(&self, _: &str) {
        self.wake();
    }

    fn missed(&self) {
        self.wake();
    }
}

/// What the channel's notifications say.
#[derive(Debug, Deserialize)]
struct Notification {
    revision: i64,
}

/// What the tasks work with.
#[derive(Clone, Debug)]
pub struct Listener {
    pub db: DatabaseConnection,
    /// For LISTEN: needs a session of its own, not one of a pool in transaction mode.
    pub session: Address,
    pub clock: Clock,
    pub hub: Hub<Batch>,
    pub sequencer: Sequencer,
    pub health: Arc<Health>,
    pub others: Vec<Arc<dyn Channel>>,
    /// By which other processes are spared the reading, and this one is.
    pub relay: Option<Relay>,
    pub traces: Traces,
    pub shutdown: CancellationToken,
}

impl Listener {
    /// Starts the tasks, and the sequencer's; they end with `shutdown`.
    pub fn spawn(self) {
        tokio::spawn(self.sequencer.clone().work(self.shutdown.clone()));
        tokio::spawn(self.clone().listen());
        tokio::spawn(self.read());
    }

    /// Keeps a LISTEN connection open and wakes the reader.
    async fn listen(self) {
        let mut backoff = backoff::BACKGROUND.build();
        let listen = async {
            loop {
                let Err(error) = self.listen_until_lost(&mut backoff).await;
                self.health.listening.store(false, Ordering::Relaxed);
                let pause = backoff.next().unwrap_or_default();
                tracing::warn!(%error, retry_in = ?pause, "the LISTEN connection is lost");
                sleep(pause).await;
            }
        };
        self.shutdown.run_until_cancelled(listen).await;
    }

    async fn listen_until_lost(
        &self,
        backoff: &mut ExponentialBackoff,
    ) -> Result<std::convert::Infallible, sqlx::Error> {
        let mut listener = session::open(&self.session).await?;
        let others = || self.others.iter().map(|other| &**other).chain([&self.sequencer as &dyn Channel]);
        listener.listen_all(others().map(Channel::name).chain([CHANNEL])).await?;
        // What answers now may be another database than before: a standby that took over, a restored backup.
        epoch::confirm_by(&mut listener).await?;
        self.sequencer.log_signal().look();
        others().for_each(Channel::missed);
        self.send_self_test();
        let mut patience = Box::pin(sleep(SELF_TEST));
        let mut warned = false;
        loop {
            let notification = tokio::select! {
                notification = listener.try_recv() => notification?,
                () = sleep(QUIET) => {
                    let silence = |_| sqlx::Error::Io(ErrorKind::TimedOut.into());
                    timeout(ANSWER, listener.execute("SELECT 1")).await.map_err(silence)??;
                    continue;
                }
                () = &mut patience, if !warned && !self.health.listening() => {
                    tracing::warn!(
                        channel = CHANNEL,
                        "no notification arrives on the LISTEN connection: changes are seen by a slow poll only. \
                         Behind pgBouncer in transaction mode, set DATABASE_LISTEN_URL to a direct connection"
                    );
                    warned = true;
                    continue;
                }
            };
            let Some(notification) = notification else {
                return Err(sqlx::Error::Io(ErrorKind::ConnectionAborted.into()));
            };
            self.health.listening.store(true, Ordering::Relaxed);
            *backoff = backoff::BACKGROUND.build();
            match others().find(|other| other.name() == notification.channel()) {
                Some(other) => other.heard(notification.payload()),
                None => self.on_notification(notification.payload()),
            }
        }
    }

    /// Whoever moved the changes tells how far the log has come; that may be this process.
    fn on_notification(&self, payload: &str) {
        let notified: Option<Notification> = serde_json::from_str(payload).ok();
        match notified {
            Some(notified) => self.sequencer.log_signal().reached(notified.revision),
            None => self.sequencer.log_signal().look(),
        }
    }

    /// Notifies the channel through the ordinary connections, as the triggers do.
    fn send_self_test(&self) {
        let db = self.db.clone();
        tokio::spawn(async move {
            if let Err(error) = db.execute_unprepared("SELECT pg_notify('booking_changes', '{}')").await {
                tracing::warn!(%error, "the listener's self-test could not be sent");
            }
        });
    }

    /// Reads the log whenever it is woken, and from time to time anyway.
    async fn read(self) {
        let start = |relay: &Relay| relay.start(&self.db, &self.hub, &self.shutdown);
        let (publisher, mut follower) = self.relay.as_ref().map(start).unzip();
        let read = async {
            loop {
                let announced = (|| self.announce_new(publisher.as_ref())).retry(backoff::BACKGROUND).notify(
                    |error, _| {
                        if self.health.reading.swap(false, Ordering::Relaxed) {
                            tracing::warn!(%error, "the change log cannot be read: trying again");
                        }
                    },
                );
                self.health.reading.store(announced.await.is_ok(), Ordering::Relaxed);
                let news = self.sequencer.log_signal();
                if let Some(follower) = &mut follower {
                    follower
                        .announce_until_needed(&self.hub, news, |batch| {
                            self.announce(batch, self.traces.beginning())
                        })
                        .await;
                    continue;
                }
                tokio::select! {
                    _ = news.after(self.hub.reached().position.revision) => {}
                    () = sleep(POLL) => {}
                }
            }
        };
        self.shutdown.run_until_cancelled(read).await;
    }

    /// Announces everything after what was announced before.
    async fn announce_new(&self, publisher: Option<&Publisher>) -> Result<(), DbErr> {
        loop {
            let (reached, began) = (self.hub.reached(), self.traces.beginning());
            let mut reading = within(READING, log::after(&self.db, reached.position, PAGE)).await?;
            if reading.epoch != reached.epoch || !reading.reaches(reached.position) {
                self.hub.begin_anew(reading.epoch, reading.latest);
                tracing::warn!(
                    epoch = %reading.epoch, floor = reading.floor, latest = reading.latest,
                    "the log does not go on from where it was read last, because the database begins another life \
                     or was pruned further than it was read: everybody who watches gets a gap"
                );
                return Ok(());
            }
            if self.hub.erasures().learn(reading.erased) {
                self.hub.forget();
            }
            let full = reading.entries.len() as u64 == PAGE;
            if full {
                self.complete_last_transaction(&mut reading).await?;
            }
            // Of those who read the same, the one tells the others that put it there.
            let publisher = publisher
                .filter(|_| self.sequencer.log_signal().is_own_behind(reached.position.revision))
                .map(|publisher| (publisher, reading.entries.clone()));
            let entries = reading.entries.into_iter().map(Entry::from).collect();
            if let Some(batch) = Batch::live(entries, reading.erased) {
                let batch = Arc::new(batch);
                self.announce(Arc::clone(&batch), began);
                if let Some((publisher, rows)) = publisher {
                    publisher.publish(reached, rows, batch);
                }
            }
            if !full {
                return Ok(());
            }
        }
    }

    fn announce(&self, batch: impl Into<Arc<Batch>>, began: Option<SystemTime>) {
        let batch = batch.into();
        if let Some(last) = batch.entries().last() {
            let lag = (self.clock.now() - last.log.at).num_milliseconds().max(0);
            self.health.lag.store(lag, Ordering::Relaxed);
        }
        self.hub.announce(Arc::clone(&batch));
        self.traces.announced(batch.entries(), began);
    }

    /// A transaction is announced whole, however many rows it has.
    async fn complete_last_transaction(&self, reading: &mut log::Reading) -> Result<(), DbErr> {
        while let Some(last) = reading.entries.last() {
            let (revision, position) = (last.revision, Position::of(last));
            let rest = within(READING, log::after(&self.db, position, PAGE)).await?.entries;
            let end = rest.iter().position(|entry| entry.revision != revision);
            let whole = end.is_some() || (rest.len() as u64) < PAGE;
            let end = end.unwrap_or(rest.len());
            reading.entries.extend(rest.into_iter().take(end));
            if whole {
                break;
            }
        }
        Ok(())
    }
}

/// A hub that begins at the newest revision.
///
/// # Errors
/// The database's.
pub async fn hub_from_now(db: &DatabaseConnection) -> Result<Hub<Batch>, DbErr> {
    let now = log::after(db, Position::after(i64::MAX), 0).await?;
    let hub = Hub::new(Cursor { epoch: now.epoch, position: Position::after(now.latest) }, BACKLOG);
    hub.erasures().learn(now.erased);
    Ok(hub)
}
