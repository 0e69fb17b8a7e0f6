//! A WebSocket as it is: every message, and how it ends.

use std::net::SocketAddr;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

use super::{PATIENCE, Person};

pub(crate) struct Socket(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl From<WebSocketStream<MaybeTlsStream<TcpStream>>> for Socket {
    fn from(socket: WebSocketStream<MaybeTlsStream<TcpStream>>) -> Self {
        Self(socket)
    }
}

impl Socket {
    /// An upgrade with these headers besides the protocol's.
    ///
    /// # Errors
    /// The status of whatever answer is none, and its body.
    pub(crate) async fn upgrade(
        address: SocketAddr,
        headers: &[(&'static str, &str)],
    ) -> Result<Self, (u16, Value)> {
        let mut request = format!("ws://{address}/graphql").into_client_request().unwrap();
        let protocol = "graphql-transport-ws".parse().unwrap();
        request.headers_mut().insert("sec-websocket-protocol", protocol);
        for (name, value) in headers {
            request.headers_mut().insert(*name, value.parse().unwrap());
        }
        match tokio_tungstenite::connect_async(request).await {
            Ok((socket, _)) => Ok(Self(socket)),
            Err(Error::Http(answer)) => {
                let body = answer.body().as_deref().unwrap_or_default();
                Err((answer.status().as_u16(), serde_json::from_slice(body).unwrap_or_default()))
            }
            Err(error) => panic!("no answer to an upgrade: {error}"),
        }
    }

    /// A socket that is acknowledged.
    pub(crate) async fn signed_in(person: &Person) -> Self {
        let mut socket = Self::upgrade(person.address, &[]).await.map_err(|(status, _)| status).unwrap();
        let payload = match person.token.as_str() {
            "" => json!({}),
            token => json!({ "authorization": format!("Bearer {token}") }),
        };
        socket.send(json!({ "type": "connection_init", "payload": payload })).await;
        assert_eq!(socket.next_message().await["type"], "connection_ack");
        socket
    }

    pub(crate) async fn send(&mut self, message: Value) {
        self.send_text(message.to_string()).await;
    }

    /// Sends whatever it is. A socket that was closed meanwhile says so at the next read.
    pub(crate) async fn send_text(&mut self, text: String) {
        drop(self.0.send(Message::text(text)).await);
    }

    pub(crate) async fn send_binary(&mut self, bytes: &'static [u8]) {
        drop(self.0.send(Message::binary(bytes)).await);
    }

    pub(crate) async fn subscribe(&mut self, id: &str, document: &str, variables: Value) {
        let payload = json!({ "query": document, "variables": variables });
        self.send(json!({ "id": id, "type": "subscribe", "payload": payload })).await;
    }

    /// Says goodbye, and stays on the line.
    pub(crate) async fn close(&mut self) {
        self.0.send(Message::Close(None)).await.unwrap();
    }

    /// Ends as a client's crash or its network does: without a close frame, and without waiting for what is unsent.
    pub(crate) fn reset(self) {
        let MaybeTlsStream::Plain(stream) = self.0.get_ref() else { panic!("this socket has TLS") };
        stream.set_zero_linger().unwrap();
    }

    /// The next message, or the code of the close frame; 1006 where there was none.
    pub(crate) async fn next(&mut self) -> Result<Value, u16> {
        loop {
            let message = tokio::time::timeout(PATIENCE, self.0.next()).await.expect("nothing comes");
            match message {
                Some(Ok(Message::Text(text))) => return Ok(serde_json::from_str(&text).unwrap()),
                Some(Ok(Message::Close(frame))) => return Err(frame.map_or(1005, |frame| frame.code.into())),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Err(1006),
            }
        }
    }

    pub(crate) async fn next_message(&mut self) -> Value {
        self.next().await.unwrap_or_else(|code| panic!("the socket was closed with {code}"))
    }
}
