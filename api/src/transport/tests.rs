use std::sync::Arc;
use std::time::Duration;

use async_graphql::{Context, Data, EmptySubscription, Object, Schema};
use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use axum::response::Response;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tower::ServiceExt;

use super::*;
use crate::graphql::guard::{self, Guarded};
use crate::metrics::Metrics;
use crate::traces::Traces;

mod ending;
mod origins;
mod requests;
mod sockets;

struct Query;

#[Object]
impl Query {
    async fn caller(&self, ctx: &Context<'_>) -> String {
        ctx.data_opt::<String>().cloned().unwrap_or_default()
    }

    async fn failing(&self) -> async_graphql::Result<bool> {
        Err("broken".into())
    }

    async fn panicking(&self, really: bool) -> bool {
        assert!(!really, "as asked");
        really
    }

    async fn long(&self, bytes: usize) -> String {
        "x".repeat(bytes)
    }

    async fn slow(&self, seconds: u64) -> bool {
        tokio::time::sleep(Duration::from_secs(seconds)).await;
        true
    }
}

struct Mutation;

#[Object]
impl Mutation {
    async fn sign_in(&self, ctx: &Context<'_>) -> bool {
        ctx.append_http_header("set-cookie", "frontdesk_session=good; HttpOnly");
        ctx.append_http_header("set-cookie", "other=1");
        true
    }
}

/// Knows one token.
struct OneToken;

#[async_trait::async_trait]
impl Authenticator for OneToken {
    async fn authenticate(&self, token: Option<&str>, client: &Client) -> Result<Data, Rejected> {
        let caller = match token {
            None => "nobody",
            Some("good") => "anna",
            Some("later") => return Err(Rejected::Unavailable("The database does not answer.".into())),
            Some(_) => return Err(Rejected::Invalid("The token is not valid.".into())),
        };
        let mut data = Data::default();
        data.insert(if client.browser { format!("{caller} in a browser") } else { caller.to_owned() });
        Ok(data)
    }
}

struct Checked(Result<(), Vec<Reason>>);

#[async_trait::async_trait]
impl Readiness for Checked {
    async fn check(&self) -> Result<(), Vec<Reason>> {
        self.0.clone()
    }
}

fn app() -> App<Guarded<Schema<Query, Mutation, EmptySubscription>>> {
    let limits = guard::Limits::default();
    let build = || Schema::build(Query, Mutation, EmptySubscription);
    let schema = guard::executing(build(), &limits).finish();
    let validator = guard::validating(build(), &limits).finish();
    let sdl = schema.sdl();
    App {
        executor: Guarded::new(schema, validator, &sdl, limits, Arc::new(Metrics::new())),
        authenticator: Arc::new(OneToken),
        readiness: Arc::new(Checked(Ok(()))),
        metrics: Arc::new(Metrics::new()),
        metrics_at: MetricsAt::Loopback,
        origins: Arc::new(Origins::new(&[], "127.0.0.1:8080".parse().unwrap())),
        trusted_proxies: Arc::from([]),
        demo: false,
        body_limit: 1_024,
        request_timeout: Duration::from_millis(500),
        sockets: Arc::default(),
        shutdown: Shutdown::new(),
        traces: Traces::default(),
        reset: None,
    }
}

async fn send(router: Router, headers: &[(&str, &str)], body: impl Into<Body>) -> Response {
    let mut request = Request::post("/graphql");
    if !headers.iter().any(|(name, _)| *name == "content-type") {
        request = request.header("content-type", "application/json");
    }
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    router.oneshot(request.body(body.into()).unwrap()).await.unwrap()
}

async fn json_of(answer: Response) -> Value {
    let body = axum::body::to_bytes(answer.into_body(), 1 << 20).await.unwrap();
    serde_json::from_slice(&body).unwrap()
}

async fn ask(headers: &[(&str, &str)], body: impl Into<Body>) -> (StatusCode, Value) {
    let answer = send(router(app()), headers, body).await;
    (answer.status(), json_of(answer).await)
}

const UPGRADE: &str = "GET /graphql HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
                       Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
const PROTOCOL: &str = "Sec-WebSocket-Protocol: graphql-transport-ws\r\n";

async fn connect(address: std::net::SocketAddr, request: &str) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    stream
}

async fn all_of(mut stream: TcpStream) -> String {
    let mut text = Vec::new();
    stream.read_to_end(&mut text).await.unwrap();
    String::from_utf8_lossy(&text).into_owned()
}

fn post(query: &str) -> String {
    let body = json!({ "query": query }).to_string();
    let length = body.len();
    format!(
        "POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
    )
}
