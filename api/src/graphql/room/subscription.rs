//! Watching rooms.

use entity::room::Model;

use super::{Room, RoomSnapshot};
use crate::graphql::stream::changes;

changes! {
    /// A committed change of a room.
    RoomChange of Model {
        room_id,
        /// The room before the change; null where it was created.
        before: RoomSnapshot,
        /// The room after the change; as it is now, where the change is told later than it happened. Null where
        /// it is deleted.
        room: Room
    }
    /// An event of `roomChanged`.
    RoomEvent
    /// Every committed change of a room, once, in the order of the log, whoever made it.
    RoomSubscription.room_changed
}
