//! Updates that name the version they were made on, each connection on bookings of its own.

use clap::Args;

use super::calling::{call, open_both, rows, same_answers};
use super::edits::{BOOKING, Edits, WITH_NEIGHBOURS, bookings};
use crate::Outcome;
use crate::report::{Row, progress};
use crate::stage::{Flush, Stage};

#[derive(Args, Clone, Debug)]
pub(crate) struct Options {
    /// How many connections write, one measurement each. The most of them write with a slow flush, too.
    #[arg(long, value_delimiter = ',', default_values_t = [16, 64])]
    connections: Vec<usize>,
    /// How many turns each server has, of two seconds.
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..))]
    turns: u32,
}

/// How many bookings each connection writes to, in turns.
const BOOKINGS_EACH: usize = 20;

pub(crate) async fn measure(stage: &Stage, options: &Options) -> Outcome<Vec<Row>> {
    let mut measured = vec![];
    for (document, what) in [
        (BOOKING, "update of a version"),
        (WITH_NEIGHBOURS, "update of a version, answered with guest and room"),
    ] {
        for &connections in &options.connections {
            let update = Update { document, connections, flush: Flush::AsItIs, turns: options.turns };
            measured.extend(update.measure(stage, what).await?);
        }
    }
    let Some(&connections) = options.connections.iter().max() else { return Ok(measured) };
    if stage.disk.fsync {
        let update = Update { document: BOOKING, connections, flush: Flush::Cloud, turns: options.turns };
        measured.extend(update.measure(stage, "update of a version, a flush 4 ms longer").await?);
    } else {
        progress("leaving out the slow flush, for which no commit would wait without fsync");
    }
    Ok(measured)
}

#[derive(Clone, Copy)]
struct Update {
    document: &'static str,
    connections: usize,
    flush: Flush,
    turns: u32,
}

impl Update {
    async fn measure(self, stage: &Stage, what: &str) -> Outcome<Vec<Row>> {
        let Self { document, connections, flush, turns } = self;
        let houses = open_both(stage, flush).await?;
        let all = bookings(&houses, connections * BOOKINGS_EACH + 1).await?;
        let (compared, measured) = all.split_at(1);
        same_answers(stage, &houses, || Edits::new(document, compared)).await?;
        let edits = || measured.chunks(BOOKINGS_EACH).map(|own| Edits::new(document, own)).collect();
        let called = call(stage, &houses, turns, edits).await?;
        for house in houses {
            house.server.stop().await?;
        }
        Ok(rows(&format!("{what}, {connections} connections"), called, "at least 0.85 ×"))
    }
}
