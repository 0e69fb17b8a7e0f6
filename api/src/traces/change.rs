//! The way of a write on to those who watch: from its statement to the announcement of its change, and to their sockets.
//!
//! The log does not say which trace a change comes from, so only what this process has written itself is followed, by the
//! row and the version that the write made. What somebody else has written is told in a trace of its own.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

use entity::change_log;
use moka::sync::Cache;
use opentelemetry::trace::{Link, SpanBuilder, SpanKind};
use opentelemetry::{Context, KeyValue};
use uuid::Uuid;

use super::{Part, Traces, now};
use crate::changes::Entry;

/// How long a change is waited for, and how many at a time.
const FOLLOWED_FOR: Duration = Duration::from_secs(60);
const FOLLOWED: u64 = 4_096;
/// Watchers whose telling is a span. To follow each of a thousand would cost more than to tell them.
const TOLD: usize = 8;
/// Writes that the span of a reading names.
const LINKS: usize = 32;

const FIRST: &str = "frontdesk.revision.first";
const REVISION: &str = "frontdesk.revision";

/// What this process has written, and the part of which trace that was.
#[derive(Debug)]
pub(super) struct Writes(Cache<(Uuid, i32), Arc<Write>>);

#[derive(Debug)]
struct Write {
    part: Part,
    at: SystemTime,
    told: AtomicUsize,
}

impl Writes {
    pub(super) fn new() -> Self {
        Self(Cache::builder().max_capacity(FOLLOWED).time_to_live(FOLLOWED_FOR).build())
    }

    fn of(&self, log: &change_log::Model) -> Option<Arc<Write>> {
        self.0.get(&(log.row_id, log.version))
    }
}

impl Part {
    /// A row has come to this version by what was done in this part, and that is committed.
    pub(crate) fn written(&self, row: Uuid, version: i32) {
        let Some(recorder) = self.committed() else { return };
        let write = Write { part: self.later(), at: now(), told: AtomicUsize::new(0) };
        recorder.writes.0.insert((row, version), Arc::new(write));
    }
}

impl Traces {
    /// When a reading begins that [`announced`](Self::announced) is told of.
    pub(crate) fn beginning(&self) -> Option<SystemTime> {
        self.0.as_ref().map(|_| now())
    }

    /// These changes were read since `began`, and are announced.
    pub(crate) fn announced(&self, entries: &[Entry], began: Option<SystemTime>) {
        let Some(recorder) = &self.0 else { return };
        let (Some(first), Some(last)) = (entries.first(), entries.last()) else { return };
        let writes = || entries.iter().filter_map(|entry| Some((entry, recorder.writes.of(&entry.log)?)));
        for (Entry { log, .. }, write) in writes() {
            let change = write.part.open(|| {
                SpanBuilder::from_name("change announced").with_start_time(write.at).with_attributes([
                    KeyValue::new(REVISION, log.revision),
                    KeyValue::new("db.collection.name", log.entity.clone()),
                ])
            });
            change.end();
        }
        let reading = Part::below(recorder, Context::new(), None).open(|| {
            let links = writes().filter_map(|(_, write)| write.part.span_context()).map(Link::with_context);
            SpanBuilder::from_name("changes read")
                .with_start_time(began.unwrap_or_else(now))
                .with_links(links.take(LINKS).collect())
                .with_attributes([
                    KeyValue::new(FIRST, first.log.revision),
                    KeyValue::new(REVISION, last.log.revision),
                    KeyValue::new("frontdesk.changes", i64::try_from(entries.len()).unwrap_or(i64::MAX)),
                ])
        });
        reading.end();
    }

    /// A change was made ready for those who watch it.
    pub(crate) fn telling(&self, log: &change_log::Model) -> Option<Arc<Telling>> {
        let write = self.0.as_ref()?.writes.of(log)?;
        Some(Arc::new(Telling { write, revision: log.revision, began: now() }))
    }
}

/// A change that goes to those who watch it.
#[derive(Debug)]
pub(crate) struct Telling {
    write: Arc<Write>,
    revision: i64,
    began: SystemTime,
}

impl Telling {
    /// It was handed to the network.
    pub(crate) fn told(&self, transport: &'static str) {
        if self.write.told.fetch_add(1, Ordering::Relaxed) >= TOLD {
            return;
        }
        let told = self.write.part.open(|| {
            SpanBuilder::from_name("change told")
                .with_kind(SpanKind::Producer)
                .with_start_time(self.began)
                .with_attributes([
                    KeyValue::new(REVISION, self.revision),
                    KeyValue::new("frontdesk.transport", transport),
                ])
        });
        told.end();
    }
}
