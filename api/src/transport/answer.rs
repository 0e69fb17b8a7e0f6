//! Answers: media types, status codes and the JSON of a response.
//!
//! <https://graphql.github.io/graphql-over-http/draft/#sec-Response>

use async_graphql::{ErrorExtensionValues, Response, ServerError, Value};
use async_graphql_axum::GraphQLResponse;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::IntoResponse;
use serde::Serialize;

use crate::graphql::guard::code;
use crate::graphql::internal::{INTERNAL, UNAVAILABLE, set_request_id};
use crate::graphql::observe::is_refused;
use crate::graphql::saved::has_code;

/// After so many seconds a request that found no database may be sent again: a restart takes about that long.
pub(super) const RETRY_AFTER: &str = "2";

/// The two ways to send a GraphQL response over HTTP.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum MediaType {
    /// `application/json`: 200 also where the document was refused, because a proxy's errors are JSON as well.
    #[default]
    Json,
    /// `application/graphql-response+json`: the status says what happened.
    GraphQl,
}

impl MediaType {
    /// The one that the client prefers; [`MediaType::Json`] if it does not care, `None` if it takes neither.
    pub(super) fn negotiate(headers: &HeaderMap) -> Option<Self> {
        let mut json = None;
        let mut graphql = None;
        let mut any = None;
        let mut asked = false;
        for range in headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok()) {
            for range in range.split(',').filter(|range| !range.trim().is_empty()) {
                asked = true;
                let mut parts = range.split(';').map(str::trim);
                let name = parts.next().unwrap_or_default().to_ascii_lowercase();
                let weight = parts
                    .find_map(|part| part.strip_prefix("q=").or(part.strip_prefix("Q=")))
                    .map_or(1.0, |weight| weight.parse::<f32>().unwrap_or(0.0));
                let slot = match name.as_str() {
                    "application/graphql-response+json" => &mut graphql,
                    "application/json" => &mut json,
                    "*/*" | "application/*" => &mut any,
                    _ => continue,
                };
                *slot = Some(slot.unwrap_or(0.0f32).max(weight));
            }
        }
        // A range with a wildcard speaks for JSON only: who knows the newer type names it.
        let json = if asked { json.or(any).unwrap_or(0.0) } else { 1.0 };
        let graphql = graphql.unwrap_or(0.0);
        match (graphql > 0.0, json > 0.0) {
            (false, false) => None,
            (true, _) if graphql >= json => Some(Self::GraphQl),
            _ => Some(Self::Json),
        }
    }

    fn name(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::Json => "application/json; charset=utf-8",
            Self::GraphQl => "application/graphql-response+json; charset=utf-8",
        })
    }
}

/// A GraphQL response on the wire. The library's own writes `data: null` also where nothing was executed.
#[derive(Serialize)]
struct Wire<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<&'a Value>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    errors: &'a [ServerError],
    #[serde(skip_serializing_if = "std::collections::BTreeMap::is_empty")]
    extensions: &'a std::collections::BTreeMap<String, Value>,
}

impl<'a> Wire<'a> {
    fn of(response: &'a Response) -> Self {
        let data = (!is_refused(response)).then_some(&response.data);
        Self { data, errors: &response.errors, extensions: &response.extensions }
    }
}

/// A response as JSON.
///
/// # Errors
/// Where a value can't be written, which is a bug of a custom scalar.
pub(super) fn text(response: &Response) -> serde_json::Result<String> {
    serde_json::to_string(&Wire::of(response))
}

/// What the schema answered, with the headers that its resolvers set.
pub(super) fn executed(response: Response, media: MediaType) -> axum::response::Response {
    let has = |code| response.errors.iter().any(|error| has_code(error, code));
    // To older Apollo clients another status says that there are no persisted queries here.
    let (is_unavailable, is_unknown) = (has(UNAVAILABLE), has(code::PERSISTED_QUERY_NOT_FOUND));
    let mut answer = if is_refused(&response) {
        let status = match media {
            MediaType::GraphQl if !is_unknown => StatusCode::BAD_REQUEST,
            _ => StatusCode::OK,
        };
        write(&Wire::of(&response), status, media)
    } else {
        GraphQLResponse::from(response).into_response()
    };
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_TYPE, media.name());
    if is_unavailable {
        headers.insert(header::RETRY_AFTER, HeaderValue::from_static(RETRY_AFTER));
    }
    answer
}

/// A request that was refused before it got to the schema, or while it was there.
#[derive(Clone, Debug)]
pub(super) struct Problem {
    status: StatusCode,
    code: &'static str,
    message: String,
    header: Option<(HeaderName, HeaderValue)>,
}

impl Problem {
    pub(super) fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), header: None }
    }

    /// A mistake of the server's, which is in its log under the request's id.
    pub(super) fn internal(message: &'static str) -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, INTERNAL, message)
    }

    pub(super) fn bad_request(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "BAD_REQUEST", message)
    }

    pub(super) fn with_header(self, name: HeaderName, value: &'static str) -> Self {
        Self { header: Some((name, HeaderValue::from_static(value))), ..self }
    }

    pub(super) fn answer(self, media: MediaType) -> axum::response::Response {
        let mut error = ServerError::new(self.message, None);
        let mut extensions = ErrorExtensionValues::default();
        extensions.set("code", self.code);
        if self.code == INTERNAL {
            set_request_id(&mut extensions);
        }
        error.extensions = Some(extensions);
        let wire = Wire { data: None, errors: &[error], extensions: &Default::default() };
        let mut answer = write(&wire, self.status, media);
        answer.headers_mut().extend(self.header);
        answer
    }
}

/// For whatever is at no address.
pub(super) async fn not_found() -> axum::response::Response {
    Problem::new(StatusCode::NOT_FOUND, "NOT_FOUND", "Nothing is at this address; the API is at /graphql.")
        .answer(MediaType::Json)
}

fn write(wire: &Wire<'_>, status: StatusCode, media: MediaType) -> axum::response::Response {
    // A value that can't be written is a bug of a custom scalar; the client still gets JSON.
    let (status, body) = serde_json::to_vec(wire).map(|body| (status, body)).unwrap_or_else(|error| {
        tracing::error!(%error, "a response could not be written");
        let body = br#"{"errors":[{"message":"The response could not be written.","extensions":{"code":"INTERNAL"}}]}"#;
        (StatusCode::INTERNAL_SERVER_ERROR, body.to_vec())
    });
    let mut answer = axum::response::Response::new(Body::from(body));
    *answer.status_mut() = status;
    answer.headers_mut().insert(header::CONTENT_TYPE, media.name());
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_media_type_is_the_clients_choice() {
        for (accept, expected) in [
            (None, Some(MediaType::Json)),
            (Some("*/*"), Some(MediaType::Json)),
            (Some("application/json"), Some(MediaType::Json)),
            (Some("application/graphql-response+json"), Some(MediaType::GraphQl)),
            (Some("application/graphql-response+json, application/json;q=0.9"), Some(MediaType::GraphQl)),
            (Some("application/graphql-response+json;q=0.5, application/json"), Some(MediaType::Json)),
            (Some("multipart/mixed, application/graphql-response+json, */*"), Some(MediaType::GraphQl)),
            (Some("application/json;q=0, application/graphql-response+json;q=0.1"), Some(MediaType::GraphQl)),
            (Some("text/html"), None),
            (Some("application/json;q=0"), None),
        ] {
            let mut headers = HeaderMap::new();
            headers.extend(accept.map(|accept| (header::ACCEPT, HeaderValue::from_static(accept))));
            assert_eq!(MediaType::negotiate(&headers), expected, "{accept:?}");
        }
    }
}
