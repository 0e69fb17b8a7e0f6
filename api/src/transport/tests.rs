use std::sync::Arc;
use std::time::Duration;

use async_graphql::{Context, Data, EmptySubscription, Object, Schema};
use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use axum::response::Response;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tower::ServiceExt;

use super::*;
use crate::graphql::guard;
use crate::metrics::Metrics;

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

struct Checked(Result<(), Vec<String>>);

#[async_trait::async_trait]
impl Readiness for Checked {
    async fn check(&self) -> Result<(), Vec<String>> {
        self.0.clone()
    }
}

fn app() -> App<Schema<Query, Mutation, EmptySubscription>> {
    let builder = Schema::build(Query, Mutation, EmptySubscription);
    App {
        executor: guard::apply(builder, &guard::Limits::default()).finish(),
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

const CALLER: &str = r#"{"query":"{ caller }"}"#;
const OWN: (&str, &str) = ("origin", "http://localhost:8080");

#[tokio::test]
async fn a_broken_request_is_told_what_is_wrong() {
    for (body, said) in [
        ("{ \"query", "not JSON"),
        ("7", "must be a JSON object"),
        (r#"[{"query":"{ caller }"}]"#, "one request at a time"),
        ("{}", "`query` is missing"),
        (r#"{"query":7}"#, "`query` must be a string"),
        (r#"{"query":"{ caller }","operationName":7}"#, "`operationName` must be a string or null"),
        (r#"{"query":"{ caller }","variables":[]}"#, "`variables` must be an object or null"),
        (r#"{"query":"{ caller }","extensions":"x"}"#, "`extensions` must be an object or null"),
    ] {
        let (status, answer) = ask(&[], body).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{body}");
        assert!(answer["errors"][0]["message"].as_str().unwrap().contains(said), "{body}: {answer}");
    }
    for content_type in
        ["application/x-www-form-urlencoded", "text/plain", "application/json; charset=latin1", ""]
    {
        let (status, answer) = ask(&[("content-type", content_type)], CALLER).await;
        assert_eq!(status, StatusCode::UNSUPPORTED_MEDIA_TYPE, "{content_type}");
        assert_eq!(answer["errors"][0]["extensions"]["code"], "UNSUPPORTED_MEDIA_TYPE");
    }
    let (status, answer) = ask(&[], "x".repeat(2_000)).await;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(answer["errors"][0]["message"].as_str().unwrap().contains("1024 bytes"), "{answer}");
}

#[tokio::test]
async fn the_limit_holds_for_a_body_of_unknown_length() {
    let chunks = futures_util::stream::iter((0..100).map(|_| Ok::<_, std::io::Error>(vec![b' '; 1_000])));
    let (status, _) = ask(&[], Body::from_stream(chunks)).await;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn the_status_says_what_happened_to_who_asks_for_it() {
    let modern = [("accept", "application/graphql-response+json")];
    let refused = r#"{"query":"{ nope }"}"#;
    let (status, answer) = ask(&modern, refused).await;
    assert_eq!((status, answer.get("data")), (StatusCode::BAD_REQUEST, None));
    let (status, answer) = ask(&[], refused).await;
    assert_eq!((status, answer.get("data")), (StatusCode::OK, None));
    // Executed, if in vain: the path says where it failed, and data is there.
    let (status, answer) = ask(&modern, r#"{"query":"{ failing }"}"#).await;
    assert_eq!((status, answer.get("data")), (StatusCode::OK, Some(&Value::Null)));
    let (status, _) = ask(&[("accept", "text/html")], CALLER).await;
    assert_eq!(status, StatusCode::NOT_ACCEPTABLE);
}

#[tokio::test]
async fn a_foreign_page_is_refused_before_its_body_is_read() {
    let never = Body::from_stream(futures_util::stream::pending::<Result<Vec<u8>, std::io::Error>>());
    let headers = [("origin", "https://evil.example"), ("expect", "100-continue")];
    let (status, answer) = ask(&headers, never).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    assert_eq!(answer["errors"][0]["extensions"]["code"], "FOREIGN_ORIGIN");
    assert_eq!(ask(&[OWN], CALLER).await.0, StatusCode::OK);
}

#[tokio::test]
async fn a_cookie_needs_the_browsers_word_and_a_bearer_token_does_not() {
    let cookie = ("cookie", "frontdesk_session=good");
    for (headers, caller) in [
        (&[][..], "nobody"),
        (&[("authorization", "Bearer good")], "anna"),
        (&[cookie], "nobody"),
        (&[cookie, ("sec-fetch-site", "cross-site")], "nobody in a browser"),
        (&[cookie, ("sec-fetch-site", "same-origin")], "anna in a browser"),
        (&[cookie, OWN], "anna in a browser"),
        (&[("cookie", "frontdesk_session=old"), OWN], "nobody in a browser"),
    ] {
        assert_eq!(ask(headers, CALLER).await.1["data"]["caller"], caller, "{headers:?}");
    }
    for (token, status) in [
        ("Bearer old", StatusCode::UNAUTHORIZED),
        ("Basic YTpi", StatusCode::UNAUTHORIZED),
        ("Bearer later", StatusCode::SERVICE_UNAVAILABLE),
    ] {
        assert_eq!(ask(&[("authorization", token), cookie, OWN], CALLER).await.0, status, "{token}");
    }
}

#[tokio::test]
async fn what_resolvers_put_into_the_head_gets_there() {
    let answer =
        send(router(app()), &[("x-request-id", "forged")], r#"{"query":"mutation { signIn }"}"#).await;
    let headers = answer.headers();
    let cookies: Vec<_> = headers.get_all("set-cookie").iter().collect();
    assert_eq!(cookies, ["frontdesk_session=good; HttpOnly", "other=1"]);
    assert_eq!(headers["x-content-type-options"], "nosniff");
    assert_eq!(headers["cache-control"], "no-store");
    assert!(uuid::Uuid::parse_str(headers["x-request-id"].to_str().unwrap()).is_ok());
}

#[tokio::test]
async fn a_mutation_by_get_is_refused() {
    let request = Request::get("/graphql?query=mutation%7BsignIn%7D").body(Body::empty()).unwrap();
    let answer = router(app()).oneshot(request).await.unwrap();
    assert_eq!(
        (answer.status(), &answer.headers()["allow"]),
        (StatusCode::METHOD_NOT_ALLOWED, &"POST".parse().unwrap())
    );
    assert!(answer.headers().get("set-cookie").is_none());
    assert!(json_of(answer).await["errors"][0]["message"].is_string());
}

#[tokio::test]
async fn a_panic_and_a_slow_resolver_still_get_an_answer() {
    let (status, answer) = ask(&[], r#"{"query":"{ panicking(really: true) }"}"#).await;
    assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(answer["errors"][0]["extensions"]["code"], "INTERNAL_SERVER_ERROR");
    let (status, answer) = ask(&[], r#"{"query":"{ slow(seconds: 60) }"}"#).await;
    assert_eq!(status, StatusCode::GATEWAY_TIMEOUT);
    assert_eq!(answer["errors"][0]["extensions"]["code"], "TIMEOUT");
}

#[tokio::test]
async fn readiness_gives_its_reasons_and_ends_with_the_server() {
    let get = |app| router(app).oneshot(Request::get("/readyz").body(Body::empty()).unwrap());
    assert_eq!(get(app()).await.unwrap().status(), StatusCode::OK);
    let broken = Checked(Err(vec!["The database does not answer.".into()]));
    let answer = get(App { readiness: Arc::new(broken), ..app() }).await.unwrap();
    assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(json_of(answer).await["reasons"], json!(["The database does not answer."]));
    let stopping = app();
    stopping.shutdown.begin();
    assert_eq!(get(stopping).await.unwrap().status(), StatusCode::SERVICE_UNAVAILABLE);
}

/// A server on a port of its own, and the task that runs it.
async fn start(shutdown: &Shutdown, grace: Duration) -> (std::net::SocketAddr, tokio::task::JoinHandle<()>) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let app = App { shutdown: shutdown.clone(), request_timeout: Duration::from_secs(60), ..app() };
    let shutdown = shutdown.clone();
    (address, tokio::spawn(async move { serve(listener, router(app), shutdown, grace).await.unwrap() }))
}

const UPGRADE: &str = "GET /graphql HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
                       Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
const PROTOCOL: &str = "Sec-WebSocket-Protocol: graphql-transport-ws\r\n";

/// A socket on a server of its own, by the byte.
async fn open(settings: SocketSettings, headers: &str) -> tokio::net::TcpStream {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let app = App { sockets: Arc::new(Sockets::new(settings)), ..app() };
    let shutdown = app.shutdown.clone();
    tokio::spawn(
        async move { serve(listener, router(app), shutdown, Duration::from_secs(1)).await.unwrap() },
    );
    let mut stream = connect(address, &format!("{UPGRADE}{headers}\r\n")).await;
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.unwrap());
    }
    assert!(head.starts_with(b"HTTP/1.1 101"), "{}", String::from_utf8_lossy(&head));
    stream
}

/// A frame as a client sends it, masked with nothing.
fn frame(first_byte: u8, payload: &[u8]) -> Vec<u8> {
    let length = u8::try_from(payload.len()).unwrap();
    assert!(length < 126);
    [&[first_byte, 0x80 | length, 0, 0, 0, 0], payload].concat()
}

const TEXT: u8 = 0x81;
const CLOSE: u8 = 0x88;
const PING: u8 = 0x89;
const PONG: u8 = 0x8a;

/// The next frame of a server, which must be a short one.
async fn received(stream: &mut tokio::net::TcpStream) -> (u8, Vec<u8>) {
    let (first, length) = (stream.read_u8().await.unwrap(), stream.read_u8().await.unwrap());
    assert!(length < 126);
    let mut payload = vec![0; length.into()];
    stream.read_exact(&mut payload).await.unwrap();
    (first, payload)
}

#[tokio::test]
async fn a_socket_without_an_acceptable_protocol_is_told_so() {
    for headers in ["", "Sec-WebSocket-Protocol: graphql-ws\r\n"] {
        let mut stream = open(SocketSettings::default(), headers).await;
        let (kind, payload) = received(&mut stream).await;
        assert_eq!((kind, &payload[..2]), (CLOSE, &4406u16.to_be_bytes()[..]), "{headers}");
    }
}

#[tokio::test]
async fn a_socket_that_says_nothing_is_closed() {
    let settings = SocketSettings { init_within: Duration::from_millis(50), ..Default::default() };
    let mut stream = open(settings, PROTOCOL).await;
    let (kind, payload) = received(&mut stream).await;
    assert_eq!((kind, &payload[..2]), (CLOSE, &4408u16.to_be_bytes()[..]));
}

#[tokio::test]
async fn a_socket_lives_for_as_long_as_it_answers_pings() {
    let (ping_every, pong_within) = (Duration::from_millis(50), Duration::from_millis(400));
    let mut stream = open(SocketSettings { ping_every, pong_within, ..Default::default() }, PROTOCOL).await;
    for _ in 0..20 {
        assert_eq!(received(&mut stream).await.0, PING);
        stream.write_all(&frame(PONG, b"")).await.unwrap();
    }
    let mut rest = Vec::new();
    let silent = std::time::Instant::now();
    stream.read_to_end(&mut rest).await.unwrap();
    assert!(silent.elapsed() >= pong_within);
    assert_eq!(rest, [PING, 0], "one more ping, and no goodbye");
}

#[tokio::test]
async fn a_resolver_that_panics_costs_its_operation_only() {
    let mut stream = open(SocketSettings::default(), PROTOCOL).await;
    stream.write_all(&frame(TEXT, br#"{"type":"connection_init"}"#)).await.unwrap();
    assert_eq!(received(&mut stream).await.1, br#"{"type":"connection_ack"}"#);
    let panicking = br#"{"type":"subscribe","id":"1","payload":{"query":"{ panicking(really: true) }"}}"#;
    stream.write_all(&frame(TEXT, panicking)).await.unwrap();
    let error: Value = serde_json::from_slice(&received(&mut stream).await.1).unwrap();
    assert_eq!((&error["type"], &error["id"]), (&json!("error"), &json!("1")), "{error}");
    assert_eq!(error["payload"][0]["extensions"]["code"], "INTERNAL_SERVER_ERROR");
    stream.write_all(&frame(TEXT, br#"{"type":"ping"}"#)).await.unwrap();
    assert_eq!(received(&mut stream).await.1, br#"{"type":"pong"}"#);
}

#[tokio::test]
async fn a_socket_that_nobody_reads_is_dropped() {
    let settings = SocketSettings { send_within: Duration::from_millis(200), ..Default::default() };
    let mut stream = open(settings, PROTOCOL).await;
    stream.write_all(&frame(TEXT, br#"{"type":"connection_init"}"#)).await.unwrap();
    assert_eq!(received(&mut stream).await.1, br#"{"type":"connection_ack"}"#);
    let query = br#"{"type":"subscribe","id":"1","payload":{"query":"{ long(bytes: 16000000) }"}}"#;
    stream.write_all(&frame(TEXT, query)).await.unwrap();
    tokio::time::sleep(Duration::from_secs(2)).await;
    let mut rest = Vec::new();
    // Reset or ended, but not whole.
    drop(stream.read_to_end(&mut rest).await);
    assert!(!rest.is_empty() && rest.len() < 16_000_000, "{}", rest.len());
}

async fn connect(address: std::net::SocketAddr, request: &str) -> tokio::net::TcpStream {
    let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    stream
}

async fn all_of(mut stream: tokio::net::TcpStream) -> String {
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

#[tokio::test]
async fn requests_in_flight_finish_before_the_server_ends() {
    let shutdown = Shutdown::new();
    let (address, server) = start(&shutdown, Duration::from_secs(30)).await;
    let mut stream = connect(address, &post("{ slow(seconds: 1) }")).await;
    // One answer on the same connection proves that the server has it.
    let other = connect(address, "GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").await;
    assert!(all_of(other).await.contains("ok"));
    shutdown.begin();
    let mut answer = vec![0; 4_096];
    let length = stream.read(&mut answer).await.unwrap();
    assert!(String::from_utf8_lossy(&answer[..length]).starts_with("HTTP/1.1 200"));
    server.await.unwrap();
    assert!(tokio::net::TcpStream::connect(address).await.is_err());
}

#[tokio::test]
async fn the_end_waits_no_longer_than_its_grace() {
    let shutdown = Shutdown::new();
    let (address, server) = start(&shutdown, Duration::from_millis(200)).await;
    let _stream = connect(address, &post("{ slow(seconds: 50) }")).await;
    let other = connect(address, "GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").await;
    assert!(all_of(other).await.contains("ok"));
    shutdown.begin();
    tokio::time::timeout(Duration::from_secs(10), server).await.unwrap().unwrap();
}

#[tokio::test]
async fn a_socket_hears_that_the_server_ends() {
    let shutdown = Shutdown::new();
    let (address, server) = start(&shutdown, Duration::from_secs(30)).await;
    let upgrade = format!("{UPGRADE}{PROTOCOL}");
    let foreign = connect(address, &format!("{upgrade}Origin: https://evil.example\r\n\r\n")).await;
    let mut head = vec![0; 1_024];
    let mut own = connect(address, &format!("{upgrade}\r\n")).await;
    let length = own.read(&mut head).await.unwrap();
    assert!(String::from_utf8_lossy(&head[..length]).starts_with("HTTP/1.1 101"));
    shutdown.begin();
    assert!(all_of(foreign).await.starts_with("HTTP/1.1 403"));
    let mut frame = [0; 4];
    own.read_exact(&mut frame).await.unwrap();
    // A close frame, unmasked; its payload begins with the code.
    assert_eq!((frame[0], u16::from_be_bytes([frame[2], frame[3]])), (0x88, 1001));
    drop(own);
    server.await.unwrap();
}
