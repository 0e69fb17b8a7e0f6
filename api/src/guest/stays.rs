//! How often a guest was here.

use chrono::NaiveDate;
use sea_orm::entity::prelude::Uuid;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, FromQueryResult, Statement};

/// The stays of a guest who came: no inquiries, no promises, nothing that was called off.
#[derive(Clone, Copy, Debug, Default, FromQueryResult)]
pub(crate) struct Stays {
    pub count: i64,
    pub nights: i64,
    /// Of the one with the latest arrival.
    pub last_check_in: Option<NaiveDate>,
    pub last_check_out: Option<NaiveDate>,
}

/// Along `bookings_by_guest`, which has the guest's in the order of the arrivals.
const STAYS: &str = "\
    SELECT count(*) AS count, coalesce(sum(check_out - check_in), 0)::bigint AS nights, \
        (array_agg(check_in ORDER BY check_in DESC, id DESC))[1] AS last_check_in, \
        (array_agg(check_out ORDER BY check_in DESC, id DESC))[1] AS last_check_out \
    FROM bookings WHERE guest_id = $1 AND status IN ('CHECKED_IN', 'CHECKED_OUT') \
        AND ($2::date IS NULL OR check_in < $2)";

/// Those that began before a day, where one is given.
///
/// # Errors
/// The database's.
pub(crate) async fn read(
    db: &impl ConnectionTrait,
    guest: Uuid,
    before: Option<NaiveDate>,
) -> Result<Stays, DbErr> {
    let values = [guest.into(), before.into()];
    let row = db.query_one_raw(Statement::from_sql_and_values(DbBackend::Postgres, STAYS, values)).await?;
    row.map_or(Ok(Stays::default()), |row| Stays::from_query_result(&row, ""))
}
