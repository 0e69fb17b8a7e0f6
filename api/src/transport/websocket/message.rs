//! The messages of graphql-transport-ws, and what makes one invalid.

use async_graphql::{Request, Response, ServerError};
use serde::Serialize;
use serde_json::{Map, Value};

use super::super::parameters;

/// An operation's id is kept for as long as the operation runs.
const ID_BYTES: usize = 256;

/// What a client may send.
#[derive(Debug)]
pub(super) enum ClientMessage {
    Init(Map<String, Value>),
    Ping(Option<Map<String, Value>>),
    Pong,
    Subscribe { id: String, request: Box<Request> },
    Complete { id: String },
}

impl ClientMessage {
    /// Reads a message. Members that the protocol does not name are passed over.
    ///
    /// # Errors
    /// What is wrong with it, for the reason of the close frame.
    pub(super) fn read(text: &str) -> Result<Self, String> {
        let mut map = match serde_json::from_str(text) {
            Ok(Value::Object(map)) => map,
            Ok(_) => return Err("A message must be a JSON object.".to_owned()),
            Err(_) => return Err("A message must be JSON.".to_owned()),
        };
        let kind = match map.remove("type") {
            Some(Value::String(kind)) => kind,
            _ => return Err("A message must have a `type`, which is a string.".to_owned()),
        };
        Ok(match kind.as_str() {
            "connection_init" => Self::Init(payload(&mut map)?.unwrap_or_default()),
            "ping" => Self::Ping(payload(&mut map)?),
            "pong" => {
                payload(&mut map)?;
                Self::Pong
            }
            "subscribe" => {
                let id = id(&mut map)?;
                let payload = payload(&mut map)?.ok_or("The `payload` of a subscribe is missing.")?;
                Self::Subscribe { id, request: Box::new(parameters::of(payload)?) }
            }
            "complete" => Self::Complete { id: id(&mut map)? },
            other => return Err(format!("There is no message of the type `{other}` for a server.")),
        })
    }
}

fn id(map: &mut Map<String, Value>) -> Result<String, String> {
    match map.remove("id") {
        Some(Value::String(id)) if id.is_empty() => Err("The `id` is empty.".to_owned()),
        Some(Value::String(id)) if id.len() > ID_BYTES => {
            Err(format!("The `id` is longer than {ID_BYTES} bytes."))
        }
        Some(Value::String(id)) => Ok(id),
        _ => Err("The message must have an `id`, which is a string.".to_owned()),
    }
}

fn payload(map: &mut Map<String, Value>) -> Result<Option<Map<String, Value>>, String> {
    match map.remove("payload") {
        Some(Value::Object(payload)) => Ok(Some(payload)),
        None | Some(Value::Null) => Ok(None),
        Some(_) => Err("The `payload` must be an object.".to_owned()),
    }
}

/// What the server sends.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum ServerMessage<'a> {
    ConnectionAck,
    Pong {
        #[serde(skip_serializing_if = "Option::is_none")]
        payload: Option<Map<String, Value>>,
    },
    Next {
        id: &'a str,
        payload: &'a Response,
    },
    Error {
        id: &'a str,
        payload: &'a [ServerError],
    },
    Complete {
        id: &'a str,
    },
}

impl ServerMessage<'_> {
    /// # Errors
    /// Where a value can't be written, which is a bug of a custom scalar.
    pub(super) fn text(&self) -> serde_json::Result<String> {
        serde_json::to_string(self)
    }
}

/// A `next` with a payload that is JSON already.
pub(super) fn next(id: &str, payload: &str) -> String {
    let id = serde_json::Value::from(id).to_string();
    [r#"{"type":"next","id":"#, &id, r#","payload":"#, payload, "}"].concat()
}
