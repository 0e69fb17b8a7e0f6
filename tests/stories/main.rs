//! Stories of Anna and Ben, one module a story: a real server in this process or in its own, on a real
//! PostgreSQL, over real sockets. Each story has a database of its own.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a story that can't go on has failed"
)]
#![expect(
    clippy::print_stdout,
    reason = "a seed and a measurement, for whoever reads a failed story's output"
)]

mod support;

mod any_history;
mod commit_order;
mod counting_together;
mod deleted_meanwhile;
mod fifty_want_one_room;
mod filtered_watching;
mod groups;
mod lost_listener;
mod reading;
mod resuming;
mod retries;
mod same_field_twice;
mod the_stay;
mod two_edit_one_booking;
mod writes_from_outside;
