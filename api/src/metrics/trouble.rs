//! What an operator is warned by: refused sockets, slow statements, changes that wait, gaps, and who is behind.

use std::sync::atomic::AtomicU64;
use std::time::Duration;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::{Registry, Unit};

use super::{Counted, Metrics};
use crate::database::statement::StatementName;

/// A statement that takes as long keeps somebody waiting who notices.
const SLOW: Duration = Duration::from_secs(1);

#[derive(Clone, Debug, EncodeLabelSet, Eq, Hash, PartialEq)]
struct Refusal {
    reason: &'static str,
}

#[derive(Clone, Debug, EncodeLabelSet, Eq, Hash, PartialEq)]
struct Slow {
    verb: &'static str,
    table: &'static str,
}

#[derive(Debug, Default)]
pub(super) struct Trouble {
    sockets_refused: Family<Refusal, Counter>,
    slow_statements: Family<Slow, Counter>,
    inbox: Gauge,
    inbox_age: Gauge<f64, AtomicU64>,
    gaps: Counter,
    replay_queue: Gauge,
}

impl Trouble {
    pub(super) fn register(&self, registry: &mut Registry) {
        let help = "WebSockets and event streams that were not let in, by the reason";
        registry.register("sockets_refused", help, self.sockets_refused.clone());
        let help = "Statements that took a second or longer, by what they do to which table";
        registry.register("slow_statements", help, self.slow_statements.clone());
        let help = "Committed changes that are not in the log yet";
        registry.register("change_inbox", help, self.inbox.clone());
        let help = "How long the oldest of them has waited";
        registry.register_with_unit("change_inbox_age", help, Unit::Seconds, self.inbox_age.clone());
        let help = "Watchers that were told that changes they missed can't be had any more";
        registry.register("gaps", help, self.gaps.clone());
        let help = "Watchers that are still being told what they missed";
        registry.register("replay_queue", help, self.replay_queue.clone());
    }
}

impl Metrics {
    /// A socket or an event stream was not let in. `reason` is one word of a short list.
    pub fn socket_refused(&self, reason: &'static str) {
        self.trouble.sockets_refused.get_or_create(&Refusal { reason }).inc();
    }

    /// A statement took so long.
    pub fn statement(&self, name: impl FnOnce() -> StatementName, took: Duration) {
        if took >= SLOW {
            let StatementName { verb, table } = name();
            self.trouble.slow_statements.get_or_create(&Slow { verb, table }).inc();
        }
    }

    /// So many changes wait to come into the log, the oldest for so long.
    pub fn inbox(&self, length: i64, age: Duration) {
        self.trouble.inbox.set(length);
        self.trouble.inbox_age.set(age.as_secs_f64());
    }

    pub fn gap(&self) {
        self.trouble.gaps.inc();
    }

    /// One more watcher that is told what it missed, for as long as the answer lives.
    pub fn replaying(&self) -> Counted {
        Counted::up(&self.trouble.replay_queue)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trouble_is_on_the_page_and_what_goes_well_is_not() {
        let metrics = Metrics::new();
        let has = |line: &str| metrics.encode().lines().any(|found| found == line);
        let update = || StatementName { verb: "UPDATE", table: "bookings" };
        metrics.statement(update, SLOW - Duration::from_millis(1));
        assert!(!metrics.encode().contains("bookings"));
        metrics.statement(update, SLOW);
        assert!(has("frontdesk_slow_statements_total{verb=\"UPDATE\",table=\"bookings\"} 1"));
        metrics.socket_refused("token");
        assert!(has("frontdesk_sockets_refused_total{reason=\"token\"} 1"));
        metrics.inbox(3, Duration::from_millis(1_500));
        assert!(has("frontdesk_change_inbox 3") && has("frontdesk_change_inbox_age_seconds 1.5"));
        assert!(has("frontdesk_gaps_total 0"));
        metrics.gap();
        assert!(has("frontdesk_gaps_total 1"));
        let behind = metrics.replaying();
        assert!(has("frontdesk_replay_queue 1"));
        drop(behind);
        assert!(has("frontdesk_replay_queue 0"));
    }
}
