//! `GET /graphql` with an upgrade: the protocol `graphql-transport-ws`.
//!
//! <https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md>. The session is the library's; around it stand
//! the Origin check, the size of a message, the wait for `connection_init` and the end of the server.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use async_graphql::Executor;
use async_graphql::http::{WebSocket as Session, WebSocketProtocols, WsMessage};
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use axum::extract::{FromRequestParts, Request, State};
use axum::http::{StatusCode, header};
use axum::response::Response;
use futures_util::{SinkExt, StreamExt, future};
use tokio::sync::oneshot;

use super::answer::{MediaType, Problem};
use super::credentials::{Client, Credentials};
use super::http::wrong_method;
use super::router::App;

const PROTOCOL: &str = "graphql-transport-ws";
const MESSAGE_BYTES: usize = 64 * 1024;
/// How long a socket may stay without `connection_init`.
const INIT_TIME: Duration = Duration::from_secs(10);
/// How long the last message may take.
const FAREWELL_TIME: Duration = Duration::from_secs(2);

const GOING_AWAY: u16 = 1001;
const FORBIDDEN: u16 = 4403;
const INIT_TIMEOUT: u16 = 4408;

pub(super) async fn upgrade<E: Executor>(State(app): State<App<E>>, request: Request) -> Response {
    let (mut parts, _) = request.into_parts();
    if !parts.headers.contains_key(header::UPGRADE) {
        return wrong_method().await;
    }
    if let Err(problem) = app.check_origin(&parts.headers) {
        return problem.answer(MediaType::Json);
    }
    let credentials = match Credentials::of(&parts.headers) {
        Ok(credentials) => credentials,
        Err(rejected) => return Problem::from(rejected).answer(MediaType::Json),
    };
    let client = Client::of(&parts, &app.trusted_proxies);
    let upgrade = match WebSocketUpgrade::from_request_parts(&mut parts, &()).await {
        Ok(upgrade) => upgrade.protocols([PROTOCOL]),
        Err(rejection) => {
            return Problem::new(rejection.status(), "BAD_UPGRADE", rejection.body_text())
                .answer(MediaType::Json);
        }
    };
    if upgrade.selected_protocol().is_none_or(|protocol| protocol != PROTOCOL) {
        let message = format!("The WebSocket's protocol must be {PROTOCOL}.");
        return Problem::new(StatusCode::BAD_REQUEST, "BAD_UPGRADE", message).answer(MediaType::Json);
    }
    upgrade
        .max_message_size(MESSAGE_BYTES)
        .max_frame_size(MESSAGE_BYTES)
        .read_buffer_size(4 * 1024)
        // Messages go out at once; buffering them would only delay them.
        .write_buffer_size(0)
        .max_write_buffer_size(1024 * 1024)
        .on_upgrade(move |socket| session(app, socket, credentials, client))
}

async fn session<E: Executor>(app: App<E>, socket: WebSocket, credentials: Credentials, client: Client) {
    let _held = app.shutdown.hold();
    let _counted = app.metrics.socket();
    let (mut sink, stream) = socket.split();
    let input = stream.take_while(|message| future::ready(message.is_ok())).filter_map(|message| {
        future::ready(match message {
            Ok(message @ (Message::Text(_) | Message::Binary(_))) => Some(message.into_data()),
            _ => None,
        })
    });
    let initialised = Arc::new(AtomicBool::new(false));
    let authenticator = Arc::clone(&app.authenticator);
    let seen = Arc::clone(&initialised);
    let (tell, told) = oneshot::channel();
    let mut session = Box::pin(
        Session::new(app.executor.clone(), input, WebSocketProtocols::GraphQLWS).on_connection_init(
            move |payload| async move {
                seen.store(true, Ordering::Relaxed);
                let data = credentials.with_payload(&payload)?.check(&*authenticator, &client).await?;
                drop(tell.send(authenticator.ended(&data)));
                Ok(data)
            },
        ),
    );
    let mut ended = Box::pin(async {
        match told.await {
            Ok(ended) => ended.await,
            Err(_) => future::pending().await,
        }
    });
    let mut init_deadline = Box::pin(tokio::time::sleep(INIT_TIME));
    let mut waits = true;
    let close = loop {
        let message = tokio::select! {
            biased;
            () = app.shutdown.begun() => break Some(close(GOING_AWAY, "The server is stopping.")),
            () = &mut ended => break Some(close(FORBIDDEN, "Your session has ended.")),
            () = &mut init_deadline, if waits => {
                if !initialised.load(Ordering::Relaxed) {
                    break Some(close(INIT_TIMEOUT, "Connection initialisation timeout"));
                }
                waits = false;
                continue;
            }
            message = session.next() => message,
        };
        let message = match message {
            None => break None,
            Some(WsMessage::Text(text)) => Message::Text(text.into()),
            Some(WsMessage::Close(code, reason)) => break Some(close(code, &reason)),
        };
        let sent = tokio::select! {
            sent = sink.send(message) => sent,
            // A client that does not read must not hold up the end.
            () = app.shutdown.begun() => return,
            // Nor one whose session has ended.
            () = &mut ended => return,
        };
        if sent.is_err() {
            return;
        }
    };
    // Dropped before the farewell, so that no subscription outlives the socket by the time that takes.
    drop(session);
    let farewell = async {
        if let Some(close) = close {
            sink.send(close).await?;
        }
        sink.close().await
    };
    // A client that is gone or does not read gets none.
    drop(tokio::time::timeout(FAREWELL_TIME, farewell).await);
}

/// A close frame; the protocol allows its reason 123 bytes.
fn close(code: u16, reason: &str) -> Message {
    let mut end = reason.len().min(123);
    while !reason.is_char_boundary(end) {
        end -= 1;
    }
    Message::Close(Some(CloseFrame { code, reason: reason[..end].into() }))
}
