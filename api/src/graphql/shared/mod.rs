//! One execution for everybody who watches the same.
//!
//! Who subscribes to changes with the same document, operation, variables (`after` aside) and role joins a group.
//! A group executes its subscription once: each change is resolved and encoded once, and a subscriber only carries the
//! text to its socket. What a change needs from the database is read once for all groups ([`Batch`]), and what a
//! returning subscriber missed is executed once for all who missed it.
//!
//! - `answer` — what a transport asks of it
//! - `key` — who watches the same
//! - `renderer` — the execution: events in, encoded answers out; `rendered` — several of those
//! - `group` — the live execution, and the pages of the past
//! - `subscriber` — one watcher's stream of answers
//! - `erased` — what is forgotten when a guest is erased
//! - `pacing` — in which order those who come back are told what they missed
//!
//! [`Batch`]: crate::changes::Batch

mod answer;
mod erased;
mod group;
mod key;
mod pacing;
mod page_cache;
mod rendered;
mod renderer;
mod subscriber;

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use async_graphql::{Data, Executor, Request, Response};
use futures_util::future::{BoxFuture, ready};
use futures_util::stream::BoxStream;
use tokio_stream::StreamExt;
use tokio_util::task::AbortOnDropHandle;

use super::guard::{Guarded, Judged};
use super::schema::FrontdeskSchema;
use crate::changes::{Cursor, Log};
use crate::metrics::Metrics;
use crate::traces::Traces;
pub(crate) use answer::{Answer, Execute};
use group::{Group, Refused, Supplies};
use key::{Key, Watching};
use pacing::Pacing;
use page_cache::PageCache;

/// The answers of an execution that nobody else takes part in.
fn own(responses: BoxStream<'static, Response>) -> BoxStream<'static, Answer> {
    Box::pin(responses.map(|response| Answer::Response(Box::new(response))))
}

/// The schema, with its subscriptions to changes shared.
#[derive(Clone)]
pub(crate) struct Shared {
    schema: Guarded<FrontdeskSchema>,
    inner: Arc<Inner>,
    _forgetting: Arc<AbortOnDropHandle<()>>,
}

impl fmt::Debug for Shared {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Shared").finish_non_exhaustive()
    }
}

struct Inner {
    supplies: Supplies,
    groups: Groups,
}

/// The groups that have subscribers. The inner lock is held while a group starts, so that everybody who comes meanwhile
/// joins it.
type Groups = Mutex<HashMap<Arc<Key>, Slot>>;
type Slot = Arc<tokio::sync::Mutex<Weak<Group>>>;

impl Shared {
    pub(crate) fn new(
        schema: Guarded<FrontdeskSchema>,
        log: Log,
        (metrics, traces): (Arc<Metrics>, Traces),
        bookmark_after: Duration,
    ) -> Self {
        let supplies =
            Supplies { log, metrics, traces, bookmark_after, pages: PageCache::new(), pacing: Pacing::new() };
        let inner = Arc::new(Inner { supplies, groups: Groups::default() });
        let forgetting = tokio::spawn(erased::forget(schema.clone(), Arc::clone(&inner)));
        Self { schema, inner, _forgetting: Arc::new(AbortOnDropHandle::new(forgetting)) }
    }

    /// The group of those who watch the same, started if there is none.
    async fn join(&self, watching: Watching, judged: Judged, data: Arc<Data>) -> Result<Arc<Group>, Refused> {
        let (key, noun) = (Arc::new(watching.key), watching.noun);
        let slot = {
            let mut groups = self.inner.groups.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(groups.entry(Arc::clone(&key)).or_default())
        };
        let mut running = slot.lock().await;
        if let Some(group) = running.upgrade().filter(|group| !group.is_over()) {
            self.inner.supplies.metrics.operation("subscription", "ok");
            self.schema.note(judged);
            return Ok(group);
        }
        let registration = Registration { inner: Arc::downgrade(&self.inner), key, slot: Arc::clone(&slot) };
        let start =
            Group::start(&self.schema, &self.inner.supplies, Box::new(registration), noun, judged, data);
        let group = Arc::new(start.await?);
        *running = Arc::downgrade(&group);
        Ok(group)
    }
}

/// A group's entry among the groups, removed with it; also where it never began.
struct Registration {
    inner: Weak<Inner>,
    key: Arc<Key>,
    slot: Slot,
}

impl Drop for Registration {
    fn drop(&mut self) {
        let Some(inner) = self.inner.upgrade() else { return };
        let mut groups = inner.groups.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = |slot: &Slot| slot.try_lock().is_ok_and(|running| running.strong_count() > 0);
        if groups.get(&self.key).is_some_and(|slot| Arc::ptr_eq(slot, &self.slot) && !taken(slot)) {
            groups.remove(&self.key);
        }
    }
}

impl<E: Executor> Execute for Guarded<E> {
    async fn judge(&self, request: Request) -> Judged {
        self.judge(request).await
    }

    async fn execute(&self, judged: Judged) -> Response {
        self.execute(judged).await
    }

    fn answers(
        &self,
        judged: Judged,
        data: Arc<Data>,
        _seen: Option<Cursor>,
    ) -> BoxFuture<'static, BoxStream<'static, Answer>> {
        Box::pin(ready(own(self.execute_stream(judged, Some(data)))))
    }
}

impl Execute for Shared {
    async fn judge(&self, request: Request) -> Judged {
        self.schema.judge(request).await
    }

    async fn execute(&self, judged: Judged) -> Response {
        self.schema.execute(judged).await
    }

    fn answers(
        &self,
        judged: Judged,
        data: Arc<Data>,
        seen: Option<Cursor>,
    ) -> BoxFuture<'static, BoxStream<'static, Answer>> {
        let Some(watching) = Watching::of(&judged, &data) else {
            return self.schema.answers(judged, data, None);
        };
        let shared = self.clone();
        Box::pin(async move {
            let after = seen.or(watching.after);
            match shared.join(watching, judged, data).await {
                Ok(group) => Box::pin(subscriber::answers(group, after)),
                Err(refused) => own(refused),
            }
        })
    }
}
