//! What all nouns have in common.

use async_graphql::Interface;
use chrono::{DateTime, Utc};
use entity::{booking, guest, room};

use super::actor::Actor;
use super::booking::Booking;
use super::guest::Guest;
use super::room::Room;
use super::scalar::RowId;

/// An object with an id that no other object of the API has.
#[derive(Clone, Debug, Interface)]
#[graphql(field(name = "id", ty = "&RowId"))]
pub(crate) enum Node {
    Booking(Booking),
    Guest(Guest),
    Room(Room),
}

/// What people edit: every change makes a new version.
#[derive(Clone, Debug, Interface)]
#[graphql(
    field(name = "id", ty = "&RowId"),
    field(
        name = "version",
        ty = "&i32",
        desc = "Rises by one with each change. Pass it back as `expectedVersion`."
    ),
    field(name = "updated_at", ty = "&DateTime<Utc>"),
    field(name = "updated_by", ty = "&Option<Actor>")
)]
pub(crate) enum Versioned {
    Booking(Booking),
    Guest(Guest),
    Room(Room),
}

macro_rules! rows {
    ($($noun:ident: $name:ident),+) => {$(
        impl From<$name::Model> for Node {
            fn from(row: $name::Model) -> Self {
                Self::$noun(row.into())
            }
        }

        impl From<$name::Model> for Versioned {
            fn from(row: $name::Model) -> Self {
                Self::$noun(row.into())
            }
        }
    )+};
}
rows!(Booking: booking, Guest: guest, Room: room);
