//! How often the log lost what it said of somebody. What is kept of it in memory is of one such count, and is not told
//! under a later one.

use sea_orm::entity::prelude::Uuid;
use tokio::sync::watch;

/// The count, in one life of the database.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Erased {
    pub epoch: Uuid,
    pub count: i64,
}

/// The newest count that this process has seen; all clones are one.
#[derive(Clone, Debug)]
pub struct Erasures(watch::Sender<Erased>);

impl Default for Erasures {
    fn default() -> Self {
        Self(watch::Sender::new(Erased::default()))
    }
}

impl Erasures {
    pub fn now(&self) -> Erased {
        *self.0.borrow()
    }

    /// Takes note of a count that was read, and answers whether it is new. In another life it may be lower.
    pub fn learn(&self, seen: Erased) -> bool {
        self.0.send_if_modified(|known| {
            let is_new = seen.epoch != known.epoch || seen.count > known.count;
            if is_new {
                *known = seen;
            }
            is_new
        })
    }

    /// Wakes whoever keeps something.
    pub fn watch(&self) -> watch::Receiver<Erased> {
        self.0.subscribe()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_rises_within_a_life_and_begins_anew_in_the_next() {
        let erasures = Erasures::default();
        let (one, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let learn = |epoch, count| erasures.clone().learn(Erased { epoch, count });
        assert!(learn(one, 3) && learn(one, 4));
        assert!(!learn(one, 4) && !learn(one, 3), "a reading that comes late is nothing new");
        assert_eq!(erasures.now(), Erased { epoch: one, count: 4 });
        assert!(learn(other, 2), "a restored dump knows of fewer");
        assert_eq!(erasures.now(), Erased { epoch: other, count: 2 });
    }
}
