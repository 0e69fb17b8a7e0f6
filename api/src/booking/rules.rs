//! The rules of a booking on its way through a write: what they need to know, and what follows from them.

use std::collections::HashMap;

use chrono::{Days, NaiveDate};
use entity::booking::{self, BookingStatus};
use sea_orm::{ActiveEnum, ConnectionTrait, DbErr};

use super::status::last_changes;
use super::stay::{StatusChange, Stay, StayRules, status_in};
use super::unavailable::{Unavailable, guests_in, new_stay, unavailable};
use crate::edit::rules::Rules;
use crate::edit::statement::OnlyIf;
use crate::edit::{Store, Values, Violation};

use BookingStatus::{Cancelled, CheckedIn, CheckedOut, Confirmed, Inquiry, NoShow};

/// The fields that a stay is made of.
const STAY: [&str; 4] = ["room_id", "check_in", "check_out", "status"];

impl StayRules {
    /// The stay that a patch would make of a row, completed as it is when it is written: for who looks up what is in
    /// its way.
    pub(crate) async fn wanted(
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

    /// Without a status it is CONFIRMED.
    fn begin(&self, values: &mut Values) -> Vec<Violation> {
        values.entry("status").or_insert_with(|| Confirmed.to_value().into());
        self.check_new(&new_stay(values)).err().into_iter().collect()
    }

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
        let to = status_in(patch).filter(|status| *status != now.status);
        if to.is_none() || !self.depends_on_history(&now, to) {
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

    async fn obstacle(
        &self,
        store: Store<'_, impl ConnectionTrait>,
        row: Option<&booking::Model>,
        values: &Values,
        last: bool,
    ) -> Result<Option<Unavailable>, DbErr> {
        let (stay, guests, own) = match row {
            Some(row) => {
                let guests = guests_in(values).max(row.adults + row.children);
                (self.wanted(store, row, values).await?, guests, Some(row.id))
            }
            None => (new_stay(values), guests_in(values), None),
        };
        let unavailable = unavailable(store.db, stay.clone(), guests, own.as_slice()).await?;
        Ok(unavailable.or_else(|| last.then(|| Unavailable::no_longer(stay))))
    }
}
