//! What was measured, as a table.

use std::error::Error;
use std::io::{Write, stderr, stdout};

use serde_json::{Value, json};

use crate::machine;
use crate::stage::Disk;

/// Whom a figure is of.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Column {
    pub(crate) heading: &'static str,
    /// Its name in JSON.
    pub(crate) key: &'static str,
    /// The name of the first column's ratio to this one.
    pub(crate) ratio: &'static str,
}

const BESIDE_THE_BARE: &[Column] = &[
    Column { heading: "Frontdesk", key: "frontdesk", ratio: "" },
    Column { heading: "bare server", key: "bare", ratio: "ratio" },
];

/// One figure of several that are compared.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Row {
    what: String,
    unit: &'static str,
    columns: &'static [Column],
    /// In the order of the columns: fewer, where the last can't do that.
    figures: Vec<f64>,
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
        Self::among(BESIDE_THE_BARE, what, unit, figures, promise)
    }

    /// The figures are those of these columns.
    pub(crate) fn among(
        columns: &'static [Column],
        what: String,
        unit: &'static str,
        figures: impl IntoIterator<Item = f64>,
        promise: &'static str,
    ) -> Self {
        Self { what, unit, columns, figures: figures.into_iter().collect(), promise }
    }

    /// Of the first figure to another. None where it would say nothing.
    fn ratio(&self, other: usize) -> Option<f64> {
        let ratio = self.figures.first()? / self.figures.get(other)?;
        Some(ratio).filter(|ratio| ratio.is_finite())
    }

    fn line(&self) -> String {
        let figure = |place: usize| {
            let value = self.figures.get(place).map(|value| format!("{} {}", rounded(*value), self.unit));
            value.unwrap_or_default().trim_end().to_owned()
        };
        let mut cells = vec![self.what.clone(), figure(0)];
        for other in 1..self.columns.len() {
            cells.extend([figure(other), self.ratio(other).map_or_else(String::new, rounded)]);
        }
        cells.push(self.promise.to_owned());
        format!("| {} |", cells.join(" | "))
    }

    /// What stands above rows with these columns.
    fn heading(columns: &[Column]) -> String {
        let mut names = columns.iter().map(|column| column.heading);
        let first = names.next().unwrap_or_default();
        let others: String = names.map(|name| format!(" {name} | ratio |")).collect();
        let rules = "---:|".repeat(2 * columns.len() - 1);
        format!("| | {first} |{others} promised |\n|---|{rules}---|")
    }

    fn json(&self) -> Value {
        let promise = Some(self.promise).filter(|promise| !promise.is_empty());
        let mut json = json!({ "what": self.what, "unit": self.unit, "promise": promise });
        for (place, column) in self.columns.iter().enumerate() {
            json[column.key] = json!(self.figures.get(place));
            if place > 0 {
                json[column.ratio] = json!(self.ratio(place));
            }
        }
        json
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
    writeln!(
        stdout(),
        "Measured on {day} with {machine}; load generator, server and PostgreSQL ({disk}) share it."
    )?;
    for table in rows.chunk_by(|row, next| row.columns == next.columns) {
        let columns = table.first().map_or(BESIDE_THE_BARE, |row| row.columns);
        let lines: Vec<_> = table.iter().map(Row::line).collect();
        writeln!(stdout(), "\n{}\n{}", Row::heading(columns), lines.join("\n"))?;
    }
    Ok(())
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
    fn the_first_is_compared_with_each_other() {
        const COLUMNS: &[Column] = &[
            Column { heading: "new", key: "new", ratio: "" },
            Column { heading: "old", key: "old", ratio: "to_old" },
            Column { heading: "ideal", key: "ideal", ratio: "to_ideal" },
        ];
        let row = Row::among(COLUMNS, "p50".to_owned(), "ms", [6.0, 12.0, 3.0], "");
        assert_eq!(row.line(), "| p50 | 6.00 ms | 12.0 ms | 0.50 | 3.00 ms | 2.00 |  |");
        assert_eq!((&row.json()["to_old"], &row.json()["to_ideal"]), (&json!(0.5), &json!(2.0)));
        let heading =
            "| | new | old | ratio | ideal | ratio | promised |\n|---|---:|---:|---:|---:|---:|---|";
        assert_eq!(Row::heading(COLUMNS), heading);
        let alone = Row::among(COLUMNS, "p50".to_owned(), "ms", [6.0], "");
        assert_eq!(alone.line(), "| p50 | 6.00 ms |  |  |  |  |  |");
    }

    #[test]
    fn what_cannot_be_compared_has_no_ratio() {
        assert_eq!(Row::new("twice".to_owned(), "", [0.0, 0.0], "0").line(), "| twice | 0 | 0 |  | 0 |");
        assert_eq!(Row::new("resumed".to_owned(), "s", [5.25], "").line(), "| resumed | 5.25 s |  |  |  |");
    }
}
