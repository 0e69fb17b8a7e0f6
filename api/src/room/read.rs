//! Reading rooms: pages, and which are free.

use chrono::NaiveDate;
use entity::room::{self, Column, Entity};
use sea_orm::entity::prelude::*;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement};

use crate::database::sql::{Condition, among};
use crate::page::{KeyKind, Ordering, Page, PageError, Range, Scan, SortKey, count as count_rows};

/// Which rooms: all conditions that are set must hold.
#[derive(Clone, Debug, Default)]
pub(crate) struct RoomFilter {
    pub ids: Option<Vec<Uuid>>,
    pub room_types: Option<Vec<String>>,
    pub min_capacity: Option<i32>,
}

impl RoomFilter {
    fn conditions(&self) -> Vec<Condition> {
        let ids = self.ids.iter().map(|ids| among("rooms.id", ids.clone()));
        let types = self.room_types.iter().map(|types| among("rooms.room_type", types.clone()));
        let capacity =
            self.min_capacity.iter().map(|least| Condition::new("rooms.capacity >= {}", [(*least).into()]));
        ids.chain(types).chain(capacity).collect()
    }
}

/// A page of the rooms that pass the filter, by name.
///
/// # Errors
/// See [`Page::read`].
pub(crate) async fn page(
    db: &impl ConnectionTrait,
    filter: &RoomFilter,
    descending: bool,
    range: &Range,
) -> Result<Page<room::Model>, PageError> {
    let ordering = Ordering { key: SortKey::Own(Column::Name), descending, kind: KeyKind::Text };
    Page::read(db, &[Scan::Ordered(filter.conditions())], ordering, range, ()).await
}

/// How many rooms pass the filter; none where they are more than are counted.
///
/// # Errors
/// The database's.
pub(crate) async fn count(db: &impl ConnectionTrait, filter: &RoomFilter) -> Result<Option<i32>, DbErr> {
    count_rows::<room::Model>(db, &filter.conditions()).await
}

/// Rooms that sleep so many and that nobody holds on any night from `from` and before `to`, by name; at most
/// 1000.
pub(crate) async fn free_rooms(
    db: &impl ConnectionTrait,
    from: NaiveDate,
    to: NaiveDate,
    guests: i32,
) -> Result<Vec<room::Model>, DbErr> {
    // The statuses are spelled out as in `bookings_no_double_booking`, whose index answers the inner question.
    let sql = "SELECT rooms.* FROM rooms WHERE capacity >= $3 AND NOT EXISTS (\
                 SELECT FROM bookings WHERE bookings.room_id = rooms.id \
                 AND status IN ('CONFIRMED', 'CHECKED_IN', 'CHECKED_OUT') \
                 AND daterange(check_in, check_out, '[)') && daterange($1, $2, '[)')) \
               ORDER BY name COLLATE frontdesk_language LIMIT 1000";
    let values = [from.into(), to.into(), guests.into()];
    Entity::find()
        .from_raw_sql(Statement::from_sql_and_values(DbBackend::Postgres, sql, values))
        .all(db)
        .await
}
