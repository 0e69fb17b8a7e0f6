//! What rooms are written with.

use async_graphql::{ID, InputObject, MaybeUndefined};
use rust_decimal::Decimal;

use crate::graphql::input::{Fields, OnStale};

/// A new room.
#[derive(Clone, Debug, InputObject)]
pub struct CreateRoomInput {
    /// A UUID of your own making (version 7 keeps the index tidy), or none for a new one.
    pub id: Option<ID>,
    /// 1 to 100 characters, unique in the hotel; spaces around it are dropped.
    name: String,
    /// At most 100 characters.
    #[graphql(default)]
    room_type: String,
    /// How many guests it sleeps: 1 to 100.
    #[graphql(default = 2)]
    capacity: i32,
    /// At most 9999999999.99, with at most two decimals.
    #[graphql(default)]
    nightly_rate: Decimal,
    /// ISO 4217; the hotel's where none is given.
    currency: Option<String>,
    /// At most 10000 characters.
    #[graphql(default)]
    notes: String,
    /// A name of your own making for this write, 1 to 200 bytes. The same request sent again under the same
    /// name is carried out once and gets the first answer.
    pub mutation_id: Option<ID>,
}

impl CreateRoomInput {
    pub fn fields(self) -> Fields {
        use MaybeUndefined::Value;
        let mut fields = Fields::default();
        fields.put_trimmed("name", Value(self.name));
        fields.put_trimmed("room_type", Value(self.room_type));
        fields.put("capacity", Value(self.capacity));
        fields.put("nightly_rate", Value(self.nightly_rate));
        fields.put("currency", self.currency.map_or(MaybeUndefined::Undefined, Value));
        fields.put("notes", Value(self.notes));
        fields
    }
}

/// The fields to set. What is left out stays as it is.
#[derive(Clone, Debug, InputObject)]
pub struct RoomPatch {
    /// 1 to 100 characters, unique in the hotel; spaces around it are dropped.
    name: MaybeUndefined<String>,
    /// At most 100 characters.
    room_type: MaybeUndefined<String>,
    /// How many guests it sleeps: 1 to 100.
    capacity: MaybeUndefined<i32>,
    /// At most 9999999999.99, with at most two decimals.
    nightly_rate: MaybeUndefined<Decimal>,
    /// ISO 4217.
    currency: MaybeUndefined<String>,
    /// At most 10000 characters.
    notes: MaybeUndefined<String>,
}

impl RoomPatch {
    pub fn fields(self) -> Fields {
        let mut fields = Fields::default();
        fields.put_trimmed("name", self.name);
        fields.put_trimmed("room_type", self.room_type);
        fields.put("capacity", self.capacity);
        fields.put("nightly_rate", self.nightly_rate);
        fields.put("currency", self.currency);
        fields.put("notes", self.notes);
        fields
    }
}

/// An edit of a room, and the version that it was made on.
#[derive(Clone, Debug, InputObject)]
pub struct UpdateRoomInput {
    pub id: ID,
    /// The `version` that was on the screen when the edit began.
    pub expected_version: i32,
    pub patch: RoomPatch,
    #[graphql(default_with = "OnStale::Reject")]
    pub on_stale: OnStale,
    /// A name of your own making for this write, 1 to 200 bytes. The same request sent again under the same
    /// name is carried out once and gets the first answer.
    pub mutation_id: Option<ID>,
}

/// A room to delete, and the version that this was decided on.
#[derive(Clone, Debug, InputObject)]
pub struct DeleteRoomInput {
    pub id: ID,
    /// The `version` that was on the screen.
    pub expected_version: i32,
    /// A name of your own making for this write, 1 to 200 bytes.
    pub mutation_id: Option<ID>,
}
