//! The room and guest of a booking that the client has selected, read together with it.
//!
//! The loaders would read them, too, but afterwards and by a timer. Most lists want no more of them than their names,
//! which are much less to read.

use async_graphql::{Context, ID, Lookahead, Value};
use entity::{guest, room};

use crate::edit::neighbours::{Extent, Neighbour, Wanted};
use crate::graphql::at_once::{self, AtHand, Part};
use crate::graphql::guest::Guest;
use crate::graphql::room::Room;

/// A room or guest of a booking, as much of it as is known.
#[derive(Clone, Debug)]
pub(super) enum Known<T> {
    Unread,
    Named(Named),
    Whole(Box<T>),
}

/// What it is called.
#[derive(Clone, Debug)]
pub(super) struct Named {
    types: &'static [&'static str],
    id: ID,
    name: String,
}

impl<T: AtHand> Known<T> {
    pub(super) fn at_hand(&self) -> Option<&dyn AtHand> {
        match self {
            Self::Unread => None,
            Self::Named(named) => Some(named),
            Self::Whole(whole) => Some(&**whole),
        }
    }

    fn of<R: Into<T>>(read: Neighbour<R>, types: &'static [&'static str]) -> Self {
        match read {
            Neighbour::Unread => Self::Unread,
            Neighbour::Named(id, name) => Self::Named(Named { types, id: id.into(), name }),
            Neighbour::Whole(row) => Self::Whole(Box::new((*row).into())),
        }
    }
}

impl From<Neighbour<room::Model>> for Known<Room> {
    fn from(read: Neighbour<room::Model>) -> Self {
        Self::of(read, Room::TYPES)
    }
}

impl From<Neighbour<guest::Model>> for Known<Guest> {
    fn from(read: Neighbour<guest::Model>) -> Self {
        Self::of(read, Guest::TYPES)
    }
}

impl AtHand for Named {
    fn types(&self) -> &'static [&'static str] {
        self.types
    }

    fn part(&self, field: &str) -> Option<Part<'_>> {
        Some(Part::Value(match field {
            "id" => at_once::id(&self.id),
            "name" => Value::from(self.name.as_str()),
            _ => return None,
        }))
    }
}

/// How much of a neighbour the selections of a booking have.
fn extent(look: &Lookahead<'_>) -> Extent {
    let named = |field: &str| matches!(field, "id" | "name" | "__typename");
    match look.selection_fields() {
        fields if fields.is_empty() => Extent::Nothing,
        fields if fields.iter().all(|field| field.selection_set().all(|inner| named(inner.name()))) => {
            Extent::Name
        }
        _ => Extent::Whole,
    }
}

/// What a connection's nodes select.
pub(super) fn wanted_in_list(ctx: &Context<'_>) -> Wanted {
    let (nodes, edges) = (ctx.look_ahead().field("nodes"), ctx.look_ahead().field("edges").field("node"));
    let of = |noun| extent(&nodes.field(noun)).max(extent(&edges.field(noun)));
    Wanted { room: of("room"), guest: of("guest") }
}

/// What the answer of a write selects. A row that was read in part does for a list only, which resolves it by itself.
pub(super) fn wanted_in_answer(ctx: &Context<'_>) -> Wanted {
    let look = ctx.look_ahead();
    let saved = [look.field("booking"), look.field("bookings"), look.field("results").field("booking")];
    let of = |noun| {
        if saved.iter().any(|booking| booking.field(noun).exists()) { Extent::Whole } else { Extent::Nothing }
    };
    Wanted { room: of("room"), guest: of("guest") }
}
