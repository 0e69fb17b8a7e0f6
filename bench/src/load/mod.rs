//! The load generator: people who watch, some who write, and callers over HTTP.

pub(crate) mod caller;
pub(crate) mod crowd;
mod frame;
mod socket;
pub(crate) mod writer;

pub(crate) use frame::value_of;
