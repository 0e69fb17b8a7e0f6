//! A hub: what was made once, handed to everybody who watches.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::broadcast;
use uuid::Uuid;

use super::{Cursor, Position};

/// Changes that go from hand to hand together.
pub trait Span {
    /// Behind the last of them.
    fn end(&self) -> Position;
}

/// What those who watch are told.
#[derive(Debug)]
pub enum Announcement<B> {
    /// In commit order; each follows on the one before.
    News(Arc<B>),
    /// The log does not go on from here: the database begins another life, or was pruned further than it was
    /// read.
    Broken,
}

impl<B> Clone for Announcement<B> {
    fn clone(&self) -> Self {
        match self {
            Self::News(batch) => Self::News(Arc::clone(batch)),
            Self::Broken => Self::Broken,
        }
    }
}

/// Shared by the one who fills it and those who watch.
#[derive(Debug)]
pub struct Hub<B> {
    sender: broadcast::Sender<Announcement<B>>,
    /// How far the announcements have come. The lock makes "announce and move" and "subscribe and look" one
    /// step each.
    reached: Arc<Mutex<Cursor>>,
}

impl<B> Clone for Hub<B> {
    fn clone(&self) -> Self {
        Self { sender: self.sender.clone(), reached: Arc::clone(&self.reached) }
    }
}

impl<B: Span> Hub<B> {
    /// A hub that begins behind a cursor. Who is further behind than `backlog` announcements reads the log.
    pub fn new(reached: Cursor, backlog: usize) -> Self {
        Self { sender: broadcast::Sender::new(backlog), reached: Arc::new(Mutex::new(reached)) }
    }

    /// How far the announcements have come.
    pub fn reached(&self) -> Cursor {
        *self.reached.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Everything announced from here on, and the place behind which that is.
    pub fn subscribe(&self) -> (broadcast::Receiver<Announcement<B>>, Cursor) {
        let reached = self.reached.lock().unwrap_or_else(PoisonError::into_inner);
        (self.sender.subscribe(), *reached)
    }

    /// Announces what follows on what was announced before.
    pub fn announce(&self, batch: B) {
        let mut reached = self.reached.lock().unwrap_or_else(PoisonError::into_inner);
        reached.position = reached.position.max(batch.end());
        // Nobody watching is no error.
        let _ = self.sender.send(Announcement::News(Arc::new(batch)));
    }

    /// Up to here there is nothing to announce.
    pub fn pass(&self, end: Position) {
        let mut reached = self.reached.lock().unwrap_or_else(PoisonError::into_inner);
        reached.position = reached.position.max(end);
    }

    /// Ends all streams, and goes on from another place.
    pub fn begin_anew(&self, epoch: Uuid, latest: i64) {
        let mut reached = self.reached.lock().unwrap_or_else(PoisonError::into_inner);
        *reached = Cursor { epoch, position: Position::behind(latest) };
        let _ = self.sender.send(Announcement::Broken);
    }
}
