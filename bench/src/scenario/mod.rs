//! What is measured.
//!
//! - [`watching`] — the way of `fanout` and `sockets`: many watch, one writes
//! - [`fanout`] — five thousand watchers
//! - [`sockets`] — memory for ten thousand
//! - [`resume`] — two hundred who come back after ten thousand changes
//! - [`stalled`] — a thousand who do not read
//! - [`storm`] — ten thousand changes at once
//! - [`calling`] — the way of `query` and `mutate`: a few connections ask as fast as they are answered
//! - [`query`] — a page of bookings
//! - [`mutate`] — an update of a version, as [`edits`] says
//! - [`latency`] — one writer's updates, and one watcher
//! - [`processes`] — several servers on one database, without and with a relay
//! - [`snapshot`] — an inbox of which nothing can be removed

mod calling;
mod edits;
pub(crate) mod fanout;
pub(crate) mod latency;
pub(crate) mod mutate;
pub(crate) mod processes;
pub(crate) mod query;
pub(crate) mod resume;
pub(crate) mod snapshot;
pub(crate) mod sockets;
pub(crate) mod stalled;
pub(crate) mod storm;
mod watching;
