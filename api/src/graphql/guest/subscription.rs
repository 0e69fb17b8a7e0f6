//! Watching guests.

use entity::guest::Model;

use super::{Guest, GuestSnapshot};
use crate::graphql::stream::changes;

changes! {
    /// A committed change of a guest.
    GuestChange of Model {
        guest_id,
        /// The guest before the change; null where it was created.
        before: GuestSnapshot,
        /// The guest after the change; as it is now, where the change is told later than it happened. Null where
        /// it is deleted.
        guest: Guest
    }
    /// An event of `guestChanged`.
    GuestEvent
    /// Every committed change of a guest, once, in the order of the log, whoever made it.
    GuestSubscription.guest_changed
}
