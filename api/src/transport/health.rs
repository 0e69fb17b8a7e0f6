//! `/healthz`, `/readyz` and `/metrics`: for those who run the server.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::app::{App, MetricsAt};
use super::headers::PROXIED;
use super::readiness::Reason;
use crate::metrics::{CONTENT_TYPE, Metrics};

const READY_TIME: Duration = Duration::from_secs(2);

/// The process answers.
pub(super) async fn healthz() -> &'static str {
    "ok\n"
}

/// The server can do its work: 200, or 503 with the reasons, the first of which is named by a word.
pub(super) async fn readyz<E>(State(app): State<App<E>>) -> Response {
    let checked = if app.shutdown.has_begun() {
        Err(vec![Reason::new("stopping", "The server is stopping.")])
    } else {
        let timed = tokio::time::timeout(READY_TIME, app.readiness.check()).await;
        timed.unwrap_or_else(|_| Err(vec![Reason::new("slow", "The check took longer than two seconds.")]))
    };
    match checked {
        Ok(()) => Json(json!({ "ready": true })).into_response(),
        Err(reasons) => {
            let word = reasons.first().map(|reason| reason.word);
            let sentences: Vec<_> = reasons.iter().map(|reason| reason.sentence).collect();
            let body = json!({ "ready": false, "reason": word, "reasons": sentences });
            (StatusCode::SERVICE_UNAVAILABLE, Json(body)).into_response()
        }
    }
}

/// On the main listener, for this machine only: a request that came through a proxy is somebody else's, also
/// where the proxy runs here.
pub(super) async fn metrics<E>(State(app): State<App<E>>, request: Request) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip().to_canonical());
    let proxied = PROXIED.iter().any(|name| request.headers().contains_key(name));
    let local = peer.is_some_and(|peer| peer.is_loopback()) && !proxied;
    if app.metrics_at == MetricsAt::Elsewhere || !local {
        return StatusCode::NOT_FOUND.into_response();
    }
    page(&app.metrics)
}

pub(super) async fn metrics_for_all(State(metrics): State<Arc<Metrics>>) -> Response {
    page(&metrics)
}

fn page(metrics: &Metrics) -> Response {
    ([(header::CONTENT_TYPE, CONTENT_TYPE)], metrics.encode()).into_response()
}
