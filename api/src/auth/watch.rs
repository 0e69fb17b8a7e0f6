//! What this process remembers of sessions, and whom it tells when one ends.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use entity::user::Role;
use moka::sync::Cache;
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;
use uuid::Uuid;

/// More sessions than that at once are looked up more often than they would need to be.
const REMEMBERED: u64 = 20_000;

/// How many ends a socket may be behind before it has to look its session up again.
const ENDS_QUEUED: usize = 1024;

/// A session that ran when it was looked up, and its user.
#[derive(Debug)]
pub(super) struct Running {
    pub(super) user_id: Uuid,
    pub(super) email: String,
    pub(super) name: String,
    pub(super) role: Role,
    pub(super) created_at: DateTime<Utc>,
    pub(super) expires_at: DateTime<Utc>,
}

/// Sessions by id; `None` is one that has ended, or never was.
#[derive(Debug)]
pub(super) struct Watch {
    seen: Cache<Uuid, Option<Arc<Running>>>,
    ended: broadcast::Sender<Uuid>,
}

impl Watch {
    pub(super) fn new(believed_for: Duration) -> Self {
        Self {
            seen: Cache::builder().max_capacity(REMEMBERED).time_to_live(believed_for).build(),
            ended: broadcast::Sender::new(ENDS_QUEUED),
        }
    }

    pub(super) fn get(&self, id: Uuid) -> Option<Option<Arc<Running>>> {
        self.seen.get(&id)
    }

    /// Remembers what a lookup found, unless something was remembered meanwhile: a lookup that began before
    /// the session was ended must not bring it back.
    pub(super) fn found(&self, id: Uuid, session: Option<Arc<Running>>) -> Option<Arc<Running>> {
        self.seen.entry(id).or_insert(session).into_value()
    }

    /// To be looked up again.
    pub(super) fn forget(&self, id: Uuid) {
        self.seen.invalidate(&id);
    }

    /// To be called after the commit that ended the sessions.
    pub(super) fn end(&self, ids: impl IntoIterator<Item = Uuid>) {
        for id in ids {
            self.seen.insert(id, None);
            // Nobody listening is no fault.
            let _ = self.ended.send(id);
        }
    }

    pub(super) fn ends(&self) -> Ends {
        Ends(self.ended.subscribe())
    }
}

/// The sessions that this process ended since.
#[derive(Debug)]
pub(super) struct Ends(broadcast::Receiver<Uuid>);

impl Ends {
    /// Answers when `id` has ended, or when that may have been missed. Cancel-safe.
    pub(super) async fn of(&mut self, id: Uuid) {
        loop {
            match self.0.recv().await {
                Ok(ended) if ended != id => {}
                Ok(_) | Err(RecvError::Lagged(_) | RecvError::Closed) => return,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::poll;

    use super::*;

    fn running() -> Option<Arc<Running>> {
        Some(Arc::new(Running {
            user_id: Uuid::nil(),
            email: "anna@demo.frontdesk".to_owned(),
            name: "Anna".to_owned(),
            role: Role::Desk,
            created_at: DateTime::UNIX_EPOCH,
            expires_at: DateTime::UNIX_EPOCH,
        }))
    }

    #[test]
    fn a_late_lookup_does_not_bring_an_ended_session_back() {
        let watch = Watch::new(Duration::from_secs(60));
        let id = Uuid::now_v7();
        assert!(watch.found(id, running()).is_some());

        watch.end([id]);
        assert!(watch.found(id, running()).is_none());
        assert!(matches!(watch.get(id), Some(None)));
    }

    #[tokio::test]
    async fn an_end_is_told_to_its_own_session_only() {
        let watch = Watch::new(Duration::from_secs(60));
        let (anna, ben) = (Uuid::now_v7(), Uuid::now_v7());
        let (mut for_anna, mut for_ben) = (watch.ends(), watch.ends());
        let mut anna_ended = Box::pin(for_anna.of(anna));
        let mut ben_ended = Box::pin(for_ben.of(ben));

        watch.end([anna]);
        assert!(poll!(&mut anna_ended).is_ready());
        assert!(poll!(&mut ben_ended).is_pending());
    }
}
