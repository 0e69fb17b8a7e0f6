//! Which spans there are, and what each of them says. Names are OpenTelemetry's semantic conventions where those have one.

use std::time::Duration;

use axum::http::HeaderMap;
use opentelemetry::KeyValue;
use opentelemetry::trace::{SpanBuilder, SpanKind};

use super::{Part, Traces, now};
use crate::database::statement::StatementName;
use crate::request_id;

/// By which errors, lines of the log and spans are of the same request.
const REQUEST_ID: &str = "frontdesk.request_id";
/// Asked every few seconds or many at a time, by whom nobody traces.
const UNTRACED: [&str; 4] = ["/healthz", "/readyz", "/metrics", "/assets"];

impl Traces {
    /// Opens the span of an HTTP request.
    pub(crate) fn request(
        &self,
        headers: &HeaderMap,
        method: &'static str,
        route: &'static str,
        id: &str,
    ) -> Part {
        if self.0.is_none() || UNTRACED.contains(&route) {
            return Part::default();
        }
        self.of_caller(headers).open(|| {
            SpanBuilder::from_name(format!("{method} {route}")).with_kind(SpanKind::Server).with_attributes([
                KeyValue::new("http.request.method", method),
                KeyValue::new("http.route", route),
                KeyValue::new(REQUEST_ID, id.to_owned()),
            ])
        })
    }
}

impl Part {
    /// Ends the span of an HTTP request.
    pub(crate) fn answered(&self, status: u16) {
        self.set([KeyValue::new("http.response.status_code", i64::from(status))]);
        if status >= 500 {
            self.fail();
        }
        self.end();
    }

    /// Opens the span of a GraphQL operation.
    pub(crate) fn operation(&self) -> Self {
        self.open(|| {
            let id = request_id::current().map(|id| KeyValue::new(REQUEST_ID, id.to_string()));
            SpanBuilder::from_name("GraphQL operation").with_attributes(id)
        })
    }

    /// Says what kind of operation it is, and what a document calls it.
    pub(crate) fn is_a(&self, kind: &'static str, name: Option<&str>) {
        if self.is_none() {
            return;
        }
        self.rename(|| name.map_or_else(|| kind.to_owned(), |name| format!("{kind} {name}")));
        self.set([KeyValue::new("graphql.operation.type", kind)]);
        self.set(name.map(|name| KeyValue::new("graphql.operation.name", name.to_owned())));
    }

    /// Ends the span of an operation. That of a subscription ends as it has begun: it may go on for days.
    pub(crate) fn came_out(&self, outcome: &'static str, code: &str) {
        self.set([KeyValue::new("frontdesk.outcome", outcome)]);
        if outcome != "ok" {
            self.set([KeyValue::new("error.type", code.trim_matches('"').to_owned())]);
            self.fail();
        }
        self.end();
    }
}

/// Notes a statement that has just ended, with the time that it waited for a connection.
pub(crate) fn statement(name: impl FnOnce() -> StatementName, elapsed: Duration, failed: bool) {
    let part = Part::current().open(|| {
        let StatementName { verb, table } = name();
        let named = match (verb, table) {
            ("other", _) => "SQL".to_owned(),
            (verb, "other") => verb.to_owned(),
            (verb, table) => format!("{verb} {table}"),
        };
        let began = now().checked_sub(elapsed).unwrap_or_else(now);
        SpanBuilder::from_name(named).with_kind(SpanKind::Client).with_start_time(began).with_attributes([
            KeyValue::new("db.system.name", "postgresql"),
            KeyValue::new("db.operation.name", verb),
            KeyValue::new("db.collection.name", table),
        ])
    });
    if failed {
        part.fail();
    }
    part.end();
}

/// Commits a transaction of several statements. A write of one statement is committed with it.
pub(crate) async fn commit<T, E>(commit: impl Future<Output = Result<T, E>>) -> Result<T, E> {
    let part = Part::current().open(|| {
        SpanBuilder::from_name("COMMIT")
            .with_kind(SpanKind::Client)
            .with_attributes([KeyValue::new("db.system.name", "postgresql")])
    });
    let committed = commit.await;
    if committed.is_err() {
        part.fail();
    }
    part.end();
    committed
}
