//! One who changes bookings at an even pace, as a program with rights on the table would.

use std::thread::JoinHandle;
use std::time::{Duration, Instant};

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
