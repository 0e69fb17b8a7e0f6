//! Several processes on one database, of which each has its own watchers: how late all are told of what is saved at one of
//! them, and what that costs PostgreSQL and each process, with a relay between them, without, and with one process alone.
//!
//! - [`clerks`] — who saves
//! - [`costs`] — what is spent meanwhile
//! - [`turn`] — one number of processes, from the start to the end

mod clerks;
mod costs;
mod turn;

use std::time::Duration;

use clap::Args;

use self::costs::Costs;
use self::turn::{Measured, Phase, take};
use crate::Outcome;
use crate::report::{Column, Row, progress};
use crate::stage::Stage;

#[derive(Args, Clone, Debug)]
pub(crate) struct Options {
    /// How many processes there are: several numbers, each measured with a relay and without.
    #[arg(long, value_delimiter = ',', default_values_t = [4, 16])]
    processes: Vec<usize>,
    /// How many watch at each of them.
    #[arg(long, default_value_t = 500)]
    watchers: usize,
    /// How many changes are saved in a second, by all who save.
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u32).range(1..))]
    per_second: u32,
    /// How many save at the same moment, where several do, each at another process.
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u32).range(1..))]
    writers: u32,
    /// For how many seconds one saves, and then several do.
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u64).range(1..))]
    seconds: u64,
}

impl Options {
    /// All are open in this process.
    pub(crate) fn sockets(&self) -> usize {
        self.watchers * self.processes.iter().max().copied().unwrap_or_default()
    }
}

/// PostgreSQL's, for sixteen processes with pools of the usual size, and its own count of what it was asked.
pub(crate) const SETTINGS: &[(&str, &str)] =
    &[("max_connections", "400"), ("shared_preload_libraries", "pg_stat_statements")];

const COLUMNS: &[Column] = &[
    Column { heading: "with a relay", key: "with_relay", ratio: "" },
    Column { heading: "without", key: "without_relay", ratio: "ratio" },
    Column { heading: "one process", key: "one_process", ratio: "ratio_to_one" },
];

pub(crate) async fn measure(stage: &Stage, options: &Options) -> Outcome<Vec<Row>> {
    progress("one process");
    let one = take(stage, options, 1, None).await?;
    let mut rows = vec![];
    for processes in &options.processes {
        progress(&format!("{processes} processes without a relay"));
        let without = take(stage, options, *processes, None).await?;
        progress(&format!("{processes} processes with a relay"));
        let broker = stage.broker().await?;
        let with = take(stage, options, *processes, Some(&broker)).await?;
        rows.extend(compared(options, *processes, [&with, &without, &one]));
    }
    Ok(rows)
}

fn compared(options: &Options, processes: usize, measured: [&Measured; 3]) -> Vec<Row> {
    let Options { watchers, writers, .. } = options;
    let complete = measured.map(|of| 100.0 * of.complete as f64 / of.watchers as f64);
    let what = format!("{processes} processes, {watchers} watchers at each");
    let mut rows =
        vec![Row::among(COLUMNS, format!("{what}: have all, in order, once"), "%", complete, "100 %")];
    let phases = [("one saves".to_owned(), 0), (format!("{writers} save at once"), 1)];
    for (what, phase) in phases {
        let of_each = |figure: fn(&Phase) -> f64| measured.map(|of| figure(&of.phases[phase]));
        let mut row = |figure, unit, of: fn(&Phase) -> f64| {
            let what = format!("{processes} processes, {what}: {figure}");
            rows.push(Row::among(COLUMNS, what, unit, of_each(of), ""));
        };
        row("from the answer to the watcher, p50", "ms", |of| milliseconds(of.latencies.percentile(0.5)));
        row("from the answer to the watcher, p99", "ms", |of| milliseconds(of.latencies.percentile(0.99)));
        row("PostgreSQL's statements a change", "", |of| of.each().statements);
        row("PostgreSQL CPU a change", "ms", |of| of.each().postgres * 1e3);
        row("CPU of each server a change", "ms", |of| of.each().server * 1e3);
        let what = format!("{processes} processes, {what}: the relay's CPU a change");
        let of_relay = measured[0].phases[phase].each().broker * 1e3;
        rows.push(Row::among(COLUMNS, what, "ms", [of_relay], ""));
    }
    rows
}

impl Phase {
    fn each(&self) -> Costs {
        self.costs.each(self.changes)
    }
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
