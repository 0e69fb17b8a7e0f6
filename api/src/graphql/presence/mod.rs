//! Presence in the API: who has which booking open.

pub(crate) mod mutation;
pub(crate) mod subscription;

use async_graphql::{Enum, ID, SimpleObject};
use chrono::{DateTime, Utc};
use entity::user::Role;

use super::actor::Actor;
use crate::presence::{self, Activity, Mode};

/// What somebody does with a booking that they have open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "Mode")]
pub enum PresenceMode {
    /// Looks at it. Needs the role VIEWER.
    Viewing,
    /// Edits it. Needs the role DESK.
    Editing,
}

impl PresenceMode {
    /// The role that it needs.
    fn role(self) -> Role {
        match self {
            Self::Viewing => Role::Viewer,
            Self::Editing => Role::Desk,
        }
    }
}

/// Somebody who has a booking open right now.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct Presence {
    /// Chosen by whoever joined: one for each place where they have the booking open.
    id: ID,
    booking_id: ID,
    actor: Actor,
    mode: PresenceMode,
    /// The field of the booking that they are at, by its name in `BookingPatch`.
    field: Option<String>,
    /// When they came to the booking, in whatever mode.
    since: DateTime<Utc>,
}

impl From<presence::Presence> for Presence {
    fn from(presence: presence::Presence) -> Self {
        Self {
            id: presence.id.into(),
            booking_id: presence.booking_id.into(),
            actor: entity::Actor::user(presence.user_id, presence.name).into(),
            mode: presence.mode.into(),
            field: presence.field,
            since: presence.since,
        }
    }
}

/// What somebody does, and where.
///
/// # Errors
/// The rule that the field breaks.
fn activity(mode: PresenceMode, field: Option<String>) -> Result<Activity, String> {
    if field.as_ref().is_some_and(|field| !presence::fields().any(|known| known == *field)) {
        return Err(format!("must be null or one of {}", presence::fields().collect::<Vec<_>>().join(", ")));
    }
    Ok(Activity { mode: mode.into(), field })
}
