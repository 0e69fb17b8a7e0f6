//! `POST /graphql`, and GET for queries that are named by their hash.
//!
//! As in <https://graphql.github.io/graphql-over-http/draft/>, without its GET of a whole document: a link must neither
//! change anything nor make the server execute what nobody has sent it before.

use std::time::Duration;

use async_graphql::parser::types::OperationType;
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{Request, State};
use axum::http::{StatusCode, header, request::Parts};
use axum::response::Response;
use tokio::time::{Instant, timeout, timeout_at};
use tokio_stream::StreamExt;

use super::answer::{MediaType, Problem, executed};
use super::app::App;
use super::credentials::{Client, Credentials};
use super::parameters;
use crate::graphql::guard::{Judged, problem};
use crate::graphql::shared::Execute;

/// What is still read of a refused body: with less, the connection would be reset before many a client has read
/// the answer, with more, refusing would be dear.
const DRAIN_BYTES: u64 = 32 * 1024 * 1024;
const DRAIN_TIME: Duration = Duration::from_secs(2);

pub(super) async fn post<E: Execute>(State(app): State<App<E>>, request: Request) -> Response {
    let media = MediaType::negotiate(request.headers());
    let told = media.unwrap_or_default();
    let deadline = Instant::now() + app.request_timeout;
    let acceptable = media.map(drop).ok_or_else(not_acceptable);
    match receive(&app, request, acceptable).await {
        Ok((_, operation)) => answer(&app, app.executor.judge(operation).await, told, deadline).await,
        Err(answer) => answer,
    }
}

pub(super) async fn get<E: Execute>(app: &App<E>, parts: &Parts) -> Response {
    let query = parts.uri.query().unwrap_or_default();
    if !parameters::names_document(query) {
        return wrong_method().await;
    }
    let media = MediaType::negotiate(&parts.headers);
    let told = media.unwrap_or_default();
    let deadline = Instant::now() + app.request_timeout;
    let read = async {
        let page = app.check_origin(&parts.headers)?;
        media.ok_or_else(not_acceptable)?;
        let mut operation = parameters::in_query(query)?;
        let client = Client::of(parts, page, &app.trusted_proxies);
        operation.data = Credentials::of(&parts.headers, page)?.admit(&*app.authenticator, &client).await?;
        Ok::<_, Problem>(operation)
    };
    let judged = match read.await {
        Ok(operation) => app.executor.judge(operation).await,
        Err(problem) => return problem.answer(told),
    };
    if judged.kind() == Some(OperationType::Mutation) {
        return mutation_by_get().answer(told);
    }
    answer(app, judged, told, deadline).await
}

/// A link must not change anything.
pub(super) fn mutation_by_get() -> Problem {
    let message = "A mutation must be sent by POST.";
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED", message)
        .with_header(header::ALLOW, "POST")
}

fn not_acceptable() -> Problem {
    let message = "The answer is application/graphql-response+json or application/json.";
    Problem::new(StatusCode::NOT_ACCEPTABLE, "NOT_ACCEPTABLE", message)
}

async fn answer<E: Execute>(
    app: &App<E>,
    mut judged: Judged,
    told: MediaType,
    deadline: Instant,
) -> Response {
    if judged.kind() == Some(OperationType::Subscription) {
        let message = "A subscription is not answered here: send it to /graphql/stream, which answers server-sent \
                       events, or over a WebSocket.";
        judged = judged.refused(problem("BAD_REQUEST", message));
    }
    match timeout_at(deadline, app.executor.execute(judged)).await {
        Ok(response) => executed(response, told),
        Err(_) => {
            let message = "The request took too long and was given up. A write may have been saved or not: send it \
                           again with the same mutationId.";
            Problem::new(StatusCode::GATEWAY_TIMEOUT, "TIMEOUT", message).answer(told)
        }
    }
}

/// The head and the operation of a POST, with whoever sent it.
///
/// # Errors
/// The answer to a request that is refused.
pub(super) async fn receive<E>(
    app: &App<E>,
    request: Request,
    acceptable: Result<(), Problem>,
) -> Result<(Parts, async_graphql::Request), Response> {
    let (parts, body) = request.into_parts();
    let told = MediaType::negotiate(&parts.headers).unwrap_or_default();
    let announced = body.size_hint().lower();
    let data = match admit(app, &parts, announced, acceptable).await {
        Ok(data) => data,
        Err(problem) => {
            // A client that waits for leave to send its body reads the answer first. To read would be leave.
            if !parts.headers.contains_key(header::EXPECT) && announced <= DRAIN_BYTES {
                drain(body).await;
            }
            return Err(problem.answer(told));
        }
    };
    let body = match timeout(app.request_timeout, read(body, app.body_limit)).await {
        Ok(body) => body.map_err(|problem| problem.answer(told))?,
        Err(_) => {
            let message = "The request's body did not arrive in time.";
            let problem = Problem::new(StatusCode::REQUEST_TIMEOUT, "REQUEST_TIMEOUT", message);
            return Err(problem.answer(told));
        }
    };
    let mut operation = parameters::read(body).await.map_err(|problem| problem.answer(told))?;
    operation.data = data;
    Ok((parts, operation))
}

/// Everything that can be said of a request without its body.
async fn admit<E>(
    app: &App<E>,
    parts: &Parts,
    announced: u64,
    acceptable: Result<(), Problem>,
) -> Result<async_graphql::Data, Problem> {
    let headers = &parts.headers;
    let page = app.check_origin(headers)?;
    acceptable?;
    parameters::check_content_type(headers)?;
    if announced > app.body_limit as u64 {
        return Err(too_large(app.body_limit));
    }
    let client = Client::of(parts, page, &app.trusted_proxies);
    Ok(Credentials::of(headers, page)?.admit(&*app.authenticator, &client).await?)
}

fn too_large(limit: usize) -> Problem {
    let message = format!("The request's body is too large: at most {limit} bytes are allowed.");
    Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "PAYLOAD_TOO_LARGE", message)
}

/// The whole body, if it is within `limit` bytes.
async fn read(body: Body, limit: usize) -> Result<Bytes, Problem> {
    let mut stream = body.into_data_stream();
    let mut whole = Vec::new();
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(|_| Problem::bad_request("The request's body could not be read."))?;
        if whole.len() + chunk.len() > limit {
            drain(Body::from_stream(stream)).await;
            return Err(too_large(limit));
        }
        whole.extend_from_slice(&chunk);
    }
    Ok(whole.into())
}

/// Reads and forgets.
async fn drain(body: Body) {
    let mut left = DRAIN_BYTES;
    let mut stream = body.into_data_stream();
    let read = async {
        while let Some(Ok(chunk)) = stream.next().await {
            match left.checked_sub(chunk.len() as u64) {
                Some(rest) => left = rest,
                None => break,
            }
        }
    };
    // Refused either way; a slow sender only loses the chance to read why.
    drop(timeout(DRAIN_TIME, read).await);
}

/// Any method but POST, and GET without an upgrade or the hash of a document.
pub(super) async fn wrong_method() -> Response {
    let message = "Send GraphQL requests by POST, or upgrade to a WebSocket.";
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED", message)
        .with_header(header::ALLOW, "POST")
        .answer(MediaType::Json)
}
