//! One watcher's way: from its cursor through the log to the live stream.
//!
//! The seam has no hole and no repetition: the watcher subscribes to the hub first and reads the log after, so
//! that every change is in the log it reads, in the hub's queue, or in both; and what is at or before the last
//! position it was given is passed over.
//!
//! Two kinds of watchers go this way: those who make something of the changes, from the log's own hub, and those
//! who are told what was made, from the hub of its maker.

use std::future::Future;
use std::sync::Arc;

use futures_util::future::BoxFuture;
use sea_orm::DbErr;
use tokio::sync::broadcast::{Receiver, error::RecvError};
use uuid::Uuid;

use super::hub::{Announcement, Span};
use super::{Cursor, Hub, Position};

/// What is read of the log at a time.
#[derive(Debug)]
pub struct LogPage<B> {
    pub epoch: Uuid,
    /// Nothing below this revision can be relied on any more.
    pub floor: i64,
    /// The newest revision when it was read.
    pub latest: i64,
    pub batch: Arc<B>,
    /// There is more after it.
    pub more: bool,
}

impl<B> Clone for LogPage<B> {
    fn clone(&self) -> Self {
        Self { batch: Arc::clone(&self.batch), ..*self }
    }
}

/// Where in the log to read, and for whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ReadRequest {
    /// After this position.
    pub after: Position,
    /// What was committed up to here must be in the page, if it is the last.
    pub known: Position,
    /// The reader lags: of each row the newest change will do.
    pub lagging: bool,
}

/// What a watcher walks along.
pub trait Source: Send + Sync + 'static {
    type Batch: Span + Send + Sync + 'static;

    fn hub(&self) -> &Hub<Self::Batch>;

    /// The newest place in the log.
    fn latest(&self) -> impl Future<Output = Result<Cursor, Arc<DbErr>>> + Send;

    fn read(
        &self,
        request: ReadRequest,
    ) -> impl Future<Output = Result<LogPage<Self::Batch>, Arc<DbErr>>> + Send;
}

/// What a watcher comes by.
#[derive(Debug)]
pub enum Step<B> {
    /// Comes first: nothing after this cursor can be missed.
    Ready(Cursor),
    /// What lies at or before `after` was there already.
    Changes { batch: Arc<B>, after: Position },
    /// Everything up to here was there.
    Bookmark(Cursor),
    /// Comes last: what comes after the watcher's cursor can't be had any more.
    Gap { oldest: Cursor, latest: Cursor },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Begin,
    /// Reading the log.
    CatchUp {
        lagging: bool,
    },
    /// Nothing is left to read.
    CaughtUp,
    Live,
    Ended,
}

/// A watcher on its way.
#[derive(Debug)]
pub struct Walk<S: Source> {
    source: S,
    /// Resume after this cursor; none = from now on.
    after: Option<Cursor>,
    receiver: Receiver<Announcement<S::Batch>>,
    /// How far the hub was when the watcher came.
    known: Cursor,
    phase: Phase,
    epoch: Uuid,
    /// Everything up to here was there.
    last: Position,
    /// Read already, to see whether the way is open.
    page: Option<LogPage<S::Batch>>,
}

impl<S: Source> Walk<S> {
    pub fn new(source: S, after: Option<Cursor>) -> Self {
        let (receiver, known) = source.hub().subscribe();
        let last = after.map_or(known.position, |after| after.position);
        Self { source, after, receiver, known, phase: Phase::Begin, epoch: known.epoch, last, page: None }
    }

    pub fn source(&self) -> &S {
        &self.source
    }

    /// Whether it is still reading what happened before.
    pub fn is_catching_up(&self) -> bool {
        matches!(self.phase, Phase::CatchUp { .. })
    }

    /// The next step; none after a [`Step::Gap`], and where the hub is gone. Can be dropped at any time.
    ///
    /// # Errors
    /// The database's. The next call tries again.
    pub async fn next(&mut self) -> Option<Result<Step<S::Batch>, Arc<DbErr>>> {
        loop {
            let step = match self.phase {
                Phase::Begin => self.begin().await,
                Phase::CatchUp { lagging } => self.catch_up(lagging).await,
                Phase::CaughtUp => {
                    self.phase = Phase::Live;
                    Ok(Some(Step::Bookmark(self.cursor(self.last))))
                }
                Phase::Live => Ok(self.live().await),
                Phase::Ended => return None,
            };
            if let Some(step) = step.transpose() {
                return Some(step);
            }
        }
    }

    fn cursor(&self, position: Position) -> Cursor {
        Cursor { epoch: self.epoch, position }
    }

    async fn begin(&mut self) -> Result<Option<Step<S::Batch>>, Arc<DbErr>> {
        let Some(after) = self.after else {
            // What is committed by now need not have been announced yet: it lies before "from now on".
            let now = self.source.latest().await?;
            (self.epoch, self.last, self.phase) = (now.epoch, now.position, Phase::Live);
            return Ok(Some(Step::Ready(now)));
        };
        if after == self.known {
            // Where the hub stands, the log has been read to.
            self.phase = Phase::CaughtUp;
            return Ok(Some(Step::Ready(after)));
        }
        let page = self.read(false).await?;
        self.epoch = page.epoch;
        if page.epoch != after.epoch || !reaches(&page, after.position) {
            return Ok(Some(self.gap(&page)));
        }
        self.page = Some(page);
        self.phase = Phase::CatchUp { lagging: false };
        Ok(Some(Step::Ready(after)))
    }

    /// Goes on from a place that was passed already: what came after it was not told.
    pub fn return_to(&mut self, place: Position) {
        (self.last, self.page) = (place, None);
        if self.phase != Phase::Ended {
            self.phase = Phase::CatchUp { lagging: false };
        }
    }

    fn request(&self, lagging: bool) -> ReadRequest {
        // Who was left behind has missed announcements that came after it subscribed.
        let known = if lagging { self.source.hub().reached() } else { self.known };
        ReadRequest { after: self.last, known: known.position, lagging }
    }

    /// In a box: to read is large, and most of the time a watcher is past it.
    fn read(&self, lagging: bool) -> BoxFuture<'_, Result<LogPage<S::Batch>, Arc<DbErr>>> {
        Box::pin(self.source.read(self.request(lagging)))
    }

    async fn catch_up(&mut self, lagging: bool) -> Result<Option<Step<S::Batch>>, Arc<DbErr>> {
        let page = match self.page.take() {
            Some(page) => page,
            None => self.read(lagging).await?,
        };
        if page.epoch != self.epoch || !reaches(&page, self.last) {
            return Ok(Some(self.gap(&page)));
        }
        if !page.more {
            self.phase = Phase::CaughtUp;
        }
        Ok(self.take(page.batch))
    }

    /// Goes on after a batch, unless that was there already.
    fn take(&mut self, batch: Arc<S::Batch>) -> Option<Step<S::Batch>> {
        if batch.end() <= self.last {
            return None;
        }
        let after = std::mem::replace(&mut self.last, batch.end());
        Some(Step::Changes { batch, after })
    }

    async fn live(&mut self) -> Option<Step<S::Batch>> {
        match self.receiver.recv().await {
            Ok(Announcement::Batch(batch)) => match batch.upgrade() {
                Some(batch) => self.take(batch),
                None => self.read_past(),
            },
            Ok(Announcement::Broken) => {
                let latest = self.source.hub().reached();
                self.phase = Phase::Ended;
                Some(Step::Gap { oldest: latest, latest })
            }
            Err(RecvError::Lagged(_)) => self.read_past(),
            Err(RecvError::Closed) => {
                self.phase = Phase::Ended;
                None
            }
        }
    }

    /// It lags too far: the log has it all.
    fn read_past(&mut self) -> Option<Step<S::Batch>> {
        self.phase = Phase::CatchUp { lagging: true };
        None
    }

    fn gap(&mut self, page: &LogPage<S::Batch>) -> Step<S::Batch> {
        let cursor = |revision| Cursor { epoch: page.epoch, position: Position::after(revision) };
        self.phase = Phase::Ended;
        Step::Gap { oldest: cursor(page.floor), latest: cursor(page.latest) }
    }
}

/// Whether everything after `position` is still there, and the log has come as far.
fn reaches<B>(page: &LogPage<B>, position: Position) -> bool {
    (page.floor..=page.latest).contains(&position.revision)
}
