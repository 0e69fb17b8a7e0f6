//! What is spent on a change, beside what time alone costs.

use std::time::{Duration, Instant};

use crate::Outcome;
use crate::process::Process;
use crate::stage::Stage;

/// Whose spending is read.
pub(super) struct Meter<'a> {
    pub(super) stage: &'a Stage,
    pub(super) servers: Vec<Process>,
    pub(super) broker: Option<Process>,
}

/// What was spent until a moment.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reading {
    at: Instant,
    statements: f64,
    /// How many of the statements looked into the log.
    looks: f64,
    postgres: Duration,
    /// Of all servers together.
    servers: Duration,
    broker: Duration,
    processes: usize,
}

impl Meter<'_> {
    pub(super) async fn read(&self) -> Outcome<Reading> {
        let (statements, looks) = self.stage.statements().await?;
        let mut servers = Duration::ZERO;
        for server in &self.servers {
            servers += server.cpu()?;
        }
        Ok(Reading {
            at: Instant::now(),
            statements,
            looks,
            postgres: self.stage.postgres()?.family_cpu()?,
            servers,
            broker: self.broker.map_or(Ok(Duration::ZERO), Process::cpu)?,
            processes: self.servers.len(),
        })
    }
}

/// What was spent in a time. Processor time is in seconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Costs {
    pub(super) seconds: f64,
    pub(super) statements: f64,
    pub(super) postgres: f64,
    /// Of one server, in the mean.
    pub(super) server: f64,
    pub(super) broker: f64,
}

impl Costs {
    pub(super) fn between(before: Reading, after: Reading) -> Self {
        let spent = |of: fn(&Reading) -> Duration| of(&after).saturating_sub(of(&before)).as_secs_f64();
        Self {
            seconds: (after.at - before.at).as_secs_f64(),
            statements: after.statements - before.statements,
            postgres: spent(|reading| reading.postgres),
            server: spent(|reading| reading.servers) / after.processes as f64,
            broker: spent(|reading| reading.broker),
        }
    }

    /// The same of a time in which nothing was saved. The log is looked into where nothing comes, and not for that reason
    /// while changes come.
    pub(super) fn of_time(before: Reading, after: Reading) -> Self {
        let all = Self::between(before, after);
        Self { statements: all.statements - (after.looks - before.looks), ..all }
    }

    /// Without what so long a time costs.
    pub(super) fn beside(self, of_time: Self) -> Self {
        let share = self.seconds / of_time.seconds;
        self.with(|own, time| own - time * share, of_time)
    }

    pub(super) fn each(self, changes: usize) -> Self {
        self.with(|own, _| own / changes as f64, self)
    }

    fn with(self, of: impl Fn(f64, f64) -> f64, other: Self) -> Self {
        Self {
            seconds: self.seconds,
            statements: of(self.statements, other.statements),
            postgres: of(self.postgres, other.postgres),
            server: of(self.server, other.server),
            broker: of(self.broker, other.broker),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(at: Instant, counts: f64, looks: f64, spent: Duration) -> Reading {
        let (postgres, servers, broker) = (spent, spent * 4, spent);
        Reading { at, statements: counts, looks, postgres, servers, broker, processes: 4 }
    }

    #[test]
    fn what_time_costs_is_not_the_changes() {
        let second = Duration::from_secs(1);
        let began = Instant::now();
        let read = |seconds: u32, counts, looks, spent| {
            reading(began + second * seconds, counts, looks, Duration::from_millis(spent))
        };
        let (first, second, third) =
            (read(0, 0.0, 0.0, 0), read(2, 30.0, 10.0, 40), read(6, 130.0, 20.0, 240));
        let of_time = Costs::of_time(first, second);
        let each = Costs::between(second, third).beside(of_time).each(10);
        let near = |is: f64, expected: f64| assert!((is - expected).abs() < 1e-9, "{is}, not {expected}");
        near(each.statements, (100.0 - 40.0) / 10.0);
        near(each.postgres, 0.012);
        near(each.server, 0.012);
        near(each.broker, 0.012);
    }
}
