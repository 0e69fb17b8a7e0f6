//! A WebSocket by the byte.

use std::net::SocketAddr;
use std::time::Instant;

use super::*;

/// A socket on a server of its own, by the byte.
async fn open(settings: SocketSettings, headers: &str) -> TcpStream {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
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

/// How many sockets the server has, by its own count.
async fn open_sockets(address: SocketAddr) -> usize {
    let metrics = connect(address, "GET /metrics HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").await;
    let metrics = all_of(metrics).await;
    let count = metrics.lines().find_map(|line| line.strip_prefix("frontdesk_sockets "));
    count.unwrap().trim().parse().unwrap()
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

/// The next frame of a server, which must be none of the longest.
async fn received(stream: &mut TcpStream) -> (u8, Vec<u8>) {
    let (first, length) = (stream.read_u8().await.unwrap(), stream.read_u8().await.unwrap());
    assert!(length < 127);
    let length = if length == 126 { stream.read_u16().await.unwrap() } else { length.into() };
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
    let silent = Instant::now();
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
    let extensions = &error["payload"][0]["extensions"];
    assert_eq!(extensions["code"], "INTERNAL");
    let (socket, operation) = extensions["requestId"].as_str().unwrap().split_once('/').unwrap();
    assert!(uuid::Uuid::parse_str(socket).is_ok() && operation == "1", "{error}");
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
    // Nothing is read until the server has given it up.
    let (address, asked) = (stream.peer_addr().unwrap(), Instant::now());
    while open_sockets(address).await > 0 {
        assert!(asked.elapsed() < Duration::from_secs(30), "it still waits");
    }
    let mut rest = Vec::new();
    // Reset or ended, but not whole.
    drop(stream.read_to_end(&mut rest).await);
    assert!(!rest.is_empty() && rest.len() < 16_000_000, "{}", rest.len());
}
