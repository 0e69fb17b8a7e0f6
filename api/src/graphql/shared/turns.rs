//! What happens now is not told behind what others missed.
//!
//! After an outage everybody comes back at once, each with thousands of changes to be told. All of them at work at
//! the same time would be a long queue in front of whatever is told live, here and in the network. So they take
//! turns, and pause together half of the time.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::{Instant, sleep, timeout};

/// How many answers make a turn.
pub(super) const ANSWERS: usize = 16;
/// After so long, all pause for as long.
const SPELL: Duration = Duration::from_millis(3);
/// Who was called and does not come holds the others up no longer than this.
const PATIENCE: Duration = Duration::from_secs(1);

/// The line that all stand in, and when its last pause was over.
#[derive(Clone, Debug)]
pub(super) struct Turns(Arc<Mutex<Instant>>);

impl Turns {
    pub(super) fn new() -> Self {
        Self(Arc::new(Mutex::new(Instant::now())))
    }

    /// Waits for a turn; the next is called as soon as this one has come. Can be dropped at any time.
    pub(super) async fn come(&self) {
        let Ok(mut rested) = timeout(PATIENCE, self.0.lock()).await else { return };
        if rested.elapsed() >= SPELL {
            sleep(SPELL).await;
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
        let turns = Turns::new();
        let began = turns.0.lock().await.checked_sub(SPELL).unwrap();
        *turns.0.lock().await = began;
        let came = Instant::now();
        join_all((0..MANY).map(|_| turns.come())).await;
        assert!((SPELL..SPELL * MANY).contains(&came.elapsed()), "{:?}", came.elapsed());
        assert!(*turns.0.lock().await >= came + SPELL, "the pause is over");
    }

    #[tokio::test]
    async fn who_does_not_come_is_not_waited_for() {
        let turns = Turns::new();
        let absent = turns.0.lock().await;
        timeout(PATIENCE * 10, join_all((0..3).map(|_| turns.come()))).await.unwrap();
        drop(absent);
    }
}
