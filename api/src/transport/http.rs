//! `POST /graphql`.
//!
//! As in <https://graphql.github.io/graphql-over-http/draft/>, without its GET: a link must neither change
//! anything nor be kept in a cache or a log.

use std::time::Duration;

use async_graphql::Executor;
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{Request, State};
use axum::http::{StatusCode, header, request::Parts};
use axum::response::Response;
use futures_util::StreamExt;
use tokio::time::{Instant, timeout, timeout_at};

use super::answer::{MediaType, Problem, executed};
use super::credentials::{Client, Credentials};
use super::parameters;
use super::router::App;

/// What is still read of a refused body: with less, the connection would be reset before many a client has read
/// the answer, with more, refusing would be dear.
const DRAIN_BYTES: u64 = 32 * 1024 * 1024;
const DRAIN_TIME: Duration = Duration::from_secs(2);

pub(super) async fn post<E: Executor>(State(app): State<App<E>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let media = MediaType::negotiate(&parts.headers);
    let deadline = Instant::now() + app.request_timeout;
    let told = media.unwrap_or_default();
    let announced = body.size_hint().lower();
    let data = match admit(&app, &parts, announced, media).await {
        Ok(data) => data,
        Err(problem) => {
            // A client that waits for leave to send its body reads the answer first. To read would be leave.
            if !parts.headers.contains_key(header::EXPECT) && announced <= DRAIN_BYTES {
                drain(body).await;
            }
            return problem.answer(told);
        }
    };
    let body = match timeout_at(deadline, read(body, app.body_limit)).await {
        Ok(Ok(body)) => body,
        Ok(Err(problem)) => return problem.answer(told),
        Err(_) => {
            let message = "The request's body did not arrive in time.";
            return Problem::new(StatusCode::REQUEST_TIMEOUT, "REQUEST_TIMEOUT", message).answer(told);
        }
    };
    let mut request = match parameters::read(&body) {
        Ok(request) => request,
        Err(problem) => return problem.answer(told),
    };
    drop(body);
    request.data = data;
    match timeout_at(deadline, app.executor.execute(request)).await {
        Ok(response) => executed(&response, told),
        Err(_) => {
            let message = "The request took too long and was given up. A write may have been saved or not: send it \
                           again with the same mutationId.";
            Problem::new(StatusCode::GATEWAY_TIMEOUT, "TIMEOUT", message).answer(told)
        }
    }
}

/// Everything that can be said of a request without its body.
async fn admit<E: Executor>(
    app: &App<E>,
    parts: &Parts,
    announced: u64,
    media: Option<MediaType>,
) -> Result<async_graphql::Data, Problem> {
    let headers = &parts.headers;
    app.check_origin(headers)?;
    if media.is_none() {
        let message = "The answer is application/graphql-response+json or application/json.";
        return Err(Problem::new(StatusCode::NOT_ACCEPTABLE, "NOT_ACCEPTABLE", message));
    }
    parameters::check_content_type(headers)?;
    if announced > app.body_limit as u64 {
        return Err(too_large(app.body_limit));
    }
    let client = Client::of(parts, &app.trusted_proxies);
    Ok(Credentials::of(headers)?.check(&*app.authenticator, &client).await?)
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

/// Any method but POST, and GET without an upgrade.
pub(super) async fn wrong_method() -> Response {
    let message = "Send GraphQL requests by POST, or upgrade to a WebSocket.";
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED", message)
        .with_header(header::ALLOW, "POST")
        .answer(MediaType::Json)
}
