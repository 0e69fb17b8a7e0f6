//! Where lists and histories were read, where there is a standby to read from.

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::registry::Registry;

use super::Metrics;

#[derive(Clone, Debug, EncodeLabelSet, Eq, Hash, PartialEq)]
struct At {
    from: &'static str,
}

#[derive(Clone, Debug, EncodeLabelSet, Eq, Hash, PartialEq)]
struct Why {
    reason: &'static str,
}

#[derive(Debug, Default)]
pub(super) struct Reads {
    from: Family<At, Counter>,
    passed_over: Family<Why, Counter>,
}

impl Reads {
    pub(super) fn register(&self, registry: &mut Registry) {
        let help = "Lists and histories, by where they were read: standby or primary";
        registry.register("reads", help, self.from.clone());
        let help = "Those that were read at the primary, by why not at the standby";
        registry.register("standby_passed_over", help, self.passed_over.clone());
    }
}

impl Metrics {
    /// A list or a history was read at the `standby` or the `primary`.
    pub fn read_at(&self, from: &'static str) {
        self.reads.from.get_or_create(&At { from }).inc();
    }

    /// The standby could have been asked, but for this reason: a word of a short list.
    pub fn standby_passed_over(&self, reason: &'static str) {
        self.reads.passed_over.get_or_create(&Why { reason }).inc();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readings_are_on_the_page() {
        let metrics = Metrics::new();
        metrics.read_at("standby");
        metrics.standby_passed_over("behind");
        let page = metrics.encode();
        for line in [
            "frontdesk_reads_total{from=\"standby\"} 1",
            "frontdesk_standby_passed_over_total{reason=\"behind\"} 1",
        ] {
            assert!(page.lines().any(|found| found == line), "{line} is missing in\n{page}");
        }
    }
}
