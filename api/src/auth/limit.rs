//! Failed attempts, and how many are borne.
//!
//! Only failures are counted, yet a limit must be asked *before* a password is looked at. `governor` knows
//! only asking and counting in one step, so the key says which of the two is meant, and the store leaves the
//! count as it is when it is only asked. Guesses that run at the same time see none of each other's failures;
//! there are at most as many of them as hashing places, because the limit is asked by whoever holds one.

use std::hash::{BuildHasher, RandomState};
use std::net::{IpAddr, Ipv6Addr};
use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use governor::middleware::NoOpMiddleware;
use governor::nanos::Nanos;
use governor::state::StateStore;
use governor::{Quota, RateLimiter};
use moka::ops::compute::Op;
use moka::sync::Cache;
use uuid::Uuid;

use super::{Allowance, ClientInfo, SignInLimits};

/// How many accounts, addresses, and accounts at one are remembered. Beyond that those which failed least often go
/// first, so a flood of made-up accounts does not wash away the count of one under attack.
const REMEMBERED: u64 = 50_000;

/// What one attempt is counted under.
#[derive(Clone, Copy, Debug)]
pub(super) struct Attempt {
    /// The account at an address, or at a browser that it is known to.
    one: u64,
    account: Option<u64>,
    address: Option<u64>,
}

type Limiter<C> = RateLimiter<Key, Failures, C, NoOpMiddleware<<C as Clock>::Instant>>;

#[derive(Debug)]
pub(super) struct FailureLimits<C: Clock = DefaultClock> {
    ones: Limiter<C>,
    accounts: Limiter<C>,
    addresses: Limiter<C>,
    clock: C,
    /// Keys are kept as digests of one size that nobody outside can aim at, whatever a client sends as an
    /// account.
    digest: RandomState,
}

impl FailureLimits {
    pub(super) fn new(limits: SignInLimits) -> Self {
        Self::with_clock(limits, DefaultClock::default())
    }
}

impl<C: Clock + Clone> FailureLimits<C> {
    fn with_clock(limits: SignInLimits, clock: C) -> Self {
        Self {
            ones: limiter(limits.one, clock.clone()),
            accounts: limiter(limits.account, clock.clone()),
            addresses: limiter(limits.address, clock.clone()),
            clock,
            digest: RandomState::new(),
        }
    }

    /// `account` is whatever was typed, normalised; it need not exist. `device` is a browser that it was signed in to
    /// from before: there the failures of others don't count.
    pub(super) fn attempt(&self, account: &str, client: &ClientInfo, device: Option<Uuid>) -> Attempt {
        if let Some(device) = device {
            return Attempt { one: self.digest.hash_one((account, device)), account: None, address: None };
        }
        let address = client.address.map(network);
        Attempt {
            one: self.digest.hash_one((account, address)),
            account: Some(self.digest.hash_one(account)),
            address: address.map(|address| self.digest.hash_one(address)),
        }
    }

    /// # Errors
    ///
    /// How long to wait, where too many attempts have failed.
    pub(super) fn ask(&self, attempt: Attempt) -> Result<(), Duration> {
        let waits = self.counted(attempt).map(|(limiter, key)| self.wait(limiter, Key::Ask(key)));
        waits.flatten().max().map_or(Ok(()), Err)
    }

    pub(super) fn count_failure(&self, attempt: Attempt) {
        for (limiter, key) in self.counted(attempt) {
            self.wait(limiter, Key::Count(key));
        }
    }

    fn counted(&self, attempt: Attempt) -> impl Iterator<Item = (&Limiter<C>, u64)> {
        let one = (&self.ones, Some(attempt.one));
        let all = [one, (&self.accounts, attempt.account), (&self.addresses, attempt.address)];
        all.into_iter().filter_map(|(limiter, key)| Some((limiter, key?)))
    }

    fn wait(&self, limiter: &Limiter<C>, key: Key) -> Option<Duration> {
        let refused = limiter.check_key(&key).err()?;
        Some(refused.wait_time_from(self.clock.now()))
    }
}

fn limiter<C: Clock>(Allowance { burst, every }: Allowance, clock: C) -> Limiter<C> {
    let every = every.max(Duration::from_nanos(1));
    let quota = Quota::with_period(every).unwrap_or(Quota::per_second(burst)).allow_burst(burst);
    // After so long without a failure a count is as good as none.
    let forgotten = every.saturating_mul(burst.get()).saturating_add(Duration::from_secs(1));
    let counts = Cache::builder().max_capacity(REMEMBERED).time_to_live(forgotten).build();
    RateLimiter::new(quota, Failures(counts), clock)
}

/// An IPv6 customer has a whole /64 to guess from.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() & (u128::MAX << 64))),
        v4 => v4,
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Key {
    Ask(u64),
    Count(u64),
}

#[derive(Debug)]
struct Failures(Cache<u64, Nanos>);

impl StateStore for Failures {
    type Key = Key;

    fn measure_and_replace<T, F, E>(&self, key: &Key, decide: F) -> Result<T, E>
    where
        F: Fn(Option<Nanos>) -> Result<(T, Nanos), E>,
    {
        match *key {
            Key::Ask(key) => decide(self.0.get(&key)).map(|(answer, _)| answer),
            Key::Count(key) => {
                let mut decided = None;
                self.0.entry(key).and_compute_with(|now| match decide(now.map(|entry| entry.into_value())) {
                    Ok((answer, next)) => {
                        decided = Some(Ok(answer));
                        Op::Put(next)
                    }
                    Err(refused) => {
                        decided = Some(Err(refused));
                        Op::Nop
                    }
                });
                decided.unwrap_or_else(|| decide(None).map(|(answer, _)| answer))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU32;

    use governor::clock::FakeRelativeClock;

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn limits(clock: &FakeRelativeClock) -> FailureLimits<FakeRelativeClock> {
        let allowance = |burst, every| Allowance::new(NonZeroU32::new(burst).unwrap(), every);
        let limits = SignInLimits {
            one: allowance(3, 10 * SECOND),
            account: allowance(8, 2 * SECOND),
            address: allowance(5, SECOND),
        };
        FailureLimits::with_clock(limits, clock.clone())
    }

    fn from(address: &str) -> ClientInfo {
        ClientInfo { address: Some(address.parse().unwrap()), ..ClientInfo::default() }
    }

    #[test]
    fn asking_costs_nothing_and_failing_does() {
        let clock = FakeRelativeClock::default();
        let limits = limits(&clock);
        let attempt = limits.attempt("anna@demo.frontdesk", &ClientInfo::default(), None);

        for _ in 0..100 {
            assert_eq!(limits.ask(attempt), Ok(()));
        }
        for _ in 0..3 {
            assert_eq!(limits.ask(attempt), Ok(()));
            limits.count_failure(attempt);
        }
        assert_eq!(limits.ask(attempt), Err(10 * SECOND));
        clock.advance(4 * SECOND);
        assert_eq!(limits.ask(attempt), Err(6 * SECOND));

        let ben = limits.attempt("ben@demo.frontdesk", &ClientInfo::default(), None);
        assert_eq!(limits.ask(ben), Ok(()), "another account is not affected");

        clock.advance(6 * SECOND);
        assert_eq!(limits.ask(attempt), Ok(()));
        limits.count_failure(attempt);
        assert_eq!(limits.ask(attempt), Err(10 * SECOND), "one more attempt each ten seconds");
    }

    #[test]
    fn an_address_runs_out_whatever_accounts_it_tries() {
        let clock = FakeRelativeClock::default();
        let limits = limits(&clock);
        for guess in 0..5 {
            let attempt = limits.attempt(&format!("guess-{guess}"), &from("192.0.2.1"), None);
            assert_eq!(limits.ask(attempt), Ok(()));
            limits.count_failure(attempt);
        }
        assert_eq!(limits.ask(limits.attempt("anna", &from("192.0.2.1"), None)), Err(SECOND));
        assert_eq!(limits.ask(limits.attempt("anna", &from("::ffff:192.0.2.1"), None)), Err(SECOND));
        assert_eq!(limits.ask(limits.attempt("anna", &from("192.0.2.2"), None)), Ok(()));
    }

    #[test]
    fn one_guesser_shuts_an_account_for_nobody_else() {
        let clock = FakeRelativeClock::default();
        let limits = limits(&clock);
        let guess = || limits.attempt("anna", &from("192.0.2.1"), None);
        let anna = limits.attempt("anna", &from("198.51.100.7"), None);
        // For as long as somebody likes, as fast as they are let.
        for _ in 0..1_000 {
            if limits.ask(guess()).is_ok() {
                limits.count_failure(guess());
            }
            assert_eq!(limits.ask(anna), Ok(()));
            clock.advance(SECOND);
        }
    }

    #[test]
    fn many_guessers_shut_it_for_strangers_but_not_for_a_browser_that_it_knows() {
        let clock = FakeRelativeClock::default();
        let limits = limits(&clock);
        for host in 1..=8 {
            let guess = limits.attempt("anna", &from(&format!("192.0.2.{host}")), None);
            assert_eq!(limits.ask(guess), Ok(()), "{host}");
            limits.count_failure(guess);
        }
        let home = from("198.51.100.7");
        assert_eq!(limits.ask(limits.attempt("anna", &home, None)), Err(2 * SECOND));
        let browser = Uuid::from_u128(1);
        let known = limits.attempt("anna", &home, Some(browser));
        assert_eq!(limits.ask(known), Ok(()));
        assert_eq!(limits.ask(limits.attempt("ben", &home, None)), Ok(()), "another account is not affected");

        // Also at an address that is shut to everybody else, such as the house's own.
        for guess in 0..5 {
            limits.count_failure(limits.attempt(&format!("guess-{guess}"), &home, None));
        }
        let ben = limits.ask(limits.attempt("ben", &home, None));
        assert!(ben.is_err_and(|wait| wait > Duration::ZERO), "{ben:?}");
        assert_eq!(limits.ask(known), Ok(()));

        // Its own failures count, for it alone.
        for _ in 0..3 {
            limits.count_failure(known);
        }
        assert_eq!(limits.ask(known), Err(10 * SECOND));
        assert_eq!(limits.ask(limits.attempt("anna", &home, Some(Uuid::from_u128(2)))), Ok(()));
    }

    #[test]
    fn a_v6_network_counts_as_one_address() {
        assert_eq!(network("2001:db8::1".parse().unwrap()), network("2001:db8::ffff:1".parse().unwrap()));
        assert_ne!(network("2001:db8::1".parse().unwrap()), network("2001:db8:0:1::1".parse().unwrap()));
    }
}
