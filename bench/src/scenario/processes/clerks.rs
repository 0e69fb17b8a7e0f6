//! Who saves, over HTTP, as a front desk does. On a thread of their own, as [`crate::load::writer`].

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use futures_util::future::try_join_all;
use serde_json::Value;
use tokio::time::{MissedTickBehavior, interval};
use uuid::Uuid;

use crate::Outcome;
use crate::latency::micros;
use crate::load::caller::Caller;
use crate::scenario::calling::Asking;
use crate::scenario::edits::{BOOKING, Edits};

/// Where one of them saves, and which bookings.
pub(super) struct Clerk {
    pub(super) server: SocketAddr,
    pub(super) token: String,
    pub(super) bookings: Vec<Uuid>,
}

/// How often each saves, and how many times.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pace {
    pub(super) every: Duration,
    pub(super) times: u32,
}

/// What somebody saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Saved {
    /// The booking, and its version after that.
    pub(super) row: (Uuid, i32),
    /// When that was answered, in microseconds since the origin.
    pub(super) answered: u32,
}

/// All save at the same moments; returns when the last has its last answer.
pub(super) async fn save(clerks: Vec<Clerk>, pace: Pace, origin: Instant) -> Outcome<Vec<Saved>> {
    let saved = tokio::task::spawn_blocking(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(async {
            let callers =
                clerks.iter().map(async |clerk| Caller::connect(clerk.server, Some(&clerk.token)).await);
            let callers = try_join_all(callers).await?;
            let work = callers.into_iter().zip(&clerks);
            try_join_all(work.map(|(caller, clerk)| work_on(caller, &clerk.bookings, pace, origin))).await
        })
    });
    Ok(saved.await??.into_iter().flatten().collect())
}

async fn work_on(mut caller: Caller, bookings: &[Uuid], pace: Pace, origin: Instant) -> Outcome<Vec<Saved>> {
    let (mut edits, mut saved) = (Edits::new(BOOKING, bookings), vec![]);
    let mut ticks = interval(pace.every);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Burst);
    for _ in 0..pace.times {
        ticks.tick().await;
        let variables = edits.variables();
        let body = caller.ask(edits.document(), &variables).await?;
        let answered = micros(origin.elapsed());
        edits.answered(std::str::from_utf8(&body)?)?;
        saved.push(Saved { row: row(&variables).ok_or("an edit is of no booking")?, answered });
    }
    Ok(saved)
}

/// What an edit with these variables makes.
fn row(variables: &Value) -> Option<(Uuid, i32)> {
    let input = &variables["input"];
    let expected = i32::try_from(input["expectedVersion"].as_i64()?).ok()?;
    Some((input["id"].as_str()?.parse().ok()?, expected + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edit_makes_the_version_after_the_expected_one() {
        let booking = Uuid::from_u128(7);
        let mut edits = Edits::new(BOOKING, &[booking]);
        assert_eq!(row(&edits.variables()), Some((booking, 2)));
    }
}
