//! The stay: the moves between statuses that hotels allow, and what may still change at each.
//!
//! ```text
//! as a stay goes                                            undone
//!
//! INQUIRY ──▶ CONFIRMED ──▶ CHECKED_IN ──▶ CHECKED_OUT      INQUIRY     CONFIRMED ◀── CHECKED_IN ◀── CHECKED_OUT
//!    │           │  │                                          ▲           ▲  ▲
//!    └───┬───────┘  │                                          └───┬───────┘  │
//!        ▼          ▼                                              │          │
//!    CANCELLED   NO_SHOW                                       CANCELLED   NO_SHOW
//! ```
//!
//! Days are those of the hotel's business date. Check-in and check-out are undone on the day on which they were made,
//! a cancellation also on every day before the departure; an inquiry that was called off becomes an inquiry again, or
//! is confirmed. An undone check-out has the departure that it had before. Whoever has the room meanwhile keeps it.
//!
//! A stay that is checked out or cancelled does not change otherwise; in house only the nights that remain change;
//! leaving early frees the rest.

use std::collections::HashMap;

use chrono::{Days, NaiveDate};
use entity::booking::{self, BookingStatus};
use sea_orm::{ActiveEnum, ConnectionTrait, DbErr, Iterable, Value};
use uuid::Uuid;

use super::status::{StatusChange, last_changes};
use crate::calendar::Calendar;
use crate::edit::Rule::{self, InHouse, Move, Over, Today};
use crate::edit::statement::OnlyIf;
use crate::edit::update::Rules;
use crate::edit::{Store, Values, Violation};
use crate::hotel::Hotel;

use BookingStatus::{Cancelled, CheckedIn, CheckedOut, Confirmed, Inquiry, NoShow};

/// The fields that a stay is made of.
const STAY: [&str; 4] = ["room_id", "check_in", "check_out", "status"];

/// A room for some nights.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stay {
    pub room_id: Uuid,
    pub check_in: NaiveDate,
    pub check_out: NaiveDate,
    pub status: BookingStatus,
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

fn status_in(patch: &Values) -> Option<BookingStatus> {
    match patch.get("status") {
        Some(Value::String(Some(name))) => BookingStatus::try_from_value(name).ok(),
        _ => None,
    }
}

/// The rules of a stay on a business date.
#[derive(Clone, Copy, Debug)]
pub struct StayRules {
    today: NaiveDate,
    calendar: Calendar,
}

impl StayRules {
    /// The rules as they are now.
    pub fn of(hotel: &Hotel) -> Self {
        Self { today: hotel.today(), calendar: hotel.calendar }
    }

    /// Checks the stay of a new booking.
    ///
    /// # Errors
    /// The fields and the rules that they break.
    pub fn begin(&self, stay: &Stay) -> Result<(), Violation> {
        match stay.status {
            Inquiry | Confirmed => Ok(()),
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
    pub fn moves(&self, now: &Stay, then: &Stay, since: Option<&StatusChange>) -> Vec<BookingStatus> {
        BookingStatus::iter()
            .filter(|status| *status != now.status)
            .filter(|status| self.check_move(now, &Stay { status: *status, ..then.clone() }, since).is_ok())
            .collect()
    }

    /// Whether it matters for a move how the stay came to its status.
    pub fn depends_on_history(&self, now: &Stay) -> bool {
        match now.status {
            CheckedOut | Cancelled => true,
            CheckedIn => now.check_in != self.today,
            Inquiry | Confirmed | NoShow => false,
        }
    }

    fn check_move(&self, now: &Stay, to: &Stay, since: Option<&StatusChange>) -> Result<(), (Rule, String)> {
        let today = self.today;
        let since_today = since.is_some_and(|since| self.calendar.day_of(since.at) == today);
        let was =
            |status| since.and_then(|since| since.before.as_ref()).is_some_and(|was| was.status == status);
        match (now.status, to.status) {
            (from, to) if from == to => Ok(()),
            (Inquiry | NoShow, Confirmed) | (Inquiry | Confirmed, Cancelled) | (CheckedIn, CheckedOut) => {
                Ok(())
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
    fn check_nights(&self, now: &Stay, then: &Stay, violations: &mut Vec<Violation>) {
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

    /// The stay that a patch would make of a row, completed as it is when it is written: for who looks up what is in
    /// its way.
    pub async fn wanted(
        &self,
        store: Store<'_, impl ConnectionTrait>,
        row: &booking::Model,
        patch: &Values,
    ) -> Result<Stay, DbErr> {
        let facts = self.facts(store, row, patch).await?;
        let values = self.complete(row, facts, patch.clone()).unwrap_or_else(|_| patch.clone());
        Ok(Stay::of(row).with(&values))
    }
}

/// The departure that a check-out brought forward, where nobody has moved it since.
fn departure_before_check_out(now: &Stay, since: Option<&StatusChange>) -> Option<NaiveDate> {
    let StatusChange { before: Some(before), after, .. } = since? else { return None };
    (now.status == CheckedOut && after.check_out == now.check_out && before.check_out != now.check_out)
        .then_some(before.check_out)
}

impl Rules<booking::Model> for StayRules {
    /// How the booking came to its status, where a move depends on it.
    type Facts = Option<StatusChange>;

    fn in_one_statement(&self, patch: &Values) -> Option<Option<OnlyIf>> {
        if !STAY.iter().any(|field| patch.contains_key(field)) {
            return Some(None);
        }
        let from: &[BookingStatus] = match status_in(patch) {
            Some(Inquiry) => &[Inquiry],
            // Before the arrival everything about a stay may change.
            Some(Confirmed | Cancelled) | None => &[Inquiry, Confirmed],
            // These moves depend on the dates of the row; what is undone, on its history.
            Some(CheckedIn | CheckedOut | NoShow) => return None,
        };
        let any_of = from.iter().map(|status| status.to_value().into()).collect();
        Some(Some(OnlyIf::any_of("status", any_of)))
    }

    async fn facts(
        &self,
        store: Store<'_, impl ConnectionTrait>,
        current: &booking::Model,
        patch: &Values,
    ) -> Result<Option<StatusChange>, DbErr> {
        let now = Stay::of(current);
        let moves = status_in(patch).is_some_and(|status| status != now.status);
        if !moves || !self.depends_on_history(&now) {
            return Ok(None);
        }
        let mut changes: HashMap<_, _> = last_changes(store, vec![current.id]).await?;
        Ok(changes.remove(&current.id))
    }

    fn complete(
        &self,
        current: &booking::Model,
        since: Option<StatusChange>,
        mut patch: Values,
    ) -> Result<Values, Vec<Violation>> {
        let mut now = Stay::of(current);
        if let Some(departure) = departure_before_check_out(&now, since.as_ref())
            && status_in(&patch) == Some(CheckedIn)
        {
            now.check_out = departure;
            patch.entry("check_out").or_insert_with(|| departure.into());
        }
        let mut then = now.clone().with(&patch);
        if now.status == CheckedIn && then.status == CheckedOut {
            // An early departure frees the nights that remain; the night of arrival was had in any case.
            let first_morning = then.check_in.checked_add_days(Days::new(1)).unwrap_or(then.check_in);
            let departure = then.check_out.min(self.today.max(first_morning));
            if departure != then.check_out {
                then.check_out = departure;
                patch.insert("check_out", departure.into());
            }
        }
        let mut violations = vec![];
        if let Err((rule, words)) = self.check_move(&now, &then, since.as_ref()) {
            violations.push(Violation::new("status", rule, words));
        }
        self.check_nights(&now, &then, &mut violations);
        if violations.is_empty() { Ok(patch) } else { Err(violations) }
    }
}

fn name(status: BookingStatus) -> String {
    status.to_value()
}
