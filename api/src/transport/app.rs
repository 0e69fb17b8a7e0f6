//! What the transport stands on.

use std::sync::Arc;
use std::time::Duration;

use axum::http::{HeaderMap, StatusCode};

use super::answer::Problem;
use super::credentials::Authenticator;
use super::origin::{Origins, RequestOrigin};
use super::proxy::TrustedProxy;
use super::readiness::Readiness;
use super::serve::Shutdown;
use super::sockets::Sockets;
use crate::metrics::Metrics;
use crate::throwaway::Reset;
use crate::traces::Traces;

/// Where the metrics are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MetricsAt {
    /// On the router itself, for this machine only.
    Loopback,
    /// On a listener of their own, with [`metrics_router`](super::metrics_router).
    Elsewhere,
}

/// What the transport stands on. Cloned for each request: everything in it is shared or small.
#[derive(Clone)]
#[expect(missing_debug_implementations, reason = "the executor and the two seams have none")]
pub struct App<E> {
    /// The schema behind its guard, [`Guarded`](crate::graphql::guard::Guarded).
    pub executor: E,
    pub authenticator: Arc<dyn Authenticator>,
    pub readiness: Arc<dyn Readiness>,
    pub metrics: Arc<Metrics>,
    pub metrics_at: MetricsAt,
    pub origins: Arc<Origins>,
    /// The peers whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Arc<[TrustedProxy]>,
    /// Whether the page offers the demo's people.
    pub demo: bool,
    /// Bytes of a request's body.
    pub body_limit: usize,
    /// From a POST's head to its answer, and from a query or mutation on a socket to its own.
    pub request_timeout: Duration,
    pub sockets: Arc<Sockets>,
    pub shutdown: Shutdown,
    pub traces: Traces,
    /// What `POST /throwaway/reset` does; none but in a throwaway server, where that address is nothing.
    pub(crate) reset: Option<Reset>,
}

impl<E> App<E> {
    pub(super) fn check_origin(&self, headers: &HeaderMap) -> Result<RequestOrigin, Problem> {
        self.origins.check(headers).map_err(|_| {
            let message = "This page's origin is not on the server's list. One that the server is reached under is \
                           listed by --public-origin, one that is served elsewhere by --allow-origin.";
            Problem::new(StatusCode::FORBIDDEN, "FOREIGN_ORIGIN", message)
        })
    }
}
