//! Who changes bookings as a program with rights on the table would: one at an even pace, or several as fast as it goes.

use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use futures_util::future::try_join_all;
use sqlx::{Connection, PgConnection};
use tokio::sync::oneshot;
use tokio::time::{MissedTickBehavior, interval};
use uuid::Uuid;

use crate::Outcome;
use crate::latency::micros;

/// A writer at work. It has a thread of its own, so that the watchers it is to be compared with don't keep it from
/// noting when its commits returned.
pub(crate) struct Writer {
    stop: oneshot::Sender<()>,
    thread: JoinHandle<Outcome<Vec<u32>>>,
}

impl Writer {
    /// Commits one change after the other, `per_second`, until it is stopped.
    pub(crate) fn start(url: String, per_second: u32, origin: Instant) -> Self {
        let (stop, stopped) = oneshot::channel();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            runtime.block_on(write(&url, Duration::from_secs(1) / per_second, origin, stopped))
        });
        Self { stop, thread }
    }

    /// When each commit returned, in microseconds since the origin.
    ///
    /// # Errors
    /// The database's.
    pub(crate) async fn stop(self) -> Outcome<Vec<u32>> {
        drop(self.stop);
        let ended = tokio::task::spawn_blocking(move || self.thread.join()).await?;
        ended.map_err(|_| "the writer failed")?
    }
}

async fn write(
    url: &str,
    pause: Duration,
    origin: Instant,
    mut stopped: oneshot::Receiver<()>,
) -> Outcome<Vec<u32>> {
    let mut connection = PgConnection::connect(url).await?;
    let bookings: Vec<Uuid> = sqlx::query_scalar("SELECT id FROM bookings ORDER BY id LIMIT 500")
        .fetch_all(&mut connection)
        .await?;
    let mut ticks = interval(pause);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Burst);
    let mut commits = vec![];
    for (booking, number) in bookings.iter().cycle().zip(1..) {
        tokio::select! {
            biased;
            _ = &mut stopped => break,
            _ = ticks.tick() => {}
        }
        change(&mut connection, *booking, number).await?;
        commits.push(micros(origin.elapsed()));
    }
    Ok(commits)
}

/// Commits one change of one booking.
pub(crate) async fn change(connection: &mut PgConnection, booking: Uuid, number: i64) -> Outcome<()> {
    sqlx::query("UPDATE bookings SET notes = 'Change ' || $1 WHERE id = $2")
        .bind(number.to_string())
        .bind(booking)
        .execute(connection)
        .await?;
    Ok(())
}

/// Commits so many changes as fast as they go, each in a transaction of its own, by several connections at once; returns
/// when all are committed. On a thread of its own, as [`Writer`].
pub(crate) async fn burst(url: &str, changes: usize, connections: usize) -> Outcome<()> {
    let url = url.to_owned();
    tokio::task::spawn_blocking(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let sessions = (0..connections).map(|own| write_share(&url, own, changes, connections));
        runtime.block_on(try_join_all(sessions)).map(drop)
    })
    .await?
}

/// Every `connections`-th change, of every `connections`-th booking: nobody waits for another's row.
async fn write_share(url: &str, own: usize, changes: usize, connections: usize) -> Outcome<()> {
    let mut connection = PgConnection::connect(url).await?;
    let bookings: Vec<Uuid> =
        sqlx::query_scalar("SELECT id FROM bookings ORDER BY id").fetch_all(&mut connection).await?;
    let bookings: Vec<_> = bookings.into_iter().skip(own).step_by(connections).collect();
    for (booking, number) in bookings.iter().cycle().zip((own..changes).step_by(connections)) {
        change(&mut connection, *booking, i64::try_from(number)?).await?;
    }
    Ok(())
}
