//! The guard before the schema: what a request may ask for, what its answer says of a refusal, and what is counted.
//!
//! Not an extension of the schema: with any of those, the library looks up the type of each field that it resolves
//! and boxes another future for it, which was a quarter of the time that a page took.

use std::sync::Arc;

use async_graphql::parser::types::OperationType;
use async_graphql::{Data, ErrorExtensionValues, Executor, Response, ServerError, Value};
use futures_util::stream::{self, BoxStream, Stream};
use tokio_stream::StreamExt;

use super::documents::Documents;
use super::judged::Judged;
use super::known::Fresh;
use super::types::Types;
use super::{Limits, Refusal, Trusted, code};
use crate::graphql::observe::is_refused;
use crate::graphql::saved::has_code;
use crate::metrics::Metrics;
use crate::traces::Part;

/// An executor that sees no request which was not judged.
#[derive(Clone, Debug)]
pub(crate) struct Guarded<E> {
    executor: E,
    /// Says what is wrong with a document, and executes nothing.
    pub(super) validator: E,
    pub(super) types: Arc<Types>,
    pub(super) limits: Arc<Limits>,
    pub(super) documents: Arc<Documents>,
    metrics: Arc<Metrics>,
}

impl<E> Guarded<E> {
    /// The guard of an [`executing`](super::executing) schema and its [`validating`](super::validating) twin, which `sdl`
    /// writes down.
    pub(crate) fn new(executor: E, validator: E, sdl: &str, limits: Limits, metrics: Arc<Metrics>) -> Self {
        let documents = Arc::new(Documents::new(limits.known_bytes, None));
        let (types, limits) = (Arc::new(Types::of(sdl)), Arc::new(limits));
        Self { executor, validator, types, limits, documents, metrics }
    }

    /// Lets through only the documents of a list, where there is one.
    #[must_use]
    pub(crate) fn with_trusted(self, trusted: Option<Trusted>) -> Self {
        let documents = Arc::new(Documents::new(self.limits.known_bytes, trusted));
        Self { documents, ..self }
    }
}

impl<E> Guarded<E> {
    /// Keeps no document but those that are trusted.
    pub(crate) fn forget(&self) {
        self.documents.forget();
    }
}

impl<E: Executor> Guarded<E> {
    /// The one answer of a query or a mutation.
    pub(crate) async fn execute(&self, judged: Judged) -> Response {
        let Judged { operation, read } = judged;
        let (response, fresh) = match read {
            Ok(asked) => {
                let (request, fresh) = asked.begin();
                (operation.part().clone().run(self.executor.execute(request)).await, fresh)
            }
            Err(errors) => (Response::from_errors(errors), None),
        };
        keep(&self.documents, fresh, &response);
        let response = shorten(response, &self.limits, fallback(operation.kind));
        operation.record(&self.metrics, &response);
        response
    }

    /// Takes note of a request that somebody else's execution answers.
    pub(crate) fn note(&self, judged: Judged) {
        if let Some(fresh) = judged.read.ok().and_then(|asked| asked.fresh) {
            self.documents.keep(fresh);
        }
    }

    /// All answers of an operation of any kind.
    pub(crate) fn execute_stream(
        &self,
        judged: Judged,
        data: Option<Arc<Data>>,
    ) -> BoxStream<'static, Response> {
        let Judged { operation, read } = judged;
        let (responses, fresh) = match read {
            Ok(asked) => {
                let (request, fresh) = asked.begin();
                (self.executor.execute_stream(request, data), fresh)
            }
            Err(errors) => {
                (Box::pin(tokio_stream::once(Response::from_errors(errors))) as BoxStream<'_, _>, None)
            }
        };
        let (documents, limits) = (Arc::clone(&self.documents), Arc::clone(&self.limits));
        let metrics = Arc::clone(&self.metrics);
        let responses = beginning_in(operation.part().clone(), responses);
        let (fallback, mut beginning) = (fallback(operation.kind), Some((operation, fresh)));
        Box::pin(responses.map(move |response| {
            let beginning = beginning.take();
            if let Some((operation, fresh)) = beginning {
                keep(&documents, fresh, &response);
                let response = shorten(response, &limits, fallback);
                // A subscription counts once, by how it begins.
                operation.record(&metrics, &response);
                return response;
            }
            shorten(response, &limits, fallback)
        }))
    }
}

/// The same responses. The first of them is a part of the operation, and what a subscription tells later is not.
fn beginning_in(
    part: Part,
    mut responses: BoxStream<'static, Response>,
) -> impl Stream<Item = Response> + Send + 'static {
    let mut part = Some(part).filter(|part| !part.is_none());
    stream::poll_fn(move |context| match &part {
        None => responses.as_mut().poll_next(context),
        Some(begun) => {
            let next = begun.during(|| responses.as_mut().poll_next(context));
            if next.is_ready() {
                part = None;
            }
            next
        }
    })
}

/// Keeps what was found out of a request that was not refused.
fn keep(documents: &Documents, fresh: Option<Fresh>, response: &Response) {
    if let Some(fresh) = fresh.filter(|_| !is_refused(response)) {
        documents.keep(fresh);
    }
}

/// The code of an error that refuses the request and has none of its own. What is left after the guard is the
/// library's validation, where there is something to execute.
fn fallback(kind: Option<OperationType>) -> &'static str {
    if kind.is_some() { code::VALIDATION_FAILED } else { code::BAD_REQUEST }
}

/// Sets `extensions.code` where there is none.
fn set_code(error: &mut ServerError, code: &str) {
    let extensions = error.extensions.get_or_insert_with(ErrorExtensionValues::default);
    if extensions.get("code").is_none() {
        extensions.set("code", code);
    }
}

/// Characters of a message. Some repeat a name from the document, which may be as long as that.
const MESSAGE_LENGTH: usize = 500;

/// Leaves at most so many errors in the answer as the limits say, tells how many were left out, and gives each a code:
/// `refusal` to those that refuse the request.
fn shorten(mut response: Response, limits: &Limits, refusal: &'static str) -> Response {
    if response.errors.is_empty() {
        return response;
    }
    let (refused, maximum) = (is_refused(&response), limits.errors);
    let omitted = response.errors.len().saturating_sub(maximum.max(1));
    response.errors.truncate(maximum.max(1));
    for error in &mut response.errors {
        if has_code(error, code::PERSISTED_QUERY_NOT_FOUND) {
            // Clients know it by its words.
            continue;
        }
        if let Some((end, _)) = error.message.char_indices().nth(MESSAGE_LENGTH) {
            error.message.truncate(end);
            error.message.push('…');
        } else if refused && !error.message.ends_with(['.', '?', '!']) {
            // The library writes most of its messages without.
            error.message.push('.');
        }
    }
    for error in &mut response.errors {
        // The library names neither its limit nor a code; its message is the only mark of this error.
        if error.message == "Query is too complex." {
            *error = Refusal::limit("complexity", limits.complexity, "points of complexity").into();
        } else if refused {
            set_code(error, refusal);
        }
    }
    if omitted == 0 { response } else { response.extension("errorsOmitted", Value::from(omitted)) }
}
