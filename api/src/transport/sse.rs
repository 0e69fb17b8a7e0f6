//! `/graphql/stream`: GraphQL over server-sent events, one connection an operation.
//!
//! <https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md#distinct-connections-mode>
//!
//! POST is for programs, GET for a browser's `EventSource`, which can send nothing but an address and the cookie.
//! Each event of a watched stream has the revision after it as its `id`, so whoever comes back with it in
//! `Last-Event-ID`, as an `EventSource` does by itself, goes on exactly after what it has.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use async_graphql::parser::types::OperationType;
use async_graphql::{Data, Response as Outcome};
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::future::{BoxFuture, FutureExt};
use futures_util::stream::{self, Stream, StreamExt};
use tracing::Span;

use super::answer::{MediaType, Problem};
use super::app::App;
use super::credentials::{Client, Credentials};
use super::headers::{BUFFERING, LAST_EVENT_ID};
use super::sockets::ACCOUNT_FULL;
use super::{http, parameters};
use crate::changes::Cursor;
use crate::graphql::guard::Judged;
use crate::graphql::shared::{Answer, Execute};
use crate::request_id::{self, Work};

/// A quiet stream says so often that it is still there: proxies take one for dead after a minute.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

pub(super) async fn post<E: Execute>(State(app): State<App<E>>, request: Request) -> Response {
    let accepted = accepts_events(request.headers());
    match http::receive(&app, request, accepted).await {
        Ok((parts, mut operation)) => {
            let data = std::mem::take(&mut operation.data);
            let judged = app.executor.judge(operation).await;
            stream_of(app, &parts, judged, data).await
        }
        Err(answer) => answer,
    }
}

pub(super) async fn get<E: Execute>(State(app): State<App<E>>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    match read(&app, &parts).await {
        Ok((judged, data)) => stream_of(app, &parts, judged, data).await,
        Err(problem) => problem.answer(MediaType::Json),
    }
}

/// The operation in the address of a GET, with whoever asks for it.
async fn read<E: Execute>(app: &App<E>, parts: &Parts) -> Result<(Judged, Data), Problem> {
    let page = app.check_origin(&parts.headers)?;
    accepts_events(&parts.headers)?;
    let operation = parameters::in_query(parts.uri.query().unwrap_or_default())?;
    let judged = app.executor.judge(operation).await;
    if judged.kind() == Some(OperationType::Mutation) {
        return Err(http::mutation_by_get());
    }
    let client = Client::of(parts, page, &app.trusted_proxies);
    let data = Credentials::of(&parts.headers, page)?.admit(&*app.authenticator, &client).await?;
    Ok((judged, data))
}

fn accepts_events(headers: &HeaderMap) -> Result<(), Problem> {
    let ranges = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok());
    let mut ranges = ranges.flat_map(|value| value.split(',')).peekable();
    let media = |range: &str| range.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let fits = |range| matches!(media(range).as_str(), "text/event-stream" | "text/*" | "*/*");
    if ranges.peek().is_none() || ranges.any(fits) {
        return Ok(());
    }
    let message = "The answer is text/event-stream.";
    Err(Problem::new(StatusCode::NOT_ACCEPTABLE, "NOT_ACCEPTABLE", message))
}

/// Where the client has come to.
fn last_seen(headers: &HeaderMap) -> Result<Option<Cursor>, Problem> {
    let Some(id) = headers.get(LAST_EVENT_ID).filter(|id| !id.is_empty()) else { return Ok(None) };
    match id.to_str().ok().and_then(Cursor::decode) {
        Some(cursor) => Ok(Some(cursor)),
        None => Err(Problem::bad_request("The header Last-Event-ID is not a revision of this API.")),
    }
}

async fn stream_of<E: Execute>(app: App<E>, parts: &Parts, judged: Judged, data: Data) -> Response {
    let seen = match last_seen(&parts.headers) {
        Ok(seen) => seen,
        Err(problem) => return problem.answer(MediaType::Json),
    };
    let data = Arc::new(data);
    let place = match app.authenticator.account(&data) {
        None => None,
        Some(account) => match app.sockets.enter(account, app.authenticator.most_sockets(&data)) {
            Ok(place) => Some(place),
            Err(_) => {
                app.metrics.socket_refused(ACCOUNT_FULL);
                let message = "Your account has as many sockets and streams open as it may have.";
                return Problem::new(StatusCode::TOO_MANY_REQUESTS, "TOO_MANY_STREAMS", message)
                    .answer(MediaType::Json);
            }
        },
    };
    let end = end(&app, &data);
    let mut answers = app.executor.answers(judged, data, seen).flatten_stream().boxed();
    // What is told after the head was answered is still this request's.
    let id = request_id::current().unwrap_or_else(request_id::made);
    let work = Work::new(id, Span::current());
    let events = stream::poll_fn(move |context| {
        work.during(|| answers.poll_next_unpin(context).map(|next| next.map(event)))
    });
    let events = events.chain(stream::once(async { Event::default().event("complete").data("") }));
    let counted = app.metrics.socket();
    let events = events.take_until(end).map(move |event| {
        let _ = (&place, &counted);
        Ok::<_, Infallible>(event)
    });
    answer(events)
}

fn answer(events: impl Stream<Item = Result<Event, Infallible>> + Send + 'static) -> Response {
    let mut answer = Sse::new(events).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)).into_response();
    answer.headers_mut().insert(BUFFERING, HeaderValue::from_static("no"));
    answer
}

/// Comes when nobody is to be told anything any more. The stream then ends without a `complete`, which a client
/// takes for a reason to come back.
fn end<E>(app: &App<E>, data: &Data) -> BoxFuture<'static, ()> {
    let (shutdown, session) = (app.shutdown.clone(), app.authenticator.ended(data));
    Box::pin(async move {
        tokio::select! {
            () = shutdown.begun() => {}
            () = session => {}
        }
    })
}

fn event(answer: Answer) -> Event {
    let next = Event::default().event("next");
    match answer {
        Answer::Shared(encoded) => {
            if let Some(telling) = &encoded.telling {
                telling.told("sse");
            }
            next.id(&encoded.revision).data(&encoded.json)
        }
        Answer::Response(response) => next.data(json(&response)),
    }
}

fn json(response: &Outcome) -> String {
    super::answer::text(response).unwrap_or_else(|error| {
        tracing::error!(%error, "a response could not be written");
        r#"{"errors":[{"message":"The response could not be written.","extensions":{"code":"INTERNAL"}}]}"#
            .to_owned()
    })
}
