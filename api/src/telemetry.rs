//! Logs: one line an event on standard error, as text for people or as JSON for machines.

use std::io::IsTerminal;
use std::panic;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::ParseError;
use tracing_subscriber::util::TryInitError;
use tracing_subscriber::{fmt, prelude::*};

/// How a log line looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum LogFormat {
    /// For a terminal.
    #[default]
    Text,
    /// One JSON object a line, its fields at the top level.
    Json,
}

/// Why logging could not start.
#[derive(Debug, thiserror::Error)]
pub enum TelemetryError {
    #[error("--log is not a filter such as `info` or `frontdesk=debug,sqlx=warn`: {0}")]
    Filter(#[from] ParseError),
    #[error("logging is already set up in this process: {0}")]
    Twice(#[from] TryInitError),
}

/// Starts logging for the whole process. `filter` is in the syntax of `tracing_subscriber::EnvFilter`.
///
/// A panic is logged too, so that it carries the request id of the request that it ended.
pub fn init(format: LogFormat, filter: &str) -> Result<(), TelemetryError> {
    let filter = EnvFilter::builder().parse(filter)?;
    let registry = tracing_subscriber::registry().with(filter);
    // Colours are for a terminal; in a file or a journal they are noise. https://no-color.org
    let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let colours = !plain && std::io::stderr().is_terminal();
    let layer = fmt::layer().with_writer(std::io::stderr).with_ansi(colours);
    match format {
        LogFormat::Text => registry.with(layer.with_target(false)).try_init()?,
        LogFormat::Json => {
            registry
                .with(layer.json().flatten_event(true).with_current_span(true).with_span_list(false))
                .try_init()?;
        }
    }
    panic::set_hook(Box::new(|info| {
        let message = info.payload_as_str().unwrap_or("(no message)");
        let place = info.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(panic.message = message, panic.place = place, "a task panicked");
    }));
    Ok(())
}
