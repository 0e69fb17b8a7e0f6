//! What this process remembers of sessions, and whom it tells when one ends or its account changes.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use chrono::{DateTime, Utc};
use entity::user::Role;
use moka::sync::Cache;
use serde::Deserialize;
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;
use uuid::Uuid;

use super::ServiceLimits;
use crate::changes::listener::Channel;

/// What the triggers notify (migration/sql/12_accounts_up.sql).
const CHANNEL: &str = "account_changes";

/// More sessions than that at once are looked up more often than they would need to be.
const REMEMBERED: u64 = 20_000;

/// How much news a socket may lag before it has to look its session up again.
const EVENTS_QUEUED: usize = 1024;

/// Longer than a lookup may take: until then one that began before an account changed may come back with how it was.
const LONGEST_LOOKUP: Duration = Duration::from_secs(60);

/// A session that ran when it was looked up, and its user.
#[derive(Debug)]
pub(super) struct Running {
    pub(super) user_id: Uuid,
    pub(super) email: String,
    pub(super) name: String,
    pub(super) role: Role,
    pub(super) created_at: DateTime<Utc>,
    pub(super) expires_at: DateTime<Utc>,
    pub(super) service: Option<ServiceLimits>,
    /// The turn in which it was asked for.
    pub(super) turn: Turn,
}

/// How many changes of accounts this process had heard of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Turn(u64);

#[derive(Clone, Copy, Debug)]
enum AccountEvent {
    /// This session has ended.
    Ended(Uuid),
    /// Something about this account is other than before.
    Changed(Uuid),
    /// Whatever was known may be other than before.
    Anew,
}

#[derive(Debug)]
pub(super) struct Watch {
    /// Sessions by id; `None` is one that has ended, or never was.
    seen: Cache<Uuid, Option<Arc<Running>>>,
    /// The turn that an account's last change began, for as long as something from before it may be remembered.
    changed: Cache<Uuid, Turn>,
    turn: AtomicU64,
    events: broadcast::Sender<AccountEvent>,
}

impl Watch {
    pub(super) fn new(believed_for: Duration) -> Self {
        Self {
            seen: Cache::builder().max_capacity(REMEMBERED).time_to_live(believed_for).build(),
            changed: Cache::builder()
                .max_capacity(REMEMBERED)
                .time_to_live(believed_for + LONGEST_LOOKUP)
                .build(),
            turn: AtomicU64::default(),
            events: broadcast::Sender::new(EVENTS_QUEUED),
        }
    }

    /// To be taken before a session is looked up.
    pub(super) fn turn(&self) -> Turn {
        Turn(self.turn.load(Ordering::SeqCst))
    }

    /// What is remembered, unless its account has changed since.
    pub(super) fn get(&self, id: Uuid) -> Option<Option<Arc<Running>>> {
        self.seen.get(&id).filter(|session| !self.is_outdated(session.as_ref()))
    }

    /// Remembers what a lookup found, unless something was remembered meanwhile: a lookup that began before
    /// the session was ended must not bring it back. An error where the account changed meanwhile: then it has to be
    /// looked up again.
    pub(super) fn found(
        &self,
        id: Uuid,
        session: Option<Arc<Running>>,
    ) -> Result<Option<Arc<Running>>, Outdated> {
        let known = self
            .seen
            .entry(id)
            .or_insert_with_if(|| session, |known| self.is_outdated(known.as_ref()))
            .into_value();
        if self.is_outdated(known.as_ref()) { Err(Outdated) } else { Ok(known) }
    }

    fn is_outdated(&self, session: Option<&Arc<Running>>) -> bool {
        session.is_some_and(|session| {
            self.changed.get(&session.user_id).is_some_and(|changed| session.turn < changed)
        })
    }

    /// To be looked up again.
    pub(super) fn forget(&self, id: Uuid) {
        self.seen.invalidate(&id);
    }

    /// To be called after the commit that ended the sessions.
    pub(super) fn end(&self, ids: impl IntoIterator<Item = Uuid>) {
        for id in ids {
            self.seen.insert(id, None);
            self.tell(AccountEvent::Ended(id));
        }
    }

    /// To be called after the commit that changed something about the account.
    pub(super) fn changed(&self, user_id: Uuid) {
        let turn = Turn(self.turn.fetch_add(1, Ordering::SeqCst) + 1);
        // Two may be told at once, and the later is the one that counts.
        self.changed
            .entry(user_id)
            .and_upsert_with(|known| known.map_or(turn, |known| known.into_value().max(turn)));
        self.tell(AccountEvent::Changed(user_id));
    }

    /// To be called after the commit that brought earlier rows back.
    pub(super) fn begin_anew(&self) {
        self.seen.invalidate_all();
        self.tell(AccountEvent::Anew);
    }

    /// Nobody listening is no fault.
    fn tell(&self, news: AccountEvent) {
        let _ = self.events.send(news);
    }

    pub(super) fn listen(&self) -> Listening {
        Listening(self.events.subscribe())
    }
}

/// What another process, or the operator, does with accounts.
impl Channel for Watch {
    fn name(&self) -> &'static str {
        CHANNEL
    }

    fn heard(&self, payload: &str) {
        #[derive(Deserialize)]
        struct Payload {
            user: Uuid,
        }
        match serde_json::from_str::<Payload>(payload) {
            Ok(payload) => self.changed(payload.user),
            Err(error) => tracing::warn!(%error, payload, "a change of an account was not understood"),
        }
    }

    /// Open sockets ask from time to time anyway. To ask for all of them at once would be a rush on a database that
    /// may just have come back.
    fn missed(&self) {}
}

/// The account changed while its session was looked up.
#[derive(Debug)]
pub(super) struct Outdated;

/// What was told since.
#[derive(Debug)]
pub(super) struct Listening(broadcast::Receiver<AccountEvent>);

impl Listening {
    /// Answers when the session has ended or its account has changed, or when that may have been missed. Cancel-safe.
    pub(super) async fn news_of(&mut self, session_id: Uuid, user_id: Uuid) {
        loop {
            match self.0.recv().await {
                Ok(AccountEvent::Ended(id)) if id != session_id => {}
                Ok(AccountEvent::Changed(id)) if id != user_id => {}
                Ok(_) | Err(RecvError::Lagged(_) | RecvError::Closed) => return,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::poll;

    use super::*;

    const ANNA: Uuid = Uuid::from_u128(1);
    const BEN: Uuid = Uuid::from_u128(2);

    fn running(turn: Turn) -> Option<Arc<Running>> {
        Some(Arc::new(Running {
            user_id: ANNA,
            email: "anna@demo.frontdesk".to_owned(),
            name: "Anna".to_owned(),
            role: Role::Desk,
            created_at: DateTime::UNIX_EPOCH,
            expires_at: DateTime::UNIX_EPOCH,
            service: None,
            turn,
        }))
    }

    #[test]
    fn a_late_lookup_does_not_bring_an_ended_session_back() {
        let watch = Watch::new(Duration::from_secs(60));
        let id = Uuid::now_v7();
        assert!(watch.found(id, running(watch.turn())).unwrap().is_some());

        watch.end([id]);
        assert!(watch.found(id, running(watch.turn())).unwrap().is_none());
        assert!(matches!(watch.get(id), Some(None)));
    }

    #[test]
    fn a_late_lookup_does_not_bring_an_account_back_as_it_was() {
        let watch = Watch::new(Duration::from_secs(60));
        let id = Uuid::now_v7();
        let early = watch.turn();
        watch.heard(&format!("{{\"user\": \"{BEN}\"}}"));
        assert!(watch.found(id, running(early)).is_ok(), "of Ben");
        watch.heard(&format!("{{\"user\": \"{ANNA}\"}}"));
        assert!(watch.get(id).is_none(), "what was known is from before");

        assert!(watch.found(id, running(early)).is_err());
        assert!(watch.get(id).is_none());
        assert!(watch.found(id, running(watch.turn())).unwrap().is_some());
        assert!(watch.found(id, running(early)).unwrap().is_some(), "somebody asked again meanwhile");
        assert!(matches!(watch.get(id), Some(Some(known)) if known.turn == watch.turn()));
    }

    #[tokio::test]
    async fn news_is_told_to_whom_it_concerns_only() {
        let watch = Watch::new(Duration::from_secs(60));
        let (desk, telephone) = (Uuid::now_v7(), Uuid::now_v7());
        let [mut at_desk, mut at_telephone, mut at_ben] = [watch.listen(), watch.listen(), watch.listen()];
        let mut at_desk = Box::pin(at_desk.news_of(desk, ANNA));
        let mut at_telephone = Box::pin(at_telephone.news_of(telephone, ANNA));
        let mut at_ben = Box::pin(at_ben.news_of(Uuid::now_v7(), BEN));

        watch.end([desk]);
        assert!(poll!(&mut at_desk).is_ready());
        assert!(poll!(&mut at_telephone).is_pending());
        watch.heard(&format!("{{\"user\": \"{ANNA}\"}}"));
        assert!(poll!(&mut at_telephone).is_ready());
        assert!(poll!(&mut at_ben).is_pending());
    }
}
