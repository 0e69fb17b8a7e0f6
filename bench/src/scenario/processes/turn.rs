//! One number of processes, from their start to their end.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use uuid::Uuid;

use super::Options;
use super::clerks::{Clerk, Pace, Saved, save};
use super::costs::{Costs, Meter};
use crate::Outcome;
use crate::latency::Latencies;
use crate::load::crowd::{Crowd, Interest, Sockets};
use crate::scenario::edits::bookings;
use crate::scenario::storm::had_all;
use crate::scenario::watching::lateness;
use crate::stage::{Broker, House, SOCKETS_EACH, Stage};

/// How long the streams may take to begin.
const BEGINNING: Duration = Duration::from_secs(60);
/// How long the last change may take to come to everybody.
const PATIENCE: Duration = Duration::from_secs(60);
/// For so long is measured what time alone costs. All that happens by itself does so every five seconds or oftener.
const IDLE: Duration = Duration::from_secs(5);
/// What is done once, such as connections and statements' plans, is done by so many changes of each who will save.
const WARM_UP: Pace = Pace { every: Duration::from_millis(100), times: 3 };
/// How many bookings each saves in turn.
const BOOKINGS_EACH: usize = 20;

pub(super) struct Measured {
    pub(super) watchers: usize,
    /// How many of them were told of everything, in order, once.
    pub(super) complete: usize,
    /// One saves, and then several do.
    pub(super) phases: [Phase; 2],
}

pub(super) struct Phase {
    pub(super) changes: usize,
    /// From the answer to the arrival, of all watchers at all processes.
    pub(super) latencies: Latencies,
    pub(super) costs: Costs,
}

pub(super) async fn take(
    stage: &Stage,
    options: &Options,
    processes: usize,
    relay: Option<&Broker>,
) -> Outcome<Measured> {
    let houses = stage.open_processes(processes, relay).await?;
    let origin = Instant::now();
    let mut crowds = vec![];
    for house in &houses {
        let sockets =
            Sockets::open(house.server.address, &stage.tokens, SOCKETS_EACH, options.watchers).await?;
        crowds.push(sockets.watch(Interest::LIVE, origin));
    }
    let mut ready_at = 0;
    for crowd in &mut crowds {
        ready_at = crowd.ready(BEGINNING).await?.position.revision;
    }
    let servers = houses.iter().map(|house| house.server.process).collect();
    let broker = relay.map(|broker| broker.process);
    let work = Work { options, origin, meter: Meter { stage, servers, broker }, houses, crowds };
    let (warm_up, phases, work) = work.through().await?;

    let mut diaries = vec![];
    for crowd in work.crowds {
        diaries.extend(crowd.part().await);
    }
    let log = logged(ready_at, work.houses.first().ok_or("there is no server")?).await?;
    for house in work.houses {
        house.server.stop().await?;
    }
    let saved: usize = warm_up.len() + phases.iter().map(|(saved, _)| saved.len()).sum::<usize>();
    if log.len() != saved {
        return Err(format!("{saved} changes were saved and {} logged", log.len()).into());
    }
    let places: Vec<_> = log.iter().map(|logged| logged.place).collect();
    let complete = diaries.iter().filter(|diary| had_all(diary, &places).is_some()).count();
    let phases = phases.map(|(saved, costs)| {
        let answered = answered(&log, &saved);
        let late = diaries.iter().flat_map(|diary| lateness(diary, &answered)).collect();
        Phase { changes: saved.len(), latencies: Latencies::new(late), costs }
    });
    Ok(Measured { watchers: diaries.len(), complete, phases })
}

/// Everything that is open meanwhile.
struct Work<'a> {
    options: &'a Options,
    origin: Instant,
    meter: Meter<'a>,
    houses: Vec<House>,
    crowds: Vec<Crowd>,
}

type Spent = (Vec<Saved>, Costs);

impl Work<'_> {
    /// What was saved to warm up, and in each phase at which cost.
    async fn through(self) -> Outcome<(Vec<Saved>, [Spent; 2], Self)> {
        let Options { per_second, writers, seconds, .. } = *self.options;
        let changes = per_second * u32::try_from(seconds)?;
        let every = Duration::from_secs(1) / per_second;
        let turns = [(1, Pace { every, times: changes }), (writers, several(writers, every, changes))];

        let warm_up = save(self.clerks(writers, 0).await?, WARM_UP, self.origin).await?;
        let mut before = warm_up.len();
        self.all_have(before).await?;
        let idle = self.meter.read().await?;
        tokio::time::sleep(IDLE).await;
        let of_time = Costs::of_time(idle, self.meter.read().await?);

        let mut phases = vec![];
        for ((clerks, pace), skipped) in turns.into_iter().zip([writers, writers + 1]) {
            let clerks = self.clerks(clerks, usize::try_from(skipped)?).await?;
            let reading = self.meter.read().await?;
            let saved = save(clerks, pace, self.origin).await?;
            before += saved.len();
            self.all_have(before).await?;
            let costs = Costs::between(reading, self.meter.read().await?).beside(of_time);
            phases.push((saved, costs));
        }
        let phases = phases.try_into().map_err(|_| "there are two phases")?;
        Ok((warm_up, phases, self))
    }

    /// So many, each at another process as long as there are others, with bookings that nobody else has: those before are
    /// had by `skipped` clerks.
    async fn clerks(&self, count: u32, skipped: usize) -> Outcome<Vec<Clerk>> {
        let count = usize::try_from(count)?;
        let bookings = bookings(&self.houses, (skipped + count) * BOOKINGS_EACH).await?;
        let token = self.meter.stage.tokens.first().ok_or("nobody is signed in")?;
        let clerks = bookings.chunks(BOOKINGS_EACH).skip(skipped).zip(self.houses.iter().cycle());
        Ok(clerks
            .map(|(bookings, house)| Clerk {
                server: house.server.address,
                token: token.clone(),
                bookings: bookings.to_vec(),
            })
            .collect())
    }

    /// Waits until all watchers have been told of so many changes, or can't be any more in time.
    async fn all_have(&self, changes: usize) -> Outcome<()> {
        let deadline = Instant::now() + PATIENCE;
        for crowd in &self.crowds {
            crowd.arrivals(u64::try_from(changes * self.options.watchers)?, deadline).await;
        }
        Ok(())
    }
}

/// Together they save as often as one does alone.
fn several(writers: u32, every: Duration, changes: u32) -> Pace {
    Pace { every: every * writers, times: changes.div_ceil(writers) }
}

/// A change of a booking as the log has it.
#[derive(Clone, Copy, Debug)]
struct Logged {
    place: (i64, i32),
    /// The booking, and its version after that.
    row: (Uuid, i32),
}

/// Those after a revision, in their order.
async fn logged(after: i64, house: &House) -> Outcome<Vec<Logged>> {
    let rows: Vec<(i64, i32, Uuid, i32)> = sqlx::query_as(
        "SELECT revision, index, row_id, version FROM change_log WHERE revision > $1 AND entity = 'bookings' \
         ORDER BY revision, index",
    )
    .bind(after)
    .fetch_all(&mut house.complete_log().await?)
    .await?;
    let rows = rows.into_iter();
    Ok(rows
        .map(|(revision, index, id, version)| Logged { place: (revision, index), row: (id, version) })
        .collect())
}

/// When each of these was answered, by its revision.
fn answered(log: &[Logged], saved: &[Saved]) -> HashMap<i64, u32> {
    let answered: HashMap<_, _> = saved.iter().map(|saved| (saved.row, saved.answered)).collect();
    let of = |logged: &Logged| Some((logged.place.0, *answered.get(&logged.row)?));
    log.iter().filter_map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_belongs_to_the_revision_of_its_version() {
        let booking = Uuid::from_u128(1);
        let logged = |revision, version| Logged { place: (revision, 0), row: (booking, version) };
        let saved = [Saved { row: (booking, 3), answered: 40 }, Saved { row: (booking, 2), answered: 10 }];
        let log = [logged(6, 2), logged(9, 3), logged(11, 4)];
        assert_eq!(answered(&log, &saved), HashMap::from([(6, 10), (9, 40)]));
    }

    #[test]
    fn several_save_as_much_as_one() {
        let pace = several(4, Duration::from_millis(250), 20);
        assert_eq!((pace.every, pace.times), (Duration::from_secs(1), 5));
    }
}
