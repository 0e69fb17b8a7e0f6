//! A screen that shows changes as they happen: a subscription over graphql-transport-ws.

use std::net::SocketAddr;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

use super::PATIENCE;

pub(crate) struct Watcher {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
}

impl Watcher {
    pub(crate) async fn open(address: SocketAddr, token: &str, document: &str, variables: Value) -> Self {
        let mut request = format!("ws://{address}/graphql").into_client_request().unwrap();
        request.headers_mut().insert("sec-websocket-protocol", "graphql-transport-ws".parse().unwrap());
        let (socket, _) = tokio_tungstenite::connect_async(request).await.unwrap();
        let mut watcher = Self { socket };
        let payload = json!({ "authorization": format!("Bearer {token}") });
        watcher.send(json!({ "type": "connection_init", "payload": payload })).await;
        assert_eq!(watcher.message().await["type"], "connection_ack");
        let payload = json!({ "query": document, "variables": variables });
        watcher.send(json!({ "id": "1", "type": "subscribe", "payload": payload })).await;
        watcher
    }

    async fn send(&mut self, message: Value) {
        self.socket.send(Message::text(message.to_string())).await.unwrap();
    }

    async fn message(&mut self) -> Value {
        loop {
            let message = tokio::time::timeout(PATIENCE, self.socket.next()).await.expect("nothing comes");
            match message.expect("the socket is closed").unwrap() {
                Message::Text(text) => return serde_json::from_str(&text).unwrap(),
                Message::Close(frame) => panic!("the socket is closed: {frame:?}"),
                _ => {}
            }
        }
    }

    /// The next event: the one field of the subscription's answer.
    pub(crate) async fn next(&mut self) -> Value {
        let message = self.message().await;
        assert_eq!(message["type"], "next", "{message}");
        let payload = &message["payload"];
        assert_eq!(payload["errors"], Value::Null, "{payload}");
        let event = payload["data"].as_object().and_then(|data| data.values().next());
        event.unwrap_or_else(|| panic!("an event without data: {message}")).clone()
    }

    /// The end of the stream, which must be next.
    pub(crate) async fn completed(&mut self) {
        let message = self.message().await;
        assert_eq!(message["type"], "complete", "{message}");
    }

    /// The end of the stream, whatever comes before.
    pub(crate) async fn ended(&mut self) {
        while self.message().await["type"] != "complete" {}
    }

    /// The next event that is no bookmark.
    pub(crate) async fn next_change(&mut self) -> Value {
        loop {
            let event = self.next().await;
            if event["__typename"] != "StreamBookmark" {
                return event;
            }
        }
    }

    /// The first event, which says that nothing can be missed from here on.
    pub(crate) async fn ready(&mut self) -> String {
        let event = self.next().await;
        assert_eq!(event["__typename"], "StreamReady", "{event}");
        event["revision"].as_str().unwrap().to_owned()
    }

    /// Waits until the server closes the socket, and answers the close code. What comes before is passed over.
    pub(crate) async fn close_code(mut self) -> u16 {
        loop {
            let message = tokio::time::timeout(PATIENCE, self.socket.next()).await.expect("nothing comes");
            let message = message.expect("the socket ends without a word").unwrap();
            if let Message::Close(frame) = message {
                return frame.expect("a close code").code.into();
            }
        }
    }
}
