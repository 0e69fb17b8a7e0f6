//! Counts and logs GraphQL operations, whatever transport they came by.

use async_graphql::parser::types::OperationType;
use async_graphql::{Response, Value};

use crate::metrics::Metrics;
use crate::traces::Part;

/// Whether the request was refused before anything was executed. An error from execution has the path of the
/// field that it came from.
pub(crate) fn is_refused(response: &Response) -> bool {
    response.data == Value::Null
        && !response.errors.is_empty()
        && response.errors.iter().all(|error| error.path.is_empty())
}

/// What is known of one request's operation.
#[derive(Debug)]
pub(crate) struct Operation {
    name: Option<String>,
    /// `None` where it was refused before that was known.
    pub kind: Option<OperationType>,
    part: Part,
}

impl Operation {
    /// An operation that the client calls by this name.
    pub(crate) fn new(name: Option<&str>) -> Self {
        Self {
            name: name.map(|name| name.chars().take(64).collect()),
            kind: None,
            part: Part::current().operation(),
        }
    }

    /// What its work is a part of.
    pub(crate) fn part(&self) -> &Part {
        &self.part
    }

    /// It was judged. A name that is not refused is one of its document's.
    pub(crate) fn judged(&self, refused: bool) {
        self.part.is_a(self.kind(), self.name.as_deref().filter(|_| !refused));
    }

    fn kind(&self) -> &'static str {
        match self.kind {
            Some(OperationType::Query) => "query",
            Some(OperationType::Mutation) => "mutation",
            Some(OperationType::Subscription) => "subscription",
            None => "unknown",
        }
    }

    /// Counts and logs how it came out.
    pub(crate) fn record(&self, metrics: &Metrics, response: &Response) {
        let kind = self.kind();
        let outcome = match response {
            _ if is_refused(response) => "refused",
            _ if response.errors.is_empty() => "ok",
            _ => "error",
        };
        metrics.operation(kind, outcome);
        let name = self.name.as_deref().unwrap_or_default();
        let code = response.errors.first().and_then(|error| error.extensions.as_ref()?.get("code"));
        let code = code.map(ToString::to_string).unwrap_or_default();
        self.part.came_out(outcome, &code);
        tracing::debug!(operation = name, kind, outcome, code, "GraphQL {kind} {name}: {outcome}");
    }
}
