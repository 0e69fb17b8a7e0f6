//! The stay: the moves between statuses that hotels allow, and what may still change at each.
//!
//! ```text
//! INQUIRY ──▶ CONFIRMED ──▶ CHECKED_IN ──▶ CHECKED_OUT
//!    │          │ ▲ │  ◀─────────┘ (on the day of arrival: checked in by mistake)
//!    ▼          ▼ │ ▼
//! CANCELLED ◀───┘ └─NO_SHOW
//! ```
//!
//! Days are those of the hotel's business date. A stay that is checked out or cancelled no longer moves; in
//! house only the nights that remain change; leaving early frees the rest.

use chrono::{Days, NaiveDate};
use entity::booking::{self, BookingStatus};
use sea_orm::{ActiveEnum, Value};
use uuid::Uuid;

use crate::edit::Rule::{self, InHouse, Move, Over, Today};
use crate::edit::statement::OnlyIf;
use crate::edit::update::Rules;
use crate::edit::{Values, Violation};

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
    pub today: NaiveDate,
}

impl StayRules {
    /// Checks the stay of a new booking.
    ///
    /// # Errors
    /// The fields and the rules that they break.
    pub fn begin(&self, stay: &Stay) -> Result<(), Violation> {
        match stay.status {
            Inquiry | Confirmed => Ok(()),
            CheckedIn if stay.check_in == self.today => Ok(()),
            CheckedIn => Err(Violation::new(
                "status",
                Today,
                "can be CHECKED_IN at once only for a stay that begins today",
            )),
            status => {
                Err(Violation::new("status", Move, format!("of a new booking cannot be {}", name(status))))
            }
        }
    }

    fn check_move(&self, from: BookingStatus, to: &Stay) -> Result<(), (Rule, String)> {
        let today = self.today;
        match (from, to.status) {
            (from, to) if from == to => Ok(()),
            (Inquiry | NoShow, Confirmed) | (Inquiry | Confirmed, Cancelled) | (CheckedIn, CheckedOut) => {
                Ok(())
            }
            (Confirmed, CheckedIn) if today < to.check_in => Err((
                Today,
                format!("cannot be CHECKED_IN before checkIn ({}): today is {today}", to.check_in),
            )),
            (Confirmed, CheckedIn) if today >= to.check_out => Err((
                Today,
                format!("cannot be CHECKED_IN on or after checkOut ({}): today is {today}", to.check_out),
            )),
            (Confirmed, CheckedIn) => Ok(()),
            (Confirmed, NoShow) if today < to.check_in => {
                Err((Today, format!("cannot be NO_SHOW before checkIn ({}): today is {today}", to.check_in)))
            }
            (Confirmed, NoShow) => Ok(()),
            (CheckedIn, Confirmed) if today == to.check_in => Ok(()),
            (CheckedIn, Confirmed) => {
                Err((Today, "can go back to CONFIRMED only on the day of arrival".to_owned()))
            }
            (from, to) => Err((Move, format!("cannot move from {} to {}", name(from), name(to)))),
        }
    }

    /// What may change of room and dates, given how far the stay has come.
    fn check_nights(&self, now: &Stay, then: &Stay, violations: &mut Vec<Violation>) {
        let mut refuse =
            |field: &str, rule, words: String| violations.push(Violation::new(field, rule, words));
        match now.status {
            CheckedIn => {
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
            CheckedOut | Cancelled | NoShow if then.status == now.status || now.status != NoShow => {
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
            Inquiry | Confirmed | CheckedOut | Cancelled | NoShow => {}
        }
    }
}

impl Rules<booking::Model> for StayRules {
    fn in_one_statement(&self, patch: &Values) -> Option<Option<OnlyIf>> {
        if !STAY.iter().any(|field| patch.contains_key(field)) {
            return Some(None);
        }
        let from: &[BookingStatus] = match status_in(patch) {
            Some(Inquiry) => &[Inquiry],
            // Before the arrival everything about a stay may change.
            Some(Confirmed | Cancelled) | None => &[Inquiry, Confirmed],
            // These moves depend on the dates of the row.
            Some(CheckedIn | CheckedOut | NoShow) => return None,
        };
        let any_of = from.iter().map(|status| status.to_value().into()).collect();
        Some(Some(OnlyIf { column: "status", any_of }))
    }

    fn complete(&self, current: &booking::Model, mut patch: Values) -> Result<Values, Vec<Violation>> {
        let now = Stay::of(current);
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
        if let Err((rule, words)) = self.check_move(now.status, &then) {
            violations.push(Violation::new("status", rule, words));
        }
        self.check_nights(&now, &then, &mut violations);
        if violations.is_empty() { Ok(patch) } else { Err(violations) }
    }
}

fn name(status: BookingStatus) -> String {
    status.to_value()
}
