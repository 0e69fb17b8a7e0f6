//! The span that is being worked in.

use std::sync::Arc;

use opentelemetry::trace::{Link, Span, SpanBuilder, SpanContext, Status, TraceContextExt, Tracer};
use opentelemetry::{Context, KeyValue};

use super::Recorder;

tokio::task_local! {
    static CURRENT: Part;
}

/// A part of a trace, below which others are opened. Clones are the same part. None where nothing is traced, where this
/// trace was not chosen, and for work that belongs to no request: with none, nothing is done.
#[derive(Clone, Debug, Default)]
pub(crate) struct Part(Option<Arc<Open>>);

#[derive(Debug)]
struct Open {
    recorder: Arc<Recorder>,
    context: Context,
    /// What those that are opened below it come from, without being a part of it.
    link: Option<SpanContext>,
    /// What is written in it may be taken back.
    uncommitted: bool,
}

impl Part {
    /// A place below `context`, which may be nothing: then each span that is opened begins a trace.
    pub(super) fn below(recorder: &Arc<Recorder>, context: Context, link: Option<SpanContext>) -> Self {
        Self(Some(Arc::new(Open { recorder: Arc::clone(recorder), context, link, uncommitted: false })))
    }

    /// What this task works on.
    pub(crate) fn current() -> Self {
        CURRENT.try_with(Self::clone).unwrap_or_default()
    }

    pub(crate) fn is_none(&self) -> bool {
        self.0.is_none()
    }

    /// Does a piece of work in it.
    pub(crate) fn run<F: Future>(self, work: F) -> impl Future<Output = F::Output> + use<F> {
        CURRENT.scope(self, work)
    }

    /// Does a piece of work in it that does not wait.
    pub(crate) fn during<T>(&self, work: impl FnOnce() -> T) -> T {
        CURRENT.sync_scope(self.clone(), work)
    }

    /// Opens a part below this one.
    pub(super) fn open(&self, describe: impl FnOnce() -> SpanBuilder) -> Self {
        let Some(open) = &self.0 else { return Self(None) };
        let mut builder = describe();
        if let Some(link) = &open.link {
            builder.links.get_or_insert_default().push(Link::with_context(link.clone()));
        }
        let span = open.recorder.tracer.build_with_context(builder, &open.context);
        if !span.is_recording() {
            return Self(None);
        }
        Self::below(&open.recorder, Context::new().with_span(span), None)
    }

    pub(super) fn rename(&self, name: impl FnOnce() -> String) {
        if let Some(open) = &self.0 {
            open.context.span().update_name(name());
        }
    }

    pub(super) fn set(&self, attributes: impl IntoIterator<Item = KeyValue>) {
        if let Some(open) = &self.0 {
            open.context.span().set_attributes(attributes);
        }
    }

    pub(super) fn fail(&self) {
        if let Some(open) = &self.0 {
            open.context.span().set_status(Status::error(""));
        }
    }

    /// Ends it now. Otherwise it ends when nobody has it any more.
    pub(super) fn end(&self) {
        if let Some(open) = &self.0 {
            open.context.span().end();
        }
    }

    /// The same place for what comes later: it does not keep the span open.
    pub(super) fn later(&self) -> Self {
        let Some(open) = &self.0 else { return Self(None) };
        let context = Context::new().with_remote_span_context(open.context.span().span_context().clone());
        Self::below(&open.recorder, context, None)
    }

    /// The same, for a transaction that is not committed with the statement.
    pub(crate) fn uncommitted(&self) -> Self {
        let Some(open) = &self.0 else { return Self(None) };
        Self(Some(Arc::new(Open {
            recorder: Arc::clone(&open.recorder),
            context: open.context.clone(),
            link: None,
            uncommitted: true,
        })))
    }

    /// How others refer to it.
    pub(super) fn span_context(&self) -> Option<SpanContext> {
        self.0.as_ref().map(|open| open.context.span().span_context().clone())
    }

    /// Who is to be told what was written in it, if it is as good as committed.
    pub(super) fn committed(&self) -> Option<&Recorder> {
        self.0.as_ref().filter(|open| !open.uncommitted).map(|open| &*open.recorder)
    }
}
