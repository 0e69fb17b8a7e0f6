//! The hub: what the reader read once, handed to everybody who watches.

use std::sync::{Arc, Mutex, PoisonError};

use entity::change_log;
use tokio::sync::broadcast;
use uuid::Uuid;

use super::{Cursor, Position};

/// How many transactions a watcher may be behind before it reads the log by itself.
const BACKLOG: usize = 1024;

/// What the reader tells the watchers.
#[derive(Clone, Debug)]
pub enum Announcement {
    /// The entries of some whole transactions, in commit order.
    Changes(Arc<[change_log::Model]>),
    /// The log does not go on from here: the database begins another life, or was pruned further than it was
    /// read.
    Broken,
}

/// Shared by the reader, which fills it, and the watchers.
#[derive(Clone, Debug)]
pub struct Hub {
    sender: broadcast::Sender<Announcement>,
    /// How far the announcements have come. The lock makes "announce and move" and "subscribe and look" one
    /// step each.
    reached: Arc<Mutex<Cursor>>,
}

impl Hub {
    /// A hub that begins behind a cursor.
    pub fn new(reached: Cursor) -> Self {
        Self { sender: broadcast::Sender::new(BACKLOG), reached: Arc::new(Mutex::new(reached)) }
    }

    /// How far the announcements have come.
    pub fn reached(&self) -> Cursor {
        *self.reached.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Everything announced from here on, and the place behind which that is.
    pub fn subscribe(&self) -> (broadcast::Receiver<Announcement>, Cursor) {
        let reached = self.reached.lock().unwrap_or_else(PoisonError::into_inner);
        (self.sender.subscribe(), *reached)
    }

    /// Announces whole transactions that follow on what was announced before.
    pub(super) fn announce(&self, entries: Vec<change_log::Model>) {
        let Some(last) = entries.last() else { return };
        let mut reached = self.reached.lock().unwrap_or_else(PoisonError::into_inner);
        reached.position = Position::behind(last.revision);
        // Nobody watching is no error.
        let _ = self.sender.send(Announcement::Changes(entries.into()));
    }

    /// Ends all streams, and goes on from another place.
    pub(super) fn begin_anew(&self, epoch: Uuid, latest: i64) {
        let mut reached = self.reached.lock().unwrap_or_else(PoisonError::into_inner);
        *reached = Cursor { epoch, position: Position::behind(latest) };
        let _ = self.sender.send(Announcement::Broken);
    }
}
