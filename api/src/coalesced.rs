//! Coalesced reads: one reading for everybody who asks at the same time.
//!
//! After an outage all watchers come back at once, and each has to know how far the log has come.

use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::Mutex;

/// An answer that may be given to whoever asked before it was read.
#[derive(Debug)]
pub(crate) struct Coalesced<T> {
    asked: AtomicU64,
    /// The last answer, and how many had asked before it was read.
    answered: Mutex<Option<(u64, T)>>,
}

impl<T> Default for Coalesced<T> {
    fn default() -> Self {
        Self { asked: AtomicU64::new(0), answered: Mutex::default() }
    }
}

impl<T: Clone> Coalesced<T> {
    /// What was read after this was called, by whoever it was. Can be dropped at any time.
    ///
    /// # Errors
    /// Of the caller's own reading. Whoever asked meanwhile tries for themselves.
    pub(crate) async fn run<E>(&self, read: impl AsyncFnOnce() -> Result<T, E>) -> Result<T, E> {
        let earlier = self.asked.fetch_add(1, Ordering::SeqCst);
        let mut answered = self.answered.lock().await;
        if let Some((asked, answer)) = &*answered
            && earlier < *asked
        {
            return Ok(answer.clone());
        }
        let asked = self.asked.load(Ordering::SeqCst);
        // In a box: those who wait do not need the room.
        let answer = Box::pin(read()).await?;
        *answered = Some((asked, answer.clone()));
        Ok(answer)
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;
    use std::sync::atomic::AtomicUsize;

    use futures_util::future::{join, join_all};
    use tokio::sync::Semaphore;

    use super::*;

    #[tokio::test]
    async fn those_who_ask_during_a_reading_share_the_next() {
        let (coalesced, readings, gate) = (Coalesced::default(), AtomicUsize::new(0), Semaphore::new(0));
        let ask = || {
            coalesced.run(async || {
                let reading = readings.fetch_add(1, Ordering::SeqCst) + 1;
                gate.acquire().await.unwrap().forget();
                Ok::<_, Infallible>(reading)
            })
        };
        let first = async { assert_eq!(ask().await, Ok(1), "nobody asked before") };
        let others = async {
            let asking = join_all((0..50).map(|_| ask()));
            gate.add_permits(2);
            assert_eq!(asking.await, vec![Ok(2); 50], "the first reading may have begun too early for them");
        };
        join(first, others).await;
        gate.add_permits(1);
        assert_eq!(ask().await, Ok(3), "what was read before is never an answer");
    }

    #[tokio::test]
    async fn a_failure_is_nobody_elses() {
        let coalesced = Coalesced::default();
        assert_eq!(coalesced.run(async || Err::<(), _>("gone")).await, Err("gone"));
        assert_eq!(coalesced.run(async || Ok::<_, &str>(())).await, Ok(()));
    }
}
