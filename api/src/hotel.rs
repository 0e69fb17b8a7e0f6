//! The hotel: what every noun needs to know about the house and where its data is.
//!
//! | module | gives out |
//! |---|---|
//! | [`given`] | [`Given`]: what the operator gave with the start |
//! | [`settings`] | [`Settings`]: what is in force, as it changes while the server runs |
//! | [`fields`] | the settings' fields and their rules |
//! | [`update`], [`conflict`] | setting them |

pub(crate) mod conflict;
mod fields;
pub(crate) mod given;
pub(crate) mod settings;
pub(crate) mod update;

use chrono::NaiveDate;
use sea_orm::DatabaseConnection;

use crate::calendar::Calendar;
use crate::clock::Clock;
use crate::edit::rules::Rules;
use crate::edit::{Draft, Editable, Store};
use crate::sequencer::Sequencer;
use crate::standby::Reads;
pub(crate) use given::Given;
pub(crate) use settings::Settings;

#[derive(Clone, Debug)]
pub(crate) struct Hotel {
    pub db: DatabaseConnection,
    /// Where lists and histories are read.
    pub reads: Reads,
    pub sequencer: Sequencer,
    pub clock: Clock,
    pub settings: Settings,
}

impl Hotel {
    pub(crate) fn store(&self) -> Store<'_, DatabaseConnection> {
        Store { db: &self.db, sequencer: &self.sequencer }
    }

    /// Gives a new row the currency of the house, where it has an amount and names none.
    pub(crate) fn complete<R: Editable>(&self, draft: &mut Draft) {
        if R::AMOUNT.is_some() {
            draft.values.entry("currency").or_insert_with(|| self.currency().into());
        }
    }

    /// ISO 4217: the currency of what does not name one.
    pub(crate) fn currency(&self) -> String {
        self.settings.now().currency.to_string()
    }

    pub(crate) fn calendar(&self) -> Calendar {
        self.settings.now().calendar
    }

    /// The business date: today where the hotel stands.
    pub(crate) fn today(&self) -> NaiveDate {
        self.calendar().day_of(self.clock.now())
    }
}

/// A noun, by the rules that it has in this house.
pub(crate) trait Ruled: Editable {
    type Rules: Rules<Self>;

    fn rules(hotel: &Hotel) -> Self::Rules;
}
