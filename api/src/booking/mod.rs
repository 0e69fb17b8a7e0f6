//! Bookings: their fields and rules, the stay and its moves, reads.

pub mod fields;
pub mod group;
mod locks;
pub mod read;
mod rules;
pub mod status;
pub mod stay;
pub mod unavailable;

pub use read::{BookingFilter, BookingOrder};
pub use unavailable::Unavailable;
