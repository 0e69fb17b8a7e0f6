//! Documents that were asked for before, so that the second time costs a look.
//!
//! Whoever may send a request may fill this, so it is bounded in bytes; the seldom asked for goes first. A request that
//! is refused leaves nothing in it.

use std::sync::Arc;

use moka::sync::Cache;

use super::hash::Hash;
use super::known::{Fresh, Known, Prepared, Variant};
use super::persisted;
use super::trusted::Trusted;

/// What an entry takes besides its key and value.
const ENTRY: usize = 256;

/// All documents that are known.
#[derive(Debug)]
pub(super) struct Documents {
    known: Cache<Hash, Arc<Known>>,
    prepared: Cache<Variant, Arc<Prepared>>,
    /// Where only these may be asked for.
    pub(super) trusted: Option<Trusted>,
}

impl Documents {
    /// At most so many bytes are kept, besides those that are trusted.
    pub(super) fn new(bytes: usize, trusted: Option<Trusted>) -> Self {
        let half = (bytes / 2) as u64;
        let weight = |bytes: usize| u32::try_from(bytes).unwrap_or(u32::MAX);
        let known = Cache::builder().max_capacity(half);
        let known =
            known.weigher(move |_, known: &Arc<Known>| weight(ENTRY + size_of::<Known>() + known.bytes));
        let prepared = Cache::builder().max_capacity(half);
        let prepared = prepared.weigher(move |variant: &Variant, prepared: &Arc<Prepared>| {
            let key = variant.states.len() + variant.operation.as_ref().map_or(0, String::len);
            weight(ENTRY + size_of::<(Variant, Prepared)>() + key + prepared.bytes())
        });
        Self { known: known.build(), prepared: prepared.build(), trusted }
    }

    /// The hash of the document that a client names so.
    pub(super) fn named(&self, id: &str) -> Option<Hash> {
        match &self.trusted {
            Some(trusted) => trusted.named(id),
            None => persisted::hash(id),
        }
    }

    pub(super) fn known(&self, hash: &Hash) -> Option<Arc<Known>> {
        match &self.trusted {
            Some(trusted) => trusted.document(hash),
            None => self.known.get(hash),
        }
    }

    pub(super) fn prepared(&self, variant: &Variant) -> Option<Arc<Prepared>> {
        self.prepared.get(variant)
    }

    /// Keeps none of those that were sent.
    pub(super) fn forget(&self) {
        self.known.invalidate_all();
        self.prepared.invalidate_all();
        self.known.run_pending_tasks();
        self.prepared.run_pending_tasks();
    }

    pub(super) fn keep(&self, fresh: Fresh) {
        let Fresh { known, variant, prepared } = fresh;
        if self.trusted.is_none() {
            self.known.insert(known.hash, known);
            // At once: what is too much would otherwise go only after some more requests.
            self.known.run_pending_tasks();
        }
        self.prepared.insert(variant, prepared);
        self.prepared.run_pending_tasks();
    }
}

#[cfg(test)]
mod tests;
