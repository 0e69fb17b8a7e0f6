//! The hotel: what every noun needs to know about the house and where its data is.

use chrono::NaiveDate;
use chrono_tz::Tz;
use sea_orm::DatabaseConnection;

use crate::clock::Clock;

#[derive(Clone, Debug)]
pub struct Hotel {
    pub db: DatabaseConnection,
    pub clock: Clock,
    /// Where the hotel's days begin and end.
    pub time_zone: Tz,
    /// ISO 4217; the currency of what does not name one.
    pub currency: String,
}

impl Hotel {
    /// The business date: today where the hotel stands.
    pub fn today(&self) -> NaiveDate {
        self.clock.now().with_timezone(&self.time_zone).date_naive()
    }
}
