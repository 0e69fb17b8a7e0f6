//! What a socket may take, and how long things on it may last.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use uuid::Uuid;

/// Why a socket is refused, in the word of the metrics.
pub(super) const ACCOUNT_FULL: &str = "account_full";

/// The limits of each socket.
#[derive(Clone, Copy, Debug)]
pub struct SocketSettings {
    /// From the upgrade to `connection_init`.
    pub init_within: Duration,
    /// How often the server pings.
    pub ping_every: Duration,
    /// How long a client may stay silent after a ping. Anything it sends counts, not only the pong.
    pub pong_within: Duration,
    /// How long one message may take to get into the network. A client that reads more slowly loses its socket.
    pub send_within: Duration,
    /// How long the answers to queries and mutations are waited for before a goodbye.
    pub leave_within: Duration,
    /// Operations of one socket at a time.
    pub operations: usize,
    /// Sockets of one account at a time, unless it has a limit of its own.
    pub per_account: usize,
}

impl Default for SocketSettings {
    fn default() -> Self {
        Self {
            init_within: Duration::from_secs(10),
            ping_every: Duration::from_secs(25),
            pong_within: Duration::from_secs(20),
            send_within: Duration::from_secs(30),
            leave_within: Duration::from_secs(5),
            operations: 100,
            per_account: 50,
        }
    }
}

/// All sockets of one server: their limits, and how many each account has.
#[derive(Debug, Default)]
pub struct Sockets {
    pub(super) settings: SocketSettings,
    open: Mutex<HashMap<Uuid, usize>>,
}

impl Sockets {
    pub fn new(settings: SocketSettings) -> Self {
        Self { settings, open: Mutex::default() }
    }

    /// One more socket of `account` for as long as the answer lives. `most` is its own limit, if it has one.
    ///
    /// # Errors
    /// How many it may have, where it has as many.
    pub(super) fn enter(self: &Arc<Self>, account: Uuid, most: Option<usize>) -> Result<SocketSlot, usize> {
        let most = most.unwrap_or(self.settings.per_account);
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let count = open.entry(account).or_default();
        if *count >= most {
            return Err(most);
        }
        *count += 1;
        Ok(SocketSlot { sockets: Arc::clone(self), account })
    }
}

#[derive(Debug)]
pub(super) struct SocketSlot {
    sockets: Arc<Sockets>,
    account: Uuid,
}

impl Drop for SocketSlot {
    fn drop(&mut self) {
        let mut open = self.sockets.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Entry::Occupied(mut count) = open.entry(self.account) {
            *count.get_mut() -= 1;
            if *count.get() == 0 {
                count.remove();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_has_so_many_sockets_and_no_more() {
        let sockets = Arc::new(Sockets::new(SocketSettings { per_account: 2, ..Default::default() }));
        let (anna, ben) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let (first, second) = (sockets.enter(anna, None), sockets.enter(anna, None));
        assert!(first.is_ok() && second.is_ok());
        assert_eq!(sockets.enter(anna, None).err(), Some(2));
        assert!(sockets.enter(ben, None).is_ok(), "another account is not concerned");
        drop(first);
        assert!(sockets.enter(anna, None).is_ok());
        let third = sockets.enter(anna, Some(2));
        assert_eq!(sockets.enter(anna, Some(2)).err(), Some(2));
        assert!(sockets.enter(anna, Some(3)).is_ok(), "it has a limit of its own");
        drop((second, third));
        assert!(sockets.open.lock().unwrap().is_empty(), "nothing is kept of who left");
    }
}
