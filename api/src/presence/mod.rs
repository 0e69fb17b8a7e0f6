//! Presence: who has which booking open right now, in which mode, at which field.
//!
//! | module | gives out |
//! |---|---|
//! | [`tracker`] | [`Tracker`]: joining, updating, asking and watching |
//! | [`table`] | the rows that all server processes share |
//! | [`local`] | whom this process holds, and how they leave when their stream is dropped |
//! | [`throttle`] | how often one presence may be written |
//! | [`roster`] | [`Roster`]: what the table said last, handed to everybody who watches |
//! | [`wake`] | what has to be read again, gathered from notifications |
//! | [`tasks`] | reading what changed; confirming this process's people and removing those of dead ones |
//!
//! The rows are the truth; what a process remembers is what they said a moment ago. Presence is no part of the
//! change log and stands in no booking's way: it is late or lost at worst, never wrong for long.

pub(crate) mod local;
pub(crate) mod roster;
pub(crate) mod table;
pub(crate) mod tasks;
pub(crate) mod throttle;
pub(crate) mod tracker;
pub(crate) mod wake;

pub(crate) use entity::presence::Mode;
pub(crate) use roster::{Event, Roster};
pub(crate) use table::{Join, Presence};
pub(crate) use tracker::{Refused, Tracker};

use crate::edit::values::{Editable, api_name};

/// The fields of a booking that somebody can be at, as the API names them.
pub(crate) fn fields() -> impl Iterator<Item = String> {
    entity::booking::Model::FIELDS.iter().map(|field| api_name(field))
}

/// What somebody does at a booking, and where in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Activity {
    pub mode: Mode,
    /// One of [`fields`].
    pub field: Option<String>,
}
