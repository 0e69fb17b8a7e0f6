//! The stream of changes: every committed one, once, in the log's order.
//!
//! | module | gives out |
//! |---|---|
//! | [`cursor`] | [`Cursor`]: a place in the stream that a reader resumes from |
//! | [`log`] | the log after a place, with the epoch and the floor it was read under |
//! | [`activity`] | the log newest first, by noun, by who it was, by time |
//! | [`epoch`] | whether this is still the database that the cursors were given out for |
//! | [`entry`], [`batch`] | changes decoded once for everybody, and the rows beside them |
//! | [`erasures`] | [`Erasures`]: what is kept in memory and must no longer be told |
//! | [`hub`] | [`Hub`]: what was made once, handed to everybody who watches |
//! | [`listener`] | the tasks that wake up (NOTIFY), read the log and fill the hub |
//! | [`session`] | the session that listens, once it is sure that it stays |
//! | [`relay`] | what other processes have read of the log already, by way of a broker |
//! | [`walk`] | [`Walk`]: one watcher's way from its cursor to the live stream |
//! | [`source`] | [`Log`]: what the first watchers walk along |
//! | [`collapse`] | what is told to a watcher who lag |
//! | [`prune`] | what is no longer kept |

pub(crate) mod activity;
pub(crate) mod batch;
mod collapse;
pub(crate) mod cursor;
pub(crate) mod entry;
pub mod epoch;
pub(crate) mod erasures;
pub(crate) mod hub;
pub mod listener;
pub(crate) mod log;
pub mod prune;
pub(crate) mod relay;
mod session;
pub(crate) mod source;
pub(crate) mod walk;

pub use batch::Batch;
pub use collapse::collapse;
pub use cursor::{Cursor, Position};
pub use entry::Entry;
pub use erasures::{Erased, Erasures};
pub use hub::Hub;
pub use source::Log;
pub use walk::{Step, Walk};
