//! The program `frontdesk`.

mod command;

use std::io::{Write, stderr};
use std::process::ExitCode;

use clap::error::ErrorKind;
use frontdesk::config::Cli;
use frontdesk::telemetry;

// Executing a page of fifty bookings takes half the time that the system's allocator makes it take.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = match Cli::read(std::env::args_os()) {
        Ok(cli) => cli,
        Err(error) => {
            // A closed terminal can't be told anything.
            let _ = error.print();
            let wanted = matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
            return if wanted { ExitCode::SUCCESS } else { ExitCode::from(2) };
        }
    };
    match run(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(stderr(), "frontdesk: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(cli: Cli) -> Result<(), Box<dyn std::error::Error>> {
    telemetry::init(cli.log.log_format, &cli.log.log)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(command::run(cli.command))
}
