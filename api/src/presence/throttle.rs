//! How often one presence may be written, however fast its user types.
//!
//! Updates of one presence are written one after the other, with a gap between two. Each writes the newest of all that
//! were asked for by then, and the others get that answer: the last state is always written, and states between are
//! left out. Nobody is refused for typing fast.

use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use moka::sync::Cache;
use sea_orm::DbErr;
use tokio::time::{Instant, sleep_until};
use uuid::Uuid;

use super::{Activity, Presence};

/// More presences than that at once are throttled less strictly.
const REMEMBERED: u64 = 20_000;

/// The updates of all presences, each with a lane of its own for each user: nobody can hold up somebody else, nor
/// answer for them, by naming their presence.
#[derive(Debug)]
pub(crate) struct Throttle {
    gap: Duration,
    lanes: Cache<(Uuid, Uuid), Arc<Lane>>,
}

#[derive(Debug)]
struct Lane {
    newest: Mutex<Option<Requested>>,
    last: tokio::sync::Mutex<LastWrite>,
}

#[derive(Clone, Debug)]
struct Requested {
    number: u64,
    activity: Activity,
}

#[derive(Debug)]
struct LastWrite {
    not_before: Instant,
    /// The number of the request that was written last, and what came of it.
    written: u64,
    outcome: Option<Presence>,
}

impl Throttle {
    /// At least `gap` between two writes of one presence.
    pub(crate) fn new(gap: Duration) -> Self {
        // A lane that is forgotten after its gap was not needed any more.
        let lanes = Cache::builder().max_capacity(REMEMBERED).time_to_idle(gap * 50).build();
        Self { gap, lanes }
    }

    /// Writes an activity, or a newer one of the same presence, when it is time. Answers once that is done.
    ///
    /// # Errors
    /// The write's. Whoever comes next tries again.
    pub(crate) async fn write<F>(
        &self,
        who: (Uuid, Uuid),
        activity: Activity,
        write: impl FnOnce(Activity) -> F,
    ) -> Result<Option<Presence>, DbErr>
    where
        F: Future<Output = Result<Option<Presence>, DbErr>>,
    {
        let lane = self.lanes.get_with(who, Arc::default);
        let number = lane.request(activity);
        let mut last = lane.last.lock().await;
        if last.written >= number {
            return Ok(last.outcome.clone());
        }
        sleep_until(last.not_before).await;
        let Some(newest) = lane.newest().clone() else { return Ok(None) };
        last.not_before = Instant::now() + self.gap;
        last.outcome = write(newest.activity).await?;
        last.written = newest.number;
        Ok(last.outcome.clone())
    }
}

impl Default for Lane {
    fn default() -> Self {
        let last = LastWrite { not_before: Instant::now(), written: 0, outcome: None };
        Self { newest: Mutex::default(), last: tokio::sync::Mutex::new(last) }
    }
}

impl Lane {
    fn newest(&self) -> MutexGuard<'_, Option<Requested>> {
        self.newest.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn request(&self, activity: Activity) -> u64 {
        let mut newest = self.newest();
        let number = newest.as_ref().map_or(0, |request| request.number) + 1;
        *newest = Some(Requested { number, activity });
        number
    }
}

#[cfg(test)]
mod tests {
    use entity::presence::Mode;
    use futures_util::future::join_all;

    use super::*;

    fn typing(field: usize) -> Activity {
        Activity { mode: Mode::Editing, field: Some(field.to_string()) }
    }

    #[tokio::test]
    async fn what_is_typed_fast_is_written_seldom_and_the_last_of_it_always() {
        let throttle = Throttle::new(Duration::from_millis(20));
        let anna = (Uuid::now_v7(), Uuid::now_v7());
        let written = Mutex::new(vec![]);
        let type_ = |field| {
            throttle.write(anna, typing(field), |activity| {
                written.lock().unwrap().push(activity);
                async { Ok(None) }
            })
        };
        let began = Instant::now();
        for ended in join_all((1..=30).map(type_)).await {
            assert_eq!(ended, Ok(None));
        }
        assert!(written.lock().unwrap().len() <= 2, "{written:?}");
        assert_eq!(written.lock().unwrap().last(), Some(&typing(30)));

        type_(31).await.unwrap();
        assert_eq!(written.lock().unwrap().last(), Some(&typing(31)));
        assert!(began.elapsed() >= Duration::from_millis(20), "two writes with no gap between");
    }

    #[tokio::test]
    async fn a_write_that_failed_is_not_taken_for_one() {
        let throttle = Throttle::new(Duration::ZERO);
        let anna = (Uuid::now_v7(), Uuid::now_v7());
        let failed = throttle.write(anna, typing(1), |_| async { Err(DbErr::Custom("away".to_owned())) });
        let mut then = None;
        let next = throttle.write(anna, typing(2), |activity| {
            then = Some(activity);
            async { Ok(None) }
        });
        let (failed, next) = futures_util::join!(failed, next);
        assert_eq!(failed, Err(DbErr::Custom("away".to_owned())));
        assert_eq!((next, then), (Ok(None), Some(typing(2))));
    }
}
