//! How a refused request is told.

use async_graphql::{ErrorExtensionValues, Pos, ServerError};

use crate::graphql::internal::{INTERNAL, set_request_id};

/// `extensions.code` of the errors that answer a broken request.
pub(crate) mod code {
    /// The request does not say what to execute.
    pub(crate) const BAD_REQUEST: &str = "BAD_REQUEST";
    /// The document is not GraphQL.
    pub(crate) const PARSE_FAILED: &str = "GRAPHQL_PARSE_FAILED";
    /// The document is GraphQL, but not of this schema.
    pub(crate) const VALIDATION_FAILED: &str = "GRAPHQL_VALIDATION_FAILED";
    /// The document asks for more than a limit allows.
    pub(crate) const TOO_COMPLEX: &str = "REQUEST_TOO_COMPLEX";
    /// The document is named by its hash, and is to be sent with it.
    pub(crate) const PERSISTED_QUERY_NOT_FOUND: &str = "PERSISTED_QUERY_NOT_FOUND";
    /// The document is not on the operator's list.
    pub(crate) const DOCUMENT_NOT_TRUSTED: &str = "DOCUMENT_NOT_TRUSTED";
}

/// Why a document was not executed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    message: String,
    position: Option<Pos>,
    code: &'static str,
    /// The limit's name and value, where one was exceeded.
    limit: Option<(&'static str, usize)>,
}

impl Refusal {
    /// A limit was exceeded. `what` is counted by it: "tokens in the document".
    pub(super) fn limit(name: &'static str, maximum: usize, what: &str) -> Self {
        Self {
            message: format!("The request has too many {what}: at most {maximum} are allowed."),
            position: None,
            code: code::TOO_COMPLEX,
            limit: Some((name, maximum)),
        }
    }

    /// The document breaks a rule of the language.
    pub(super) fn broken(code: &'static str, message: impl Into<String>) -> Self {
        Self { message: message.into(), position: None, code, limit: None }
    }

    /// The document can't be read from `position` on.
    pub(super) fn syntax(what: &str, position: Pos) -> Self {
        let Pos { line, column } = position;
        let message = format!("Syntax error in line {line}, column {column}: {what}.");
        Self::broken(code::PARSE_FAILED, message).at(position)
    }

    pub(super) fn at(self, position: Pos) -> Self {
        Self { position: Some(position), ..self }
    }

    /// `extensions.code` of the answer.
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// The name of the exceeded limit.
    pub fn limit_name(&self) -> Option<&'static str> {
        self.limit.map(|(name, _)| name)
    }
}

impl From<Refusal> for ServerError {
    fn from(refusal: Refusal) -> Self {
        let mut error = problem(refusal.code, refusal.message);
        error.locations.extend(refusal.position);
        if let (Some((name, maximum)), Some(extensions)) = (refusal.limit, &mut error.extensions) {
            extensions.set("limit", name);
            extensions.set("maximum", maximum);
        }
        error
    }
}

/// An error that no resolver made, with its `extensions.code`.
pub(crate) fn problem(code: &str, message: impl Into<String>) -> ServerError {
    let mut error = ServerError::new(message, None);
    let mut extensions = ErrorExtensionValues::default();
    extensions.set("code", code);
    if code == INTERNAL {
        set_request_id(&mut extensions);
    }
    error.extensions = Some(extensions);
    error
}
