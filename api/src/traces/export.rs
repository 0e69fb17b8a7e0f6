//! Spans on their way to the collector, in batches.
//!
//! They wait in a queue of a fixed length, from which a thread of the library's takes them: who ends a span never waits, and
//! what does not fit is dropped.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::transform::common::tonic::ResourceAttributesWithSchema;
use opentelemetry_proto::transform::trace::tonic::group_spans_by_resource_and_scope;
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::error::{OTelSdkError, OTelSdkResult};
use opentelemetry_sdk::trace::{SpanData, SpanExporter};
use prost::Message;
use tokio::runtime::Handle;
use tokio::time::timeout;

use super::collector::{Collector, NotTaken};

/// How long the collector may take for a batch.
const PATIENCE: Duration = Duration::from_secs(5);

#[derive(Debug)]
pub(super) struct Exporter {
    collector: Arc<Collector>,
    /// The library's thread is in none.
    runtime: Handle,
    resource: ResourceAttributesWithSchema,
    /// The operator was told that the collector takes nothing.
    away: AtomicBool,
}

impl Exporter {
    pub(super) fn new(collector: Collector, runtime: Handle, resource: &Resource) -> Self {
        let collector = Arc::new(collector);
        Self { collector, runtime, resource: resource.into(), away: AtomicBool::new(false) }
    }

    async fn send(&self, batch: Vec<SpanData>) -> Result<(), NotTaken> {
        let resource_spans = group_spans_by_resource_and_scope(batch, &self.resource);
        let body = ExportTraceServiceRequest { resource_spans }.encode_to_vec();
        let collector = Arc::clone(&self.collector);
        let sent = self.runtime.spawn(async move { timeout(PATIENCE, collector.take(body)).await });
        match sent.await {
            Ok(Ok(taken)) => taken,
            Ok(Err(_)) => Err(NotTaken::TooSlow),
            Err(_) => Err(NotTaken::Ended),
        }
    }
}

impl SpanExporter for Exporter {
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        match self.send(batch).await {
            Ok(()) => {
                if self.away.swap(false, Ordering::Relaxed) {
                    tracing::info!("the collector of traces takes them again");
                }
                Ok(())
            }
            Err(error) => {
                if !self.away.swap(true, Ordering::Relaxed) {
                    let collector = &self.collector;
                    tracing::warn!(
                        ?collector, %error,
                        "the collector takes no traces: they are dropped until it does, and nothing else depends on it"
                    );
                }
                Err(OTelSdkError::InternalFailure(error.to_string()))
            }
        }
    }
}
