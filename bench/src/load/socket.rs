//! One watcher's WebSocket.

use std::net::SocketAddr;

use frontdesk::changes::Cursor;
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::{TcpSocket, TcpStream};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Message, Utf8Bytes};

use super::frame::Frame;
use crate::Outcome;

/// What every watcher asks for: a change as a screen needs it, with the booking, its guest and its room.
const DOCUMENT: &str = "subscription Watch($after: Revision) { bookingChanged(after: $after) { __typename \
    ... on StreamReady { revision } \
    ... on BookingChange { revision bookingId version action at fields \
      booking { id version status checkIn checkOut totalPrice notes guest { id name } room { id name } } } \
    ... on StreamBookmark { revision } \
    ... on StreamGap { oldest latest } } }";
/// Enough for a frame. Buffers of the usual size would make ten thousand clients heavier than any server.
const READ_BUFFER: usize = 4 * 1024;

/// How much of what is not read yet the client's side of the network takes.
#[derive(Clone, Copy, Debug)]
pub(super) enum Room {
    Usual,
    Narrow,
}

/// The least that Linux takes.
const NARROW: u32 = 2 * 1024;

pub(super) struct Socket(WebSocketStream<TcpStream>);

impl Socket {
    /// Connects and is let in.
    pub(super) async fn open(address: SocketAddr, token: &str, room: Room) -> Outcome<Self> {
        let socket = TcpSocket::new_v4()?;
        if let Room::Narrow = room {
            socket.set_recv_buffer_size(NARROW)?;
        }
        let stream = socket.connect(address).await?;
        stream.set_nodelay(true)?;
        let mut request = format!("ws://{address}/graphql").into_client_request()?;
        request.headers_mut().insert("sec-websocket-protocol", "graphql-transport-ws".parse()?);
        let buffers = WebSocketConfig::default().read_buffer_size(READ_BUFFER).write_buffer_size(0);
        let (socket, _) = tokio_tungstenite::client_async_with_config(request, stream, Some(buffers)).await?;
        let mut socket = Self(socket);
        let payload = json!({ "authorization": format!("Bearer {token}") });
        socket.send(json!({ "type": "connection_init", "payload": payload })).await?;
        let answer = socket.next().await?;
        if !answer.contains("connection_ack") {
            return Err(format!("a socket is not let in: {answer}").into());
        }
        Ok(socket)
    }

    pub(super) async fn subscribe(&mut self, after: Option<Cursor>) -> Outcome<()> {
        let payload = json!({ "query": DOCUMENT, "variables": { "after": after.map(Cursor::encode) } });
        self.send(json!({ "id": "1", "type": "subscribe", "payload": payload })).await
    }

    /// The next message.
    pub(super) async fn frame(&mut self) -> Outcome<Frame> {
        let text = self.next().await?;
        Frame::read(&text).ok_or_else(|| format!("a watcher is sent: {text}").into())
    }

    async fn send(&mut self, message: Value) -> Outcome<()> {
        Ok(self.0.send(Message::text(message.to_string())).await?)
    }

    async fn next(&mut self) -> Outcome<Utf8Bytes> {
        loop {
            match self.0.next().await {
                Some(Ok(Message::Text(text))) => return Ok(text),
                Some(Ok(Message::Close(frame))) => {
                    return Err(format!("a socket was closed: {frame:?}").into());
                }
                // Pings are answered by the library.
                Some(Ok(_)) => {}
                Some(Err(error)) => return Err(error.into()),
                None => return Err("a socket has ended".into()),
            }
        }
    }
}
