//! The stream of changes: every committed one, once, in commit order.
//!
//! | module | gives out |
//! |---|---|
//! | [`cursor`] | [`Cursor`]: a place in the stream that a reader resumes from |
//! | [`log`] | the log behind a place, with the epoch and the floor it was read under |
//! | [`epoch`] | whether this is still the database that the cursors were given out for |
//! | [`hub`] | [`Hub`]: what was read once, handed to everybody who watches |
//! | [`listener`] | the tasks that wake up (NOTIFY), read the log and fill the hub |
//! | [`watch`] | [`Watch`]: one watcher's way from its cursor to the live stream |
//! | [`prune`] | what is no longer kept |

pub mod cursor;
pub mod epoch;
pub mod hub;
pub mod listener;
pub mod log;
pub mod prune;
pub mod watch;

pub use cursor::{Cursor, Position};
pub use hub::Hub;
pub use watch::{Event, Watch};
