//! Many come back at once, far behind, while others watch live.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use clap::Args;

use super::watching::{committed_at, not_rising, p99};
use crate::Outcome;
use crate::load::crowd::{Arrival, Interest, Sockets};
use crate::load::writer::Writer;
use crate::report::Row;
use crate::stage::{Contender, House, SOCKETS_EACH, Stage};

#[derive(Args, Clone, Copy, Debug)]
pub(crate) struct Options {
    /// How many come back.
    #[arg(long, default_value_t = 200)]
    returning: usize,
    /// How many changes they have missed.
    #[arg(long, default_value_t = 10_000)]
    missed: usize,
    /// How many watch live all the time.
    #[arg(long, default_value_t = 100)]
    live: usize,
    /// How many changes are committed in a second, all the time.
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..))]
    per_second: u32,
}

/// How long the live watchers are measured before anybody comes back.
const BEFORE: Duration = Duration::from_secs(8);
/// When whoever has not caught up is given up.
const PATIENCE: Duration = Duration::from_secs(90);
const BEGINNING: Duration = Duration::from_secs(60);

impl Options {
    pub(crate) fn sockets(&self) -> usize {
        self.returning + self.live
    }
}

/// The bare server keeps nothing to resume from: only the measured program is asked.
pub(crate) async fn measure(stage: &Stage, options: &Options) -> Outcome<Vec<Row>> {
    let house = stage.open(Contender::Frontdesk).await?;
    let resumed = resume(stage, &house, options).await?;
    house.server.stop().await?;

    let Resumed { missed, returned, live, committed, began, ended } = resumed;
    let caught_up: Vec<_> = returned.iter().map(|diary| caught_up(diary, missed)).collect();
    let complete = caught_up.iter().flatten().count();
    // Who never had them all was waited for until the end.
    let last = caught_up.iter().map(|at| at.map_or(ended, |at| Duration::from_micros(at.into()))).max();
    let took = last.unwrap_or_default().saturating_sub(began);
    let told = returned.iter().flatten().filter(|arrival| arrival.revision <= missed.1).count();
    let twice: u64 = returned.iter().chain(&live).map(|diary| not_rising(diary)).sum();
    let p99 = |from, to| p99(&live, &committed, from, to).as_secs_f64() * 1e3;

    let Options { returning, missed, .. } = *options;
    let share = |of: usize, all: usize| 100.0 * of as f64 / all as f64;
    let what = format!("{returning} resume {missed} changes behind");
    let row = |figure, unit, value, promise| Row::new(format!("{what}: {figure}"), unit, [value], promise);
    Ok(vec![
        row("have them all", "%", share(complete, returning), "100 %"),
        row("delivered of what was missed", "%", share(told, returning * missed), "100 %"),
        row("told twice or out of order", "", twice as f64, "0"),
        row("time until the last had them", "s", took.as_secs_f64(), "at most 60 s"),
        row("live watchers' p99 before", "ms", p99(Duration::ZERO, began), ""),
        row("live watchers' p99 meanwhile", "ms", p99(began, ended), "at most 3 × before"),
    ])
}

struct Resumed {
    /// The first and the last revision.
    missed: (i64, i64),
    returned: Vec<Vec<Arrival>>,
    live: Vec<Vec<Arrival>>,
    /// When the commits that the live watchers are told of returned, by revision.
    committed: HashMap<i64, u32>,
    /// When the others came back, and when they were waited for no longer.
    began: Duration,
    ended: Duration,
}

async fn resume(stage: &Stage, house: &House, options: &Options) -> Outcome<Resumed> {
    let (address, tokens) = (house.server.address, &stage.tokens);
    let origin = Instant::now();
    let mut first = Sockets::open(address, tokens, SOCKETS_EACH, 1).await?.watch(Interest::LIVE, origin);
    let cursor = first.ready(BEGINNING).await?;
    first.part().await;
    let missed = commit_many(house, options.missed).await?;

    // Whoever returns comes with other accounts, which have room for their sockets.
    let (live_tokens, other_tokens) = tokens.split_at(options.live.div_ceil(SOCKETS_EACH));
    let live = Sockets::open(address, live_tokens, SOCKETS_EACH, options.live).await?;
    let mut live = live.watch(Interest::LIVE, origin);
    let live_from = live.ready(BEGINNING).await?.position.revision;
    let returning = Sockets::open(address, other_tokens, SOCKETS_EACH, options.returning).await?;
    let writer = Writer::start(house.url.clone(), options.per_second, origin);
    tokio::time::sleep(BEFORE).await;

    let began = origin.elapsed();
    // What is committed meanwhile comes to them too, and does not count.
    let returning = returning.watch(Interest { after: Some(cursor), counted_to: missed.1 }, origin);
    let all = (options.returning * options.missed) as u64;
    returning.arrivals(all, Instant::now() + PATIENCE).await;
    let ended = origin.elapsed();
    let commits = writer.stop().await?;
    let expected = (commits.len() * options.live) as u64;
    live.arrivals(expected, Instant::now() + PATIENCE).await;
    let (live, returned) = (live.part().await, returning.part().await);
    let committed = committed_at(house, live_from, &commits).await?;
    Ok(Resumed { missed, returned, live, committed, began, ended })
}

/// Commits so many changes, each in a transaction of its own; answers the first and the last revision.
async fn commit_many(house: &House, count: usize) -> Outcome<(i64, i64)> {
    let mut connection = house.complete_log().await?;
    let latest = "SELECT max(revision) FROM change_log";
    let before: i64 = sqlx::query_scalar(latest).fetch_one(&mut connection).await?;
    sqlx::query(sqlx::AssertSqlSafe(format!(
        "DO $$ BEGIN FOR n IN 1..{count} LOOP \
           UPDATE bookings SET notes = 'Missed ' || n WHERE id = md5('booking ' || n % 5000)::uuid; COMMIT; \
         END LOOP; END $$"
    )))
    .execute(&mut connection)
    .await?;
    sqlx::query("SELECT frontdesk_sequence()").execute(&mut connection).await?;
    let (first, last, logged): (i64, i64, i64) =
        sqlx::query_as("SELECT min(revision), max(revision), count(*) FROM change_log WHERE revision > $1")
            .bind(before)
            .fetch_one(&mut connection)
            .await?;
    if logged != i64::try_from(count)? || last - first + 1 != logged {
        return Err(format!("{logged} of {count} changes were logged, from {first} to {last}").into());
    }
    Ok((first, last))
}

/// When a watcher had every one of these revisions, which have no gaps; none where one is missing.
fn caught_up(diary: &[Arrival], (first, last): (i64, i64)) -> Option<u32> {
    let told: HashMap<i64, u32> = diary
        .iter()
        .filter(|arrival| (first..=last).contains(&arrival.revision))
        .map(|arrival| (arrival.revision, arrival.at))
        .collect();
    let all = usize::try_from(last - first + 1).is_ok_and(|count| told.len() == count);
    told.into_values().max().filter(|_| all)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn diary(revisions: &[i64]) -> Vec<Arrival> {
        revisions
            .iter()
            .zip(1..)
            .map(|(revision, at)| Arrival { revision: *revision, index: 0, at })
            .collect()
    }

    #[test]
    fn who_misses_one_has_not_caught_up() {
        assert_eq!(caught_up(&diary(&[5, 6, 7, 8]), (5, 7)), Some(3), "what is live does not count");
        assert_eq!(caught_up(&diary(&[5, 7, 8]), (5, 7)), None);
        assert_eq!(caught_up(&diary(&[5, 5, 7]), (5, 7)), None, "one told twice stands for no other");
    }
}
