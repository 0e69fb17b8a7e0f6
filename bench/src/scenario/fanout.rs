//! Everybody is told of every change.

use std::time::Duration;

use clap::Args;

use super::watching::{Plan, Watched, watch_both};
use crate::Outcome;
use crate::report::Row;
use crate::stage::Stage;

#[derive(Args, Clone, Copy, Debug)]
pub(crate) struct Options {
    /// How many watch.
    #[arg(long, default_value_t = 5_000)]
    pub(crate) watchers: usize,
    /// How many changes are committed in a second.
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..))]
    per_second: u32,
    /// For how many seconds.
    #[arg(long, default_value_t = 20)]
    seconds: u64,
}

pub(crate) async fn measure(stage: &Stage, options: &Options) -> Outcome<Vec<Row>> {
    let Options { watchers, per_second, seconds } = *options;
    let plan = Plan { watchers, per_second, writing: Duration::from_secs(seconds) };
    let measured = watch_both(stage, plan).await?;
    let what = format!("{watchers} watchers, {per_second} changes a second");
    let row = |figure, unit, of: fn(&Watched) -> f64, promise| {
        Row::new(format!("{what}: {figure}"), unit, measured.iter().map(of), promise)
    };
    let delivered = |of: &Watched| 100.0 * of.delivered as f64 / of.expected as f64;
    Ok(vec![
        row("delivered", "%", delivered, "100 %"),
        row("told twice or out of order", "", |of| of.out_of_order as f64, "0"),
        row("commit to client, p50", "ms", |of| of.latencies.percentile(0.5).as_secs_f64() * 1e3, ""),
        row(
            "commit to client, p99",
            "ms",
            |of| of.latencies.percentile(0.99).as_secs_f64() * 1e3,
            "at most 2 ×",
        ),
        row("commit to client, max", "ms", |of| of.latencies.max().as_secs_f64() * 1e3, ""),
        row(
            "server CPU per delivered message",
            "µs",
            |of| of.server_cpu.as_secs_f64() * 1e6 / of.delivered as f64,
            "at most 1.5 ×",
        ),
        row(
            "PostgreSQL CPU per delivered message",
            "µs",
            |of| of.postgres_cpu.as_secs_f64() * 1e6 / of.delivered as f64,
            "",
        ),
    ])
}
