//! Many stop reading, as tablets do that are carried out of the network's reach, while others go on watching.

use std::time::{Duration, Instant};

use clap::Args;

use super::watching::{committed_at, p99};
use crate::Outcome;
use crate::load::crowd::{Interest, Sockets};
use crate::load::writer::Writer;
use crate::report::Row;
use crate::stage::{Contender, SOCKETS_EACH, Stage};

#[derive(Args, Clone, Copy, Debug)]
pub(crate) struct Options {
    /// How many stop reading.
    #[arg(long, default_value_t = 1_000)]
    stalled: usize,
    /// How many go on.
    #[arg(long, default_value_t = 100)]
    live: usize,
    /// How many changes are committed in a second, all the time.
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..))]
    per_second: u32,
}

/// How long the live watchers are measured before the others come, and then with them.
const MEASURED: Duration = Duration::from_secs(15);
/// How long it takes until the network takes nothing more for who does not read. With what is measured then, less
/// than the server's 30 seconds, after which it closes a socket.
const FILLING: Duration = Duration::from_secs(10);
const PATIENCE: Duration = Duration::from_secs(20);
const BEGINNING: Duration = Duration::from_secs(60);

impl Options {
    pub(crate) fn sockets(&self) -> usize {
        self.stalled + self.live
    }
}

/// Only the measured program: the bare server drops whoever lags too far.
pub(crate) async fn measure(stage: &Stage, options: &Options) -> Outcome<Vec<Row>> {
    let house = stage.open(Contender::Frontdesk).await?;
    let (address, tokens) = (house.server.address, &stage.tokens);
    let (live_tokens, other_tokens) = tokens.split_at(options.live.div_ceil(SOCKETS_EACH));
    let origin = Instant::now();
    let live = Sockets::open(address, live_tokens, SOCKETS_EACH, options.live).await?;
    let mut live = live.watch(Interest::LIVE, origin);
    let live_from = live.ready(BEGINNING).await?.position.revision;
    let writer = Writer::start(house.url.clone(), options.per_second, origin);
    tokio::time::sleep(MEASURED).await;

    let (came, memory_before) = (origin.elapsed(), house.server.process.resident()?);
    let stalled = Sockets::open_narrow(address, other_tokens, SOCKETS_EACH, options.stalled).await?;
    let stalled = stalled.stall().await?;
    tokio::time::sleep(FILLING).await;
    let stood = origin.elapsed();
    tokio::time::sleep(MEASURED).await;
    let (ended, memory) = (origin.elapsed(), house.server.process.resident()?);
    let commits = writer.stop().await?;
    live.arrivals((commits.len() * options.live) as u64, Instant::now() + PATIENCE).await;
    drop(stalled);
    let live = live.part().await;
    let committed = committed_at(&house, live_from, &commits).await?;
    house.server.stop().await?;

    let expected = (committed.len() * options.live) as f64;
    let delivered = live.iter().map(Vec::len).sum::<usize>() as f64;
    let kib = memory.saturating_sub(memory_before) as f64 / 1024.0 / options.stalled as f64;
    let p99 = |from, to| p99(&live, &committed, from, to).as_secs_f64() * 1e3;
    let Options { stalled, per_second, .. } = *options;
    let what = format!("{stalled} sockets that nobody reads, {per_second} changes a second");
    let row = |figure, unit, value, promise| Row::new(format!("{what}: {figure}"), unit, [value], promise);
    Ok(vec![
        row("delivered to the others", "%", 100.0 * delivered / expected, "100 %"),
        row("memory for each of them", "KiB", kib, "bounded"),
        row("the others' p99 before", "ms", p99(Duration::ZERO, came), ""),
        row("the others' p99 meanwhile", "ms", p99(stood, ended), "as before"),
    ])
}
