//! What happens now is not told behind what others missed.
//!
//! After an outage everybody comes back at once, each with thousands of changes to be told. All of them at work at
//! the same time would be a long queue in front of whatever is told live; taking turns, they are a short one.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;
use tokio::time::timeout;

/// How many answers make a turn.
pub(super) const ANSWERS: usize = 16;
/// Who was called and does not come holds the others up no longer than this.
const PATIENCE: Duration = Duration::from_millis(100);

#[derive(Clone, Debug)]
pub(super) struct Turns(Arc<Semaphore>);

impl Turns {
    pub(super) fn new() -> Self {
        Self(Arc::new(Semaphore::new(1)))
    }

    /// Waits for a turn; the next is called as soon as this one has come. Can be dropped at any time.
    pub(super) async fn come(&self) {
        // Late or never closed: either way it goes on.
        drop(timeout(PATIENCE, self.0.acquire()).await);
    }
}
