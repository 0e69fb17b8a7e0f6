//! What the operator gave with the start, and what stands in where nobody has set anything.

use chrono::{NaiveDate, NaiveTime};
use chrono_tz::Tz;
use entity::hotel_settings;

use super::settings::InForce;
use crate::calendar::Calendar;
use crate::config::{Currency, Locale};

/// Flags and variables: what is given is the operator's, and wins over what managers set.
#[derive(Clone, Debug)]
pub(crate) struct Given {
    pub time_zone: Option<Tz>,
    pub day_ends: Option<NaiveTime>,
    pub currency: Option<Currency>,
    pub locale: Option<Locale>,
    /// Where neither the operator nor a manager has said it: of the machine.
    pub machine: Machine,
    /// The day that it always is, in a demo of some other day.
    pub today: Option<NaiveDate>,
}

/// Where this machine stands, and what it speaks.
#[derive(Clone, Debug)]
pub(crate) struct Machine {
    pub time_zone: Tz,
    pub locale: Locale,
}

impl Given {
    /// The columns that managers can't set, with the flags that say so.
    pub(crate) fn fixed(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        [
            ("time_zone", "--time-zone", self.time_zone.is_some()),
            ("day_ends", "--day-ends", self.day_ends.is_some()),
            ("currency", "--currency", self.currency.is_some()),
            ("locale", "--locale", self.locale.is_some()),
        ]
        .into_iter()
        .filter_map(|(column, flag, is_given)| is_given.then_some((column, flag)))
    }

    /// What the house is run with, given this newest version of its settings. What this program can't use, because a newer
    /// one beside it or somebody by hand has written it, is as if it were not set.
    pub(crate) fn with(&self, stored: Option<hotel_settings::Model>) -> InForce {
        let of = |column: fn(&hotel_settings::Model) -> Option<&String>| stored.as_ref().and_then(column);
        let zone = of(|row| row.time_zone.as_ref()).and_then(|name| name.parse().ok());
        let currency = of(|row| row.currency.as_ref()).and_then(|code| code.parse().ok());
        let locale = of(|row| row.locale.as_ref()).and_then(|tag| tag.parse().ok());
        let day_ends = stored.as_ref().and_then(|row| row.day_ends);
        InForce {
            calendar: Calendar {
                time_zone: self.time_zone.or(zone).unwrap_or(self.machine.time_zone),
                day_ends: self.day_ends.or(day_ends).unwrap_or_default(),
                pinned: self.today,
            },
            currency: self.currency.or(currency).unwrap_or_default(),
            locale: self.locale.clone().or(locale).unwrap_or_else(|| self.machine.locale.clone()),
            stored,
        }
    }
}

#[cfg(test)]
mod tests {
    use entity::Actor;
    use uuid::Uuid;

    use super::*;

    fn given() -> Given {
        let machine = Machine { time_zone: Tz::Europe__Vienna, locale: "de-AT".parse().unwrap() };
        Given { time_zone: None, day_ends: None, currency: None, locale: None, machine, today: None }
    }

    fn stored(time_zone: &str, currency: &str) -> hotel_settings::Model {
        hotel_settings::Model {
            version: 1,
            name: None,
            time_zone: Some(time_zone.to_owned()),
            day_ends: NaiveTime::from_hms_opt(3, 0, 0),
            currency: Some(currency.to_owned()),
            locale: None,
            check_in_from: None,
            check_out_until: None,
            updated_at: chrono::DateTime::UNIX_EPOCH,
            updated_by: Actor::user(Uuid::nil(), "Mara"),
        }
    }

    fn told(in_force: &InForce) -> (&'static str, String, String) {
        let Calendar { time_zone, day_ends, .. } = in_force.calendar;
        (time_zone.name(), day_ends.to_string(), in_force.currency.to_string())
    }

    #[test]
    fn what_the_operator_gave_wins_over_what_a_manager_set_and_that_over_the_machine() {
        let tokyo = || Some(stored("Asia/Tokyo", "JPY"));
        assert_eq!(told(&given().with(None)), ("Europe/Vienna", "00:00:00".into(), "EUR".into()));
        assert_eq!(told(&given().with(tokyo())), ("Asia/Tokyo", "03:00:00".into(), "JPY".into()));
        let fixed = Given { time_zone: Some(Tz::UTC), currency: "CHF".parse().ok(), ..given() };
        assert_eq!(told(&fixed.with(tokyo())), ("UTC", "03:00:00".into(), "CHF".into()));
        assert_eq!(
            fixed.fixed().collect::<Vec<_>>(),
            [("time_zone", "--time-zone"), ("currency", "--currency")]
        );
    }

    #[test]
    fn what_this_program_does_not_know_is_as_if_nobody_had_set_it() {
        let strange = given().with(Some(stored("Mars/Olympus", "XQQ")));
        assert_eq!(told(&strange), ("Europe/Vienna", "03:00:00".into(), "EUR".into()));
    }
}
