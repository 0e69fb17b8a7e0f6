//! A collector of traces of a story's own: OTLP over HTTP, as much of it as is needed.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::any_value::Value;
use opentelemetry_proto::tonic::trace::v1::Span;
use prost::Message;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use super::eventually;

#[derive(Default)]
struct Taken {
    bytes: Mutex<Vec<u8>>,
    spans: Mutex<Vec<Span>>,
    asked: AtomicUsize,
    hangs: AtomicBool,
}

pub(crate) struct Collector {
    address: SocketAddr,
    taken: Arc<Taken>,
    listening: JoinHandle<()>,
}

impl Collector {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (address, taken) = (listener.local_addr().unwrap(), Arc::new(Taken::default()));
        let listening = tokio::spawn({
            let taken = Arc::clone(&taken);
            async move {
                loop {
                    let (stream, _) = listener.accept().await.unwrap();
                    tokio::spawn(take(stream, Arc::clone(&taken)));
                }
            }
        });
        Self { address, taken, listening }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// From now on it reads what it is sent, and answers nothing; or answers again.
    pub(crate) fn hang(&self, hangs: bool) {
        self.taken.hangs.store(hangs, Ordering::SeqCst);
    }

    /// How often it was sent something.
    pub(crate) fn asked(&self) -> usize {
        self.taken.asked.load(Ordering::SeqCst)
    }

    /// Whether a text is anywhere in what it was sent.
    pub(crate) fn has_seen(&self, text: &str) -> bool {
        self.taken.bytes.lock().unwrap().windows(text.len()).any(|part| part == text.as_bytes())
    }

    /// The spans of a trace, once this one is among them.
    pub(crate) async fn trace(&self, id: &str, awaited: &str) -> Vec<Span> {
        self.spans(awaited, |span| hex(&span.trace_id) == id).await
    }

    /// The spans of this kind, once one of them has this name.
    pub(crate) async fn spans(&self, awaited: &str, wanted: impl Fn(&Span) -> bool) -> Vec<Span> {
        let spans = || -> Vec<Span> {
            let spans = self.taken.spans.lock().unwrap();
            spans.iter().filter(|span| wanted(span)).cloned().collect()
        };
        let there = async || spans().iter().any(|span| span.name == awaited);
        eventually(&format!("the collector has the span {awaited}"), there).await;
        spans()
    }
}

impl Drop for Collector {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

async fn take(stream: TcpStream, taken: Arc<Taken>) {
    let mut stream = BufReader::new(stream);
    let (mut head, mut length) = (vec![], 0);
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.unwrap_or_default() == 0 {
            return;
        }
        let line = line.trim_end().to_ascii_lowercase();
        if let Some(announced) = line.strip_prefix("content-length: ") {
            length = announced.parse().unwrap();
        }
        if line.is_empty() {
            break;
        }
        head.push(line);
    }
    assert_eq!(head[0], "post /v1/traces http/1.1");
    assert!(head.iter().any(|line| line == "content-type: application/x-protobuf"), "{head:?}");
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.unwrap();
    let export = ExportTraceServiceRequest::decode(&*body).unwrap();
    taken.bytes.lock().unwrap().extend(&body);
    let scopes = export.resource_spans.into_iter().flat_map(|resource| resource.scope_spans);
    taken.spans.lock().unwrap().extend(scopes.flat_map(|scope| scope.spans));
    taken.asked.fetch_add(1, Ordering::SeqCst);
    if taken.hangs.load(Ordering::SeqCst) {
        // Until whoever waits has had enough.
        drop(stream.read_to_end(&mut vec![]).await);
        return;
    }
    let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
    drop(stream.write_all(answer).await);
}

pub(crate) fn hex(id: &[u8]) -> String {
    id.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What a span says under a key, as text.
pub(crate) fn said(span: &Span, key: &str) -> String {
    let attribute = span.attributes.iter().find(|attribute| attribute.key == key);
    match attribute.and_then(|attribute| attribute.value.as_ref()?.value.as_ref()) {
        Some(Value::StringValue(text)) => text.clone(),
        Some(Value::IntValue(number)) => number.to_string(),
        other => panic!("{key} of {} is {other:?}", span.name),
    }
}
