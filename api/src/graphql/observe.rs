//! Counts and logs GraphQL operations, whatever transport they came by.

use std::sync::{Arc, OnceLock};

use async_graphql::extensions::{
    Extension, ExtensionContext, ExtensionFactory, NextParseQuery, NextPrepareRequest, NextRequest,
    NextSubscribe,
};
use async_graphql::futures_util::StreamExt;
use async_graphql::futures_util::stream::BoxStream;
use async_graphql::parser::types::{ExecutableDocument, OperationType};
use async_graphql::{Request, Response, ServerResult, Value, Variables};

use crate::metrics::Metrics;

/// Whether the request was refused before anything was executed. An error from execution has the path of the
/// field that it came from.
pub fn is_refused(response: &Response) -> bool {
    response.data == Value::Null
        && !response.errors.is_empty()
        && response.errors.iter().all(|error| error.path.is_empty())
}

/// The extension. Add it after the guard: what that refuses is then counted as an unknown kind of operation.
#[derive(Debug)]
pub struct Observe(Arc<Metrics>);

impl Observe {
    pub fn new(metrics: Arc<Metrics>) -> Self {
        Self(metrics)
    }
}

impl ExtensionFactory for Observe {
    fn create(&self) -> Arc<dyn Extension> {
        let operation = Arc::new(Operation::default());
        Arc::new(Observed { metrics: Arc::clone(&self.0), operation })
    }
}

/// What is known of one request's operation so far.
#[derive(Default)]
struct Operation {
    name: OnceLock<Option<String>>,
    kind: OnceLock<&'static str>,
}

impl Operation {
    fn record(&self, metrics: &Metrics, response: &Response) {
        let kind = self.kind.get().copied().unwrap_or("unknown");
        let outcome = match response {
            _ if is_refused(response) => "refused",
            _ if response.errors.is_empty() => "ok",
            _ => "error",
        };
        metrics.operation(kind, outcome);
        let name = self.name.get().and_then(Option::as_deref).unwrap_or_default();
        let code = response.errors.first().and_then(|error| error.extensions.as_ref()?.get("code"));
        let code = code.map(ToString::to_string).unwrap_or_default();
        tracing::debug!(operation = name, kind, outcome, code, "GraphQL {kind} {name}: {outcome}");
    }
}

struct Observed {
    metrics: Arc<Metrics>,
    operation: Arc<Operation>,
}

#[async_trait::async_trait]
impl Extension for Observed {
    async fn request(&self, ctx: &ExtensionContext<'_>, next: NextRequest<'_>) -> Response {
        let response = next.run(ctx).await;
        self.operation.record(&self.metrics, &response);
        response
    }

    fn subscribe<'s>(
        &self,
        ctx: &ExtensionContext<'_>,
        stream: BoxStream<'s, Response>,
        next: NextSubscribe<'_>,
    ) -> BoxStream<'s, Response> {
        let (metrics, operation) = (Arc::clone(&self.metrics), Arc::clone(&self.operation));
        let mut first = true;
        let record = move |response: &Response| {
            if std::mem::take(&mut first) {
                operation.record(&metrics, response);
            }
        };
        next.run(ctx, stream).inspect(record).boxed()
    }

    async fn prepare_request(
        &self,
        ctx: &ExtensionContext<'_>,
        request: Request,
        next: NextPrepareRequest<'_>,
    ) -> ServerResult<Request> {
        let name = request.operation_name.as_deref().map(|name| name.chars().take(64).collect());
        self.operation.name.get_or_init(|| name);
        next.run(ctx, request).await
    }

    async fn parse_query(
        &self,
        ctx: &ExtensionContext<'_>,
        query: &str,
        variables: &Variables,
        next: NextParseQuery<'_>,
    ) -> ServerResult<ExecutableDocument> {
        let document = next.run(ctx, query, variables).await?;
        let wanted = self.operation.name.get().and_then(Option::as_deref);
        let mut operations = document.operations.iter();
        let found = operations.find(|(name, _)| wanted.is_none() || name.map(|name| name.as_str()) == wanted);
        if let Some((_, operation)) = found {
            self.operation.kind.get_or_init(|| match operation.node.ty {
                OperationType::Query => "query",
                OperationType::Mutation => "mutation",
                OperationType::Subscription => "subscription",
            });
        }
        Ok(document)
    }
}
