//! The hotel's days: which one it is, and when it ends.

use std::ops::Range;

use chrono::{DateTime, Days, NaiveDate, NaiveTime, Offset, TimeZone, Utc};
use chrono_tz::Tz;

/// Where the hotel stands, and at which hour of the night its business day ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Calendar {
    pub time_zone: Tz,
    /// The business day of the 5th ends at this time of the 6th.
    pub day_ends: NaiveTime,
    /// The day that it always is, in a demo of some other day.
    pub pinned: Option<NaiveDate>,
}

impl Calendar {
    /// The business day that a moment belongs to.
    pub(crate) fn day_of(&self, at: DateTime<Utc>) -> NaiveDate {
        self.pinned.unwrap_or_else(|| self.true_day_of(at))
    }

    /// When the business day of a moment ends and the next begins. One that is pinned goes on, and is looked at again then.
    pub(crate) fn end_of_day(&self, at: DateTime<Utc>) -> DateTime<Utc> {
        self.end_of(self.true_day_of(at))
    }

    /// From when to before when it is a day.
    pub(crate) fn hours_of(&self, day: NaiveDate) -> Range<DateTime<Utc>> {
        self.begin_of(day)..self.end_of(day)
    }

    fn true_day_of(&self, at: DateTime<Utc>) -> NaiveDate {
        let date = at.with_timezone(&self.time_zone).date_naive();
        if at < self.begin_of(date) { date.pred_opt().unwrap_or(date) } else { date }
    }

    fn end_of(&self, day: NaiveDate) -> DateTime<Utc> {
        self.begin_of(day.checked_add_days(Days::new(1)).unwrap_or(day))
    }

    fn begin_of(&self, day: NaiveDate) -> DateTime<Utc> {
        let local = day.and_time(self.day_ends);
        // Where clocks are set back the hour comes twice: the first one counts, so that no day begins twice.
        match self.time_zone.from_local_datetime(&local).earliest() {
            Some(begin) => begin.to_utc(),
            // Where clocks are set forward over it, it is as late as it would have been without that.
            None => {
                let before = local - Days::new(1);
                let offset = self.time_zone.offset_from_utc_datetime(&before).fix();
                local.and_utc() - chrono::TimeDelta::seconds(offset.local_minus_utc().into())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    fn calendar(zone: &str, day_ends: &str) -> Calendar {
        Calendar { time_zone: zone.parse().unwrap(), day_ends: day_ends.parse().unwrap(), pinned: None }
    }

    fn day(calendar: &Calendar, at: &str) -> String {
        calendar.day_of(at.parse().unwrap()).to_string()
    }

    #[test]
    fn a_day_ends_where_the_hotel_stands() {
        let berlin = calendar("Europe/Berlin", "00:00:00");
        assert_eq!(day(&berlin, "2030-05-10T21:59:59Z"), "2030-05-10");
        assert_eq!(day(&berlin, "2030-05-10T22:00:00Z"), "2030-05-11");
        assert_eq!(day(&calendar("America/New_York", "00:00:00"), "2030-05-11T03:59:59Z"), "2030-05-10");
    }

    #[test]
    fn a_business_day_goes_on_after_midnight() {
        let berlin = calendar("Europe/Berlin", "03:00:00");
        assert_eq!(day(&berlin, "2030-05-11T00:59:59Z"), "2030-05-10");
        assert_eq!(day(&berlin, "2030-05-11T01:00:00Z"), "2030-05-11");
    }

    /// Clocks set forward and back, at the hour at which days end, and over a whole day (Samoa had no 30th).
    #[test]
    fn days_follow_one_another_and_each_ends_when_the_next_begins() {
        for (zone, from) in [
            ("Europe/Berlin", "2030-03-30T00:00:00Z"),
            ("Europe/Berlin", "2030-10-26T00:00:00Z"),
            ("America/Sao_Paulo", "2018-02-17T00:00:00Z"),
            ("America/Sao_Paulo", "2018-11-03T00:00:00Z"),
            ("Asia/Beirut", "2020-03-28T00:00:00Z"),
            ("Pacific/Apia", "2011-12-29T00:00:00Z"),
        ] {
            for day_ends in ["00:00:00", "02:30:00", "03:00:00"] {
                let calendar = calendar(zone, day_ends);
                let mut at: DateTime<Utc> = from.parse().unwrap();
                let end = at + TimeDelta::days(3);
                let mut today = calendar.day_of(at);
                while at < end {
                    at += TimeDelta::minutes(10);
                    let now = calendar.day_of(at);
                    assert!(now >= today, "{zone}, {day_ends}: {today} came again at {at}");
                    assert!(at < calendar.end_of(now), "{zone}, {day_ends}: {now} had ended at {at}");
                    today = now;
                }
            }
        }
    }
}
