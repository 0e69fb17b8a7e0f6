//! One log line, one count and, where there are traces, one span for each request.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use axum::extract::{ConnectInfo, MatchedPath, Request, State};
use axum::http::{HeaderValue, Method};
use axum::middleware::Next;
use axum::response::Response;
use tower_http::request_id::{MakeRequestId, RequestId};

use super::embedded;
use super::headers::{OF_EVERY_ANSWER, REQUEST_ID};
use super::proxy::TrustedProxy;
use crate::metrics::Metrics;
use crate::request_id::{self, Work};
use crate::traces::Traces;

/// Gives each request an id that sorts by time.
#[derive(Clone, Copy, Debug)]
pub(super) struct NewId;

impl MakeRequestId for NewId {
    fn make_request_id<B>(&mut self, _: &axum::http::Request<B>) -> Option<RequestId> {
        HeaderValue::try_from(&*request_id::made()).ok().map(RequestId::new)
    }
}

/// Keeps an id that one of `proxies` has given, and forgets any other: it would stand in the log as if it were ours.
pub(super) async fn believe_id(
    State(proxies): State<Arc<[TrustedProxy]>>,
    mut request: Request,
    next: Next,
) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip().to_canonical());
    let trusted = peer.is_some_and(|peer| proxies.iter().any(|proxy| proxy.is(peer)));
    let mut ids = request.headers().get_all(REQUEST_ID).iter();
    let only = ids.next().filter(|_| ids.next().is_none()).and_then(|id| id.to_str().ok());
    if !(trusted && only.is_some_and(request_id::is_well_formed)) {
        request.headers_mut().remove(REQUEST_ID);
    }
    next.run(request).await
}

/// Logs and counts. Neither headers nor bodies are logged, nor a query string: they hold tokens and guests.
pub(super) async fn record(
    State((metrics, traces)): State<(Arc<Metrics>, Traces)>,
    request: Request,
    next: Next,
) -> Response {
    let begun = Instant::now();
    let method = name_of(request.method());
    let path = path_of(request.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str));
    let id = request.extensions().get::<RequestId>().and_then(|id| id.header_value().to_str().ok());
    let id: Arc<str> = id.unwrap_or_default().into();
    let span = tracing::info_span!("request", request_id = &*id, method, path);
    let part = traces.request(request.headers(), method, path, &id);
    let work = Work::new(id, span.clone()).run(part.clone().run(next.run(request)));
    let answer = work.await;
    let latency = begun.elapsed();
    let status = answer.status().as_u16();
    metrics.answered(method, path, status, latency);
    part.answered(status);
    let latency_ms = latency.as_secs_f64() * 1_000.0;
    let _entered = span.enter();
    match (status, path) {
        (500.., _) => tracing::warn!(status, latency_ms, "{method} {path} answered {status}"),
        // Asked every few seconds or many at a time, and of interest only when they fail.
        (_, "/healthz" | "/readyz" | "/metrics" | "/assets") => {
            tracing::debug!(status, latency_ms, "{method} {path}")
        }
        _ => tracing::info!(status, latency_ms, "{method} {path} answered {status}"),
    }
    answer
}

/// Adds what is true of every answer.
pub(super) async fn harden(request: Request, next: Next) -> Response {
    let mut answer = next.run(request).await;
    let headers = answer.headers_mut();
    for (name, value) in OF_EVERY_ANSWER {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    answer
}

fn name_of(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::POST => "POST",
        Method::HEAD => "HEAD",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

/// The route as a label: a short list, whatever is asked for.
fn path_of(route: &str) -> &'static str {
    if route == embedded::ASSETS {
        return "/assets";
    }
    ["/", "/graphql", "/graphql/stream", "/graphiql", "/healthz", "/readyz", "/metrics"]
        .into_iter()
        .find(|known| *known == route)
        .unwrap_or("other")
}
