//! What happens now does not queue after what others missed.
//!
//! After an outage everybody comes back at once, each with thousands of changes to be told. All of them at work at
//! the same time would be a long queue in front of whatever is told live, here and in the network. So they take
//! turns, and pause together half of the time.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::{Instant, sleep, timeout};

/// How many answers a watcher that catches up may send before it waits.
pub(super) const BURST: usize = 16;
/// All work for so long, then all pause for so long.
const INTERVAL: Duration = Duration::from_millis(3);
/// Whoever holds the queue and is not polled holds the others up no longer than this.
const PATIENCE: Duration = Duration::from_secs(1);

/// The queue of those who catch up, and when its last pause was over.
#[derive(Clone, Debug)]
pub(super) struct Pacing(Arc<Mutex<Instant>>);

impl Pacing {
    pub(super) fn new() -> Self {
        Self(Arc::new(Mutex::new(Instant::now())))
    }

    /// Waits until the caller may go on; the next follows as soon as it does. Can be dropped at any time.
    pub(super) async fn wait(&self) {
        let Ok(mut rested) = timeout(PATIENCE, self.0.lock()).await else { return };
        if rested.elapsed() >= INTERVAL {
            sleep(INTERVAL).await;
            *rested = Instant::now();
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::future::join_all;

    use super::*;

    #[tokio::test]
    async fn those_who_come_together_pause_together() {
        const MANY: u32 = 1_000;
        let pacing = Pacing::new();
        let began = pacing.0.lock().await.checked_sub(INTERVAL).unwrap();
        *pacing.0.lock().await = began;
        let came = Instant::now();
        join_all((0..MANY).map(|_| pacing.wait())).await;
        assert!((INTERVAL..INTERVAL * MANY).contains(&came.elapsed()), "{:?}", came.elapsed());
        assert!(*pacing.0.lock().await >= came + INTERVAL, "the pause is over");
    }

    #[tokio::test]
    async fn who_does_not_come_is_not_waited_for() {
        let pacing = Pacing::new();
        let absent = pacing.0.lock().await;
        timeout(PATIENCE * 10, join_all((0..3).map(|_| pacing.wait()))).await.unwrap();
        drop(absent);
    }
}
