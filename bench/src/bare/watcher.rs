//! One watcher's WebSocket: as much of `graphql-transport-ws` as one subscription needs.

use futures_util::{SinkExt, StreamExt};
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::handshake::server::{ErrorResponse, Request, Response};
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;

use super::changes::Changes;
use crate::Outcome;

/// The library's own would cost 128 KiB a socket.
const READ_BUFFER: usize = 1024;

pub(super) async fn watch(stream: TcpStream, changes: Changes) -> Outcome<()> {
    let buffers = WebSocketConfig::default().read_buffer_size(READ_BUFFER).write_buffer_size(0);
    // In a box, which is gone afterwards: a future is as large as the largest of what it awaits.
    let accepting = Box::pin(tokio_tungstenite::accept_hdr_async_with_config(stream, agree, Some(buffers)));
    let mut socket = accepting.await?;
    heard(&mut socket, "connection_init").await?;
    socket.send(Message::text(r#"{"type":"connection_ack"}"#)).await?;
    heard(&mut socket, "subscribe").await?;
    let (mut frames, ready) = changes.subscribe();
    socket.send(Message::Text(ready)).await?;
    loop {
        tokio::select! {
            frame = frames.recv() => socket.send(Message::Text(frame?)).await?,
            message = socket.next() => match message {
                Some(message) => drop(message?),
                None => return Ok(()),
            }
        }
    }
}

#[expect(clippy::result_large_err, clippy::unnecessary_wraps, reason = "the library's interface")]
fn agree(_: &Request, mut response: Response) -> Result<Response, ErrorResponse> {
    let protocol = HeaderValue::from_static("graphql-transport-ws");
    response.headers_mut().insert("sec-websocket-protocol", protocol);
    Ok(response)
}

/// Waits for a message of this type.
async fn heard(socket: &mut WebSocketStream<TcpStream>, kind: &str) -> Outcome<()> {
    while let Some(message) = socket.next().await {
        if message?.to_text()?.contains(kind) {
            return Ok(());
        }
    }
    Err("the socket has ended".into())
}
