//! Bookings: their fields and rules, the stay and its moves, reads.

pub(crate) mod bulk;
pub(crate) mod deleted;
pub(crate) mod fields;
mod locks;
pub(crate) mod new_group;
pub(crate) mod read;
mod rules;
pub(crate) mod status;
pub(crate) mod stay;
pub(crate) mod unavailable;

pub(crate) use read::BookingFilter;
pub(crate) use unavailable::Unavailable;
