//! Guests: reads and writes.

pub mod read;
pub mod write;
