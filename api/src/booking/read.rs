//! Reading bookings: pages with filters, by id, and who holds a room.

use chrono::NaiveDate;
use entity::booking::{self, BookingStatus, Column, Entity};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{Condition, ConnectionTrait, DbErr, Iterable, QueryOrder, QuerySelect, Select};

use super::stay::Stay;
use crate::page::{KeyKind, Ordering, Page, PageError, Part, Range, unindexed};
use crate::search::Search;

/// Which bookings: all conditions that are set must hold.
#[derive(Clone, Debug, Default)]
pub struct BookingFilter {
    pub ids: Option<Vec<Uuid>>,
    pub rooms: Option<Vec<Uuid>>,
    pub guests: Option<Vec<Uuid>>,
    pub statuses: Option<Vec<BookingStatus>>,
    /// Stays that have at least one night on or after this day,
    pub from: Option<NaiveDate>,
    /// and at least one before this day.
    pub to: Option<NaiveDate>,
    /// Words of the reference, the notes, or the guest's name, e-mail address or phone.
    pub search: Option<Search>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BookingOrder {
    CheckIn,
    CheckOut,
    CreatedAt,
}

impl BookingFilter {
    fn apply(&self, mut select: Select<Entity>) -> Select<Entity> {
        if let Some(ids) = &self.ids {
            select = select.filter(Column::Id.is_in(ids.iter().copied()));
        }
        if let Some(rooms) = &self.rooms {
            select = select.filter(Column::RoomId.is_in(rooms.iter().copied()));
        }
        if let Some(guests) = &self.guests {
            select = select.filter(Column::GuestId.is_in(guests.iter().copied()));
        }
        if let Some(statuses) = &self.statuses {
            select = select.filter(Column::Status.is_in(statuses.iter().copied()));
        }
        for word in self.search.iter().flat_map(|search| &search.words) {
            // Two lookups in two indexes rather than one condition that neither could serve.
            let found = "bookings.id IN (SELECT booking_id FROM booking_search WHERE {} \
                         UNION SELECT b.id FROM guest_search g JOIN bookings b USING (guest_id) WHERE {})";
            let beside = "(EXISTS (SELECT FROM booking_search WHERE booking_id = bookings.id AND {}) \
                          OR EXISTS (SELECT FROM guest_search s WHERE s.guest_id = bookings.guest_id AND {}))";
            select = select.filter(word.within(if word.is_common() { beside } else { found }));
        }
        select
    }

    /// The same with its days, as the parts of a page in this order.
    ///
    /// Few stays reach across one day, but very many may lie in a range or after a day. So in the order of the
    /// arrivals, those that are in house when the range begins are found by that day and the rest is a walk along
    /// the arrivals; likewise at the range's end in the order of the departures.
    fn parts(&self, order: BookingOrder) -> Vec<Part<Entity>> {
        let base = self.apply(Entity::find());
        let across = |day: NaiveDate| base.clone().filter(overlaps(Some(day), day.succ_opt()));
        match (order, self.from, self.to) {
            (_, None, None) => vec![Part::Walk(base)],
            (BookingOrder::CheckIn, None, Some(to)) => vec![Part::Walk(base.filter(Column::CheckIn.lt(to)))],
            (BookingOrder::CheckIn, Some(from), to) => {
                let arrivals = Condition::all()
                    .add(Column::CheckIn.gte(from))
                    .add_option(to.map(|to| Column::CheckIn.lt(to)));
                vec![
                    Part::Few(across(from).filter(unindexed(Column::CheckIn).lt(from))),
                    Part::Walk(base.filter(arrivals)),
                ]
            }
            (BookingOrder::CheckOut, Some(from), None) => {
                vec![Part::Walk(base.filter(Column::CheckOut.gt(from)))]
            }
            (BookingOrder::CheckOut, from, Some(to)) => {
                let departures = Condition::all()
                    .add_option(from.map(|from| Column::CheckOut.gt(from)))
                    .add(Column::CheckOut.lte(to));
                let last = to.pred_opt().unwrap_or(to);
                vec![
                    Part::Walk(base.clone().filter(departures)),
                    Part::Few(across(last).filter(unindexed(Column::CheckOut).gt(to))),
                ]
            }
            (BookingOrder::CreatedAt, from, to) => vec![Part::Walk(base.filter(overlaps(from, to)))],
        }
    }

    /// Whether one row, as it is in memory, passes. Knows nothing of guests, so `search` is not looked at.
    pub fn matches(&self, row: &booking::Model) -> bool {
        let among = |wanted: &Option<Vec<Uuid>>, id| wanted.as_ref().is_none_or(|ids| ids.contains(id));
        among(&self.ids, &row.id)
            && among(&self.rooms, &row.room_id)
            && among(&self.guests, &row.guest_id)
            && self.statuses.as_ref().is_none_or(|statuses| statuses.contains(&row.status))
            && self.from.is_none_or(|from| row.check_out > from)
            && self.to.is_none_or(|to| row.check_in < to)
    }
}

/// Stays with a night from `from` and before `to`: the range overlap that `bookings_by_stay` serves.
fn overlaps(from: Option<NaiveDate>, to: Option<NaiveDate>) -> Expr {
    Expr::cust_with_values(
        "daterange(check_in, check_out, '[)') && daterange($1, $2, '[)')",
        [Value::ChronoDate(from), Value::ChronoDate(to)],
    )
}

/// A page of the bookings that pass the filter.
///
/// # Errors
/// See [`Page::read`].
pub async fn page(
    db: &impl ConnectionTrait,
    filter: &BookingFilter,
    (order, descending): (BookingOrder, bool),
    range: &Range,
) -> Result<Page<booking::Model>, PageError> {
    let (column, kind) = match order {
        BookingOrder::CheckIn => (Column::CheckIn, KeyKind::Date),
        BookingOrder::CheckOut => (Column::CheckOut, KeyKind::Date),
        BookingOrder::CreatedAt => (Column::CreatedAt, KeyKind::Timestamp),
    };
    Page::read(db, filter.parts(order), Ordering { column, descending, kind }, range).await
}

/// Who holds the room of a stay on any of its nights, in the order of arrival; at most 50.
pub async fn blocking(
    db: &impl ConnectionTrait,
    stay: &Stay,
    own: &[Uuid],
) -> Result<Vec<booking::Model>, DbErr> {
    let holding = BookingStatus::iter().filter(|status| status.holds_room());
    Entity::find()
        .filter(Column::RoomId.eq(stay.room_id))
        .filter(Column::Status.is_in(holding))
        .filter(overlaps(Some(stay.check_in), Some(stay.check_out)))
        .filter(ExprTrait::is_not_in(Column::Id.into_expr(), own.iter().copied()))
        .order_by_asc(Column::CheckIn)
        .limit(50)
        .all(db)
        .await
}
