//! What a socket costs in memory, once something was sent on each.

use std::time::Duration;

use clap::Args;

use super::watching::{Plan, Watched, watch_both};
use crate::Outcome;
use crate::report::Row;
use crate::stage::Stage;

#[derive(Args, Clone, Copy, Debug)]
pub(crate) struct Options {
    /// How many sockets are open.
    #[arg(long, default_value_t = 10_000)]
    pub(crate) sockets: usize,
    /// How many changes come to each of them, two a second.
    #[arg(long, default_value_t = 10)]
    changes: u64,
}

const PER_SECOND: u32 = 2;

pub(crate) async fn measure(stage: &Stage, options: &Options) -> Outcome<Vec<Row>> {
    let Options { sockets, changes } = *options;
    // The last tick falls short of the end.
    let writing = Duration::from_millis(changes * 1000 / u64::from(PER_SECOND) - 100);
    let plan = Plan { watchers: sockets, per_second: PER_SECOND, writing };
    let measured = watch_both(stage, plan).await?;
    let what = format!("{sockets} sockets, {changes} changes");
    let delivered = |of: &Watched| 100.0 * of.delivered as f64 / of.expected as f64;
    let memory = |of: &Watched| of.memory as f64 / 1024.0 / sockets as f64;
    Ok(vec![
        Row::new(format!("{what}: delivered"), "%", measured.iter().map(delivered), "100 %"),
        Row::new(format!("{what}: memory per socket"), "KiB", measured.iter().map(memory), "at most 12 KiB"),
    ])
}
