//! Versioned writes: compare-and-set, three-way merge, conflict. Generic over the nouns, and pure
//! where it can be.
//!
//! | module | gives out |
//! |---|---|
//! | [`noun`] | [`Noun`]: which they are |
//! | [`values`] | [`Values`]: the fields of a row or of a patch, and the [`Editable`] rows that have them |
//! | [`columns`] | rows by the places of their columns |
//! | [`neighbours`] | the room and guest of a booking, read together with it |
//! | [`merge`] | the three-way merge, a pure function |
//! | [`statement`] | the one statement of a write: actor, compare, set |
//! | [`state`] | what is read when a write found another version than it named |
//! | [`create`], [`update`], [`delete`] | the way of a write to its [`Outcome`] |
//! | [`check`], [`listed`] | the rules that PostgreSQL is not asked about |
//! | [`broken`] | all rules that a refused write breaks |
//! | [`failure`] | what a refusal of PostgreSQL means, in fields and rules |
//! | [`rule`], [`rules`] | the rules by name; those that need more than the values of a row |
//! | [`mutation`] | what makes a retry safe |

pub(crate) mod broken;
pub(crate) mod check;
pub(crate) mod columns;
pub(crate) mod create;
pub(crate) mod delete;
pub(crate) mod failure;
pub(crate) mod listed;
pub(crate) mod merge;
pub(crate) mod mutation;
pub(crate) mod neighbours;
pub(crate) mod noun;
pub(crate) mod rule;
pub(crate) mod rules;
pub(crate) mod state;
pub(crate) mod statement;
pub(crate) mod update;
pub(crate) mod values;

use chrono::{DateTime, Utc};
use entity::user::Role;
use entity::{Actor, change_log};

pub(crate) use create::Draft;
pub(crate) use delete::Removal;
pub(crate) use failure::{Refusal, Violation};
pub(crate) use mutation::MutationKey;
pub(crate) use noun::Noun;
pub(crate) use rule::Rule;
pub(crate) use values::{Editable, Values};

use crate::sequencer::Sequencer;

/// Where the rows are (a database, or a transaction in it), and who puts their changes in order.
#[derive(Debug)]
pub(crate) struct Store<'a, C> {
    pub db: &'a C,
    pub sequencer: &'a Sequencer,
}

impl<C> Clone for Store<'_, C> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<C> Copy for Store<'_, C> {}

/// What to do when the row has moved on since the version that a write was made on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OnStale {
    /// Answer with a [`Conflict`].
    Reject,
    /// Save on top of the newer version where the edits do not touch, otherwise answer with a [`Conflict`].
    Merge,
}

/// Who writes, and under which name for the case of a retry.
#[derive(Clone, Debug)]
pub(crate) struct Author {
    pub actor: Actor,
    pub role: Role,
    pub mutation: Option<MutationKey>,
}

impl Author {
    fn may_write<R: Editable>(&self) -> bool {
        self.role >= R::WRITERS
    }
}

/// How a write ended, where it ended as planned.
#[derive(Debug)]
pub(crate) enum Outcome<R: Editable> {
    Saved(Box<Saved<R>>),
    Conflict(Box<Conflict<R>>),
    /// No row of this id was ever here, as far as the history goes back.
    NotFound,
    AlreadyDeleted(Box<Deletion>),
    Refused(Refusal),
    /// Something else is where the row would be.
    Blocked(Box<R::Obstacle>),
    /// The author's role does not go so far.
    Forbidden,
}

/// The row as the write left it.
#[derive(Debug)]
pub(crate) struct Saved<R: Editable> {
    pub row: R,
    /// What was wanted together with it, where this write has read it.
    pub neighbours: R::Neighbours,
    /// Columns that others had changed meanwhile, and that this save kept.
    pub merged: Vec<String>,
    /// The version this write made: that of `row`, but for a repeated mutation, whose row may have moved on.
    pub version: i32,
}

/// The row has moved on, and the two edits touch (or were not to be merged).
#[derive(Debug)]
pub(crate) struct Conflict<R> {
    pub expected_version: i32,
    pub current: R,
    /// Only what collides.
    pub fields: Vec<FieldConflict>,
    /// What happened since the expected version, oldest first; at most the newest [`state::CHANGES_LIMIT`].
    pub changes: Vec<change_log::Model>,
}

/// One field that both sides changed, or whose coupled field the other side changed.
#[derive(Clone, Debug)]
pub(crate) struct FieldConflict {
    /// The column.
    pub field: &'static str,
    /// In the version that was edited; none where the history no longer reaches back to it.
    pub base: Option<sea_orm::Value>,
    pub yours: sea_orm::Value,
    pub theirs: sea_orm::Value,
    /// Who changed it last, where anybody did.
    pub changed: Option<(Actor, DateTime<Utc>)>,
}

/// The last entry of a row that is gone.
#[derive(Debug)]
pub(crate) struct Deletion {
    pub entry: change_log::Model,
}
