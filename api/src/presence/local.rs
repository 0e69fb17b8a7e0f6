//! Whom this process holds: everybody whose stream runs here.
//!
//! A stream that is dropped, however that comes about, drops its [`PresenceGuard`], and whoever it stood for is on the
//! list of those who leave. Dropping can't wait for the database; a task of its own does ([`super::tasks`]).

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{RwLock, RwLockReadGuard, RwLockWriteGuard, mpsc, oneshot};
use uuid::Uuid;

use super::{Activity, Presence};

#[derive(Debug)]
pub(crate) struct LocalPresences {
    registrations: Mutex<Registrations>,
    /// Shared by those who come, from their registration until they are written down, and held alone while those who
    /// left are removed: else somebody who leaves and comes back under the same id could be removed after they
    /// were written down again.
    gate: RwLock<()>,
    leaving: mpsc::UnboundedSender<Uuid>,
}

#[derive(Debug, Default)]
struct Registrations {
    /// How many there were so far: tells two registrations of one presence id apart.
    given: u64,
    taken: HashMap<Uuid, Registered>,
}

#[derive(Debug)]
struct Registered {
    number: u64,
    user: Uuid,
    /// As the table knows them; none while they are being written down.
    row: Option<Presence>,
    /// Dropped when a newer registration replaces this one.
    _moved: oneshot::Sender<()>,
}

/// Keeps somebody registered for as long as their stream runs.
#[derive(Debug)]
pub(crate) struct PresenceGuard {
    local: Arc<LocalPresences>,
    id: Uuid,
    number: u64,
    moved: Option<oneshot::Receiver<()>>,
}

impl LocalPresences {
    /// Nobody yet, and those who leave, one after the other.
    pub(crate) fn new() -> (Arc<Self>, mpsc::UnboundedReceiver<Uuid>) {
        let (leaving, left) = mpsc::unbounded_channel();
        (Arc::new(Self { registrations: Mutex::default(), gate: RwLock::default(), leaving }), left)
    }

    fn registrations(&self) -> MutexGuard<'_, Registrations> {
        self.registrations.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// For whoever comes, until they are written down.
    pub(crate) async fn coming(&self) -> RwLockReadGuard<'_, ()> {
        self.gate.read().await
    }

    /// For the removal of those who left.
    pub(crate) async fn removing(&self) -> RwLockWriteGuard<'_, ()> {
        self.gate.write().await
    }

    /// Registers a user's presence. Where this id is registered already, the older stream ends. None
    /// where the id is somebody else's.
    pub(crate) fn register(self: &Arc<Self>, id: Uuid, user: Uuid) -> Option<PresenceGuard> {
        let mut registrations = self.registrations();
        if registrations.taken.get(&id).is_some_and(|taken| taken.user != user) {
            return None;
        }
        registrations.given += 1;
        let number = registrations.given;
        let (sender, moved) = oneshot::channel();
        registrations.taken.insert(id, Registered { number, user, row: None, _moved: sender });
        Some(PresenceGuard { local: Arc::clone(self), id, number, moved: Some(moved) })
    }

    /// Whether somebody is registered here under this id.
    pub(crate) fn holds(&self, id: Uuid) -> bool {
        self.registrations().taken.contains_key(&id)
    }

    /// Everybody who is written down, in the order of the ids: two processes that both know somebody who moved
    /// never wait for each other's rows in a circle.
    pub(crate) fn rows(&self) -> Vec<Presence> {
        let mut rows: Vec<_> =
            self.registrations().taken.values().filter_map(|taken| taken.row.clone()).collect();
        rows.sort_by_key(|row| row.id);
        rows
    }

    /// Takes over what the table says of people who are registered here: another process may have updated them.
    pub(crate) fn learn(&self, rows: &[Presence]) {
        let mut registrations = self.registrations();
        for row in rows {
            if let Some(known) = registrations.taken.get_mut(&row.id).and_then(|taken| taken.row.as_mut()) {
                known.clone_from(row);
            }
        }
    }

    /// Changes what somebody registered here does; none where they are not.
    pub(crate) fn change(&self, (id, user): (Uuid, Uuid), activity: &Activity) -> Option<Presence> {
        let mut registrations = self.registrations();
        let row = registrations.taken.get_mut(&id).filter(|taken| taken.user == user)?.row.as_mut()?;
        row.mode = activity.mode;
        row.field.clone_from(&activity.field);
        Some(row.clone())
    }
}

impl PresenceGuard {
    /// They are written down, and will be confirmed from now on.
    pub(crate) fn written(&self, row: Presence) {
        if let Some(taken) = self.local.registrations().taken.get_mut(&self.id)
            && taken.number == self.number
        {
            taken.row = Some(row);
        }
    }

    /// Answers when its user registers again under the same id.
    pub(crate) fn moved(&mut self) -> impl Future<Output = ()> + use<> {
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

impl Drop for PresenceGuard {
    fn drop(&mut self) {
        let mut registrations = self.local.registrations();
        if let Entry::Occupied(taken) = registrations.taken.entry(self.id)
            && taken.get().number == self.number
        {
            taken.remove();
            // Nobody listens once the server has ended, and then all its people are removed at once.
            let _ = self.local.leaving.send(self.id);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn whoever_sits_down_twice_leaves_once_and_late() {
        let (here, mut left) = LocalPresences::new();
        let (id, anna) = (Uuid::now_v7(), Uuid::now_v7());
        let mut old = here.register(id, anna).unwrap();
        let moved = old.moved();
        let new = here.register(id, anna).unwrap();
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
        let (here, _left) = LocalPresences::new();
        let (id, anna, ben) = (Uuid::now_v7(), Uuid::now_v7(), Uuid::now_v7());
        let seat = here.register(id, anna).unwrap();
        assert!(here.register(id, ben).is_none());
        drop(seat);
        assert!(here.register(id, ben).is_some());
    }
}
