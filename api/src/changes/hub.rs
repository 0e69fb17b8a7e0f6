//! A hub: what was made once, handed to everybody who watches.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use tokio::sync::broadcast;
use uuid::Uuid;

use super::{Cursor, Erasures, Position};

/// Changes that go from hand to hand together.
pub trait Span {
    /// After the last of them.
    fn end(&self) -> Position;

    /// What it takes to keep it, in a measure of the hub's own.
    fn weight(&self) -> usize;
}

/// What those who watch are told.
#[derive(Debug)]
pub enum Announcement<B> {
    /// In the log's order; each follows on the one before. Who comes for it too late finds it gone.
    Batch(Weak<B>),
    /// The log does not go on from here: the database begins another life, or was pruned further than it was
    /// read.
    Broken,
}

impl<B> Clone for Announcement<B> {
    fn clone(&self) -> Self {
        match self {
            Self::Batch(batch) => Self::Batch(Weak::clone(batch)),
            Self::Broken => Self::Broken,
        }
    }
}

/// How far those who watch may lag before they have to read the log.
#[derive(Clone, Copy, Debug)]
pub struct Backlog {
    /// So many announcements. There is room for them from the beginning.
    pub announcements: usize,
    /// So much of what was announced, as [`Span::weight`] says; the last, whatever it weighs.
    pub weight: usize,
}

/// Shared by the one who fills it and those who watch.
#[derive(Debug)]
pub struct Hub<B> {
    sender: broadcast::Sender<Announcement<B>>,
    state: Arc<Mutex<State<B>>>,
    backlog: Backlog,
    erasures: Erasures,
}

/// The lock makes "announce and move" and "subscribe and look" one step each.
#[derive(Debug)]
struct State<B> {
    /// How far the announcements have come.
    reached: Cursor,
    /// What was announced last, for those who are lagging a little.
    kept: VecDeque<Arc<B>>,
    weight: usize,
}

impl<B> Clone for Hub<B> {
    fn clone(&self) -> Self {
        let (sender, state) = (self.sender.clone(), Arc::clone(&self.state));
        Self { sender, state, backlog: self.backlog, erasures: self.erasures.clone() }
    }
}

impl<B: Span> State<B> {
    /// Keeps a batch, and of those before it no more than the backlog allows.
    fn keep(&mut self, batch: Arc<B>, backlog: Backlog) {
        self.weight += batch.weight();
        self.kept.push_back(batch);
        while self.kept.len() > backlog.announcements || (self.weight > backlog.weight && self.kept.len() > 1)
        {
            self.weight -= self.kept.pop_front().map_or(0, |oldest| oldest.weight());
        }
    }
}

impl<B: Span> Hub<B> {
    /// A hub that begins after a cursor.
    pub fn new(reached: Cursor, backlog: Backlog) -> Self {
        let state = State { reached, kept: VecDeque::new(), weight: 0 };
        let sender = broadcast::Sender::new(backlog.announcements);
        Self { sender, state: Arc::new(Mutex::new(state)), backlog, erasures: Erasures::default() }
    }

    /// What must no longer be told of what comes from here.
    pub fn erasures(&self) -> &Erasures {
        &self.erasures
    }

    /// Keeps nothing of what was announced: who has not told it yet finds it gone, and reads the log.
    pub fn forget(&self) {
        let mut state = self.state();
        state.kept.clear();
        state.weight = 0;
    }

    fn state(&self) -> MutexGuard<'_, State<B>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How far the announcements have come.
    pub fn reached(&self) -> Cursor {
        self.state().reached
    }

    /// Everything announced from here on, and the position after which that is.
    pub fn subscribe(&self) -> (broadcast::Receiver<Announcement<B>>, Cursor) {
        let state = self.state();
        (self.sender.subscribe(), state.reached)
    }

    /// Announces what follows on what was announced before.
    pub fn announce(&self, batch: impl Into<Arc<B>>) {
        let batch = batch.into();
        let mut state = self.state();
        state.reached.position = state.reached.position.max(batch.end());
        // Nobody watching is no error.
        let _ = self.sender.send(Announcement::Batch(Arc::downgrade(&batch)));
        state.keep(batch, self.backlog);
    }

    /// Up to here there is nothing to announce.
    pub fn pass(&self, end: Position) {
        let mut state = self.state();
        state.reached.position = state.reached.position.max(end);
    }

    /// Ends all streams, and goes on from another place.
    pub fn begin_anew(&self, epoch: Uuid, latest: i64) {
        let mut state = self.state();
        state.reached = Cursor { epoch, position: Position::after(latest) };
        let _ = self.sender.send(Announcement::Broken);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Stone(i64, usize);

    impl Span for Stone {
        fn end(&self) -> Position {
            Position::after(self.0)
        }

        fn weight(&self) -> usize {
            self.1
        }
    }

    fn hub(announcements: usize, weight: usize) -> Hub<Stone> {
        let reached = Cursor { epoch: Uuid::nil(), position: Position::after(0) };
        Hub::new(reached, Backlog { announcements, weight })
    }

    /// Which of the announcements can still be had.
    fn held(hub: &Hub<Stone>, weights: &[usize]) -> Vec<i64> {
        let (mut receiver, _) = hub.subscribe();
        for (number, weight) in (1..).zip(weights) {
            hub.announce(Stone(number, *weight));
        }
        let news = std::iter::from_fn(|| receiver.try_recv().ok());
        news.filter_map(|news| match news {
            Announcement::Batch(stone) => stone.upgrade().map(|stone| stone.0),
            Announcement::Broken => None,
        })
        .collect()
    }

    #[test]
    fn no_more_is_kept_than_the_backlog_allows() {
        assert_eq!(held(&hub(4, 10), &[1, 1, 1]), [1, 2, 3]);
        assert_eq!(held(&hub(4, 10), &[4, 4, 4]), [2, 3]);
    }

    #[test]
    fn what_is_forgotten_is_gone_for_who_has_not_told_it() {
        let hub = hub(4, 10);
        let (mut receiver, _) = hub.subscribe();
        hub.announce(Stone(1, 5));
        hub.forget();
        let Ok(Announcement::Batch(stone)) = receiver.try_recv() else { panic!("nothing was announced") };
        assert!(stone.upgrade().is_none());
        assert_eq!(held(&hub, &[5, 5]), [1, 2], "what was forgotten weighs nothing");
    }

    #[test]
    fn the_last_is_kept_whatever_it_weighs() {
        assert_eq!(held(&hub(4, 10), &[1, 100]), [2]);
        assert_eq!(held(&hub(4, 10), &[100, 1]), [2]);
    }
}
