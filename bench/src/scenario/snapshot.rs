//! A session that keeps an old snapshot, as a dump does: nothing that others delete can be removed meanwhile, not from
//! the inbox either. Putting the next change in order is not to become slower by that.

use std::time::{Duration, Instant};

use clap::Args;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::Outcome;
use crate::latency::{Latencies, micros};
use crate::load::writer::burst;
use crate::report::{Row, progress};
use crate::stage::{Contender, Stage};

#[derive(Args, Clone, Copy, Debug)]
pub(crate) struct Options {
    /// How many changes are committed while the snapshot is kept.
    #[arg(long, default_value_t = 200_000)]
    writes: usize,
    /// By how many connections.
    #[arg(long, default_value_t = 8)]
    connections: usize,
    /// How many calls are timed, each of which moves one change.
    #[arg(long, default_value_t = 100)]
    calls: usize,
}

/// Only the measured program's: the other's inbox is the same.
pub(crate) async fn measure(stage: &Stage, options: &Options) -> Outcome<Vec<Row>> {
    let Options { writes, connections, calls } = *options;
    let house = stage.open(Contender::Frontdesk).await?;
    let mut old = house.connect().await?;
    sqlx::raw_sql("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1 FROM bookings LIMIT 1")
        .execute(&mut old)
        .await?;

    let mut caller = Caller::new(house.connect().await?).await?;
    let before = caller.median(calls).await?;
    progress(&format!("committing {writes} changes"));
    burst(&house.url, writes, connections).await?;
    let mut session = house.connect().await?;
    // What is left is moved. A session's first call looks at everything, dead or not.
    let began = Instant::now();
    sqlx::query("SELECT frontdesk_sequence()").execute(&mut session).await?;
    let first = began.elapsed();
    caller.sequence().await?;
    let after = caller.median(calls).await?;
    sqlx::raw_sql("COMMIT").execute(&mut old).await?;
    house.server.stop().await?;

    let what = format!("a snapshot kept for {writes} changes");
    let row =
        |figure, time: Duration| Row::new(format!("{what}: {figure}"), "ms", [time.as_secs_f64() * 1e3], "");
    Ok(vec![
        row("a call that moves one change, before", before),
        row("a call that moves one change, afterwards", after),
        row("the first call of a new session, afterwards", first),
    ])
}

/// One session, whose calls remember each other.
struct Caller {
    session: PgConnection,
    booking: Uuid,
    written: u64,
}

impl Caller {
    async fn new(mut session: PgConnection) -> Outcome<Self> {
        let booking = sqlx::query_scalar("SELECT id FROM bookings LIMIT 1").fetch_one(&mut session).await?;
        let mut caller = Self { session, booking, written: 0 };
        caller.sequence().await?;
        Ok(caller)
    }

    /// How long a call takes that moves one change.
    async fn median(&mut self, calls: usize) -> Outcome<Duration> {
        let mut took = vec![];
        while took.len() < calls {
            self.write().await?;
            let began = Instant::now();
            // The server, which polls, may have moved it.
            if self.sequence().await?.is_some() {
                took.push(micros(began.elapsed()));
            }
        }
        Ok(Latencies::new(took).percentile(0.5))
    }

    /// Commits a change of which nobody is told.
    async fn write(&mut self) -> Outcome<()> {
        self.written += 1;
        sqlx::query(
            "WITH me AS MATERIALIZED (SELECT set_config('frontdesk.sequencer', 'woken', true)) \
             UPDATE bookings SET notes = 'Call ' || $1 FROM me WHERE id = $2",
        )
        .bind(self.written.to_string())
        .bind(self.booking)
        .execute(&mut self.session)
        .await?;
        Ok(())
    }

    async fn sequence(&mut self) -> Outcome<Option<i64>> {
        Ok(sqlx::query_scalar("SELECT frontdesk_sequence()").fetch_one(&mut self.session).await?)
    }
}
