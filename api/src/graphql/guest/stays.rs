//! How often a guest was here, in the API.

use async_graphql::SimpleObject;

use crate::graphql::scalar::Date;
use crate::guest::stays::Stays;

/// The stays of a guest who came (CHECKED_IN, CHECKED_OUT): no inquiries, no promises, nothing that was called off.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct GuestStays {
    /// How many.
    count: i64,
    /// How many nights in all.
    nights: i64,
    /// The arrival of the last one; null where there was none.
    last_check_in: Option<Date>,
    /// Its departure.
    last_check_out: Option<Date>,
}

impl From<Stays> for GuestStays {
    fn from(Stays { count, nights, last_check_in, last_check_out }: Stays) -> Self {
        Self {
            count,
            nights,
            last_check_in: last_check_in.map(Date::from),
            last_check_out: last_check_out.map(Date::from),
        }
    }
}
