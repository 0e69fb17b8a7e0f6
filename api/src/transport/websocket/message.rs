//! The messages of graphql-transport-ws, and what makes one invalid.

use std::collections::BTreeMap;

use async_graphql::{Request, Response, ServerError};
use serde::Serialize;
use serde_json::value::RawValue;
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
    Subscribe {
        id: String,
        request: Box<Request>,
    },
    Complete {
        id: String,
    },
    /// The payload is larger than a request may be, and was not looked into. The id is a subscribe's.
    TooLarge {
        id: Option<String>,
    },
}

/// The members of a message as they were sent: a payload that is too large costs no more than its text.
type JsonMembers<'a> = BTreeMap<String, &'a RawValue>;

const NO_JSON: &str = "A message must be JSON.";

impl ClientMessage {
    /// Reads a message whose payload has at most `limit` bytes. Members that the protocol does not name are passed
    /// over.
    ///
    /// # Errors
    /// What is wrong with it, for the reason of the close frame.
    pub(super) fn read(text: &str, limit: usize) -> Result<Self, String> {
        let members: JsonMembers<'_> = serde_json::from_str(text).map_err(|error| match error.is_data() {
            true => "A message must be a JSON object.",
            false => NO_JSON,
        })?;
        let kind = match member(&members, "type")? {
            Some(Value::String(kind)) => kind,
            _ => return Err("A message must have a `type`, which is a string.".to_owned()),
        };
        let large = members.get("payload").is_some_and(|payload| payload.get().len() > limit);
        Ok(match kind.as_str() {
            "subscribe" if large => Self::TooLarge { id: Some(id(&members)?) },
            "connection_init" | "ping" | "pong" if large => Self::TooLarge { id: None },
            "connection_init" => Self::Init(payload(&members)?.unwrap_or_default()),
            "ping" => Self::Ping(payload(&members)?),
            "pong" => {
                payload(&members)?;
                Self::Pong
            }
            "subscribe" => {
                let id = id(&members)?;
                let payload = payload(&members)?.ok_or("The `payload` of a subscribe is missing.")?;
                Self::Subscribe { id, request: Box::new(parameters::of(payload)?) }
            }
            "complete" => Self::Complete { id: id(&members)? },
            other => return Err(format!("There is no message of the type `{other}` for a server.")),
        })
    }
}

fn member(members: &JsonMembers<'_>, name: &str) -> Result<Option<Value>, String> {
    members.get(name).map(|raw| serde_json::from_str(raw.get()).map_err(|_| NO_JSON.to_owned())).transpose()
}

fn id(members: &JsonMembers<'_>) -> Result<String, String> {
    match member(members, "id")? {
        Some(Value::String(id)) if id.is_empty() => Err("The `id` is empty.".to_owned()),
        Some(Value::String(id)) if id.len() > ID_BYTES => {
            Err(format!("The `id` is longer than {ID_BYTES} bytes."))
        }
        Some(Value::String(id)) => Ok(id),
        _ => Err("The message must have an `id`, which is a string.".to_owned()),
    }
}

fn payload(members: &JsonMembers<'_>) -> Result<Option<Map<String, Value>>, String> {
    match member(members, "payload")? {
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
