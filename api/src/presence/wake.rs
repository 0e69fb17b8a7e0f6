//! What has to be read again: gathered from notifications until the reader comes round.

use std::collections::HashSet;
use std::mem;
use std::sync::{Mutex, PoisonError};

use serde::Deserialize;
use tokio::sync::Notify;
use uuid::Uuid;

use crate::changes::listener::Channel;

/// What the triggers notify (migration/sql/07_presence_events_up.sql).
const CHANNEL: &str = "presence_changes";

/// What is remembered of the table, and may no longer be so.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Stale {
    #[default]
    Nothing,
    Bookings(HashSet<Uuid>),
    Everything,
}

/// However many notifications arrive while the reader reads, it reads once more.
#[derive(Debug, Default)]
pub(crate) struct Wake {
    stale: Mutex<Stale>,
    notify: Notify,
}

#[derive(Deserialize)]
struct Payload {
    booking: Uuid,
}

impl Wake {
    /// The people of this booking may have changed.
    pub(crate) fn booking(&self, id: Uuid) {
        self.add(|stale| match stale {
            Stale::Nothing => *stale = Stale::Bookings(HashSet::from([id])),
            Stale::Bookings(bookings) => drop(bookings.insert(id)),
            Stale::Everything => {}
        });
    }

    /// Anything may have changed.
    pub(crate) fn everything(&self) {
        self.add(|stale| *stale = Stale::Everything);
    }

    fn add(&self, add: impl FnOnce(&mut Stale)) {
        add(&mut self.stale.lock().unwrap_or_else(PoisonError::into_inner));
        self.notify.notify_one();
    }

    /// Waits until there is something. Can be dropped at any time.
    pub(crate) async fn wait(&self) {
        self.notify.notified().await;
    }

    /// All that was gathered so far.
    pub(crate) fn take(&self) -> Stale {
        mem::take(&mut self.stale.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Channel for Wake {
    fn name(&self) -> &'static str {
        CHANNEL
    }

    fn heard(&self, payload: &str) {
        match serde_json::from_str::<Payload>(payload) {
            Ok(payload) => self.booking(payload.booking),
            Err(_) => self.everything(),
        }
    }

    fn missed(&self) {
        self.everything();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notifications_gather_and_everything_includes_each() {
        let wake = Wake::default();
        let (a, b) = (Uuid::now_v7(), Uuid::now_v7());
        wake.heard(&format!("{{\"booking\": \"{a}\"}}"));
        wake.booking(b);
        wake.booking(a);
        assert_eq!(wake.take(), Stale::Bookings(HashSet::from([a, b])));
        assert_eq!(wake.take(), Stale::Nothing);

        wake.heard("something that another version says");
        wake.booking(a);
        assert_eq!(wake.take(), Stale::Everything);
    }
}
