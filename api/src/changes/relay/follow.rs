//! What comes from other processes, and when the log has to be read all the same.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBackoff};
use redis::streams::{StreamId, StreamReadReply};
use redis::{RedisError, cmd};
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep, sleep_until};
use tokio_util::sync::CancellationToken;

use super::address::{Address, id, stream};
use super::join::{Joint, join};
use super::message::{Key, Message};
use crate::backoff;
use crate::changes::{Batch, Hub};
use crate::clock::Clock;
use crate::metrics::Metrics;
use crate::sequencer::LogSignal;

/// How long a change that was notified may be missing here. Then the log is read, and at once from then on until a
/// message comes in time again: one that its process could not publish must not hold up each change after it.
const PATIENCE: Duration = Duration::from_millis(500);
/// After so long without anything new the log is read.
const SILENCE: Duration = Duration::from_secs(2);
/// However much comes, the log is looked into as often: it knows of another life of the database.
const LOOK: Duration = Duration::from_secs(10);
/// How long the broker holds a question that it has no answer to.
const HELD_MILLIS: u32 = 1_000;
/// How long its answer may take, the time that it holds the question included. A broker that is stopped says nothing.
const ANSWER: Duration = Duration::from_secs(2);
/// How many messages may come at a time, and how many may wait here.
const COUNT: usize = 16;

enum Heard {
    Message(Box<Message>),
    /// The broker is away, or was.
    Lost,
}

/// What a process hears of the others.
#[derive(Debug)]
pub(crate) struct Follower {
    heard: mpsc::Receiver<Heard>,
    clock: Clock,
    metrics: Arc<Metrics>,
    /// Whether what is notified can be waited for here.
    trusted: bool,
    /// The first that was notified of what has not come by here, and when.
    unanswered: Option<(i64, Instant)>,
}

impl Follower {
    pub(super) fn start(
        broker: Address,
        key: Key,
        hub: Hub<Batch>,
        clock: Clock,
        metrics: Arc<Metrics>,
        shutdown: &CancellationToken,
    ) -> Self {
        let (sender, heard) = mpsc::channel(COUNT);
        let stream = Stream { broker, key, hub, metrics: Arc::clone(&metrics), heard: sender };
        tokio::spawn(shutdown.clone().run_until_cancelled_owned(stream.follow()));
        Self { heard, clock, metrics, trusted: false, unanswered: None }
    }

    /// Announces what comes and goes on from what was announced, and returns when the log has to be read.
    pub(crate) async fn announce_until_needed(
        &mut self,
        hub: &Hub<Batch>,
        news: &LogSignal,
        announce: impl Fn(Batch),
    ) {
        let look = sleep(LOOK);
        tokio::pin!(look);
        // What is waited for, and until when something has to come.
        let (mut awaited, mut due) = (0, None);
        loop {
            let reached = hub.reached();
            tokio::select! {
                Some(heard) = self.heard.recv() => match heard {
                    Heard::Message(message) => match self.take(*message, hub, &announce) {
                        Joint::Apart => return,
                        Joint::Known => {}
                        Joint::Follows => {
                            let missing = hub.reached().position.revision < awaited;
                            due = missing.then(|| Instant::now() + PATIENCE);
                        }
                    },
                    Heard::Lost => {
                        (self.trusted, self.unanswered) = (false, None);
                        if due.is_some() {
                            return;
                        }
                    }
                },
                told = news.after(reached.position.revision) => {
                    let Some(told) = told else { return };
                    let now = Instant::now();
                    self.unanswered.get_or_insert((told, now));
                    // What this process has put in order, it tells the others.
                    if !self.trusted || news.is_own_behind(reached.position.revision) {
                        return;
                    }
                    awaited = told;
                    due.get_or_insert(now + PATIENCE);
                }
                () = sleep_until(due.unwrap_or_else(Instant::now)), if due.is_some() => {
                    self.trusted = false;
                    return;
                }
                () = sleep(SILENCE) => return,
                () = &mut look => return,
            }
        }
    }

    /// Announces what a message has that is new.
    fn take(&mut self, message: Message, hub: &Hub<Batch>, announce: impl Fn(Batch)) -> Joint {
        let (span, reached) = (message.span(), hub.reached());
        let joint = match join(reached, span) {
            // It may tell what was erased since, or was read after an erasure that nobody here knows of yet.
            Joint::Follows if message.erased() != hub.erasures().now() => Joint::Apart,
            joint => joint,
        };
        match self.unanswered {
            Some((told, at)) if told <= span.upto => {
                self.trusted = at.elapsed() <= PATIENCE;
                self.unanswered = None;
            }
            // It was quicker than the notification.
            None if joint == Joint::Follows => self.trusted = true,
            _ => {}
        }
        match joint {
            Joint::Apart => self.metrics.relayed("apart"),
            Joint::Known => self.metrics.relayed("known"),
            Joint::Follows => {
                let Some(batch) = message.batch(reached) else { return Joint::Known };
                if let Some(last) = batch.entries().last() {
                    let lag = self.clock.now() - last.log.at;
                    self.metrics.relay_lag(lag.to_std().unwrap_or_default());
                }
                self.metrics.relayed("taken");
                announce(batch);
            }
        }
        joint
    }
}

/// What the stream has behind what is announced here, for the follower.
struct Stream {
    broker: Address,
    key: Key,
    hub: Hub<Batch>,
    metrics: Arc<Metrics>,
    heard: mpsc::Sender<Heard>,
}

impl Stream {
    /// Hands it on for as long as somebody wants it.
    async fn follow(self) {
        let mut backoff = backoff::BACKGROUND.build();
        loop {
            let Err(error) = self.read(&mut backoff).await;
            if self.heard.send(Heard::Lost).await.is_err() {
                return;
            }
            let pause = backoff.next().unwrap_or_default();
            tracing::warn!(%error, retry_in = ?pause, "the relay can't be read: changes are read from the database");
            sleep(pause).await;
        }
    }

    async fn read(&self, backoff: &mut ExponentialBackoff) -> Result<Infallible, RedisError> {
        let mut connection = self.broker.connect(ANSWER).await?;
        // The last that was read; nothing, where nothing came for a while: a stream that was emptied begins anew, and an
        // id that nobody of us has made must not hide those below it.
        let mut last = 0;
        loop {
            let reached = self.hub.reached();
            let behind = u64::try_from(reached.position.revision).unwrap_or_default().max(last);
            let mut question = cmd("XREAD");
            question.arg("COUNT").arg(COUNT).arg("BLOCK").arg(HELD_MILLIS);
            question.arg("STREAMS").arg(stream(reached.epoch)).arg(format!("{behind}-{}", u64::MAX));
            let reply: Option<StreamReadReply> = question.query_async(&mut connection).await?;
            *backoff = backoff::BACKGROUND.build();
            last = 0;
            for entry in reply.into_iter().flat_map(|reply| reply.keys).flat_map(|key| key.ids) {
                last = entry.id.split('-').next().and_then(|id| id.parse().ok()).unwrap_or(last);
                self.hand_on(&entry).await;
            }
        }
    }

    async fn hand_on(&self, entry: &StreamId) {
        let bytes = |name| entry.get::<Vec<u8>>(name).unwrap_or_default();
        // Also what is under an id that is not its own: the stream would not let through what follows.
        let message = Message::open(&bytes("text"), &bytes("mac"), &self.key)
            .filter(|message| entry.id == id(message.span().upto));
        match message {
            // Where nobody wants it any more, the process ends.
            Some(message) => drop(self.heard.send(Heard::Message(Box::new(message))).await),
            None => self.metrics.relayed("refused"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::{at, erased, row};
    use super::*;
    use crate::changes::batch::Beside;
    use crate::changes::source::BACKLOG;

    /// A process that has announced what lies up to 10, and what it hears.
    struct Process {
        follower: Follower,
        hub: Hub<Batch>,
        news: LogSignal,
        broker: mpsc::Sender<Heard>,
    }

    fn message(behind: i64, upto: i64) -> Heard {
        message_after(3, behind, upto)
    }

    /// One that was read after so many erasures.
    fn message_after(erasures: i64, behind: i64, upto: i64) -> Heard {
        let message = Message::new(at(behind), erased(erasures), vec![row(upto, 2)], Beside::default());
        Heard::Message(Box::new(message.unwrap()))
    }

    impl Process {
        fn new(trusted: bool) -> Self {
            let (broker, heard) = mpsc::channel(COUNT);
            let (clock, metrics) = (Clock::system(), Arc::new(Metrics::new()));
            let follower = Follower { heard, clock, metrics, trusted, unanswered: None };
            let hub = Hub::new(at(10), BACKLOG);
            hub.erasures().learn(erased(3));
            Self { follower, hub, news: LogSignal::default(), broker }
        }

        async fn hears(&self, heard: Heard) {
            self.broker.send(heard).await.unwrap_or_else(|_| unreachable!());
        }

        /// How far it has announced when the log has to be read, and how long that took.
        async fn until_needed(&mut self) -> (i64, Duration) {
            let began = Instant::now();
            let hub = &self.hub;
            self.follower.announce_until_needed(hub, &self.news, |batch| hub.announce(batch)).await;
            (self.hub.reached().position.revision, began.elapsed())
        }
    }

    #[tokio::test]
    async fn what_comes_and_joins_is_announced_without_a_reading() {
        let mut process = Process::new(true);
        process.news.reached(11);
        process.hears(message(10, 11)).await;
        process.hears(message(9, 12)).await;
        process.hears(message(10, 11)).await;
        let (reached, after) = process.until_needed().await;
        assert_eq!(reached, 12);
        assert!(after >= SILENCE, "only the silence that followed is a reason to read: {after:?}");
    }

    #[tokio::test]
    async fn what_does_not_join_is_read() {
        let mut process = Process::new(true);
        process.hears(message(11, 12)).await;
        let (reached, after) = process.until_needed().await;
        assert_eq!(reached, 10);
        assert!(after < SILENCE);
    }

    #[tokio::test]
    async fn what_was_read_after_fewer_or_more_erasures_is_read() {
        for erasures in [2, 4] {
            let mut process = Process::new(true);
            process.hears(message_after(erasures, 10, 11)).await;
            let (reached, after) = process.until_needed().await;
            assert!(reached == 10 && after < PATIENCE, "{erasures}: {reached}, {after:?}");
        }
    }

    #[tokio::test]
    async fn what_is_missing_is_read_and_what_follows_at_once() {
        let mut process = Process::new(true);
        process.news.reached(11);
        let (_, after) = process.until_needed().await;
        assert!((PATIENCE..SILENCE).contains(&after), "{after:?}");
        process.news.reached(12);
        let (reached, after) = process.until_needed().await;
        assert!(reached == 10 && after < PATIENCE, "{after:?}");
        // What was missing comes too late to be a sign of anything.
        process.hears(message(10, 11)).await;
        process.news.reached(13);
        process.until_needed().await;
        assert!(!process.follower.trusted);
        // And then one that comes in time.
        process.hub.announce(Batch::late(vec![], at(14).position, erased(3)));
        process.follower.unanswered = None;
        process.news.reached(15);
        process.until_needed().await;
        process.hears(message(14, 15)).await;
        process.until_needed().await;
        assert!(process.follower.trusted);
    }

    #[tokio::test]
    async fn who_waits_when_the_broker_is_lost_reads_at_once() {
        let mut process = Process::new(true);
        process.news.reached(11);
        process.hears(Heard::Lost).await;
        let (_, after) = process.until_needed().await;
        assert!(after < PATIENCE && !process.follower.trusted, "{after:?}");
    }
}
