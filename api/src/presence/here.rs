//! Whom this process holds: everybody whose stream runs here.
//!
//! A stream that is dropped, however that comes about, drops its [`Seat`], and whoever sat there is on the list of
//! those who leave. Dropping can't wait for the database; a task of its own does ([`super::tasks`]).

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{RwLock, RwLockReadGuard, RwLockWriteGuard, mpsc, oneshot};
use uuid::Uuid;

use super::{Activity, Presence};

#[derive(Debug)]
pub struct Here {
    seats: Mutex<Seats>,
    /// Shared by those who come, from taking their seat until they are written down, and held alone while those who
    /// left are removed: else somebody who leaves and comes back under the same id could be removed after they
    /// were written down again.
    gate: RwLock<()>,
    leaving: mpsc::UnboundedSender<Uuid>,
}

#[derive(Debug, Default)]
struct Seats {
    /// How many were given out: tells two seats of one presence id apart.
    given: u64,
    taken: HashMap<Uuid, Taken>,
}

#[derive(Debug)]
struct Taken {
    number: u64,
    user: Uuid,
    /// As the table knows them; none while they are being written down.
    row: Option<Presence>,
    /// Dropped when somebody else takes the seat.
    _moved: oneshot::Sender<()>,
}

/// Somebody's place for as long as their stream runs.
#[derive(Debug)]
pub struct Seat {
    here: Arc<Here>,
    id: Uuid,
    number: u64,
    moved: Option<oneshot::Receiver<()>>,
}

impl Here {
    /// Nobody yet, and those who leave, one after the other.
    pub fn new() -> (Arc<Self>, mpsc::UnboundedReceiver<Uuid>) {
        let (leaving, left) = mpsc::unbounded_channel();
        (Arc::new(Self { seats: Mutex::default(), gate: RwLock::default(), leaving }), left)
    }

    fn seats(&self) -> MutexGuard<'_, Seats> {
        self.seats.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// For whoever comes, until they are written down.
    pub async fn coming(&self) -> RwLockReadGuard<'_, ()> {
        self.gate.read().await
    }

    /// For the removal of those who left.
    pub async fn removing(&self) -> RwLockWriteGuard<'_, ()> {
        self.gate.write().await
    }

    /// A seat for a user's presence. Where they sit under this id already, they move: the older stream ends. None
    /// where the id is somebody else's.
    pub fn sit(self: &Arc<Self>, id: Uuid, user: Uuid) -> Option<Seat> {
        let mut seats = self.seats();
        if seats.taken.get(&id).is_some_and(|taken| taken.user != user) {
            return None;
        }
        seats.given += 1;
        let number = seats.given;
        let (sender, moved) = oneshot::channel();
        seats.taken.insert(id, Taken { number, user, row: None, _moved: sender });
        Some(Seat { here: Arc::clone(self), id, number, moved: Some(moved) })
    }

    /// Whether somebody sits here under this id.
    pub fn holds(&self, id: Uuid) -> bool {
        self.seats().taken.contains_key(&id)
    }

    /// Everybody who is written down, in the order of the ids: two processes that both know somebody who moved
    /// never wait for each other's rows in a circle.
    pub fn rows(&self) -> Vec<Presence> {
        let mut rows: Vec<_> = self.seats().taken.values().filter_map(|taken| taken.row.clone()).collect();
        rows.sort_by_key(|row| row.id);
        rows
    }

    /// Takes over what the table says of people who sit here: another process may have updated them.
    pub fn learn(&self, rows: &[Presence]) {
        let mut seats = self.seats();
        for row in rows {
            if let Some(known) = seats.taken.get_mut(&row.id).and_then(|taken| taken.row.as_mut()) {
                known.clone_from(row);
            }
        }
    }

    /// Changes what somebody who sits here does; none where they don't sit here.
    pub fn change(&self, (id, user): (Uuid, Uuid), activity: &Activity) -> Option<Presence> {
        let mut seats = self.seats();
        let row = seats.taken.get_mut(&id).filter(|taken| taken.user == user)?.row.as_mut()?;
        row.mode = activity.mode;
        row.field.clone_from(&activity.field);
        Some(row.clone())
    }
}

impl Seat {
    /// They are written down, and will be confirmed from now on.
    pub fn written(&self, row: Presence) {
        if let Some(taken) = self.here.seats().taken.get_mut(&self.id)
            && taken.number == self.number
        {
            taken.row = Some(row);
        }
    }

    /// Answers when its user takes another seat under the same id.
    pub fn moved(&mut self) -> impl Future<Output = ()> + use<> {
        let moved = self.moved.take();
        async move {
            match moved {
                // The sender says nothing, it is dropped.
                Some(moved) => drop(moved.await),
                None => std::future::pending().await,
            }
        }
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut seats = self.here.seats();
        if let Entry::Occupied(taken) = seats.taken.entry(self.id)
            && taken.get().number == self.number
        {
            taken.remove();
            // Nobody listens once the server has ended, and then all its people are removed at once.
            let _ = self.here.leaving.send(self.id);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn whoever_sits_down_twice_leaves_once_and_late() {
        let (here, mut left) = Here::new();
        let (id, anna) = (Uuid::now_v7(), Uuid::now_v7());
        let mut old = here.sit(id, anna).unwrap();
        let moved = old.moved();
        let new = here.sit(id, anna).unwrap();
        moved.await;
        drop(old);
        assert!(here.holds(id));
        assert!(left.try_recv().is_err(), "she only changed her socket");
        drop(new);
        assert!(!here.holds(id));
        assert_eq!(left.try_recv().unwrap(), id);
    }

    #[test]
    fn nobody_takes_somebody_elses_seat() {
        let (here, _left) = Here::new();
        let (id, anna, ben) = (Uuid::now_v7(), Uuid::now_v7(), Uuid::now_v7());
        let seat = here.sit(id, anna).unwrap();
        assert!(here.sit(id, ben).is_none());
        drop(seat);
        assert!(here.sit(id, ben).is_some());
    }
}
