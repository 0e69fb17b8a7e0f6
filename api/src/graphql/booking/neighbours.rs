//! The rooms and guests of a page of bookings, read once for the whole page.
//!
//! The loaders would also read them together, but by a timer: on a busy machine a page came in two batches. Most
//! pages want no more of them than their names, which are much less to read.

use std::collections::HashMap;

use async_graphql::{Context, ID, Lookahead, Result, Value};
use entity::booking;
use futures_util::future::try_join;
use sea_orm::{DatabaseConnection, DbBackend, DbErr, FromQueryResult, Statement};
use uuid::Uuid;

use super::Booking;
use crate::graphql::at_once::{self, AtHand, Part};
use crate::graphql::guest::Guest;
use crate::graphql::internal::internal;
use crate::graphql::room::Room;
use crate::hotel::Hotel;

/// A room or guest of a booking, as much of it as was read.
#[derive(Clone, Debug)]
pub(super) enum Neighbour<T> {
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

impl<T: AtHand> Neighbour<T> {
    pub(super) fn at_hand(&self) -> Option<&dyn AtHand> {
        match self {
            Self::Unread => None,
            Self::Named(named) => Some(named),
            Self::Whole(whole) => Some(&**whole),
        }
    }
}

impl<T> From<Option<T>> for Neighbour<T> {
    fn from(read: Option<T>) -> Self {
        read.map_or(Self::Unread, |whole| Self::Whole(Box::new(whole)))
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

/// How much of the bookings' rooms, or of their guests, a document selects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Selected {
    Nothing,
    Name,
    More,
}

impl Selected {
    fn of(ctx: &Context<'_>, noun: &str) -> Self {
        let (nodes, edges) = (ctx.look_ahead().field("nodes"), ctx.look_ahead().field("edges").field("node"));
        Self::at(&nodes.field(noun)).max(Self::at(&edges.field(noun)))
    }

    fn at(look: &Lookahead<'_>) -> Self {
        let named = |field: &str| matches!(field, "id" | "name" | "__typename");
        match look.selection_fields() {
            fields if fields.is_empty() => Self::Nothing,
            fields if fields.iter().all(|field| field.selection_set().all(|inner| named(inner.name()))) => {
                Self::Name
            }
            _ => Self::More,
        }
    }
}

#[derive(Debug, Default)]
pub(super) struct Neighbours {
    rooms: HashMap<Uuid, Neighbour<Room>>,
    guests: HashMap<Uuid, Neighbour<Guest>>,
}

impl Neighbours {
    /// Reads what the client has selected of the bookings of a connection.
    pub(super) async fn selected<'a>(
        ctx: &Context<'_>,
        bookings: impl Iterator<Item = &'a booking::Model>,
    ) -> Result<Self> {
        let (mut rooms, mut guests): (Vec<_>, Vec<_>) =
            bookings.map(|booking| (booking.room_id, booking.guest_id)).unzip();
        for ids in [&mut rooms, &mut guests] {
            ids.sort_unstable();
            ids.dedup();
        }
        let (of_rooms, of_guests) = (Selected::of(ctx, "room"), Selected::of(ctx, "guest"));
        if of_rooms == Selected::Nothing {
            rooms.clear();
        }
        if of_guests == Selected::Nothing {
            guests.clear();
        }
        let db = &ctx.data_unchecked::<Hotel>().db;
        let read = match of_rooms.max(of_guests) {
            _ if rooms.is_empty() && guests.is_empty() => Ok(Self::default()),
            Selected::More => Self::whole(db, &rooms, &guests).await,
            _ => Self::named(db, rooms, guests).await,
        };
        read.map_err(internal)
    }

    async fn whole(db: &DatabaseConnection, rooms: &[Uuid], guests: &[Uuid]) -> Result<Self, DbErr> {
        let (rooms, guests) =
            try_join(crate::room::read::by_ids(db, rooms), crate::guest::read::by_ids(db, guests)).await?;
        Ok(Self {
            rooms: rooms.into_iter().map(|room| (room.id, Some(Room::from(room)).into())).collect(),
            guests: guests.into_iter().map(|guest| (guest.id, Some(Guest::from(guest)).into())).collect(),
        })
    }

    async fn named(db: &DatabaseConnection, rooms: Vec<Uuid>, guests: Vec<Uuid>) -> Result<Self, DbErr> {
        #[derive(FromQueryResult)]
        struct Row {
            is_room: bool,
            id: Uuid,
            name: String,
        }
        let sql = "SELECT true AS is_room, id, name FROM rooms WHERE id = ANY($1) \
                   UNION ALL SELECT false, id, name FROM guests WHERE id = ANY($2)";
        let statement =
            Statement::from_sql_and_values(DbBackend::Postgres, sql, [rooms.into(), guests.into()]);
        let mut read = Self::default();
        for Row { is_room, id, name } in Row::find_by_statement(statement).all(db).await? {
            let named = |types| Named { types, id: id.into(), name };
            if is_room {
                read.rooms.insert(id, Neighbour::Named(named(Room::TYPES)));
            } else {
                read.guests.insert(id, Neighbour::Named(named(Guest::TYPES)));
            }
        }
        Ok(read)
    }

    /// A booking with what was read of its neighbours.
    pub(super) fn beside(&self, row: booking::Model) -> Booking {
        let room = self.rooms.get(&row.room_id).cloned().unwrap_or(Neighbour::Unread);
        let guest = self.guests.get(&row.guest_id).cloned().unwrap_or(Neighbour::Unread);
        Booking { known_room: room, known_guest: guest, ..row.into() }
    }
}
