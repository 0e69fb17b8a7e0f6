//! Those who watch the same: their one execution.

use std::any::Any;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_graphql::{Data, Response, ServerError};
use futures_util::stream::BoxStream;
use prometheus_client::metrics::counter::Counter;
use sea_orm::DbErr;
use tokio::time::timeout;
use tokio_util::task::AbortOnDropHandle;
use uuid::Uuid;

use super::answer::Encoded;
use super::pacing::Pacing;
use super::page_cache::PageCache;
use super::rendered::Rendered;
use super::renderer::{Broken, Renderer};
use crate::changes::hub::{Backlog, Span};
use crate::changes::walk::{LogPage, ReadRequest, Source};
use crate::changes::{Batch, Cursor, Erased, Hub, Log, Position, Step, Walk};
use crate::graphql::guard::{Guarded, Judged};
use crate::graphql::internal::{Cause, internal};
use crate::graphql::schema::FrontdeskSchema;
use crate::graphql::stream::{ChangeFilter, Event};
use crate::metrics::{Counted, Metrics};
use crate::request_id::{self, Work};
use crate::traces::Traces;

/// What may be waiting for a subscriber before it has to read the past; weighed in bytes.
const BACKLOG: Backlog = Backlog { announcements: 64, weight: 4 * 1024 * 1024 };
/// Events that are rendered in one go: what happens now does not wait for more of what has been.
const CHUNK: usize = 32;
/// Between two tries to read the log, after a wait that was long already.
const PAUSE: Duration = Duration::from_secs(1);

/// The answers to a subscription that does not begin.
pub(super) type Refused = BoxStream<'static, Response>;

/// What all groups work with.
pub(super) struct Supplies {
    pub(super) log: Log,
    pub(super) metrics: Arc<Metrics>,
    pub(super) traces: Traces,
    /// How long a stream may be quiet before a bookmark says how far it has come, where it has moved on.
    pub(super) bookmark_after: Duration,
    pub(super) pages: PageCache,
    pub(super) pacing: Pacing,
}

/// A place that is given up by dropping it.
pub(super) type Registration = Box<dyn Any + Send + Sync>;

pub(super) struct Group {
    id: u64,
    hub: Hub<Rendered>,
    execution: Arc<Execution>,
    log: Log,
    pages: PageCache,
    pub(super) pacing: Pacing,
    pub(super) metrics: Arc<Metrics>,
    /// Counts what subscribers are told.
    pub(super) delivered: Counter,
    /// The last that were rendered: many ask for the same.
    ready: Mutex<Arc<Encoded>>,
    bookmark: Mutex<Option<Arc<Encoded>>>,
    _live: AbortOnDropHandle<()>,
    _registration: Registration,
    _counted: Counted,
}

impl Group {
    /// Executes the subscription.
    ///
    /// # Errors
    /// All its answers, where it is refused.
    pub(super) async fn start(
        schema: &Guarded<FrontdeskSchema>,
        supplies: &Supplies,
        registration: Registration,
        noun: &'static str,
        judged: Judged,
        data: Arc<Data>,
    ) -> Result<Self, Refused> {
        static IDS: AtomicU64 = AtomicU64::new(0);
        let mut walk = Walk::new(supplies.log.clone(), None);
        let now = match walk.next().await {
            Some(Ok(Step::Ready(now))) => now,
            Some(Err(error)) => return Err(failed(&error)),
            _ => return Err(failed("a watcher from now on did not begin with being ready")),
        };
        let (renderer, ready, filter) = Renderer::start(schema, judged, data, now).await?;
        let execution = Arc::new(Execution {
            renderer: tokio::sync::Mutex::new(renderer),
            filter,
            traces: supplies.traces.clone(),
            over: AtomicBool::new(false),
        });
        let hub = Hub::new(now, BACKLOG);
        let live = Live {
            walk,
            hub: hub.clone(),
            execution: Arc::clone(&execution),
            epoch: now.epoch,
            told: now.position,
            bookmark_after: supplies.bookmark_after,
        };
        // Whoever began it is not the only one who is told of its mistakes.
        let of_all = request_id::made();
        let span = tracing::info_span!(parent: None, "watching", request_id = &*of_all);
        let live = tokio::spawn(Work::new(of_all, span).run(live.run()));
        Ok(Self {
            id: IDS.fetch_add(1, Ordering::Relaxed),
            hub,
            execution,
            log: supplies.log.clone(),
            pages: supplies.pages.clone(),
            pacing: supplies.pacing.clone(),
            metrics: Arc::clone(&supplies.metrics),
            delivered: supplies.metrics.delivered(noun),
            ready: Mutex::new(Arc::new(ready)),
            bookmark: Mutex::default(),
            _live: AbortOnDropHandle::new(live),
            _registration: registration,
            _counted: supplies.metrics.watcher_group(),
        })
    }

    /// Whether nothing comes any more.
    pub(super) fn is_over(&self) -> bool {
        self.execution.over.load(Ordering::Acquire)
    }

    /// What was read before this may tell what was erased since.
    pub(super) fn erased(&self) -> Erased {
        self.log.erasures().now()
    }

    /// Keeps nothing of what the subscribers were told.
    pub(super) fn forget(&self) {
        self.hub.forget();
    }

    pub(super) async fn ready(&self, at: Cursor) -> Result<Arc<Encoded>, Broken> {
        let known = Arc::clone(&self.ready.lock().unwrap_or_else(PoisonError::into_inner));
        if known.revision == at.encode() {
            return Ok(known);
        }
        let ready = Arc::new(self.execution.render(Event::Ready(at), at).await?);
        *self.ready.lock().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&ready);
        Ok(ready)
    }

    pub(super) async fn bookmark(&self, at: Cursor) -> Result<Arc<Encoded>, Broken> {
        let known = self.bookmark.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(known) = known.filter(|known| known.revision == at.encode()) {
            return Ok(known);
        }
        let bookmark = Arc::new(self.execution.render(Event::Bookmark(at), at).await?);
        *self.bookmark.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&bookmark));
        Ok(bookmark)
    }

    pub(super) async fn gap(&self, oldest: Cursor, latest: Cursor) -> Result<Arc<Encoded>, Broken> {
        Ok(Arc::new(self.execution.render(Event::Gap { oldest, latest }, latest).await?))
    }

    /// A page of the past, executed for whoever asks first.
    async fn page(&self, request: ReadRequest) -> Result<LogPage<Rendered>, Arc<DbErr>> {
        let page = self.log.page(request.after, request.lagging).await?;
        let rendered = self.execution.batch(page.epoch, &page.batch, request.after).await;
        let batch = Arc::new(rendered.map_err(|error| Arc::new(DbErr::Custom(error.to_string())))?);
        Ok(LogPage { epoch: page.epoch, floor: page.floor, latest: page.latest, batch, more: page.more })
    }
}

/// A subscriber's way leads along its group.
impl Source for Arc<Group> {
    type Batch = Rendered;

    fn hub(&self) -> &Hub<Rendered> {
        &self.hub
    }

    async fn latest(&self) -> Result<Cursor, Arc<DbErr>> {
        self.log.latest().await
    }

    async fn read(&self, request: ReadRequest) -> Result<LogPage<Rendered>, Arc<DbErr>> {
        self.pages.get((self.id, self.erased()), request, self.page(request)).await
    }
}

struct Execution {
    renderer: tokio::sync::Mutex<Renderer>,
    filter: ChangeFilter,
    traces: Traces,
    over: AtomicBool,
}

impl Execution {
    async fn render(&self, event: Event, at: Cursor) -> Result<Encoded, Broken> {
        self.renderer.lock().await.render(event, at).await
    }

    /// Renders what the subscription is about and comes after a place.
    async fn batch(&self, epoch: Uuid, batch: &Arc<Batch>, after: Position) -> Result<Rendered, Broken> {
        let entries = batch.entries().iter().enumerate();
        let wanted = entries.filter(|(_, entry)| entry.position() > after && (self.filter)(entry));
        let wanted: Vec<_> = wanted.map(|(index, entry)| (index, entry.position())).collect();
        let mut answers = Vec::with_capacity(wanted.len());
        for chunk in wanted.chunks(CHUNK) {
            let mut renderer = self.renderer.lock().await;
            for &(index, position) in chunk {
                let event = Event::Change { epoch, batch: Arc::clone(batch), index };
                let mut encoded = renderer.render(event, Cursor { epoch, position }).await?;
                encoded.telling =
                    batch.entries().get(index).and_then(|entry| self.traces.telling(&entry.log));
                answers.push((position, Arc::new(encoded)));
            }
        }
        Ok(Rendered::new(answers, batch.end(), batch.erased()))
    }
}

/// What tells the subscribers what happens.
struct Live {
    walk: Walk<Log>,
    hub: Hub<Rendered>,
    execution: Arc<Execution>,
    epoch: Uuid,
    /// The newest place that the subscribers were told.
    told: Position,
    bookmark_after: Duration,
}

impl Live {
    async fn run(mut self) {
        let end = loop {
            match self.step().await {
                Ok(None) => {}
                Ok(Some(end)) => break end,
                Err(error) => {
                    tracing::error!(%error, "a group of watchers ends");
                    break self.hub.reached();
                }
            }
        };
        self.execution.over.store(true, Ordering::Release);
        self.hub.begin_anew(end.epoch, end.position.revision);
    }

    /// Takes one step; answers where the subscribers are to begin anew, when the log does not go on.
    async fn step(&mut self) -> Result<Option<Cursor>, Broken> {
        let Ok(step) = timeout(self.bookmark_after, self.walk.next()).await else {
            self.bookmark().await?;
            return Ok(None);
        };
        match step {
            Some(Ok(Step::Changes { batch, after })) => {
                let rendered = self.execution.batch(self.epoch, &batch, after).await?;
                if rendered.answers.is_empty() {
                    // Nobody is woken for nothing.
                    self.hub.pass(rendered.end());
                } else {
                    self.told = rendered.end();
                    self.hub.announce(rendered);
                }
            }
            Some(Ok(Step::Ready(at) | Step::Bookmark(at))) => self.hub.pass(at.position),
            Some(Ok(Step::Gap { latest, .. })) => return Ok(Some(latest)),
            Some(Err(error)) => {
                tracing::warn!(%error, "the change log cannot be read: trying again");
                tokio::time::sleep(PAUSE).await;
            }
            None => return Ok(Some(self.hub.reached())),
        }
        Ok(None)
    }

    /// Says how far the stream has come, where it has moved on.
    async fn bookmark(&mut self) -> Result<(), Broken> {
        let reached = self.hub.reached();
        if reached.position > self.told {
            let encoded = self.execution.render(Event::Bookmark(reached), reached).await?;
            self.told = reached.position;
            let answers = vec![(reached.position, Arc::new(encoded))];
            let erased = self.walk.source().erasures().now();
            self.hub.announce(Rendered::new(answers, reached.position, erased));
        }
        Ok(())
    }
}

/// The answer to a subscription that can't begin for a reason of the server's.
fn failed(error: impl Cause) -> Refused {
    let error = internal(error).into_server_error(Default::default());
    Box::pin(tokio_stream::once(Response::from_errors(vec![ServerError { locations: vec![], ..error }])))
}
