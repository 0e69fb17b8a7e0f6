//! Traces, as OpenTelemetry has them: of which parts a request is made, and how long each of them takes. There are none
//! unless a collector is named.
//!
//! - `part` — the span that is being worked in, and how another is opened below it
//! - `spans` — which spans there are, and what each of them says
//! - `caller` — whose trace a request or an operation goes on with
//! - `change` — the way of a write on to those who watch
//! - `export` — to the collector, in batches; `collector` — where that is
//!
//! What a span says stands in this folder and nowhere else: names and numbers of ours, the ids of requests, and the names
//! that clients give to their operations. No line of the log comes here, no variable, and no value of a statement.

mod caller;
mod change;
mod collector;
mod export;
mod part;
mod spans;

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use opentelemetry::KeyValue;
use opentelemetry::trace::TracerProvider;
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::{Sampler, SdkTracer, SdkTracerProvider};
use tokio::runtime::Handle;
use tokio::time::timeout;
use uuid::Uuid;

pub(crate) use caller::{SocketTrace, TRACEPARENT};
pub(crate) use change::Telling;
use change::Writes;
pub use collector::Collector;
use export::Exporter;
pub(crate) use part::Part;
pub(crate) use spans::{commit, statement};

/// How long the end of the server waits for the collector to take what is left.
const FLUSH: Duration = Duration::from_secs(3);

/// What is traced, and who is told.
#[derive(Clone, Debug)]
pub struct Settings {
    pub collector: Collector,
    /// Of the traces that begin here, from 0 to 1.
    pub share: f64,
    /// What the server is called in them.
    pub service: String,
}

/// The traces of one server. Clones are the same; the default is none, with which nothing is done.
#[derive(Clone, Debug, Default)]
pub struct Traces(Option<Arc<Recorder>>);

#[derive(Debug)]
struct Recorder {
    provider: SdkTracerProvider,
    tracer: SdkTracer,
    writes: Writes,
}

impl Traces {
    /// Begins to trace, where there is somebody to tell. Only within a Tokio runtime, which is what the collector is
    /// told by.
    pub(crate) fn start(settings: Option<&Settings>) -> Self {
        let Some(Settings { collector, share, service }) = settings else { return Self::default() };
        // Besides these, what the standard variable OTEL_RESOURCE_ATTRIBUTES says.
        let resource = Resource::builder()
            .with_service_name(service.clone())
            .with_attributes([
                KeyValue::new("service.version", env!("CARGO_PKG_VERSION")),
                KeyValue::new("service.instance.id", Uuid::now_v7().to_string()),
            ])
            .build();
        let provider = SdkTracerProvider::builder()
            .with_batch_exporter(Exporter::new(collector.clone(), Handle::current(), &resource))
            .with_sampler(Sampler::ParentBased(Box::new(Sampler::TraceIdRatioBased(*share))))
            .with_resource(resource)
            .build();
        let tracer = provider.tracer("frontdesk");
        Self(Some(Arc::new(Recorder { provider, tracer, writes: Writes::new() })))
    }

    /// Ends them. What the collector does not take in time is lost.
    pub(crate) async fn end(&self) {
        let Some(recorder) = self.0.clone() else { return };
        let flushed = tokio::task::spawn_blocking(move || recorder.provider.shutdown_with_timeout(FLUSH));
        drop(timeout(2 * FLUSH, flushed).await);
    }
}

/// What spans begin and end at.
#[expect(
    clippy::disallowed_methods,
    reason = "spans are of the machine's time, also where a test sets the hotel's"
)]
fn now() -> SystemTime {
    SystemTime::now()
}
