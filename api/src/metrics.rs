//! What the server counts, in the OpenMetrics text format that Prometheus reads.
//!
//! One [`Metrics`] for each server: nothing here is global, so two servers in one test don't add up. Labels only
//! ever take values from short, fixed lists; nothing that a client sends becomes one.

mod reads;
mod trouble;

use std::fmt;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use prometheus_client::encoding::{EncodeLabelSet, text};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::{Registry, Unit};

/// The media type of [`Metrics::encode`].
pub(crate) const CONTENT_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

#[derive(Clone, Debug, EncodeLabelSet, Eq, Hash, PartialEq)]
struct Answered {
    method: &'static str,
    path: &'static str,
    status: u16,
}

#[derive(Clone, Debug, EncodeLabelSet, Eq, Hash, PartialEq)]
struct Path {
    path: &'static str,
}

#[derive(Clone, Debug, EncodeLabelSet, Eq, Hash, PartialEq)]
struct Operation {
    kind: &'static str,
    outcome: &'static str,
}

#[derive(Clone, Debug, EncodeLabelSet, Eq, Hash, PartialEq)]
struct Write {
    entity: &'static str,
    result: &'static str,
}

#[derive(Clone, Debug, EncodeLabelSet, Eq, Hash, PartialEq)]
struct Entity {
    entity: &'static str,
}

#[derive(Clone, Debug, EncodeLabelSet, Eq, Hash, PartialEq)]
struct State {
    state: &'static str,
}

#[derive(Clone, Debug, EncodeLabelSet, Eq, Hash, PartialEq)]
struct Outcome {
    result: &'static str,
}

/// The counters and gauges of one server.
pub struct Metrics {
    registry: Registry,
    requests: Family<Answered, Counter>,
    latency: Family<Path, Histogram>,
    operations: Family<Operation, Counter>,
    writes: Family<Write, Counter>,
    delivered: Family<Entity, Counter>,
    sign_ins: Family<Outcome, Counter>,
    sockets: Gauge,
    watchers: Gauge,
    groups: Gauge,
    listener_lag: Gauge<f64, AtomicU64>,
    relayed: Family<Outcome, Counter>,
    relay_lag: Gauge<f64, AtomicU64>,
    notify_queue: Gauge<f64, AtomicU64>,
    pool: Family<State, Gauge>,
    reads: reads::Reads,
    trouble: trouble::Trouble,
}

/// From half a millisecond to sixteen seconds.
fn latencies() -> Histogram {
    Histogram::new(exponential_buckets(0.000_5, 2.0, 16))
}

impl Metrics {
    pub fn new() -> Self {
        let mut metrics = Self {
            registry: Registry::with_prefix("frontdesk"),
            requests: Family::default(),
            latency: Family::new_with_constructor(latencies),
            operations: Family::default(),
            writes: Family::default(),
            delivered: Family::default(),
            sign_ins: Family::default(),
            sockets: Gauge::default(),
            watchers: Gauge::default(),
            groups: Gauge::default(),
            listener_lag: Gauge::default(),
            relayed: Family::default(),
            relay_lag: Gauge::default(),
            notify_queue: Gauge::default(),
            pool: Family::default(),
            reads: reads::Reads::default(),
            trouble: trouble::Trouble::default(),
        };
        metrics.register();
        metrics
    }

    fn register(&mut self) {
        let registry = &mut self.registry;
        registry.register("http_requests", "Answered HTTP requests", self.requests.clone());
        let help = "Time from a request's head to its answer's";
        registry.register_with_unit("http_request_duration", help, Unit::Seconds, self.latency.clone());
        registry.register("operations", "GraphQL operations by outcome", self.operations.clone());
        let help = "Writes by result: saved, merged, conflict, room_unavailable, …";
        registry.register("writes", help, self.writes.clone());
        let help = "Changes handed to watchers, counted for each watcher";
        registry.register("changes_delivered", help, self.delivered.clone());
        registry.register("sign_ins", "Attempts to sign in by result", self.sign_ins.clone());
        registry.register("sockets", "Open WebSockets", self.sockets.clone());
        registry.register("watchers", "Subscriptions to changes that are running", self.watchers.clone());
        registry.register("watcher_groups", "Executions that those subscriptions share", self.groups.clone());
        let help = "How far the listener lags behind the newest committed change";
        registry.register_with_unit("listener_lag", help, Unit::Seconds, self.listener_lag.clone());
        let help = "What came by the relay: taken, known already, apart from what is known, or refused";
        registry.register("relay_entries", help, self.relayed.clone());
        let help = "How long the newest change taken from the relay had been committed";
        registry.register_with_unit("relay_lag", help, Unit::Seconds, self.relay_lag.clone());
        let help = "PostgreSQL's notification queue; at 1 every commit that notifies fails";
        registry.register("notify_queue_usage", help, self.notify_queue.clone());
        registry.register("database_connections", "Connections of the pool by state", self.pool.clone());
        self.reads.register(registry);
        self.trouble.register(registry);
    }

    /// `path` is the route that answered, not what the client asked for.
    pub fn answered(&self, method: &'static str, path: &'static str, status: u16, latency: Duration) {
        self.requests.get_or_create(&Answered { method, path, status }).inc();
        self.latency.get_or_create(&Path { path }).observe(latency.as_secs_f64());
    }

    /// A GraphQL operation ended, or a subscription began. `kind` is query, mutation, subscription or unknown;
    /// `outcome` is ok, error (in a resolver) or refused (never executed).
    pub fn operation(&self, kind: &'static str, outcome: &'static str) {
        self.operations.get_or_create(&Operation { kind, outcome }).inc();
    }

    /// A write of `entity` (booking, guest, room) came out as `result`: the union member in snake case, or
    /// merged.
    pub fn write(&self, entity: &'static str, result: &'static str) {
        self.writes.get_or_create(&Write { entity, result }).inc();
    }

    /// Counts the changes of `entity` that go to watchers: one for each change and watcher.
    pub fn delivered(&self, entity: &'static str) -> Counter {
        self.delivered.get_or_create_owned(&Entity { entity })
    }

    pub fn sign_in(&self, result: &'static str) {
        self.sign_ins.get_or_create(&Outcome { result }).inc();
    }

    /// One more watcher for as long as the answer lives.
    pub fn watcher(&self) -> Counted {
        Counted::up(&self.watchers)
    }

    /// One more execution that watchers share, for as long as the answer lives.
    pub fn watcher_group(&self) -> Counted {
        Counted::up(&self.groups)
    }

    /// One more WebSocket for as long as the answer lives.
    pub fn socket(&self) -> Counted {
        Counted::up(&self.sockets)
    }

    pub fn listener_lag(&self, lag: Duration) {
        self.listener_lag.set(lag.as_secs_f64());
    }

    /// An entry came by the relay: it was taken, was known already, was apart from what is known (so that the log was
    /// read), or was refused (nobody of us has made it).
    pub fn relayed(&self, result: &'static str) {
        self.relayed.get_or_create(&Outcome { result }).inc();
    }

    pub fn relay_lag(&self, lag: Duration) {
        self.relay_lag.set(lag.as_secs_f64());
    }

    /// `pg_notification_queue_usage()`: 0 is empty, 1 is full.
    pub fn notify_queue(&self, usage: f64) {
        self.notify_queue.set(usage);
    }

    /// Connections that the pool has open, and those of them that nobody uses.
    pub fn pool(&self, total: u32, idle: u32) {
        self.pool.get_or_create(&State { state: "idle" }).set(idle.into());
        self.pool.get_or_create(&State { state: "used" }).set(total.saturating_sub(idle).into());
    }

    /// All of it as text; its media type is [`CONTENT_TYPE`].
    pub fn encode(&self) -> String {
        let mut page = String::new();
        // Writing to a string does not fail.
        if text::encode(&mut page, &self.registry).is_err() {
            tracing::error!("the metrics could not be written");
        }
        page
    }
}

impl Default for Metrics {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Metrics {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Metrics").finish_non_exhaustive()
    }
}

/// Something that is counted while it lives.
#[derive(Debug)]
#[must_use = "it is counted only while this lives"]
pub struct Counted(Gauge);

impl Counted {
    fn up(gauge: &Gauge) -> Self {
        gauge.inc();
        Self(gauge.clone())
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.dec();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_counted_is_on_the_page() {
        let metrics = Metrics::new();
        metrics.answered("POST", "/graphql", 200, Duration::from_millis(3));
        metrics.operation("mutation", "ok");
        metrics.write("booking", "conflict");
        metrics.delivered("booking").inc_by(3);
        metrics.sign_in("invalid_credentials");
        metrics.listener_lag(Duration::from_millis(250));
        metrics.relayed("taken");
        metrics.relay_lag(Duration::from_millis(500));
        metrics.notify_queue(0.25);
        metrics.pool(5, 3);
        let watcher = metrics.watcher();
        let page = metrics.encode();
        for line in [
            "frontdesk_http_requests_total{method=\"POST\",path=\"/graphql\",status=\"200\"} 1",
            "frontdesk_http_request_duration_seconds_count{path=\"/graphql\"} 1",
            "frontdesk_operations_total{kind=\"mutation\",outcome=\"ok\"} 1",
            "frontdesk_writes_total{entity=\"booking\",result=\"conflict\"} 1",
            "frontdesk_changes_delivered_total{entity=\"booking\"} 3",
            "frontdesk_sign_ins_total{result=\"invalid_credentials\"} 1",
            "frontdesk_watchers 1",
            "frontdesk_sockets 0",
            "frontdesk_listener_lag_seconds 0.25",
            "frontdesk_relay_entries_total{result=\"taken\"} 1",
            "frontdesk_relay_lag_seconds 0.5",
            "frontdesk_notify_queue_usage 0.25",
            "frontdesk_database_connections{state=\"used\"} 2",
            "# EOF",
        ] {
            assert!(page.lines().any(|l| l == line), "{line} is missing in\n{page}");
        }
        drop(watcher);
        assert!(metrics.encode().contains("frontdesk_watchers 0"));
    }

    #[test]
    fn two_servers_count_apart() {
        let (one, other) = (Metrics::new(), Metrics::new());
        one.write("room", "saved");
        assert!(!other.encode().contains("room"));
    }
}
