//! Reading bookings.

use async_graphql::{Context, Enum, ID, InputObject, Object, Result};
use entity::booking::Model;
use entity::user::Role;

use super::deleted;
use super::neighbours::selected_in_list;
use super::{Booking, BookingStatus};
use crate::booking::read;
use crate::graphql::access::require;
use crate::graphql::change::ChangeConnection;
use crate::graphql::connection::{
    List, checked, counted, ids, list, page_cost, range, revision_before_reading, searched,
};
use crate::graphql::input::parse_id;
use crate::graphql::internal::bad_request;
use crate::graphql::loader::row;
use crate::graphql::nullable::null_or;
use crate::graphql::reads;
use crate::graphql::scalar::Date;

/// Which bookings: all conditions that are given must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub(crate) struct BookingFilter {
    ids: Option<Vec<ID>>,
    room_ids: Option<Vec<ID>>,
    guest_ids: Option<Vec<ID>>,
    statuses: Option<Vec<BookingStatus>>,
    /// Stays that have a night on or after this day.
    from: Option<Date>,
    /// Stays that have a night before this day.
    to: Option<Date>,
    /// Stays whose first night is this day's or an earlier one.
    check_in_by: Option<Date>,
    /// Stays whose day of departure is this one or an earlier one.
    check_out_by: Option<Date>,
    /// Words that are each part of the reference, the notes, or the guest's name, e-mail address or phone, in any
    /// order and without regard to case and accents, or the guest's telephone number by its digits; 1 to 100
    /// characters. One or two letters (a to z) or digits are those that a word begins with. One or two characters of
    /// another script are found anywhere, but without an index: that takes longer the more bookings there are.
    text: Option<String>,
}

/// In which order bookings are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum BookingOrder {
    CheckInAsc,
    CheckInDesc,
    CheckOutAsc,
    CheckOutDesc,
    CreatedAtAsc,
    CreatedAtDesc,
    /// By the number of `totalPrice`, whatever its currency.
    TotalPriceAsc,
    TotalPriceDesc,
    /// By the guest's name.
    GuestAsc,
    GuestDesc,
    /// By the room's name.
    RoomAsc,
    RoomDesc,
}

impl From<BookingOrder> for (read::BookingOrder, bool) {
    fn from(order: BookingOrder) -> Self {
        match order {
            BookingOrder::CheckInAsc => (read::BookingOrder::CheckIn, false),
            BookingOrder::CheckInDesc => (read::BookingOrder::CheckIn, true),
            BookingOrder::CheckOutAsc => (read::BookingOrder::CheckOut, false),
            BookingOrder::CheckOutDesc => (read::BookingOrder::CheckOut, true),
            BookingOrder::CreatedAtAsc => (read::BookingOrder::CreatedAt, false),
            BookingOrder::CreatedAtDesc => (read::BookingOrder::CreatedAt, true),
            BookingOrder::TotalPriceAsc => (read::BookingOrder::TotalPrice, false),
            BookingOrder::TotalPriceDesc => (read::BookingOrder::TotalPrice, true),
            BookingOrder::GuestAsc => (read::BookingOrder::Guest, false),
            BookingOrder::GuestDesc => (read::BookingOrder::Guest, true),
            BookingOrder::RoomAsc => (read::BookingOrder::Room, false),
            BookingOrder::RoomDesc => (read::BookingOrder::Room, true),
        }
    }
}

impl BookingFilter {
    fn checked(self) -> Result<read::BookingFilter> {
        if let (Some(from), Some(to)) = (self.from, self.to)
            && to.0 <= from.0
        {
            return Err(bad_request("filter.to must be after filter.from"));
        }
        Ok(read::BookingFilter {
            ids: ids("filter.ids", self.ids)?,
            rooms: ids("filter.roomIds", self.room_ids)?,
            guests: ids("filter.guestIds", self.guest_ids)?,
            statuses: self.statuses.map(|statuses| statuses.into_iter().map(Into::into).collect()),
            from: self.from.map(|date| date.0),
            to: self.to.map(|date| date.0),
            check_in_by: self.check_in_by.map(|date| date.0),
            check_out_by: self.check_out_by.map(|date| date.0),
            search: searched("filter.text", self.text.as_deref())?,
        })
    }
}

#[derive(Debug, Default)]
pub(crate) struct BookingQuery;

#[Object]
impl BookingQuery {
    /// One booking; null where none has this id.
    async fn booking(&self, ctx: &Context<'_>, id: ID) -> Option<Result<Booking>> {
        null_or(async {
            require(ctx, Role::Viewer)?;
            let Some(id) = parse_id(&id) else { return Ok(None) };
            Ok(row::<Model>(ctx, id).await?.map(Booking::from))
        })
        .await
    }

    /// Deletions of bookings that are not there again, newest first, as far as the history goes back: who deleted what,
    /// and as `before` the `BookingSnapshot`. `createBooking(restores: rowId)` brings one back. Needs the role DESK.
    #[graphql(complexity = "page_cost(first, None, child_complexity)")]
    async fn deleted_bookings(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many: 1 to 200, 50 by default.")] first: Option<i32>,
        #[graphql(desc = "A cursor of this list.")] after: Option<String>,
    ) -> Result<ChangeConnection> {
        require(ctx, Role::Desk)?;
        deleted::list(ctx, first, after).await
    }

    /// Bookings, a page at a time.
    #[graphql(complexity = "page_cost(first, last, child_complexity)")]
    #[expect(clippy::too_many_arguments, reason = "they are the connection's")]
    async fn bookings(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the beginning: 1 to 200, 50 by default.")] first: Option<i32>,
        after: Option<String>,
        #[graphql(desc = "How many from the end: 1 to 200.")] last: Option<i32>,
        before: Option<String>,
        filter: Option<BookingFilter>,
        #[graphql(desc = "CHECK_IN_ASC by default.")] order_by: Option<BookingOrder>,
    ) -> Result<List<Booking>> {
        require(ctx, Role::Viewer)?;
        let range = range(first, after, last, before)?;
        let filter = filter.unwrap_or_default().checked()?;
        let read_at = revision_before_reading(ctx).await?;
        let order = order_by.unwrap_or(BookingOrder::CheckInAsc).into();
        let (filter, range, selection) = (&filter, &range, selected_in_list(ctx));
        let page =
            reads::read(ctx, |db| async move { read::page(&db, filter, order, range, selection).await })
                .await;
        let page = checked(page)?;
        let count = reads::read(ctx, |db| async move { read::count(&db, filter).await });
        let count = counted(ctx, count).await?;
        Ok(list(page, read_at, count, Booking::with_neighbours))
    }
}
