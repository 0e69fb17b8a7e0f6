//! `GET /graphql` with an upgrade: the protocol `graphql-transport-ws`.
//!
//! <https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md>
//!
//! - `session` — the loop of one socket; `ends` — what ends it from this side
//! - `message` — the messages, and what makes one invalid
//! - `protocol` — the rules, as a state machine without I/O
//! - `operations` — what is being executed for one socket
//! - `buffer` — what the library has read, and when it lets go of it
//!
//! A socket is one task, which writes one message at a time and reads nothing meanwhile.

mod buffer;
mod ends;
mod message;
mod operations;
mod protocol;
mod session;

use std::sync::Arc;

use axum::extract::ws::WebSocketUpgrade;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::header;
use axum::response::Response;

use super::answer::{MediaType, Problem};
use super::app::App;
use super::credentials::{Client, Credentials};
use super::http;
use crate::graphql::shared::Execute;
use crate::request_id::{self, Work};
use crate::traces::SocketTrace;
use session::Session;

/// A message may be so much larger than a request's body: for what is around a request, and for one that is too large to
/// be read as far as its id, which is then told.
const MARGIN_BYTES: usize = 1024 * 1024;

pub(super) async fn upgrade<E: Execute>(State(app): State<App<E>>, request: Request) -> Response {
    let (mut parts, _) = request.into_parts();
    if !parts.headers.contains_key(header::UPGRADE) {
        return http::get(&app, &parts).await;
    }
    let page = match app.check_origin(&parts.headers) {
        Ok(page) => page,
        Err(problem) => {
            app.metrics.socket_refused("foreign_origin");
            return problem.answer(MediaType::Json);
        }
    };
    let credentials = match Credentials::of(&parts.headers, page) {
        Ok(credentials) => credentials,
        Err(rejected) => {
            app.metrics.socket_refused("token");
            return Problem::from(rejected).answer(MediaType::Json);
        }
    };
    let client = Client::of(&parts, page, &app.trusted_proxies);
    let upgrade = match WebSocketUpgrade::from_request_parts(&mut parts, &()).await {
        Ok(upgrade) => upgrade.protocols([protocol::NAME]),
        Err(rejection) => {
            app.metrics.socket_refused("bad_upgrade");
            return Problem::new(rejection.status(), "BAD_UPGRADE", rejection.body_text())
                .answer(MediaType::Json);
        }
    };
    let id = request_id::current().unwrap_or_else(request_id::made);
    let trace = SocketTrace::new(&app.traces, &parts.headers);
    // Also without a protocol in common: only on a socket can a page be told why it gets none.
    let most = app.body_limit + MARGIN_BYTES;
    upgrade
        .max_message_size(most)
        .max_frame_size(most)
        .read_buffer_size(buffer::READ_BYTES)
        // Messages go out at once, one by one; buffering them would only delay them. What may be buffered has no
        // limit of its own, because an answer of any length is one message.
        .write_buffer_size(0)
        .on_upgrade(async move |socket| {
            // In a task of its own, which does not keep what the upgrade took.
            let shutdown = app.shutdown.clone();
            let span = tracing::info_span!(parent: None, "socket", request_id = &*id);
            let session = Box::new(Session::new(app, (Arc::clone(&id), trace), socket, credentials, client));
            shutdown.spawn(Work::new(id, span).run(session.run()));
        })
}
