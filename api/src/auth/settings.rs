//! What the operator may choose.

use std::num::NonZeroU32;
use std::thread::available_parallelism;
use std::time::Duration;

use super::Secret;

/// Everything that [`Auth`](super::Auth) needs to be told.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Signs tokens. Every server process on one database needs the same.
    pub token_secret: Secret,
    /// How long a token, and with it a session that nobody renews, lives. Whole seconds.
    pub session_lifetime: Duration,
    /// How long a session lives however often it is renewed: a stolen token must not renew itself for ever.
    pub longest_session: Duration,
    /// Whether demo accounts may sign in and their sessions count.
    pub demo: bool,
    /// The public origin is https: browsers then keep the cookie off plain connections.
    pub secure_cookie: bool,
    /// How many passwords are hashed at the same time. Each takes 19 MiB and a core.
    pub parallel_hashes: usize,
    pub sign_in_limits: SignInLimits,
    /// How long a looked-up session is believed. What another process revoked or changed takes effect here within
    /// this time where its notification did not arrive.
    pub session_cache: Duration,
    /// How often an open socket's session is looked up again, to see what no notification told.
    pub session_recheck: Duration,
}

impl Settings {
    pub fn new(token_secret: Secret) -> Self {
        Self {
            token_secret,
            session_lifetime: Duration::from_secs(12 * 3600),
            longest_session: Duration::from_secs(30 * 24 * 3600),
            demo: false,
            secure_cookie: false,
            parallel_hashes: available_parallelism().map_or(1, Into::into),
            sign_in_limits: SignInLimits::default(),
            session_cache: Duration::from_secs(5),
            session_recheck: Duration::from_secs(15),
        }
    }
}

/// How many *failed* attempts are borne. Successful ones cost nothing, so that an office full of people, or a
/// test, may sign in as often as it likes.
#[derive(Clone, Copy, Debug)]
pub struct SignInLimits {
    /// Per account and address (IPv4) or network (IPv6 /64), whether or not the account exists. Per account and browser
    /// where it was signed in to from that before: then neither of the other two counts.
    pub one: Allowance,
    /// Per account, wherever from. More than one address can use up, which would else shut the account for all.
    pub account: Allowance,
    /// Per address or network, whatever the account.
    pub address: Allowance,
}

impl Default for SignInLimits {
    fn default() -> Self {
        Self {
            one: Allowance::new(NonZeroU32::MIN.saturating_add(4), Duration::from_secs(15)),
            account: Allowance::new(NonZeroU32::MIN.saturating_add(49), Duration::from_secs(4)),
            address: Allowance::new(NonZeroU32::MIN.saturating_add(29), Duration::from_secs(2)),
        }
    }
}

/// So many at once, then one more each time that `every` has passed.
#[derive(Clone, Copy, Debug)]
pub struct Allowance {
    pub burst: NonZeroU32,
    pub every: Duration,
}

impl Allowance {
    pub fn new(burst: NonZeroU32, every: Duration) -> Self {
        Self { burst, every }
    }
}
