//! The parameters of a GraphQL request in a JSON body.
//!
//! <https://graphql.github.io/graphql-over-http/draft/#sec-Request-Parameters>

use async_graphql::{Request, Variables};
use axum::http::{HeaderMap, StatusCode, header};
use serde_json::{Map, Value};

use super::answer::Problem;
use crate::graphql::guard::PERSISTED;

/// Refuses a body that is anything but JSON in UTF-8. Forms and plain text are what a browser sends across
/// origins without asking, so they must never reach the schema.
pub(super) fn check_content_type(headers: &HeaderMap) -> Result<(), Problem> {
    let refuse =
        |message| Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "UNSUPPORTED_MEDIA_TYPE", message));
    let mut parts = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
        .split(';')
        .map(|part| part.trim().to_ascii_lowercase());
    if parts.next().as_deref() != Some("application/json") {
        return refuse("The request's Content-Type must be application/json.");
    }
    let utf8 = |part: String| match part.strip_prefix("charset=") {
        Some(charset) => matches!(charset.trim_matches('"'), "utf-8" | "utf8"),
        None => true,
    };
    if parts.all(utf8) { Ok(()) } else { refuse("The request's body must be in UTF-8.") }
}

/// Reads the parameters. Each problem names the parameter and what it must be.
pub(super) fn read(body: &[u8]) -> Result<Request, Problem> {
    let value = serde_json::from_slice(body)
        .map_err(|error| Problem::bad_request(format!("The request's body is not JSON: {error}.")))?;
    match value {
        Value::Object(map) => of(map).map_err(Problem::bad_request),
        Value::Array(_) => {
            Err(Problem::bad_request("The request's body is a list: send one request at a time."))
        }
        _ => Err(Problem::bad_request("The request's body must be a JSON object.")),
    }
}

/// Whether the address of a GET names its document instead of holding it.
pub(super) fn names_document(query: &str) -> bool {
    let has = |wanted: &str| url::form_urlencoded::parse(query.as_bytes()).any(|(name, _)| name == wanted);
    has("extensions") && !has("query")
}

/// Reads the parameters of a GET: `variables` and `extensions` are JSON in text.
pub(super) fn in_query(query: &str) -> Result<Request, Problem> {
    let mut map = Map::new();
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        let value = match &*name {
            "variables" | "extensions" => serde_json::from_str(&value)
                .map_err(|_| Problem::bad_request(must_be(&name, "must be JSON")))?,
            _ => Value::String(value.into_owned()),
        };
        map.insert(name.into_owned(), value);
    }
    of(map).map_err(Problem::bad_request)
}

/// The request that these parameters make.
///
/// # Errors
/// The parameter, and what it must be.
pub(super) fn of(mut map: Map<String, Value>) -> Result<Request, String> {
    let query = match map.remove("query") {
        Some(Value::String(query)) => Some(query),
        None | Some(Value::Null) => None,
        Some(_) => return Err(must_be("query", "must be a string")),
    };
    let mut request = Request::new("");
    request.operation_name = match map.remove("operationName") {
        Some(Value::String(name)) => Some(name),
        None | Some(Value::Null) => None,
        Some(_) => return Err(must_be("operationName", "must be a string or null")),
    };
    if let Some(variables) = object(&mut map, "variables")? {
        request.variables = Variables::from_json(Value::Object(variables));
    }
    if let Some(mut extensions) = object(&mut map, "extensions")? {
        // The only one that Frontdesk understands.
        let persisted = extensions.remove(PERSISTED).filter(|persisted| !persisted.is_null());
        let persisted =
            persisted.and_then(|persisted| Some((PERSISTED.to_owned(), persisted.try_into().ok()?)));
        request.extensions.extend(persisted);
    }
    request.query = match query {
        Some(query) => query,
        None if request.extensions.contains_key(PERSISTED) => String::new(),
        None => return Err(must_be("query", "is missing; it must be a string")),
    };
    Ok(request)
}

fn object(map: &mut Map<String, Value>, name: &str) -> Result<Option<Map<String, Value>>, String> {
    match map.remove(name) {
        Some(Value::Object(value)) => Ok(Some(value)),
        None | Some(Value::Null) => Ok(None),
        Some(_) => Err(must_be(name, "must be an object or null")),
    }
}

fn must_be(name: &str, rule: &str) -> String {
    format!("The parameter `{name}` {rule}.")
}
