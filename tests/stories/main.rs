//! Stories of Anna and Ben, one module a story: a real server in this process or in its own, on a real
//! PostgreSQL, over real sockets. Each story has a database of its own.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a story that can't go on has failed"
)]

mod support;

mod accounts;
mod attacks;
mod bad_input;
mod browser_and_tokens;
mod every_outcome;
mod http_audit;
mod operators;
mod roles;
mod schema_is_the_contract;
mod two_edit_one_booking;
