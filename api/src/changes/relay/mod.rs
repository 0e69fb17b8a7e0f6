//! Changes by way of a broker: what one process has read of the log, the others need not read.
//!
//! | module | gives out |
//! |---|---|
//! | [`address`] | [`Address`]: where the broker is |
//! | [`message`] | what travels, and how it is known to be from one of us |
//! | [`join`] | whether a message goes on from where a process is |
//! | [`publish`] | [`Publisher`]: what the process that puts changes in order tells the others |
//! | [`follow`] | [`Follower`]: what comes from others, and when the log has to be read all the same |
//!
//! The broker is never the truth, and nothing waits for it but the reading of what it may save. A message says what the
//! log has in a span of revisions, which never changes in one life of the database; it is taken where it goes on exactly
//! from what was announced before, and in every other case the log is read as if there were no relay. So whatever the
//! broker forgets, holds up, repeats or makes up costs a reading, and no more.

mod address;
mod follow;
mod join;
mod message;
mod publish;
#[cfg(test)]
mod samples;

use std::sync::Arc;

use sea_orm::DatabaseConnection;
use tokio_util::sync::CancellationToken;

pub(crate) use address::Address;
pub(crate) use follow::Follower;
pub(crate) use publish::{Publisher, try_out};

use super::{Batch, Hub};
use crate::clock::Clock;
use crate::metrics::Metrics;
use message::Key;

/// How a process takes part in the relay.
#[derive(Clone, Debug)]
pub struct Relay {
    broker: Address,
    key: Key,
    clock: Clock,
    metrics: Arc<Metrics>,
}

impl Relay {
    /// `key` is known to all processes on one database, and to nobody else who can reach the broker.
    pub fn new(broker: Address, key: [u8; 32], clock: Clock, metrics: Arc<Metrics>) -> Self {
        Self { broker, key: Key::new(key), clock, metrics }
    }

    /// Starts what publishes and what follows; both end with `shutdown`.
    pub(crate) fn start(
        &self,
        db: &DatabaseConnection,
        hub: &Hub<Batch>,
        shutdown: &CancellationToken,
    ) -> (Publisher, Follower) {
        let Self { broker, key, clock, metrics } = self.clone();
        let publisher = Publisher::start(broker.clone(), key.clone(), db.clone(), hub, shutdown);
        (publisher, Follower::start(broker, key, hub.clone(), clock, metrics, shutdown))
    }
}
