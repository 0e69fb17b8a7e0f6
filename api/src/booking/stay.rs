//! The stay: the moves between statuses that hotels allow, and what may still change at each.
//!
//! ```text
//! as a stay goes                                            undone
//!
//! INQUIRY ──▶ CONFIRMED ──▶ CHECKED_IN ──▶ CHECKED_OUT      INQUIRY ◀── CONFIRMED ◀── CHECKED_IN ◀── CHECKED_OUT
//!    │           │  │                                          ▲           ▲  ▲
//!    └───┬───────┘  │                                          └───┬───────┘  │
//!        ▼          ▼                                              │          │
//!    CANCELLED   NO_SHOW                                       CANCELLED   NO_SHOW
//! ```
//!
//! Days are those of the hotel's business date. A confirmation, a check-in and a check-out are undone on the day on
//! which they were made, a cancellation also on every day before the departure; an inquiry that was called off becomes an inquiry again, or
//! is confirmed. An undone check-out has the departure that it had before. Whoever has the room meanwhile keeps it.
//!
//! A stay that is checked out or cancelled does not change otherwise; in house only the nights that remain change;
//! leaving early frees the rest.

use chrono::{DateTime, NaiveDate, Utc};
use entity::booking::{self, BookingStatus};
use sea_orm::{ActiveEnum, Iterable, Value};
use uuid::Uuid;

use crate::calendar::Calendar;
use crate::edit::Rule::{self, InHouse, Move, Over, Today};
use crate::edit::{Values, Violation};
use crate::hotel::Hotel;

use BookingStatus::{Cancelled, CheckedIn, CheckedOut, Confirmed, Inquiry, NoShow};

/// A room for some nights.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stay {
    pub room_id: Uuid,
    pub check_in: NaiveDate,
    pub check_out: NaiveDate,
    pub status: BookingStatus,
}

/// The last change of a booking's status.
#[derive(Clone, Debug)]
pub(crate) struct StatusChange {
    pub at: DateTime<Utc>,
    /// The stay before; none where the booking was created so.
    pub before: Option<Stay>,
    pub after: Stay,
}

impl Stay {
    pub fn of(row: &booking::Model) -> Self {
        let booking::Model { room_id, check_in, check_out, status, .. } = *row;
        Self { room_id, check_in, check_out, status }
    }

    /// The stay as a patch leaves it; what the patch sets to null stays (the schema refuses it).
    pub fn with(mut self, patch: &Values) -> Self {
        if let Some(Value::Uuid(Some(room_id))) = patch.get("room_id") {
            self.room_id = *room_id;
        }
        if let Some(Value::ChronoDate(Some(date))) = patch.get("check_in") {
            self.check_in = *date;
        }
        if let Some(Value::ChronoDate(Some(date))) = patch.get("check_out") {
            self.check_out = *date;
        }
        if let Some(status) = status_in(patch) {
            self.status = status;
        }
        self
    }

    /// Whether both hold one room on one night.
    pub fn collides(&self, other: &Self) -> bool {
        self.status.holds_room()
            && other.status.holds_room()
            && self.room_id == other.room_id
            && self.check_in < other.check_out
            && other.check_in < self.check_out
    }
}

pub(super) fn status_in(patch: &Values) -> Option<BookingStatus> {
    match patch.get("status") {
        Some(Value::String(Some(name))) => BookingStatus::try_from_value(name).ok(),
        _ => None,
    }
}

/// The rules of a stay on a business date.
#[derive(Clone, Copy, Debug)]
pub(crate) struct StayRules {
    pub(super) today: NaiveDate,
    calendar: Calendar,
    /// The status of a deleted booking that a new one restores.
    restored: Option<BookingStatus>,
}

impl StayRules {
    /// The rules as they are now.
    pub(crate) fn of(hotel: &Hotel) -> Self {
        Self { today: hotel.today(), calendar: hotel.calendar(), restored: None }
    }

    /// The same for a new booking that takes the place of a deleted one of this status.
    pub(crate) fn restoring(self, restored: Option<BookingStatus>) -> Self {
        Self { restored, ..self }
    }

    pub(super) fn check_new(&self, stay: &Stay) -> Result<(), Violation> {
        match stay.status {
            Inquiry | Confirmed => Ok(()),
            status if Some(status) == self.restored => Ok(()),
            // Who comes after midnight sleeps in the night that has begun.
            CheckedIn if stay.check_in == self.today || Some(stay.check_in) == self.today.pred_opt() => {
                Ok(())
            }
            CheckedIn => Err(Violation::new(
                "status",
                Today,
                format!(
                    "can be CHECKED_IN at once only for a stay that begins today ({}) or yesterday",
                    self.today
                ),
            )),
            status => {
                Err(Violation::new("status", Move, format!("of a new booking cannot be {}", name(status))))
            }
        }
    }

    /// What `now` can become: as `then`, which is the same stay or one on other days. Whether the room is free on
    /// its nights is not looked at.
    pub(crate) fn moves(&self, now: &Stay, then: &Stay, since: Option<&StatusChange>) -> Vec<BookingStatus> {
        BookingStatus::iter()
            .filter(|status| *status != now.status)
            .filter(|status| self.check_move(now, &Stay { status: *status, ..then.clone() }, since).is_ok())
            .collect()
    }

    /// Whether it matters for a move, to one status or to any, how the stay came to its status.
    pub(crate) fn depends_on_history(&self, now: &Stay, to: Option<BookingStatus>) -> bool {
        match now.status {
            CheckedOut | Cancelled => true,
            CheckedIn => now.check_in != self.today,
            Confirmed => to.is_none_or(|to| to == Inquiry),
            Inquiry | NoShow => false,
        }
    }

    pub(super) fn check_move(
        &self,
        now: &Stay,
        to: &Stay,
        since: Option<&StatusChange>,
    ) -> Result<(), (Rule, String)> {
        let today = self.today;
        let since_today = since.is_some_and(|since| self.calendar.day_of(since.at) == today);
        let was =
            |status| since.and_then(|since| since.before.as_ref()).is_some_and(|was| was.status == status);
        match (now.status, to.status) {
            (from, to) if from == to => Ok(()),
            (Inquiry | NoShow, Confirmed) | (Inquiry | Confirmed, Cancelled) | (CheckedIn, CheckedOut) => {
                Ok(())
            }
            (Confirmed, Inquiry) if !was(Inquiry) => {
                Err((Move, "can go back to INQUIRY only where it was one before".to_owned()))
            }
            (Confirmed, Inquiry) if since_today => Ok(()),
            (Confirmed, Inquiry) => {
                Err((Today, "can go back to INQUIRY only on the day of the confirmation".to_owned()))
            }
            (Confirmed, CheckedIn) if today < to.check_in => Err((
                Today,
                format!("cannot be CHECKED_IN before checkIn ({}): today is {today}", to.check_in),
            )),
            // On the day of departure the guest of the last night may still come: it lasts until the morning.
            (Confirmed, CheckedIn) if today > to.check_out => Err((
                Today,
                format!("cannot be CHECKED_IN after checkOut ({}): today is {today}", to.check_out),
            )),
            (Confirmed, CheckedIn) => Ok(()),
            (Confirmed, NoShow) if today < to.check_in => {
                Err((Today, format!("cannot be NO_SHOW before checkIn ({}): today is {today}", to.check_in)))
            }
            (Confirmed, NoShow) => Ok(()),
            // Nobody is checked in before the day of arrival: on that day it was today.
            (CheckedIn, Confirmed) if today == to.check_in || since_today => Ok(()),
            (CheckedIn, Confirmed) => {
                Err((Today, "can go back to CONFIRMED only on the day of the check-in".to_owned()))
            }
            (CheckedOut, CheckedIn) if since_today && was(CheckedIn) => Ok(()),
            (CheckedOut, CheckedIn) => {
                Err((Today, "can go back to CHECKED_IN only on the day of the check-out".to_owned()))
            }
            (Cancelled, Inquiry) if !was(Inquiry) => {
                Err((Move, "can go back to INQUIRY only where it was one before".to_owned()))
            }
            (Cancelled, Confirmed | Inquiry) if today < to.check_out || since_today => Ok(()),
            (Cancelled, Confirmed | Inquiry) => Err((
                Today,
                format!(
                    "can go back to {} only before checkOut ({}) or on the day of the cancellation: today is {today}",
                    name(to.status),
                    to.check_out
                ),
            )),
            (from, to) => Err((Move, format!("cannot move from {} to {}", name(from), name(to)))),
        }
    }

    /// What may change of room and dates, given how far the stay has come.
    pub(super) fn check_nights(&self, now: &Stay, then: &Stay, violations: &mut Vec<Violation>) {
        let mut refuse =
            |field: &str, rule, words: String| violations.push(Violation::new(field, rule, words));
        match (now.status, then.status) {
            (CheckedIn, _) | (CheckedOut, CheckedIn) => {
                if then.check_in != now.check_in {
                    refuse("check_in", InHouse, "cannot change: the guest is in house".to_owned());
                }
                if then.room_id != now.room_id && now.check_in < self.today {
                    refuse(
                        "room_id",
                        InHouse,
                        "cannot change: the guest has stayed in the room; check out and book the nights that remain"
                            .to_owned(),
                    );
                }
                if then.check_out < now.check_out && then.check_out < self.today {
                    refuse(
                        "check_out",
                        InHouse,
                        format!("cannot be before today ({}): the guest is in house", self.today),
                    );
                }
            }
            (Inquiry | Confirmed, _) | (Cancelled, Inquiry | Confirmed) | (NoShow, Confirmed) => {}
            (CheckedOut | Cancelled | NoShow, _) => {
                let words = format!("cannot change: a stay that is {} no longer moves", name(now.status));
                for (field, changed) in [
                    ("room_id", then.room_id != now.room_id),
                    ("check_in", then.check_in != now.check_in),
                    ("check_out", then.check_out != now.check_out),
                ] {
                    if changed {
                        refuse(field, Over, words.clone());
                    }
                }
            }
        }
    }
}

fn name(status: BookingStatus) -> String {
    status.to_value()
}
