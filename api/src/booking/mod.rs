//! Bookings: their fields and rules, the stay and its moves, reads.

pub mod bulk;
pub mod fields;
mod locks;
pub mod read;
mod rules;
pub mod status;
pub mod stay;
pub mod unavailable;

pub use read::{BookingFilter, BookingOrder};
pub use unavailable::Unavailable;
