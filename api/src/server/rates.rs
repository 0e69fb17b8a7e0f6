//! How many requests the account of a program begins in a second.

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::{Mutex, PoisonError};

use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use uuid::Uuid;

/// One for each account that has such a limit. Those are as few as the programs that the operator gave a token.
#[derive(Debug, Default)]
pub(super) struct Rates(Mutex<HashMap<Uuid, Rate>>);

#[derive(Debug)]
struct Rate {
    most: NonZeroU32,
    limiter: DefaultDirectRateLimiter,
}

impl Rates {
    /// Whether `account` may begin one more, where it may begin `most` in a second: all at once or one after the other.
    pub(super) fn let_in(&self, account: Uuid, most: NonZeroU32) -> bool {
        let mut rates = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let rate = rates.entry(account).or_insert_with(|| Rate::of(most));
        if rate.most != most {
            *rate = Rate::of(most);
        }
        rate.limiter.check().is_ok()
    }
}

impl Rate {
    fn of(most: NonZeroU32) -> Self {
        Self { most, limiter: RateLimiter::direct(Quota::per_second(most)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_account_has_its_own_count() {
        let rates = Rates::default();
        let (gateway, kiosk) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let one = NonZeroU32::MIN;
        assert!(rates.let_in(gateway, one));
        assert!(!rates.let_in(gateway, one));
        assert!(rates.let_in(kiosk, one));
        assert!(rates.let_in(gateway, one.saturating_add(1)), "the limit was raised");
    }
}
