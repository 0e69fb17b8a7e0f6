//! One watcher's way: from its cursor through the log to the live stream.
//!
//! The seam has no hole and no repetition: the watcher subscribes to the hub first and reads the log after, so
//! that every change is in the log it reads, in the hub's queue, or in both; and what is at or before the last
//! position it delivered is passed over.

use std::collections::VecDeque;
use std::time::Duration;

use entity::change_log;
use futures_util::Stream;
use futures_util::stream::unfold;
use sea_orm::{DatabaseConnection, DbErr};
use tokio::sync::broadcast::{Receiver, error::RecvError};

use super::hub::Announcement;
use super::{Cursor, Hub, Position, log};

/// How many entries a watcher reads from the log at a time.
const PAGE: u64 = 500;

/// What a watcher is told.
#[derive(Clone, Debug)]
pub enum Event {
    /// Comes first: nothing after this cursor can be missed.
    Ready(Cursor),
    /// A change; replayed when it was committed before the watcher came.
    Change { cursor: Cursor, entry: Box<change_log::Model>, replayed: bool },
    /// Everything up to here was delivered or passed over by the filter.
    Bookmark(Cursor),
    /// Comes last: what lies behind the watcher's cursor can't be told any more.
    Gap { oldest: Cursor, latest: Cursor },
}

/// What to watch, and how.
#[derive(Debug)]
pub struct Watch<F> {
    pub hub: Hub,
    pub db: DatabaseConnection,
    /// Resume behind this cursor; none = from now on.
    pub after: Option<Cursor>,
    /// Which entries are wanted.
    pub filter: F,
    /// How long it may be quiet before a bookmark says how far the stream has come.
    pub bookmark_after: Duration,
}

enum Phase {
    Begin,
    /// Reading the log.
    CatchUp,
    Live,
    Ended,
}

struct Walk<F> {
    watch: Watch<F>,
    receiver: Receiver<Announcement>,
    phase: Phase,
    epoch: uuid::Uuid,
    /// Everything up to here was delivered or passed over.
    last: Position,
    /// The newest place that the client was told.
    told: Position,
    queue: VecDeque<Event>,
}

impl<F> Watch<F>
where
    F: Fn(&change_log::Model) -> bool + Send + 'static,
{
    /// The events. Ends after a [`Event::Gap`], and with an error when the log can't be read: the client
    /// resumes from the last cursor it has.
    pub fn events(self) -> impl Stream<Item = Result<Event, DbErr>> + Send + 'static {
        let (receiver, reached) = self.hub.subscribe();
        let last = self.after.map_or(reached.position, |after| after.position);
        let walk = Walk {
            watch: self,
            receiver,
            phase: Phase::Begin,
            epoch: reached.epoch,
            last,
            told: last,
            queue: VecDeque::new(),
        };
        unfold(walk, |mut walk| async move { walk.next().await.map(|event| (event, walk)) })
    }
}

impl<F: Fn(&change_log::Model) -> bool> Walk<F> {
    async fn next(&mut self) -> Option<Result<Event, DbErr>> {
        loop {
            if let Some(event) = self.queue.pop_front() {
                return Some(Ok(event));
            }
            let step = match self.phase {
                Phase::Begin => self.begin().await,
                Phase::CatchUp => self.catch_up().await,
                Phase::Live => {
                    self.live().await;
                    Ok(())
                }
                Phase::Ended => return None,
            };
            if let Err(error) = step {
                self.phase = Phase::Ended;
                return Some(Err(error));
            }
        }
    }

    fn cursor(&self, position: Position) -> Cursor {
        Cursor { epoch: self.epoch, position }
    }

    async fn begin(&mut self) -> Result<(), DbErr> {
        match self.watch.after {
            None => {
                // What is committed by now need not have been announced yet: it lies before "from now on".
                let now = log::latest(&self.watch.db).await?;
                (self.epoch, self.last, self.told) = (now.epoch, now.position, now.position);
                self.queue.push_back(Event::Ready(now));
                self.phase = Phase::Live;
                Ok(())
            }
            Some(after) => {
                let reading = log::after(&self.watch.db, after.position, PAGE).await?;
                if reading.epoch != after.epoch || !reading.reaches(after.position) {
                    self.end_with_gap(&reading);
                    return Ok(());
                }
                self.epoch = reading.epoch;
                self.queue.push_back(Event::Ready(after));
                self.take(reading);
                Ok(())
            }
        }
    }

    async fn catch_up(&mut self) -> Result<(), DbErr> {
        let reading = log::after(&self.watch.db, self.last, PAGE).await?;
        if reading.epoch != self.epoch || !reading.reaches(self.last) {
            self.end_with_gap(&reading);
        } else {
            self.take(reading);
        }
        Ok(())
    }

    /// Takes over what was read, and goes live when that was all.
    fn take(&mut self, reading: log::Reading) {
        let all = (reading.entries.len() as u64) < PAGE;
        for entry in reading.entries {
            self.deliver(entry, true);
        }
        if all {
            self.last = self.last.max(Position::behind(reading.latest));
            self.bookmark();
            self.phase = Phase::Live;
        } else {
            self.phase = Phase::CatchUp;
        }
    }

    fn deliver(&mut self, entry: change_log::Model, replayed: bool) {
        let position = Position::of(&entry);
        if position <= self.last {
            return;
        }
        self.last = position;
        if (self.watch.filter)(&entry) {
            self.told = position;
            let cursor = self.cursor(position);
            self.queue.push_back(Event::Change { cursor, entry: Box::new(entry), replayed });
        }
    }

    fn bookmark(&mut self) {
        self.told = self.last;
        self.queue.push_back(Event::Bookmark(self.cursor(self.last)));
    }

    async fn live(&mut self) {
        match tokio::time::timeout(self.watch.bookmark_after, self.receiver.recv()).await {
            Ok(Ok(Announcement::Changes(entries))) => {
                for entry in entries.iter() {
                    if Position::of(entry) > self.last {
                        self.deliver(entry.clone(), false);
                    }
                }
                if let Some(entry) = entries.last() {
                    self.last = self.last.max(Position::behind(entry.revision));
                }
            }
            Ok(Ok(Announcement::Broken)) => {
                let latest = self.watch.hub.reached();
                self.queue.push_back(Event::Gap { oldest: latest, latest });
                self.phase = Phase::Ended;
            }
            // Too far behind the others: the log has it all.
            Ok(Err(RecvError::Lagged(_))) => self.phase = Phase::CatchUp,
            Ok(Err(RecvError::Closed)) => self.phase = Phase::Ended,
            Err(_) if self.last > self.told => self.bookmark(),
            Err(_) => {}
        }
    }

    fn end_with_gap(&mut self, reading: &log::Reading) {
        let cursor = |revision| Cursor { epoch: reading.epoch, position: Position::behind(revision) };
        self.queue.push_back(Event::Gap { oldest: cursor(reading.floor), latest: cursor(reading.latest) });
        self.phase = Phase::Ended;
    }
}
