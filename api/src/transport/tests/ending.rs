//! How the server ends.

use std::net::SocketAddr;

use tokio::task::JoinHandle;

use super::*;

/// A server on a port of its own, and the task that runs it.
async fn start(shutdown: &Shutdown, grace: Duration) -> (SocketAddr, JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let app = App { shutdown: shutdown.clone(), request_timeout: Duration::from_secs(60), ..app() };
    let shutdown = shutdown.clone();
    (address, tokio::spawn(async move { serve(listener, router(app), shutdown, grace).await.unwrap() }))
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
    assert!(TcpStream::connect(address).await.is_err());
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
