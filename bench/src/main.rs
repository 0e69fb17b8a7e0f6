//! `frontdesk-bench`: how much Frontdesk costs beside the least that any server could do.
//!
//! Absolute figures say as much about the machine as about the server. So each measurement is taken twice in one
//! run, on one PostgreSQL with the same data: of `frontdesk serve`, and of a *bare server* that answers the same
//! requests with the least work that still answers them. What counts is the ratio. Both run as processes of their
//! own, so that `/proc` tells their processor time and memory apart from the load generator's.
//!
//! | module | gives out |
//! |---|---|
//! | [`command`] | the subcommands and their settings |
//! | [`scenario`] | what is measured, one module each |
//! | [`load`] | the clients: watchers, a writer, callers over HTTP |
//! | [`bare`] | the bare server |
//! | [`stage`] | PostgreSQL, the hotel's data, the people who sign in, the servers' processes |
//! | [`process`] | processor time and memory of a process |
//! | [`machine`] | what it is measured on, and how many sockets that allows |
//! | [`latency`] | percentiles |
//! | [`report`] | the table |

mod bare;
mod command;
mod latency;
mod load;
mod machine;
mod process;
mod report;
mod scenario;
mod stage;

use std::process::ExitCode;

use clap::Parser;

// The allocator of the measured program, for the bare server too.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Whatever keeps a measurement from being taken, in words for whoever started it.
type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

fn main() -> ExitCode {
    match command::run(command::Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            report::complain(&*error);
            ExitCode::FAILURE
        }
    }
}
