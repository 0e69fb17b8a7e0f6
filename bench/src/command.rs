//! The subcommands and their settings.

use std::path::PathBuf;

use clap::{Parser, Subcommand};
use tokio::runtime::Runtime;

use crate::report::{self, Row, progress};
use crate::scenario::{fanout, latency, mutate, processes, query, resume, snapshot, sockets, stalled, storm};
use crate::stage::{Disk, Stage};
use crate::{Outcome, bare, machine};

/// Measures `frontdesk serve` beside a bare server that does the least that still answers, and prints a table.
#[derive(Clone, Debug, Parser)]
#[command(name = "frontdesk-bench", version, max_term_width = 100)]
pub(crate) struct Cli {
    #[command(subcommand)]
    measurement: Measurement,

    /// The program to measure. Without it, the `frontdesk` beside this program.
    #[arg(long, global = true, value_name = "FILE")]
    program: Option<PathBuf>,

    /// Prints JSON rather than a table.
    #[arg(long, global = true)]
    json: bool,

    /// Lets no commit wait for the disk: what the servers cost shows more clearly, and not what anybody gets.
    #[arg(long, global = true)]
    no_fsync: bool,
}

#[derive(Clone, Debug, Subcommand)]
enum Measurement {
    /// Takes all measurements at their usual size.
    All,
    /// Many watch, one writes: what arrives, how late, and what that costs.
    Fanout(fanout::Options),
    /// Memory that each open socket takes.
    Sockets(sockets::Options),
    /// Watchers who were away catch up at once.
    Resume(resume::Options),
    /// Many stop reading: what they take, and what the others notice.
    Stalled(stalled::Options),
    /// Very many changes at once, while many watch.
    Storm(storm::Options),
    /// A page of bookings with guest and room.
    Query(query::Options),
    /// An update of a version.
    Mutate(mutate::Options),
    /// One writer's updates, and one watcher.
    Latency(latency::Options),
    /// Several processes on one database, without and with a relay.
    Processes(processes::Options),
    /// Putting changes in order while a session keeps an old snapshot. Not one of `all`: it takes minutes.
    Snapshot(snapshot::Options),
    /// Runs the bare server on the database in DATABASE_URL.
    #[command(hide = true)]
    Bare {
        #[arg(long, env = "DATABASE_URL", hide_env_values = true)]
        database_url: String,
    },
}

pub(crate) fn run(cli: Cli) -> Outcome<()> {
    let runtime = Runtime::new()?;
    let measurements = match cli.measurement {
        Measurement::Bare { database_url } => return runtime.block_on(bare::serve(&database_url)),
        Measurement::All => usual(),
        one => vec![one],
    };
    let program = match cli.program {
        Some(program) => program,
        None => std::env::current_exe()?.with_file_name("frontdesk"),
    };
    let (rows, disk) = runtime.block_on(measure(&measurements, program, !cli.no_fsync))?;
    Ok(report::print(&rows, disk, cli.json)?)
}

/// All of them, with the defaults of the command line.
fn usual() -> Vec<Measurement> {
    ["fanout", "sockets", "resume", "stalled", "storm", "query", "mutate", "latency", "processes"]
        .into_iter()
        .filter_map(|name| Cli::try_parse_from(["frontdesk-bench", name]).ok())
        .map(|cli| cli.measurement)
        .collect()
}

async fn measure(measurements: &[Measurement], program: PathBuf, fsync: bool) -> Outcome<(Vec<Row>, Disk)> {
    let sockets = measurements.iter().map(|measurement| match measurement {
        Measurement::Fanout(options) => options.watchers,
        Measurement::Sockets(options) => options.sockets,
        Measurement::Resume(options) => options.sockets(),
        Measurement::Stalled(options) => options.sockets(),
        Measurement::Storm(options) => options.watchers,
        Measurement::Processes(options) => options.sockets(),
        _ => 0,
    });
    machine::allow_sockets(sockets.max().unwrap_or_default())?;
    let several = |measurement: &&Measurement| matches!(measurement, Measurement::Processes(_));
    let (several, alone): (Vec<_>, Vec<_>) = measurements.iter().partition(several);
    let (mut rows, mut disk) = (vec![], None);
    for (measurements, settings) in [(alone, &[][..]), (several, processes::SETTINGS)] {
        if measurements.is_empty() {
            continue;
        }
        progress("starting PostgreSQL and furnishing the hotel");
        let stage = Stage::set(program.clone(), fsync, settings).await?;
        let measured = tokio::select! {
            measured = on_stage(&stage, &measurements) => measured,
            _ = tokio::signal::ctrl_c() => Err("stopped before the end".into()),
        };
        disk = Some(stage.disk);
        stage.strike().await?;
        rows.extend(measured?);
    }
    Ok((rows, disk.ok_or("nothing is measured")?))
}

async fn on_stage(stage: &Stage, measurements: &[&Measurement]) -> Outcome<Vec<Row>> {
    let mut rows = vec![];
    for measurement in measurements {
        progress(&format!("measuring {measurement:?}"));
        rows.extend(match measurement {
            Measurement::Fanout(options) => fanout::measure(stage, options).await?,
            Measurement::Sockets(options) => sockets::measure(stage, options).await?,
            Measurement::Resume(options) => resume::measure(stage, options).await?,
            Measurement::Stalled(options) => stalled::measure(stage, options).await?,
            Measurement::Storm(options) => storm::measure(stage, options).await?,
            Measurement::Query(options) => query::measure(stage, options).await?,
            Measurement::Mutate(options) => mutate::measure(stage, options).await?,
            Measurement::Latency(options) => latency::measure(stage, options).await?,
            Measurement::Processes(options) => processes::measure(stage, options).await?,
            Measurement::Snapshot(options) => snapshot::measure(stage, options).await?,
            Measurement::All | Measurement::Bare { .. } => vec![],
        });
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn all_takes_every_measurement() {
        assert_eq!(usual().len(), 9);
    }
}
