//! The rooms and guests of a page of bookings, read once for the whole page.
//!
//! The loaders would also read them together, but by a timer: on a busy machine a page came in two batches.

use std::collections::HashMap;

use async_graphql::{Context, Result};
use entity::{booking, guest, room};
use futures_util::future::try_join;
use sea_orm::DbErr;
use uuid::Uuid;

use super::Booking;
use crate::graphql::internal::internal;
use crate::hotel::Hotel;

#[derive(Debug)]
pub(super) struct Neighbours {
    rooms: HashMap<Uuid, room::Model>,
    guests: HashMap<Uuid, guest::Model>,
}

impl Neighbours {
    /// Reads what the client has selected of the bookings of a connection.
    pub(super) async fn selected<'a>(
        ctx: &Context<'_>,
        bookings: impl Iterator<Item = &'a booking::Model>,
    ) -> Result<Self> {
        let look = ctx.look_ahead();
        let selects = |field: &str| {
            look.field("nodes").field(field).exists()
                || look.field("edges").field("node").field(field).exists()
        };
        let (mut room_ids, mut guest_ids): (Vec<_>, Vec<_>) =
            bookings.map(|booking| (booking.room_id, booking.guest_id)).unzip();
        for ids in [&mut room_ids, &mut guest_ids] {
            ids.sort_unstable();
            ids.dedup();
        }
        let (rooms, guests) = Self::read(
            &ctx.data_unchecked::<Hotel>().db,
            if selects("room") { &room_ids } else { &[] },
            if selects("guest") { &guest_ids } else { &[] },
        )
        .await
        .map_err(internal)?;
        Ok(Self {
            rooms: rooms.into_iter().map(|room| (room.id, room)).collect(),
            guests: guests.into_iter().map(|guest| (guest.id, guest)).collect(),
        })
    }

    async fn read(
        db: &sea_orm::DatabaseConnection,
        rooms: &[Uuid],
        guests: &[Uuid],
    ) -> Result<(Vec<room::Model>, Vec<guest::Model>), DbErr> {
        let rooms =
            async { if rooms.is_empty() { Ok(vec![]) } else { crate::room::read::by_ids(db, rooms).await } };
        let guests = async {
            if guests.is_empty() { Ok(vec![]) } else { crate::guest::read::by_ids(db, guests).await }
        };
        try_join(rooms, guests).await
    }

    /// A booking with what was read of its neighbours.
    pub(super) fn beside(&self, row: booking::Model) -> Booking {
        let (room, guest) = (self.rooms.get(&row.room_id).cloned(), self.guests.get(&row.guest_id).cloned());
        Booking::beside(row, room, guest)
    }
}
