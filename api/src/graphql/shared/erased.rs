//! What is forgotten when a guest is erased, here or through another process: what the groups keep for those who
//! lag, the pages of the past, and documents, which may have somebody's name written in them. Nobody is told of it
//! any more anyway; this takes it out of memory.

use std::sync::{Arc, PoisonError};

use super::{Inner, Slot};
use crate::graphql::guard::Guarded;
use crate::graphql::schema::FrontdeskSchema;

/// Forgets whenever something was erased, for as long as it runs.
pub(super) async fn forget(schema: Guarded<FrontdeskSchema>, inner: Arc<Inner>) {
    let mut erasures = inner.supplies.log.erasures().watch();
    while erasures.changed().await.is_ok() {
        inner.supplies.pages.forget();
        schema.forget();
        let slots: Vec<Slot> = {
            let groups = inner.groups.lock().unwrap_or_else(PoisonError::into_inner);
            groups.values().cloned().collect()
        };
        for slot in slots {
            // One that is only starting keeps nothing yet.
            if let Some(group) = slot.try_lock().ok().and_then(|place| place.upgrade()) {
                group.forget();
            }
        }
    }
}
