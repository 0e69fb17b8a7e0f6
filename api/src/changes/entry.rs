//! A change as watchers get it: decoded once, for all of them.

use entity::change_log::{self, Action};
use entity::{booking, guest, room};
use sea_orm::DbErr;
use serde_json::Value;

use super::Position;
use crate::edit::Editable;
use crate::edit::state::decode;

/// A row of one of the tables whose changes are logged.
#[derive(Clone, Debug)]
pub enum Row {
    Booking(Box<booking::Model>),
    Guest(Box<guest::Model>),
    Room(Box<room::Model>),
}

/// A noun whose changes are logged.
pub trait Logged: Editable {
    /// The row, where it is of this noun.
    fn of(row: &Row) -> Option<&Self>;
}

macro_rules! logged {
    ($($noun:ident: $variant:ident),+) => {$(
        impl Logged for $noun::Model {
            fn of(row: &Row) -> Option<&Self> {
                match row {
                    Row::$variant(row) => Some(row),
                    _ => None,
                }
            }
        }
    )+};
}
logged!(booking: Booking, guest: Guest, room: Room);

#[derive(Clone, Debug)]
enum Image {
    None,
    Row(Row),
    /// Nobody planned for this one: a value that no row can hold, a table of a later version. Its change is told, and
    /// says so of itself.
    Unreadable,
}

impl Image {
    fn read(log: &change_log::Model, json: Option<Value>) -> Self {
        let Some(json) = json else { return Self::None };
        let row = match log.entity.as_str() {
            booking::Model::TABLE => decode(&json).map(|row| Row::Booking(Box::new(row))),
            guest::Model::TABLE => decode(&json).map(|row| Row::Guest(Box::new(row))),
            room::Model::TABLE => decode(&json).map(|row| Row::Room(Box::new(row))),
            other => Err(DbErr::Json(format!("{other} is a table that this version does not know"))),
        };
        row.map_or_else(
            |error| {
                report_unreadable(log, &error);
                Self::Unreadable
            },
            Self::Row,
        )
    }

    fn get<R: Logged>(&self) -> Option<&R> {
        match self {
            Self::None | Self::Unreadable => None,
            Self::Row(row) => R::of(row),
        }
    }

    fn matches<R: Logged>(&self, test: impl Fn(&R) -> bool) -> bool {
        self.is_unreadable() || self.get().is_some_and(test)
    }

    fn is_unreadable(&self) -> bool {
        matches!(self, Self::Unreadable)
    }
}

/// Tells the operator of an image in the log that can't be read.
pub fn report_unreadable(log: &change_log::Model, error: &DbErr) {
    let change_log::Model { revision, index, entity, row_id, .. } = log;
    tracing::warn!(revision, index, entity, %row_id, %error, "an image in the change log can't be read");
}

/// A change of one row.
#[derive(Clone, Debug)]
pub struct Entry {
    /// As it was logged, without the images of the row.
    pub log: change_log::Model,
    /// How many earlier changes of the row were taken up into this one ([`collapse`](super::collapse)).
    pub skipped: i32,
    before: Image,
    after: Image,
}

impl Entry {
    pub fn position(&self) -> Position {
        Position::of(&self.log)
    }

    /// Whether it is a change of this noun.
    pub fn is_of<R: Logged>(&self) -> bool {
        self.log.entity == R::TABLE
    }

    /// The row before; none where it was created, and where its image is [unreadable](Self::is_unreadable).
    pub fn before<R: Logged>(&self) -> Option<&R> {
        self.before.get()
    }

    /// The row after; none where it was deleted, and where its image [can't be read](Self::lost_after).
    pub fn after<R: Logged>(&self) -> Option<&R> {
        self.after.get()
    }

    /// Whether one of its images can't be read.
    pub fn is_unreadable(&self) -> bool {
        self.before.is_unreadable() || self.after.is_unreadable()
    }

    /// Whether there was a row after the change, and its image can't be read.
    pub fn lost_after(&self) -> bool {
        self.after.is_unreadable()
    }

    /// Whether the row passes the test before the change or after it. What can't be decoded passes.
    pub fn matches<R: Logged>(&self, test: impl Fn(&R) -> bool) -> bool {
        self.after.matches(&test) || self.before.matches(&test)
    }

    /// Takes up an earlier change of the same row, so that this one tells of both.
    pub(super) fn take_up(&mut self, earlier: Self) {
        self.skipped = self.skipped.saturating_add(earlier.skipped).saturating_add(1);
        for field in earlier.log.fields {
            if !self.log.fields.contains(&field) {
                self.log.fields.push(field);
            }
        }
        match (earlier.log.action, self.log.action) {
            // Whoever hears of the end only is told what there was.
            (Action::Insert, Action::Delete) => {}
            (Action::Insert, _) => {
                self.log.action = Action::Insert;
                self.before = Image::None;
            }
            _ => self.before = earlier.before,
        }
    }
}

impl From<change_log::Model> for Entry {
    fn from(mut log: change_log::Model) -> Self {
        let (before, after) = (log.before.take(), log.after.take());
        Self { skipped: 0, before: Image::read(&log, before), after: Image::read(&log, after), log }
    }
}
