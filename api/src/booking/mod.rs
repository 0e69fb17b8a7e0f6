//! Bookings: the stay and its moves, reads, writes.

pub mod group;
pub mod read;
pub mod status;
pub mod stay;
pub mod write;

pub use read::{BookingFilter, BookingOrder};
pub use write::{BookingOutcome, Unavailable};
