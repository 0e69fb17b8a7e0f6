//! The hotel: what every noun needs to know about the house and where its data is.

use chrono::NaiveDate;
use sea_orm::DatabaseConnection;

use crate::calendar::Calendar;
use crate::clock::Clock;

#[derive(Clone, Debug)]
pub struct Hotel {
    pub db: DatabaseConnection,
    pub clock: Clock,
    pub calendar: Calendar,
    /// ISO 4217; the currency of what does not name one.
    pub currency: String,
    /// BCP 47: the language and region of the house.
    pub locale: String,
}

impl Hotel {
    /// The business date: today where the hotel stands.
    pub fn today(&self) -> NaiveDate {
        self.calendar.day_of(self.clock.now())
    }
}
