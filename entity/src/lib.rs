//! The tables of Frontdesk as SeaORM models: no GraphQL, no rules.
//!
//! | module | table |
//! |---|---|
//! | [`room`], [`guest`], [`booking`] | what the staff edits; versioned, logged and announced by triggers |
//! | [`change_log`], [`change_stream`] | every committed change of those, and the life (epoch) they belong to |
//! | [`erasure`] | whose data was erased |
//! | [`hotel_settings`] | what the house is run with, each state a row |
//! | [`user`], [`session`] | who may sign in, and where they have |
//! | [`invitation`], [`account_log`] | the links by which people choose their passwords, and who did what to whose account |
//! | [`presence`] | who has which booking open right now |
//!
//! A model also decodes from the log's `before` and `after` images, which may have been written before a
//! column existed: each column that was added later needs a serde default.

pub mod account_log;
pub mod actor;
pub mod booking;
pub mod change_log;
pub mod change_stream;
pub mod erasure;
pub mod guest;
pub mod hotel_settings;
pub mod invitation;
pub mod presence;
pub mod room;
pub mod session;
pub mod user;

pub use actor::{Actor, ActorKind};
