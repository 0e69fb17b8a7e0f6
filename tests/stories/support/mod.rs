//! What every story needs: a house of its own with a server, and people who work in it.

mod broker;
mod clerk;
pub(crate) mod collector;
pub(crate) mod contract;
mod desk;
mod dice;
pub(crate) mod engine;
mod events;
mod follower;
mod hands;
pub(crate) mod history;
mod house;
pub(crate) mod machine;
mod older;
pub(crate) mod packages;
mod person;
mod pgbouncer;
mod postgres;
pub(crate) mod process;
pub(crate) mod prometheus;
mod proxy;
pub(crate) mod site;
mod socket;
mod watcher;
mod workday;

pub(crate) use broker::Broker;
pub(crate) use clerk::{Clerk, assert_each_write_once};
pub(crate) use desk::{edit, ids, nodes, position, text, with};
pub(crate) use dice::{Dice, seed};
pub(crate) use events::Events;
pub(crate) use follower::follow;
pub(crate) use hands::Hands;
pub(crate) use house::{House, options, serve};
pub(crate) use person::Person;
pub(crate) use pgbouncer::PgBouncer;
pub(crate) use postgres::{Database, cluster, complete_log};
pub(crate) use process::Program;
pub(crate) use proxy::{Proxy, Target};
pub(crate) use socket::Socket;
pub(crate) use watcher::Watcher;
pub(crate) use workday::{Workday, assert_all_were_sent_over};

use std::time::Duration;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// How long anything that should happen may take, on a machine that is busy with the other stories.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// The text of a document in `tests/documents`.
macro_rules! document {
    ($name:literal) => {
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/documents/", $name, ".graphql"))
    };
}
pub(crate) use document;

/// The `extensions` that name a document by its hash.
pub(crate) fn persisted(document: &str) -> Value {
    let hash: String = Sha256::digest(document).iter().map(|byte| format!("{byte:02x}")).collect();
    json!({ "persistedQuery": { "version": 1, "sha256Hash": hash } })
}

/// Waits until the condition holds, and fails when it doesn't within [`PATIENCE`].
pub(crate) async fn eventually<F, W>(what: &str, mut condition: F)
where
    F: FnMut() -> W,
    W: Future<Output = bool>,
{
    let deadline = tokio::time::Instant::now() + PATIENCE;
    while !condition().await {
        assert!(tokio::time::Instant::now() < deadline, "it never came to this: {what}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}
