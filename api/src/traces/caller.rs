//! Whose trace a request or an operation goes on with: W3C Trace Context, <https://www.w3.org/TR/trace-context/>.
//!
//! Only `traceparent` is read. What callers put into `tracestate` is theirs, and nobody here can know what is in it.

use axum::http::HeaderMap;
use opentelemetry::Context;
use opentelemetry::propagation::{Extractor, TextMapPropagator};
use opentelemetry::trace::TraceContextExt;
use opentelemetry_sdk::propagation::TraceContextPropagator;

use super::{Part, Traces};

/// The header, and the extension of an operation on a socket.
pub(crate) const TRACEPARENT: &str = "traceparent";

struct Traceparent<'a>(&'a str);

impl Extractor for Traceparent<'_> {
    fn get(&self, key: &str) -> Option<&str> {
        (key == TRACEPARENT).then_some(self.0)
    }

    fn keys(&self) -> Vec<&str> {
        vec![TRACEPARENT]
    }
}

/// The caller's span; none where the text names none.
fn read(traceparent: &str) -> Option<Context> {
    let context =
        TraceContextPropagator::new().extract_with_context(&Context::new(), &Traceparent(traceparent));
    context.span().span_context().is_valid().then_some(context)
}

fn in_headers(headers: &HeaderMap) -> Option<Context> {
    let mut given = headers.get_all(TRACEPARENT).iter();
    let only = given.next().filter(|_| given.next().is_none())?;
    read(only.to_str().ok()?)
}

impl Traces {
    /// The place below the caller's span; where no caller names one, the beginning of a trace.
    pub(super) fn of_caller(&self, headers: &HeaderMap) -> Part {
        let Some(recorder) = &self.0 else { return Part::default() };
        Part::below(recorder, in_headers(headers).unwrap_or_default(), None)
    }
}

/// Where the operations of a socket belong.
#[derive(Debug)]
pub(crate) struct SocketTrace {
    traces: Traces,
    /// The request that the socket was upgraded by.
    request: Part,
    /// Whoever asked for the socket named a span.
    continues: bool,
}

impl SocketTrace {
    pub(crate) fn new(traces: &Traces, headers: &HeaderMap) -> Self {
        let continues = traces.0.is_some() && in_headers(headers).is_some();
        Self { traces: traces.clone(), request: Part::current().later(), continues }
    }

    /// The place of an operation: below the span that it names, or else below the socket's request if that was called
    /// by a span. Otherwise it begins a trace, with a link to the request: a socket is open for days, and would be one
    /// trace for all of them.
    pub(crate) fn of_operation(&self, traceparent: Option<&str>) -> Part {
        let Some(recorder) = &self.traces.0 else { return Part::default() };
        let link = self.request.span_context();
        match traceparent.and_then(read) {
            Some(caller) => Part::below(recorder, caller, link),
            None if self.continues => self.request.clone(),
            None => Part::below(recorder, Context::new(), link),
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    const GOOD: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    #[test]
    fn a_caller_is_named_once_and_well() {
        let headers = |values: &[&'static str]| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(TRACEPARENT, HeaderValue::from_static(value));
            }
            headers
        };
        assert!(in_headers(&headers(&[GOOD])).is_some());
        assert!(in_headers(&headers(&[])).is_none());
        assert!(in_headers(&headers(&[GOOD, GOOD])).is_none());
        for bad in ["", "00", "00-0-0-01", "00-00000000000000000000000000000000-b7ad6b7169203331-01"] {
            assert!(read(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn without_a_collector_there_is_nothing() {
        let (traces, mut headers) = (Traces::default(), HeaderMap::new());
        headers.insert(TRACEPARENT, HeaderValue::from_static(GOOD));
        assert!(traces.request(&headers, "POST", "/graphql", "id").is_none());
        assert!(SocketTrace::new(&traces, &headers).of_operation(Some(GOOD)).is_none());
    }
}
