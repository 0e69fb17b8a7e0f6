//! The room and guest of a booking that the client has selected, read together with it.
//!
//! The loaders would read them, too, but afterwards and by a timer. Most lists want no more of them than a name or an
//! address, which is much less to read.

use async_graphql::{Context, Lookahead, Value};
use entity::{guest, room};
use uuid::Uuid;

use crate::edit::columns::Columns;
use crate::edit::neighbours::{Extent, Neighbour, NeighbourSelection, Plain};
use crate::graphql::guest::Guest;
use crate::graphql::room::Room;
use crate::graphql::scalar::RowId;
use crate::graphql::synchronous::{FieldValue, SynchronousFields};

/// A room or guest of a booking, as much of it as is known.
#[derive(Clone, Debug)]
pub(super) enum Known<T> {
    Unread,
    Part(Fields),
    Whole(Box<T>),
}

/// Some of its fields.
#[derive(Clone, Debug)]
pub(super) struct Fields {
    types: &'static [&'static str],
    id: RowId,
    values: Vec<(&'static str, Plain)>,
}

/// The fields that are plain columns, beside the id: the same by their names in the API.
trait HasPlain: Columns {
    const TYPES: &'static [&'static str];
    const FIELDS: &'static [(&'static str, &'static str)];

    fn extent(field: &str) -> Extent {
        match field {
            "id" | "__typename" => Extent::column::<Self>("id"),
            field => match Self::FIELDS.iter().find(|(own, _)| *own == field) {
                Some((_, column)) => Extent::column::<Self>(column),
                None => Extent::Whole,
            },
        }
    }
}

impl HasPlain for room::Model {
    const TYPES: &'static [&'static str] = Room::TYPES;
    const FIELDS: &'static [(&'static str, &'static str)] = &[
        ("name", "name"),
        ("roomType", "room_type"),
        ("capacity", "capacity"),
        ("notes", "notes"),
        ("version", "version"),
    ];
}

impl HasPlain for guest::Model {
    const TYPES: &'static [&'static str] = Guest::TYPES;
    const FIELDS: &'static [(&'static str, &'static str)] = &[
        ("name", "name"),
        ("email", "email"),
        ("phone", "phone"),
        ("country", "country"),
        ("notes", "notes"),
        ("version", "version"),
    ];
}

impl<T: SynchronousFields> Known<T> {
    pub(super) fn at_hand(&self) -> Option<&dyn SynchronousFields> {
        match self {
            Self::Unread => None,
            Self::Part(fields) => Some(fields),
            Self::Whole(whole) => Some(&**whole),
        }
    }

    fn of<R: HasPlain + Into<T>>(read: Neighbour<R>) -> Self {
        match read {
            Neighbour::Unread => Self::Unread,
            Neighbour::Plain(id, values) => Self::Part(Fields::of::<R>(id, values)),
            Neighbour::Whole(row) => Self::Whole(Box::new((*row).into())),
        }
    }
}

impl Fields {
    fn of<R: HasPlain>(id: Uuid, columns: Vec<(&'static str, Plain)>) -> Self {
        let named = columns.into_iter().filter_map(|(column, value)| {
            let (field, _) = R::FIELDS.iter().find(|(_, own)| *own == column)?;
            Some((*field, value))
        });
        Self { types: R::TYPES, id: id.into(), values: named.collect() }
    }
}

impl From<Neighbour<room::Model>> for Known<Room> {
    fn from(read: Neighbour<room::Model>) -> Self {
        Self::of(read)
    }
}

impl From<Neighbour<guest::Model>> for Known<Guest> {
    fn from(read: Neighbour<guest::Model>) -> Self {
        Self::of(read)
    }
}

impl SynchronousFields for Fields {
    fn types(&self) -> &'static [&'static str] {
        self.types
    }

    fn field_value(&self, field: &str) -> Option<FieldValue<'_>> {
        if field == "id" {
            return Some(FieldValue::Value(self.id.to_value()));
        }
        let (_, value) = self.values.iter().find(|(own, _)| *own == field)?;
        Some(FieldValue::Value(match value {
            Plain::Text(Some(text)) => Value::from(text.as_str()),
            Plain::Text(None) => Value::Null,
            Plain::Number(number) => (*number).into(),
        }))
    }
}

/// How much of a neighbour the selections of a booking have.
fn extent<R: HasPlain>(booking: &Lookahead<'_>, noun: &str) -> Extent {
    let fields = booking.field(noun).selection_fields();
    let names = fields.iter().flat_map(|field| field.selection_set().map(|inner| R::extent(inner.name())));
    names.fold(Extent::Nothing, Extent::and)
}

/// What a connection's nodes select.
pub(super) fn selected_in_list(ctx: &Context<'_>) -> NeighbourSelection {
    let nodes = [ctx.look_ahead().field("nodes"), ctx.look_ahead().field("edges").field("node")];
    let fold = |of: fn(&Lookahead<'_>, &str) -> Extent, noun| {
        nodes.iter().fold(Extent::Nothing, |extent, node| extent.and(of(node, noun)))
    };
    NeighbourSelection {
        room: fold(extent::<room::Model>, "room"),
        guest: fold(extent::<guest::Model>, "guest"),
    }
}

/// What the answer of a write selects. A row that was read in part does for a list only, which resolves it by itself.
pub(super) fn selected_in_answer(ctx: &Context<'_>) -> NeighbourSelection {
    let look = ctx.look_ahead();
    let saved = [look.field("booking"), look.field("bookings"), look.field("results").field("booking")];
    let of = |noun| {
        if saved.iter().any(|booking| booking.field(noun).exists()) { Extent::Whole } else { Extent::Nothing }
    };
    NeighbourSelection { room: of("room"), guest: of("guest") }
}
