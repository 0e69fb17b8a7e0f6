//! Very many changes at once, while many watch.

use std::time::{Duration, Instant};

use clap::Args;

use crate::Outcome;
use crate::load::crowd::{Arrival, Interest, Sockets};
use crate::load::writer::burst;
use crate::report::Row;
use crate::stage::{Contender, House, SOCKETS_EACH, Stage};

#[derive(Args, Clone, Copy, Debug)]
pub(crate) struct Options {
    /// How many watch.
    #[arg(long, default_value_t = 1_000)]
    pub(crate) watchers: usize,
    /// How many changes are committed, as fast as they go.
    #[arg(long, default_value_t = 10_000)]
    changes: usize,
    /// By how many connections, where each change is a transaction.
    #[arg(long, default_value_t = 8)]
    connections: usize,
}

const BEGINNING: Duration = Duration::from_secs(60);
/// When whoever has not been told all is given up.
const PATIENCE: Duration = Duration::from_secs(180);

/// Only the measured program: the bare server drops whoever lags too far.
pub(crate) async fn measure(stage: &Stage, options: &Options) -> Outcome<Vec<Row>> {
    let mut rows = vec![];
    for kind in [Kind::Transactions, Kind::Rows] {
        rows.extend(watch(stage, options, kind).await?);
    }
    Ok(rows)
}

#[derive(Clone, Copy)]
enum Kind {
    /// Each change is committed on its own.
    Transactions,
    /// All are committed together.
    Rows,
}

impl Kind {
    fn in_words(self) -> &'static str {
        match self {
            Self::Transactions => "each a transaction",
            Self::Rows => "in one transaction",
        }
    }

    /// As `psql` would: nobody tells the server, but for PostgreSQL.
    async fn write(self, house: &House, options: &Options) -> Outcome<()> {
        let Options { changes, connections, .. } = *options;
        match self {
            Self::Transactions => burst(&house.url, changes, connections).await,
            Self::Rows => {
                sqlx::query(
                    "UPDATE bookings SET notes = 'Stormy' WHERE id IN (SELECT id FROM bookings ORDER BY id LIMIT $1)",
                )
                .bind(i64::try_from(changes)?)
                .execute(&mut house.connect().await?)
                .await?;
                Ok(())
            }
        }
    }
}

async fn watch(stage: &Stage, options: &Options, kind: Kind) -> Outcome<Vec<Row>> {
    let Options { watchers, changes, .. } = *options;
    let house = stage.open(Contender::Frontdesk).await?;
    enlarge(&house, changes).await?;
    let (server, postgres) = (house.server.process, stage.postgres()?);
    let origin = Instant::now();
    let sockets = Sockets::open(house.server.address, &stage.tokens, SOCKETS_EACH, watchers).await?;
    let mut crowd = sockets.watch(Interest::LIVE, origin);
    let ready_at = crowd.ready(BEGINNING).await?.position.revision;

    let cpu_before = (server.cpu()?, postgres.family_cpu()?);
    let began = origin.elapsed();
    kind.write(&house, options).await?;
    let committed = origin.elapsed();
    crowd.arrivals((changes * watchers) as u64, Instant::now() + PATIENCE).await;
    let ended = origin.elapsed();
    let server_cpu = server.cpu()?.saturating_sub(cpu_before.0);
    let postgres_cpu = postgres.family_cpu()?.saturating_sub(cpu_before.1);

    let diaries = crowd.part().await;
    let log = logged(&house, ready_at).await?;
    house.server.stop().await?;
    if log.len() != changes {
        return Err(format!("{changes} changes were written and {} logged", log.len()).into());
    }
    let had_all: Vec<_> = diaries.iter().map(|diary| had_all(diary, &log)).collect();
    let complete = had_all.iter().flatten().count();
    // Who never had them all was waited for until the end.
    let last = had_all.iter().map(|at| at.map_or(ended, |at| Duration::from_micros(at.into()))).max();
    let last = last.unwrap_or_default();

    let what = format!("{changes} changes, {}, {watchers} watch", kind.in_words());
    let row = |figure, unit, value, promise| Row::new(format!("{what}: {figure}"), unit, [value], promise);
    let seconds = |figure, time: Duration| row(figure, "s", time.as_secs_f64(), "");
    Ok(vec![
        row("have all, in order, once", "%", 100.0 * complete as f64 / watchers as f64, "100 %"),
        seconds("from the first to the last commit", committed.saturating_sub(began)),
        seconds("until the last watcher has all", last.saturating_sub(began)),
        seconds("server CPU", server_cpu),
        seconds("PostgreSQL CPU", postgres_cpu),
    ])
}

/// As many bookings as one transaction is to change, in later years.
async fn enlarge(house: &House, bookings: usize) -> Outcome<()> {
    let mut connection = house.connect().await?;
    let there: i64 = sqlx::query_scalar("SELECT count(*) FROM bookings").fetch_one(&mut connection).await?;
    let times = (i64::try_from(bookings)? - 1) / there;
    sqlx::query(
        "INSERT INTO bookings (id, room_id, guest_id, check_in, check_out, adults, status, total_price, notes) \
         SELECT md5(id || ' ' || n)::uuid, room_id, guest_id, check_in + 600 * n, check_out + 600 * n, adults, status, \
             total_price, notes \
         FROM bookings, generate_series(1, $1::integer) n",
    )
    .bind(i32::try_from(times)?)
    .execute(&mut connection)
    .await?;
    house.complete_log().await?;
    Ok(())
}

/// Where the changes of bookings after this revision stand, in their order.
async fn logged(house: &House, after: i64) -> Outcome<Vec<(i64, i32)>> {
    Ok(sqlx::query_as(
        "SELECT revision, index FROM change_log WHERE revision > $1 AND entity = 'bookings' ORDER BY revision, index",
    )
    .bind(after)
    .fetch_all(&mut house.complete_log().await?)
    .await?)
}

/// When a watcher had the last; none unless it was told all, in order, once.
pub(super) fn had_all(diary: &[Arrival], log: &[(i64, i32)]) -> Option<u32> {
    let told = diary.iter().map(|arrival| (arrival.revision, arrival.index));
    diary.last().map(|arrival| arrival.at).filter(|_| told.eq(log.iter().copied()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_in_order_and_once_or_not_at_all() {
        let log = [(5, 0), (6, 0), (6, 1)];
        let had_all = |places: &[(i64, i32)]| {
            let places = places.iter().zip(1..);
            let diary: Vec<_> = places
                .map(|((revision, index), at)| Arrival { revision: *revision, index: *index, at })
                .collect();
            super::had_all(&diary, &log)
        };
        assert_eq!(had_all(&log), Some(3));
        assert_eq!(had_all(&[(5, 0), (6, 1)]), None, "one is missing");
        assert_eq!(had_all(&[(5, 0), (6, 1), (6, 0)]), None, "out of order");
        assert_eq!(had_all(&[(5, 0), (6, 0), (6, 0), (6, 1)]), None, "one comes twice");
        assert_eq!(had_all(&[]), None);
    }
}
