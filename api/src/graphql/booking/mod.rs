//! Bookings in the API.

mod deleted;
mod group;
pub(crate) mod input;
pub(crate) mod mutation;
mod neighbours;
pub(crate) mod query;
pub(crate) mod subscription;

use async_graphql::resolver_utils::enum_value;
use async_graphql::{ComplexObject, Context, Enum, Result, ScalarType, SimpleObject, Value};
use chrono::{DateTime, Utc};
use entity::booking::Model;
use entity::{guest, room};

use super::actor::{self, Actor};
use super::change::{self, ChangeConnection};
use super::connection::page_cost;
use super::guest::Guest;
use super::internal::internal;
use super::loader;
use super::presence::Presence;
use super::room::Room;
use super::scalar::{Amount, Date, RowId};
use super::synchronous::{FieldValue, SynchronousFields};
use crate::booking::read;
use crate::booking::stay::{Stay, StayRules};
use crate::edit::neighbours::Neighbours;
use crate::hotel::Hotel;
use crate::presence::Tracker;
use neighbours::Known;

/// A booking: one room, some nights, one guest who answers for them.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex)]
pub(crate) struct Booking {
    pub id: RowId,
    /// Rises by one with each change. Pass it back as `expectedVersion`.
    pub version: i32,
    /// The number of the booking, as people say it on the telephone: `B-1042`.
    reference: String,
    /// The first night.
    check_in: Date,
    /// The day of departure; the night before it is the last.
    check_out: Date,
    /// How many nights.
    nights: i64,
    adults: i32,
    children: i32,
    status: BookingStatus,
    /// For the whole stay.
    total_price: Amount,
    /// The currency of `totalPrice`: ISO 4217.
    currency: String,
    notes: String,
    created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    pub updated_by: Option<Actor>,
    /// The id of `room`, without loading it.
    room_id: RowId,
    /// The id of `guest`, without loading it.
    guest_id: RowId,
    /// Read together with the booking, where it was.
    #[graphql(skip)]
    known_room: Known<Room>,
    #[graphql(skip)]
    known_guest: Known<Guest>,
}

/// How far a stay has come.
///
/// INQUIRY → CONFIRMED → CHECKED_IN → CHECKED_OUT; an inquiry or a confirmed booking can be CANCELLED, a
/// confirmed one whose guest stays away is a NO_SHOW. CONFIRMED, CHECKED_IN and CHECKED_OUT hold their room.
///
/// Mistakes are undone: CONFIRMED → INQUIRY (where it was one), CHECKED_IN → CONFIRMED and CHECKED_OUT → CHECKED_IN on
/// the business day on which they were made (an undone check-out has the departure that it had before, unless the patch
/// sets another), NO_SHOW → CONFIRMED at any time, CANCELLED → CONFIRMED before the departure or on the day of the
/// cancellation, also CANCELLED → INQUIRY where it was one. `Booking.moves` tells which of these a booking can make now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "entity::booking::BookingStatus")]
pub enum BookingStatus {
    /// Asked for; holds no room.
    Inquiry,
    /// Promised; holds its room.
    Confirmed,
    /// The guest is in house.
    CheckedIn,
    /// The guest has left.
    CheckedOut,
    /// Called off; holds no room.
    Cancelled,
    /// The guest never came; holds no room.
    NoShow,
}

#[ComplexObject]
impl Booking {
    async fn room(&self, ctx: &Context<'_>) -> Result<Room> {
        if let Known::Whole(room) = &self.known_room {
            return Ok(Room::clone(room));
        }
        let room = loader::row::<room::Model>(ctx, self.room_id.0).await?;
        room.map(Room::from).ok_or_else(|| internal(format!("booking {} has no room", self.id.0)))
    }

    async fn guest(&self, ctx: &Context<'_>) -> Result<Guest> {
        if let Known::Whole(guest) = &self.known_guest {
            return Ok(Guest::clone(guest));
        }
        let mut guest = loader::row::<guest::Model>(ctx, self.guest_id.0).await?;
        if guest.is_none() {
            // They were merged into another since the booking was read.
            let db = &ctx.data_unchecked::<Hotel>().db;
            guest = read::guest_now(db, self.id.0).await.map_err(internal)?;
        }
        guest.map(Guest::from).ok_or_else(|| internal(format!("booking {} has no guest", self.id.0)))
    }

    /// Who has it open right now, in the order in which they came. As the server that answers knows it, which may be a
    /// second old.
    async fn presence(&self, ctx: &Context<'_>) -> Vec<Presence> {
        let tracker = ctx.data_unchecked::<Tracker>();
        tracker.roster().at(self.id.0).iter().cloned().map(Presence::from).collect()
    }

    /// What its status can become now, by the hotel's day and its own history. Whether its room is free is another
    /// question, which only the write answers.
    async fn moves(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "As if this were its first night, for a client that saves both at once.")] check_in: Option<
            Date,
        >,
        #[graphql(desc = "As if this were its day of departure.")] check_out: Option<Date>,
    ) -> Result<Vec<BookingStatus>> {
        let rules = StayRules::of(ctx.data_unchecked::<Hotel>());
        let now = self.stay();
        let since = if rules.depends_on_history(&now, None) {
            loader::status_change(ctx, self.id.0).await?
        } else {
            None
        };
        let then = Stay {
            check_in: check_in.map_or(now.check_in, |date| date.0),
            check_out: check_out.map_or(now.check_out, |date| date.0),
            ..now.clone()
        };
        Ok(rules.moves(&now, &then, since.as_ref()).into_iter().map(Into::into).collect())
    }

    /// Who changed what, newest first.
    #[graphql(complexity = "page_cost(first, None, child_complexity)")]
    async fn history(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many: 1 to 200, 50 by default.")] first: Option<i32>,
        #[graphql(desc = "A cursor of this history.")] after: Option<String>,
    ) -> Result<ChangeConnection> {
        change::history(ctx, self.id.0, first, after).await
    }
}

impl Booking {
    fn stay(&self) -> Stay {
        Stay {
            room_id: self.room_id.0,
            check_in: self.check_in.0,
            check_out: self.check_out.0,
            status: self.status.into(),
        }
    }

    /// A booking with what was read together with it.
    pub(crate) fn with_neighbours(row: Model, Neighbours { room, guest }: Neighbours) -> Self {
        Self { known_room: room.into(), known_guest: guest.into(), ..row.into() }
    }
}

impl SynchronousFields for Booking {
    fn types(&self) -> &'static [&'static str] {
        &["Booking", "Node", "Versioned"]
    }

    fn field_value(&self, field: &str) -> Option<FieldValue<'_>> {
        Some(FieldValue::Value(match field {
            "id" => self.id.to_value(),
            "version" => self.version.into(),
            "reference" => Value::from(self.reference.as_str()),
            "checkIn" => self.check_in.to_value(),
            "checkOut" => self.check_out.to_value(),
            "nights" => self.nights.into(),
            "adults" => self.adults.into(),
            "children" => self.children.into(),
            "status" => enum_value(self.status),
            "totalPrice" => self.total_price.to_value(),
            "currency" => Value::from(self.currency.as_str()),
            "notes" => Value::from(self.notes.as_str()),
            "roomId" => self.room_id.to_value(),
            "guestId" => self.guest_id.to_value(),
            "room" => return Some(FieldValue::Object(self.known_room.at_hand()?)),
            "guest" => return Some(FieldValue::Object(self.known_guest.at_hand()?)),
            "createdAt" => self.created_at.to_value(),
            "updatedAt" => self.updated_at.to_value(),
            "updatedBy" => return Some(actor::at_hand(self.updated_by.as_ref())),
            _ => return None,
        }))
    }
}

impl From<Model> for Booking {
    fn from(row: Model) -> Self {
        Self {
            id: row.id.into(),
            version: row.version,
            reference: row.reference,
            check_in: row.check_in.into(),
            check_out: row.check_out.into(),
            nights: (row.check_out - row.check_in).num_days(),
            adults: row.adults,
            children: row.children,
            status: row.status.into(),
            total_price: Amount::of(row.total_price, &row.currency),
            currency: row.currency,
            notes: row.notes,
            created_at: row.created_at,
            updated_at: row.updated_at,
            updated_by: Some(row.updated_by.into()),
            room_id: row.room_id.into(),
            guest_id: row.guest_id.into(),
            known_room: Known::Unread,
            known_guest: Known::Unread,
        }
    }
}

/// A booking as it was. Has no `id` of its own, so that no cache takes it for the booking as it is.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct BookingSnapshot {
    booking_id: RowId,
    version: i32,
    reference: String,
    room_id: RowId,
    guest_id: RowId,
    check_in: Date,
    check_out: Date,
    adults: i32,
    children: i32,
    status: BookingStatus,
    total_price: Amount,
    currency: String,
    notes: String,
    updated_at: DateTime<Utc>,
    updated_by: Option<Actor>,
}

impl From<Model> for BookingSnapshot {
    fn from(row: Model) -> Self {
        Self {
            booking_id: row.id.into(),
            version: row.version,
            reference: row.reference,
            room_id: row.room_id.into(),
            guest_id: row.guest_id.into(),
            check_in: row.check_in.into(),
            check_out: row.check_out.into(),
            adults: row.adults,
            children: row.children,
            status: row.status.into(),
            total_price: Amount::of(row.total_price, &row.currency),
            currency: row.currency,
            notes: row.notes,
            updated_at: row.updated_at,
            updated_by: Some(row.updated_by.into()),
        }
    }
}
