//! How requests and messages get in and out.
//!
//! - [`router`] — the addresses, and the layers around all of them; [`App`] — what all of them stand on
//! - `http` — `POST /graphql`, as in the GraphQL-over-HTTP specification; `parameters` and `answer` are its two ends
//! - `websocket` — `GET /graphql` with an upgrade
//! - `sse` — `/graphql/stream`: server-sent events
//! - `credentials` — who calls, and the seam to whoever checks it: [`Authenticator`]
//! - `origin` — which web pages may call
//! - `proxy` — where a request came from, behind proxies
//! - [`Sockets`] — what a socket may take, and how many an account may have
//! - `health` — `/healthz`, `/readyz`, `/metrics`, by what a [`Readiness`] knows
//! - `reset` — back to the first rows, in a throwaway server only
//! - `embedded` — the front desk and the playground, where the program was built with them
//! - `headers` — those that HTTP does not name, and the lists of them
//! - `access` — a log line and the counters for each request
//! - [`serve`] — runs a router on a listener until [`Shutdown`] begins
//!
//! Nothing here knows a type of the schema: it stands in as an [`Execute`](crate::graphql::shared::Execute).

mod access;
mod answer;
mod app;
mod credentials;
mod embedded;
mod headers;
mod health;
mod http;
mod origin;
mod parameters;
mod proxy;
mod readiness;
mod reset;
mod router;
mod serve;
mod sockets;
mod sse;
mod websocket;

pub use app::{App, MetricsAt};
pub use credentials::{Authenticator, Client, DEVICE_COOKIE, Rejected, SESSION_COOKIE};
pub use embedded::documents as page_documents;
pub use origin::{Origin, Origins};
pub use proxy::TrustedProxy;
pub use readiness::{Readiness, Reason};
pub use router::{metrics_router, router};
pub use serve::{Shutdown, serve};
pub use sockets::{SocketSettings, Sockets};

#[cfg(test)]
mod tests;
