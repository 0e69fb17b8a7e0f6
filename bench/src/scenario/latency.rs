//! One who writes, one who watches: how long each waits when nobody else is in the way.

use std::time::{Duration, Instant};

use clap::Args;
use uuid::Uuid;

use super::calling::{Asking, open_both};
use super::edits::{BOOKING, Edits, bookings};
use super::watching::not_rising;
use crate::Outcome;
use crate::latency::{Latencies, micros};
use crate::load::caller::Caller;
use crate::load::crowd::{Arrival, Crowd, Interest, Sockets};
use crate::report::Row;
use crate::stage::{Flush, House, SOCKETS_EACH, Stage};

#[derive(Args, Clone, Copy, Debug)]
pub(crate) struct Options {
    /// How many turns each server has, of two seconds.
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..))]
    turns: u32,
    /// How many milliseconds the writer rests after each answer. Without a rest, an update is on its way to the
    /// watcher while the next one is being written.
    #[arg(long, default_value_t = 0)]
    pause: u64,
}

const TURN: Duration = Duration::from_secs(2);
const BOOKINGS: usize = 100;
const BEGINNING: Duration = Duration::from_secs(60);
/// How long the last change may take to come.
const PATIENCE: Duration = Duration::from_secs(20);

pub(crate) async fn measure(stage: &Stage, options: &Options) -> Outcome<Vec<Row>> {
    let houses = open_both(stage, Flush::AsItIs).await?;
    let bookings = bookings(&houses, BOOKINGS).await?;
    let mut desks = vec![];
    for house in &houses {
        desks.push(Desk::open(stage, house, &bookings).await?);
    }
    for turn in 0..=options.turns {
        for desk in &mut desks {
            desk.write(Duration::from_millis(options.pause)).await?;
            if turn == 0 {
                desk.warm_until = desk.updates.len();
            }
        }
    }
    let mut measured = vec![];
    for desk in desks {
        measured.push(desk.close().await?);
    }
    for house in houses {
        house.server.stop().await?;
    }
    Ok(rows(&measured))
}

/// The writer and the watcher of one server.
struct Desk {
    origin: Instant,
    caller: Caller,
    edits: Edits,
    watcher: Crowd,
    updates: Vec<Update>,
    /// How many updates came before what is measured.
    warm_until: usize,
}

/// Microseconds since the origin.
#[derive(Clone, Copy)]
struct Update {
    sent: u32,
    answered: u32,
}

impl Desk {
    async fn open(stage: &Stage, house: &House, bookings: &[Uuid]) -> Outcome<Self> {
        let (address, origin) = (house.server.address, Instant::now());
        let sockets = Sockets::open(address, &stage.tokens, SOCKETS_EACH, 1).await?;
        let mut watcher = sockets.watch(Interest::LIVE, origin);
        watcher.ready(BEGINNING).await?;
        let caller = Caller::connect(address, stage.tokens.first().map(String::as_str)).await?;
        let edits = Edits::new(BOOKING, bookings);
        Ok(Self { origin, caller, edits, watcher, updates: vec![], warm_until: 0 })
    }

    /// Updates one booking after the other, for a turn; returns when the watcher has been told of all.
    async fn write(&mut self, pause: Duration) -> Outcome<()> {
        let deadline = Instant::now() + TURN;
        while Instant::now() < deadline {
            let sent = micros(self.origin.elapsed());
            let body = self.caller.ask(self.edits.document(), &self.edits.variables()).await?;
            self.updates.push(Update { sent, answered: micros(self.origin.elapsed()) });
            self.edits.answered(std::str::from_utf8(&body)?)?;
            if !pause.is_zero() {
                tokio::time::sleep(pause).await;
            }
        }
        self.watcher.arrivals(self.updates.len() as u64, Instant::now() + PATIENCE).await;
        Ok(())
    }

    async fn close(self) -> Outcome<Waits> {
        let diaries = self.watcher.part().await;
        let diary = diaries.first().ok_or("nobody watched")?;
        if diary.len() != self.updates.len() || not_rising(diary) > 0 {
            let (came, written) = (diary.len(), self.updates.len());
            return Err(format!("{written} updates were written, and {came} came to the watcher").into());
        }
        Ok(waits(&self.updates[self.warm_until..], &diary[self.warm_until..]))
    }
}

/// How long it took, from when to when.
type Waits = [(&'static str, Latencies); 3];

/// One writer's changes come in the order of its updates.
fn waits(updates: &[Update], diary: &[Arrival]) -> Waits {
    let of = |wait: fn(Update, u32) -> u32| {
        Latencies::new(updates.iter().zip(diary).map(|(update, told)| wait(*update, told.at)).collect())
    };
    [
        ("from sending to the answer", of(|update, _| update.answered - update.sent)),
        ("from sending to the watcher", of(|update, told| told - update.sent)),
        // The watcher may be told before the writer.
        ("from the answer to the watcher", of(|update, told| told.saturating_sub(update.answered))),
    ]
}

/// Of all servers in the same order.
fn rows(measured: &[Waits]) -> Vec<Row> {
    let spans = measured.first().into_iter().flatten().map(|(span, _)| span).enumerate();
    let figures = spans.flat_map(|(place, span)| {
        [("p50", 0.5), ("p99", 0.99)].map(|(name, share)| {
            let of_each = measured.iter().map(|waits| waits[place].1.percentile(share).as_secs_f64() * 1e3);
            Row::new(format!("one writes, one watches: {span}, {name}"), "ms", of_each, "")
        })
    });
    figures.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_watcher_who_is_told_before_the_writer_has_not_waited() {
        let updates = [(10, 30), (40, 60)].map(|(sent, answered)| Update { sent, answered });
        let diary = [(1, 25), (2, 68)].map(|(revision, at)| Arrival { revision, index: 0, at });
        let of = |latencies: &Latencies| [0.5, 1.0].map(|share| latencies.percentile(share).as_micros());
        let waits = waits(&updates, &diary).map(|(_, latencies)| of(&latencies));
        assert_eq!(waits, [[20, 20], [15, 28], [0, 8]]);
    }
}
