//! A change as watchers get it: decoded once, for all of them.

use std::any::Any;
use std::sync::Arc;

use entity::change_log::{self, Action};
use sea_orm::DbErr;
use serde_json::Value;

use super::Position;
use crate::edit::noun::by_noun;
use crate::edit::state::decode;
use crate::edit::{Editable, Noun};

#[derive(Clone, Debug)]
enum Image {
    None,
    /// A row of the entry's noun.
    Row(Arc<dyn Any + Send + Sync>),
    /// Nobody planned for this one: a value that no row can hold, a noun of a later version. Its change is told, and says
    /// so of itself.
    Unreadable,
}

impl Image {
    fn read(log: &change_log::Model, noun: Option<Noun>, json: Option<Value>) -> Self {
        let Some(json) = json else { return Self::None };
        let row = match noun {
            Some(noun) => by_noun!(noun, Row => decode::<Row>(&json).map(|row| Self::Row(Arc::new(row)))),
            None => Err(DbErr::Json(format!("{} is a table that this version does not know", log.entity))),
        };
        row.unwrap_or_else(|error| {
            report_unreadable(log, &error);
            Self::Unreadable
        })
    }

    fn get<R: Editable>(&self) -> Option<&R> {
        match self {
            Self::None | Self::Unreadable => None,
            Self::Row(row) => row.downcast_ref(),
        }
    }

    fn matches<R: Editable>(&self, test: impl Fn(&R) -> bool) -> bool {
        self.is_unreadable() || self.get().is_some_and(test)
    }

    fn is_unreadable(&self) -> bool {
        matches!(self, Self::Unreadable)
    }
}

/// Tells the operator of an image in the log that can't be read.
pub(crate) fn report_unreadable(log: &change_log::Model, error: &DbErr) {
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
    /// None for one that only a newer server knows, which nobody here watches.
    noun: Option<Noun>,
    before: Image,
    after: Image,
}

impl Entry {
    pub fn position(&self) -> Position {
        Position::of(&self.log)
    }

    /// Whether it is a change of this noun.
    pub fn is_of<R: Editable>(&self) -> bool {
        self.noun == Some(R::NOUN)
    }

    /// The row before; none where it was created, and where its image is [unreadable](Self::is_unreadable).
    pub fn before<R: Editable>(&self) -> Option<&R> {
        self.before.get()
    }

    /// The row after; none where it was deleted, and where its image [can't be read](Self::lost_after).
    pub fn after<R: Editable>(&self) -> Option<&R> {
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
    pub fn matches<R: Editable>(&self, test: impl Fn(&R) -> bool) -> bool {
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
        let (noun, before, after) = (Noun::of_table(&log.entity), log.before.take(), log.after.take());
        let (before, after) = (Image::read(&log, noun, before), Image::read(&log, noun, after));
        Self { skipped: 0, noun, before, after, log }
    }
}
