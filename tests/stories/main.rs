//! Stories of Anna and Ben, one module a story: a real server in this process or in its own, on a real
//! PostgreSQL, over real sockets. Each story has a database of its own.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a story that can't go on has failed, and one may say what it measured"
)]

mod support;

mod command_line;
mod killed_postgres;
mod killed_program;
mod migrations;
mod one_folder;
mod other_life;
mod readme;
mod stopping;
mod two_edit_one_booking;
mod two_servers;
