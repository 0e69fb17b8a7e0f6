//! The addresses, and the layers around all of them.

use std::any::Any;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{Method, header};
use axum::middleware::Next;
use axum::response::Response;
use axum::routing::{get, post};
use axum::{Router, middleware};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::request_id::{PropagateRequestIdLayer, SetRequestIdLayer};

use super::access::{self, NewId};
use super::answer::{MediaType, Problem, not_found};
use super::app::App;
use super::headers::REQUEST_ID;
use super::proxy::TrustedProxy;
use super::{embedded, health, http, reset, sse, websocket};
use crate::graphql::shared::Execute;
use crate::metrics::Metrics;
use crate::traces::Traces;

/// All addresses of the server.
pub fn router<E: Execute>(app: App<E>) -> Router {
    let (metrics, proxies) = (Arc::clone(&app.metrics), Arc::clone(&app.trusted_proxies));
    let traces = app.traces.clone();
    let graphql = get(websocket::upgrade::<E>).post(http::post::<E>).fallback(http::wrong_method);
    let stream = get(sse::get::<E>).post(sse::post::<E>).fallback(http::wrong_method);
    let pages = embedded::router(app.demo);
    let api = Router::new().route("/graphql", graphql).route("/graphql/stream", stream);
    // Around all that answers there, also after a panic: a page of another origin can read no answer without it.
    let api = api
        .route_layer(CatchPanicLayer::custom(after_panic))
        .route_layer(app.origins.cors())
        .route_layer(middleware::from_fn_with_state(app.clone(), preflight::<E>));
    let mut api = api;
    if app.reset.is_some() {
        api = api.route(reset::PATH, post(reset::reset::<E>));
    }
    let router = api
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz::<E>))
        .route("/metrics", get(health::metrics::<E>))
        .with_state(app)
        .merge(pages);
    layered(router, (metrics, traces), proxies)
}

/// Only `/metrics`, for anyone who can reach it.
pub fn metrics_router(metrics: Arc<Metrics>) -> Router {
    let router = Router::new()
        .route("/metrics", get(health::metrics_for_all))
        .fallback(not_found)
        .with_state(Arc::clone(&metrics));
    layered(router, (metrics, Traces::default()), Arc::from([]))
}

/// Lets a browser ask for a page whose origin is listed. The layer of `cors` alone would answer anyone who asks, with a
/// status that looks like a yes.
async fn preflight<E: Execute>(State(app): State<App<E>>, request: Request, next: Next) -> Response {
    let headers = request.headers();
    if request.method() != Method::OPTIONS {
        return next.run(request).await;
    }
    if !headers.contains_key(header::ACCESS_CONTROL_REQUEST_METHOD) {
        return http::wrong_method().await;
    }
    match app.check_origin(headers) {
        Ok(_) => next.run(request).await,
        Err(problem) => problem.with_header(header::VARY, "origin").answer(MediaType::Json),
    }
}

/// The innermost layer stands first.
fn layered(router: Router, told: (Arc<Metrics>, Traces), proxies: Arc<[TrustedProxy]>) -> Router {
    router
        .layer(CatchPanicLayer::custom(after_panic))
        .layer(middleware::from_fn(access::harden))
        .layer(middleware::from_fn_with_state(told, access::record))
        .layer(PropagateRequestIdLayer::new(REQUEST_ID))
        .layer(SetRequestIdLayer::new(REQUEST_ID, NewId))
        .layer(middleware::from_fn_with_state(proxies, access::believe_id))
}

/// The panic itself is logged by the hook that `telemetry::init` sets.
fn after_panic(_: Box<dyn Any + Send>) -> Response {
    Problem::internal("The server made a mistake.").answer(MediaType::Json)
}
