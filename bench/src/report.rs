//! What was measured, as a table.

use std::error::Error;
use std::io::{Write, stderr, stdout};

use serde_json::{Value, json};

use crate::machine;
use crate::stage::Disk;

/// One figure of both servers.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Row {
    what: String,
    unit: &'static str,
    frontdesk: f64,
    /// None where the bare server can't do that.
    bare: Option<f64>,
    promise: &'static str,
}

impl Row {
    /// The figures are those of the measured server and, where there is one, of the bare server.
    pub(crate) fn new(
        what: String,
        unit: &'static str,
        figures: impl IntoIterator<Item = f64>,
        promise: &'static str,
    ) -> Self {
        let mut figures = figures.into_iter();
        Self { what, unit, frontdesk: figures.next().unwrap_or(f64::NAN), bare: figures.next(), promise }
    }

    /// None where it would say nothing.
    fn ratio(&self) -> Option<f64> {
        self.bare.map(|bare| self.frontdesk / bare).filter(|ratio| ratio.is_finite())
    }

    fn line(&self) -> String {
        let figure = |value| format!("{} {}", rounded(value), self.unit).trim_end().to_owned();
        let cells = [
            self.what.clone(),
            figure(self.frontdesk),
            self.bare.map_or_else(String::new, figure),
            self.ratio().map_or_else(String::new, rounded),
            self.promise.to_owned(),
        ];
        format!("| {} |", cells.join(" | "))
    }

    fn json(&self) -> Value {
        let (ratio, promise) = (self.ratio(), Some(self.promise).filter(|promise| !promise.is_empty()));
        json!({
            "what": self.what, "unit": self.unit, "frontdesk": self.frontdesk, "bare": self.bare, "ratio": ratio,
            "promise": promise,
        })
    }
}

/// Three digits that count, as far as whole numbers need no more.
fn rounded(value: f64) -> String {
    let decimals = match value.abs() {
        value if value >= 100.0 || value == 0.0 => 0,
        value if value >= 10.0 => 1,
        _ => 2,
    };
    format!("{value:.decimals$}")
}

/// Prints the figures with the day and the machine: without them they say nothing.
pub(crate) fn print(rows: &[Row], disk: Disk, as_json: bool) -> std::io::Result<()> {
    let day = frontdesk::clock::Clock::system().now().format("%Y-%m-%d");
    let machine = machine::description();
    if as_json {
        let rows: Vec<_> = rows.iter().map(Row::json).collect();
        return writeln!(
            stdout(),
            "{:#}",
            json!({
                "day": day.to_string(), "machine": machine, "fsync": disk.fsync,
                "flush_ms": disk.flush.as_secs_f64() * 1e3, "rows": rows,
            })
        );
    }
    let lines: Vec<_> = rows.iter().map(Row::line).collect();
    writeln!(
        stdout(),
        "Measured on {day} with {machine}; load generator, server and PostgreSQL ({disk}) share it.\n\n\
         | | Frontdesk | bare server | ratio | promised |\n|---|---:|---:|---:|---|\n{}",
        lines.join("\n")
    )
}

/// Says what is being done, so that nobody waits for nothing.
pub(crate) fn progress(doing: &str) {
    // A closed terminal can't be told anything.
    let _ = writeln!(stderr(), "{doing} …");
}

pub(crate) fn complain(error: &(dyn Error + Send + Sync)) {
    let _ = writeln!(stderr(), "frontdesk-bench: {error}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_names_both_figures_and_their_ratio() {
        let row = Row::new("watching: p99".to_owned(), "ms", [30.0, 12.0], "at most 2 ×");
        assert_eq!(row.line(), "| watching: p99 | 30.0 ms | 12.0 ms | 2.50 | at most 2 × |");
        assert_eq!(row.json()["ratio"], 2.5);
    }

    #[test]
    fn what_cannot_be_compared_has_no_ratio() {
        assert_eq!(Row::new("twice".to_owned(), "", [0.0, 0.0], "0").line(), "| twice | 0 | 0 |  | 0 |");
        assert_eq!(Row::new("resumed".to_owned(), "s", [5.25], "").line(), "| resumed | 5.25 s |  |  |  |");
    }
}
