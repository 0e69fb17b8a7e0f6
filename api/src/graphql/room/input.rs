//! What rooms are written with.

use async_graphql::{ID, InputObject, MaybeUndefined};

use crate::graphql::coupled::coupled;
use crate::graphql::input::{Fields, inputs};
use crate::graphql::scalar::Amount;

/// A new room.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct CreateRoomInput {
    /// A UUID of your own making (version 7 keeps the index tidy), or none for a new one.
    id: Option<ID>,
    /// 1 to 100 characters, unique in the hotel whatever its capitals; spaces around it are dropped, and any
    /// between words become one.
    name: String,
    /// At most 100 characters.
    #[graphql(default)]
    room_type: String,
    /// How many guests it sleeps: 1 to 100.
    #[graphql(default = 2)]
    capacity: i32,
    /// Below 10000000000, with no more decimals than `currency` has.
    #[graphql(default)]
    nightly_rate: Amount,
    /// The ISO 4217 code of a currency in use: see `Query.currencies`. The hotel's where none is given.
    currency: Option<String>,
    /// At most 10000 characters.
    #[graphql(default)]
    notes: String,
    /// A name of your own making for this write, 1 to 200 bytes. The same request sent again under the same
    /// name is carried out once and gets the first answer.
    mutation_id: Option<ID>,
}

impl CreateRoomInput {
    fn fields(self) -> Fields {
        use MaybeUndefined::Value;
        let mut fields = Fields::default();
        fields.put_line("name", Value(self.name));
        fields.put_line("room_type", Value(self.room_type));
        fields.put("capacity", Value(self.capacity));
        fields.put_amount("nightly_rate", Value(self.nightly_rate));
        fields.put("currency", self.currency.map_or(MaybeUndefined::Undefined, Value));
        fields.put("notes", Value(self.notes));
        fields
    }
}

/// The fields to set. What is left out stays as it is.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct RoomPatch {
    /// 1 to 100 characters, unique in the hotel whatever its capitals; spaces around it are dropped, and any
    /// between words become one.
    name: MaybeUndefined<String>,
    /// At most 100 characters.
    room_type: MaybeUndefined<String>,
    /// How many guests it sleeps: 1 to 100.
    capacity: MaybeUndefined<i32>,
    /// Below 10000000000, with no more decimals than `currency` has.
    #[graphql(directive = coupled::apply("price".to_owned()))]
    nightly_rate: MaybeUndefined<Amount>,
    /// The ISO 4217 code of a currency in use: see `Query.currencies`.
    #[graphql(directive = coupled::apply("price".to_owned()))]
    currency: MaybeUndefined<String>,
    /// At most 10000 characters.
    notes: MaybeUndefined<String>,
}

impl RoomPatch {
    fn fields(self) -> Fields {
        let mut fields = Fields::default();
        fields.put_line("name", self.name);
        fields.put_line("room_type", self.room_type);
        fields.put("capacity", self.capacity);
        fields.put_amount("nightly_rate", self.nightly_rate);
        fields.put("currency", self.currency);
        fields.put("notes", self.notes);
        fields
    }
}

inputs! {
    CreateRoomInput;
    /// An edit of a room, and the version that it was made on.
    UpdateRoomInput of RoomPatch;
    /// A room to delete, and the version that this was decided on.
    DeleteRoomInput
}
