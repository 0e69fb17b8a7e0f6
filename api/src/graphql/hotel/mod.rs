//! The house in the API: what it is run with.

pub(crate) mod conflict;
pub(crate) mod input;
pub(crate) mod mutation;
pub(crate) mod subscription;

use async_graphql::{Context, Object, Result, SimpleObject};
use chrono::{DateTime, NaiveTime, Utc};
use entity::user::Role;

use super::access::require;
use super::actor::Actor;
use super::scalar::Date;
use crate::codes;
use crate::edit::values::api_name;
use crate::hotel::Hotel;
use crate::hotel::settings::InForce;

/// The house.
#[derive(Clone, Debug, PartialEq, SimpleObject)]
pub(crate) struct HotelSettings {
    /// Rises by one with each change that managers make; 0 where none has made any. Pass it back as `expectedVersion`.
    version: i32,
    /// What the house is called; null where nobody has said it.
    name: Option<String>,
    /// ISO 4217: the currency used where none is given.
    currency: String,
    /// How many decimals an amount in that currency has.
    currency_decimals: u32,
    /// Where the house stands, by its name in the IANA time zone database: `Europe/Berlin`.
    time_zone: String,
    /// Until when in the night it still is the day before: `03:00`.
    day_ends: String,
    /// The business day, which all rules of a stay go by: neither yours nor UTC's.
    today: Date,
    /// When `today` ends and the next day begins: ask again then, or watch `hotelChanged`.
    today_ends_at: DateTime<Utc>,
    /// The language and region of the house (BCP 47), for readers who have chosen none: `de-AT`.
    locale: String,
    /// From when guests may check in, as they are told: `15:00`. No rule goes by it.
    check_in_from: Option<String>,
    /// Until when guests are to have checked out, as they are told: `11:00`. No rule goes by it.
    check_out_until: Option<String>,
    /// The fields, by their names in `HotelPatch`, that the operator fixed when the server was started.
    fixed_fields: Vec<String>,
    /// When managers changed them last; null where none has.
    updated_at: Option<DateTime<Utc>>,
    updated_by: Option<Actor>,
}

impl HotelSettings {
    pub(crate) fn of(hotel: &Hotel, in_force: &InForce) -> Self {
        let now = hotel.clock.now();
        let InForce { calendar, currency, locale, stored } = in_force;
        let of = |time: Option<NaiveTime>| time.map(written);
        Self {
            version: stored.as_ref().map_or(0, |row| row.version),
            name: stored.as_ref().and_then(|row| row.name.clone()),
            currency: currency.to_string(),
            currency_decimals: codes::decimals(currency.as_str()),
            time_zone: calendar.time_zone.name().to_owned(),
            day_ends: written(calendar.day_ends),
            today: calendar.day_of(now).into(),
            today_ends_at: calendar.end_of_day(now),
            locale: locale.to_string(),
            check_in_from: of(stored.as_ref().and_then(|row| row.check_in_from)),
            check_out_until: of(stored.as_ref().and_then(|row| row.check_out_until)),
            fixed_fields: hotel.settings.given().fixed().map(|(column, _)| api_name(column)).collect(),
            updated_at: stored.as_ref().map(|row| row.updated_at),
            updated_by: stored.as_ref().map(|row| row.updated_by.clone().into()),
        }
    }
}

/// A time of the day, as the API writes it.
pub(crate) fn written(time: NaiveTime) -> String {
    time.format("%H:%M").to_string()
}

#[derive(Debug, Default)]
pub(crate) struct HotelQuery;

#[Object]
impl HotelQuery {
    /// The hotel's settings.
    async fn hotel(&self, ctx: &Context<'_>) -> Result<HotelSettings> {
        require(ctx, Role::Viewer)?;
        let hotel = ctx.data_unchecked::<Hotel>();
        Ok(HotelSettings::of(hotel, &hotel.settings.now()))
    }
}
