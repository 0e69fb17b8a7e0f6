//! The parameters of a GraphQL request in a JSON body.
//!
//! <https://graphql.github.io/graphql-over-http/draft/#sec-Request-Parameters>

use async_graphql::Request;
use async_graphql_axum::GraphQLRequest;
use async_graphql_axum::rejection::GraphQLRejection;
use async_graphql_value::ConstValue;
use axum::body::{Body, Bytes};
use axum::extract::{self, FromRequest};
use axum::http::{HeaderMap, Method, StatusCode, header};
use serde_json::{Map, Value};

use super::answer::Problem;
use crate::graphql::guard::PERSISTED;
use crate::traces::TRACEPARENT;

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
pub(super) async fn read(body: Bytes) -> Result<Request, Problem> {
    let mut whole = extract::Request::new(Body::from(body.clone()));
    // Of a GET it would read the address.
    *whole.method_mut() = Method::POST;
    match GraphQLRequest::<GraphQLRejection>::from_request(whole, &()).await.map(GraphQLRequest::into_inner) {
        Ok(request) if names_its_document(&request) => Ok(understood(request)),
        // It says neither which parameter is wrong nor what it must be.
        _ => read_one_by_one(&body),
    }
}

fn read_one_by_one(body: &[u8]) -> Result<Request, Problem> {
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
    map.retain(|_, value| !value.is_null());
    for (name, is_right, rule) in [
        ("query", Value::is_string as fn(&Value) -> bool, "must be a string"),
        ("operationName", Value::is_string, "must be a string or null"),
        ("variables", Value::is_object, "must be an object or null"),
        ("extensions", Value::is_object, "must be an object or null"),
    ] {
        if map.get(name).is_some_and(|value| !is_right(value)) {
            return Err(must_be(name, rule));
        }
    }
    let has_query = map.contains_key("query");
    let request = serde_json::from_value(Value::Object(map)).map_err(|error| error.to_string())?;
    if !has_query && !names_its_document(&request) {
        return Err(must_be("query", "is missing; it must be a string"));
    }
    Ok(understood(request))
}

/// By its text or by its hash.
fn names_its_document(request: &Request) -> bool {
    let persisted = request.extensions.get(PERSISTED);
    !request.query.is_empty() || persisted.is_some_and(|persisted| *persisted != ConstValue::Null)
}

/// The request without the extensions that Frontdesk does not understand.
fn understood(mut request: Request) -> Request {
    let known = [PERSISTED, TRACEPARENT];
    request.extensions.retain(|name, value| known.contains(&name.as_str()) && *value != ConstValue::Null);
    request
}

fn must_be(name: &str, rule: &str) -> String {
    format!("The parameter `{name}` {rule}.")
}
