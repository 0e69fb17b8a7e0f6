//! Reading bookings: pages with filters, by id, and who holds a room.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use entity::booking::{self, BookingStatus, Column};
use entity::guest;
use sea_orm::entity::prelude::*;
use sea_orm::{ActiveEnum, ConnectionTrait, DbErr, Iterable};

use super::stay::Stay;
use crate::database::sql::{Condition, Sql, among};
use crate::edit::columns::Columns;
use crate::edit::neighbours::NeighbourSelection;
use crate::page::{COUNTED, KeyKind, Ordering, Page, PageError, Range, Scan, SortKey, count as count_rows};
use crate::search::{Search, Weighed};

/// Which bookings: all conditions that are set must hold.
#[derive(Clone, Debug, Default)]
pub(crate) struct BookingFilter {
    pub ids: Option<Vec<Uuid>>,
    pub rooms: Option<Vec<Uuid>>,
    pub guests: Option<Vec<Uuid>>,
    pub statuses: Option<Vec<BookingStatus>>,
    /// Stays that have at least one night on or after this day,
    pub from: Option<NaiveDate>,
    /// and at least one before this day.
    pub to: Option<NaiveDate>,
    /// Stays that begin on this day or before it.
    pub check_in_by: Option<NaiveDate>,
    /// Stays that end on this day or before it.
    pub check_out_by: Option<NaiveDate>,
    /// Words of the reference, the notes, or the guest's name, e-mail address or phone.
    pub search: Option<Search>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BookingOrder {
    CheckIn,
    CheckOut,
    CreatedAt,
    TotalPrice,
    Guest,
    Room,
}

impl BookingOrder {
    /// Whether there is an index of each status in this order.
    fn has_statuses(self) -> bool {
        matches!(self, Self::CheckIn | Self::CheckOut | Self::CreatedAt)
    }

    fn key(self) -> (SortKey<Column>, KeyKind) {
        let named = |table, by| (SortKey::NameIn { table, by }, KeyKind::Text);
        match self {
            Self::CheckIn => (SortKey::Own(Column::CheckIn), KeyKind::Date),
            Self::CheckOut => (SortKey::Own(Column::CheckOut), KeyKind::Date),
            Self::CreatedAt => (SortKey::Own(Column::CreatedAt), KeyKind::Timestamp),
            Self::TotalPrice => (SortKey::Own(Column::TotalPrice), KeyKind::Amount),
            Self::Guest => named("guests", "guest_id"),
            Self::Room => named("rooms", "room_id"),
        }
    }
}

impl BookingFilter {
    /// All but the nights and the statuses.
    fn conditions(&self, search: Option<&Weighed>) -> Vec<Condition> {
        let ids = [
            ("bookings.id", &self.ids),
            ("bookings.room_id", &self.rooms),
            ("bookings.guest_id", &self.guests),
        ];
        let mut conditions: Vec<_> =
            ids.into_iter().filter_map(|(column, ids)| Some(among(column, ids.clone()?))).collect();
        let by =
            [("bookings.check_in <= {}", self.check_in_by), ("bookings.check_out <= {}", self.check_out_by)];
        conditions
            .extend(by.into_iter().filter_map(|(is_by, day)| Some(Condition::new(is_by, [day?.into()]))));
        conditions.extend(search.into_iter().flat_map(|search| {
            // Two lookups in two indexes rather than one condition that neither could serve. OFFSET keeps a lookup for
            // each row from becoming one of all rows.
            search.conditions(
                "bookings.id IN (SELECT booking_id FROM booking_search WHERE words \
                 UNION SELECT b.id FROM guest_search g JOIN bookings b USING (guest_id) WHERE words)",
                "(EXISTS (SELECT FROM booking_search WHERE booking_id = bookings.id AND words OFFSET 0) \
                 OR EXISTS (SELECT FROM guest_search s WHERE s.guest_id = bookings.guest_id AND words OFFSET 0))",
            )
        }));
        conditions
    }

    /// Of the statuses, as one condition.
    fn of_statuses(&self) -> Option<Condition> {
        let statuses = self.statuses.as_ref()?;
        Some(Condition::new(format!("bookings.status IN ({})", listed(statuses)), []))
    }

    /// All of them.
    fn all_conditions(&self, search: Option<&Weighed>) -> Vec<Condition> {
        let mut all = self.conditions(search);
        all.extend(self.of_statuses());
        if self.from.is_some() || self.to.is_some() {
            all.push(overlaps(self.from, self.to));
        }
        all
    }

    async fn weighed(&self, db: &impl ConnectionTrait, rows: u64) -> Result<Option<Weighed>, DbErr> {
        let Some(search) = &self.search else { return Ok(None) };
        Ok(Some(search.weigh(db, &["booking_search", "guest_search"], rows).await?))
    }

    /// The parts of a page in this order: those of the days for each of the statuses. Few that are found by what is
    /// searched for are one part.
    ///
    /// The indexes have the statuses one after the other, each in its order: so several are several walks, of which
    /// each ends when the page is full.
    fn scans(&self, order: BookingOrder, search: Option<&Weighed>) -> Vec<Scan> {
        if search.is_some_and(Weighed::is_looked_up) {
            return vec![Scan::Lookup(self.all_conditions(search))];
        }
        let base = self.conditions(search);
        let Some(statuses) = self.statuses.as_ref().filter(|_| order.has_statuses()) else {
            let base: Vec<_> = base.into_iter().chain(self.of_statuses()).collect();
            return self.scans_of_days(order, &base);
        };
        let with_status = |status: &BookingStatus| {
            let mut base = base.clone();
            base.push(Condition::new(format!("bookings.status = {}", listed(&[*status])), []));
            self.scans_of_days(order, &base)
        };
        statuses.iter().collect::<BTreeSet<_>>().into_iter().flat_map(with_status).collect()
    }

    /// Few stays reach across one day, but very many may lie in a range or after a day. So in the order of the
    /// arrivals, those that are in house when the range begins are found by that day and the rest is a walk along
    /// the arrivals; likewise at the range's end in the order of the departures.
    fn scans_of_days(&self, order: BookingOrder, base: &[Condition]) -> Vec<Scan> {
        let with = |days: Vec<Condition>| base.iter().cloned().chain(days).collect::<Vec<_>>();
        let day = |condition: &'static str, day: NaiveDate| Condition::new(condition, [day.into()]);
        let across = |day: NaiveDate| overlaps(Some(day), day.succ_opt());
        let (from, to) = (self.from, self.to);
        match (order, from, to) {
            (_, None, None) => vec![Scan::Ordered(with(vec![]))],
            (BookingOrder::CheckIn, None, Some(to)) => {
                vec![Scan::Ordered(with(vec![day("bookings.check_in < {}", to)]))]
            }
            (BookingOrder::CheckIn, Some(from), to) => {
                let mut arrivals = vec![day("bookings.check_in >= {}", from)];
                arrivals.extend(to.map(|to| day("bookings.check_in < {}", to)));
                vec![
                    Scan::Lookup(with(vec![across(from), day("bookings.check_in + 0 < {}", from)])),
                    Scan::Ordered(with(arrivals)),
                ]
            }
            (BookingOrder::CheckOut, Some(from), None) => {
                vec![Scan::Ordered(with(vec![day("bookings.check_out > {}", from)]))]
            }
            (BookingOrder::CheckOut, from, Some(to)) => {
                let mut departures = vec![day("bookings.check_out <= {}", to)];
                departures.extend(from.map(|from| day("bookings.check_out > {}", from)));
                let last = to.pred_opt().unwrap_or(to);
                vec![
                    Scan::Ordered(with(departures)),
                    Scan::Lookup(with(vec![across(last), day("bookings.check_out + 0 > {}", to)])),
                ]
            }
            (BookingOrder::CreatedAt, from, to) => vec![Scan::Nearest(with(vec![overlaps(from, to)]))],
            // Neither a price nor a name tells of the nights.
            (BookingOrder::TotalPrice | BookingOrder::Guest | BookingOrder::Room, from, to) => {
                vec![Scan::Ordered(with(vec![overlaps(from, to)]))]
            }
        }
    }

    /// Whether one row, as it is in memory, passes. Knows nothing of guests, so `search` is not looked at.
    pub(crate) fn matches(&self, row: &booking::Model) -> bool {
        let among = |wanted: &Option<Vec<Uuid>>, id| wanted.as_ref().is_none_or(|ids| ids.contains(id));
        among(&self.ids, &row.id)
            && among(&self.rooms, &row.room_id)
            && among(&self.guests, &row.guest_id)
            && self.statuses.as_ref().is_none_or(|statuses| statuses.contains(&row.status))
            && self.from.is_none_or(|from| row.check_out > from)
            && self.to.is_none_or(|to| row.check_in < to)
            && self.check_in_by.is_none_or(|by| row.check_in <= by)
            && self.check_out_by.is_none_or(|by| row.check_out <= by)
    }
}

/// Stays with a night from `from` and before `to`: the range overlap that `bookings_by_stay` serves.
fn overlaps(from: Option<NaiveDate>, to: Option<NaiveDate>) -> Condition {
    Condition::new(
        "daterange(bookings.check_in, bookings.check_out, '[)') && daterange({}, {}, '[)')",
        [Value::ChronoDate(from), Value::ChronoDate(to)],
    )
}

/// Statuses in the text of a statement: PostgreSQL knows how frequent each is, and plans for it.
fn listed(statuses: &[BookingStatus]) -> String {
    let quoted: Vec<_> = statuses.iter().map(|status| format!("'{}'", status.to_value())).collect();
    if quoted.is_empty() { "NULL".to_owned() } else { quoted.join(", ") }
}

/// A page of the bookings that pass the filter.
///
/// # Errors
/// See [`Page::read`].
pub(crate) async fn page(
    db: &impl ConnectionTrait,
    filter: &BookingFilter,
    (order, descending): (BookingOrder, bool),
    range: &Range,
    selection: NeighbourSelection,
) -> Result<Page<booking::Model>, PageError> {
    let (key, kind) = order.key();
    let search = filter.weighed(db, range.size).await?;
    let scans = filter.scans(order, search.as_ref());
    Page::read(db, &scans, Ordering { key, descending, kind }, range, selection).await
}

/// How many bookings pass the filter; none where they are more than are counted.
///
/// # Errors
/// The database's.
pub(crate) async fn count(db: &impl ConnectionTrait, filter: &BookingFilter) -> Result<Option<i32>, DbErr> {
    let search = filter.weighed(db, COUNTED).await?;
    count_rows::<booking::Model>(db, &filter.all_conditions(search.as_ref())).await
}

/// The guest whom a booking names now.
///
/// # Errors
/// The database's.
pub(crate) async fn guest_now(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<guest::Model>, DbErr> {
    let mut sql = Sql::default();
    let columns = guest::Model::list("guests");
    sql.push(&format!(
        "SELECT {columns} FROM bookings JOIN guests ON guests.id = guest_id WHERE bookings.id = "
    ));
    sql.value(id);
    db.query_one_raw(sql.build()).await?.map(|row| guest::Model::at(&row, 0)).transpose()
}

/// Who holds the room of a stay on any of its nights, in the order of arrival; at most 50.
pub(crate) async fn blocking(
    db: &impl ConnectionTrait,
    stay: &Stay,
    own: &[Uuid],
) -> Result<Vec<booking::Model>, DbErr> {
    let holding: Vec<_> = BookingStatus::iter().filter(|status| status.holds_room()).collect();
    let mut sql = Sql::default();
    sql.push(&format!(
        "SELECT {} FROM bookings WHERE status IN ({}) AND room_id = ",
        booking::Model::list("bookings"),
        listed(&holding)
    ));
    sql.value(stay.room_id);
    sql.push(" AND ");
    sql.condition(&overlaps(Some(stay.check_in), Some(stay.check_out)));
    sql.push(" AND id <> ALL (");
    sql.value(own.to_vec());
    sql.push(") ORDER BY check_in LIMIT 50");
    let rows = db.query_all_raw(sql.build()).await?;
    rows.iter().map(|row| booking::Model::at(row, 0)).collect()
}
