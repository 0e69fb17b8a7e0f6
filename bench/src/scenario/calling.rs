//! A few connections that ask as fast as they are answered, of both servers in turns.

use std::time::{Duration, Instant};

use serde_json::Value;
use tokio::task::JoinSet;

use crate::Outcome;
use crate::latency::{Latencies, micros};
use crate::load::caller::Caller;
use crate::report::Row;
use crate::stage::{Contender, Flush, House, Stage};

/// How long each server is asked before the other is. Short, so that what else the machine does falls on both.
const TURN: Duration = Duration::from_secs(2);
const WARM_UP: Duration = Duration::from_secs(1);

/// What one connection asks for next, and what it learns from the answers.
pub(super) trait Asking: Send + 'static {
    /// What of its answer is the same, whoever answers: a JSON pointer.
    const COMPARED: &'static str;

    fn document(&self) -> &'static str;

    fn variables(&mut self) -> Value;

    /// # Errors
    /// An answer that is none: everything that is counted was answered.
    fn answered(&mut self, body: &str) -> Outcome<()>;
}

#[derive(Debug, Default)]
pub(super) struct Called {
    /// Of each turn.
    rates: Vec<f64>,
    micros: Vec<u32>,
    server_cpu: Duration,
    postgres_cpu: Duration,
}

/// Lets both servers answer in turns. The houses stay open meanwhile; who is not asked does nothing.
pub(super) async fn call<A: Asking>(
    stage: &Stage,
    houses: &[House],
    turns: u32,
    asking: impl Fn() -> Vec<A>,
) -> Outcome<Vec<Called>> {
    let token = stage.tokens.first().map(String::as_str);
    let mut lines = vec![];
    for house in houses {
        let mut line = vec![];
        for asking in asking() {
            line.push((Caller::connect(house.server.address, token).await?, asking));
        }
        lines.push(ask(line, WARM_UP).await?.0);
    }
    let mut called: Vec<_> = houses.iter().map(|_| Called::default()).collect();
    for _ in 0..turns {
        for ((house, line), called) in houses.iter().zip(&mut lines).zip(&mut called) {
            let (server, postgres) = (house.server.process, stage.postgres()?);
            let (server_before, postgres_before) = (server.cpu()?, postgres.family_cpu()?);
            let began = Instant::now();
            let (back, micros) = ask(std::mem::take(line), TURN).await?;
            let took = began.elapsed();
            *line = back;
            called.server_cpu += server.cpu()?.saturating_sub(server_before);
            called.postgres_cpu += postgres.family_cpu()?.saturating_sub(postgres_before);
            called.rates.push(micros.len() as f64 / took.as_secs_f64());
            called.micros.extend(micros);
        }
    }
    Ok(called)
}

type Line<A> = Vec<(Caller, A)>;

/// Asks on all connections at once, for so long and until the last answer has come; tells how long each took.
async fn ask<A: Asking>(line: Line<A>, time: Duration) -> Outcome<(Line<A>, Vec<u32>)> {
    let deadline = Instant::now() + time;
    let mut asking = JoinSet::new();
    for (mut caller, mut asks) in line {
        asking.spawn(async move {
            let mut took = vec![];
            while Instant::now() < deadline {
                let began = Instant::now();
                let body = caller.ask(asks.document(), &asks.variables()).await?;
                took.push(micros(began.elapsed()));
                asks.answered(std::str::from_utf8(&body)?)?;
            }
            Outcome::Ok(((caller, asks), took))
        });
    }
    let (mut line, mut micros) = (vec![], vec![]);
    while let Some(ended) = asking.join_next().await {
        let (asked, took) = ended??;
        line.push(asked);
        micros.extend(took);
    }
    Ok((line, micros))
}

/// The limit is one only if the bare server answers the same: two questions each.
pub(super) async fn same_answers<A: Asking>(
    stage: &Stage,
    houses: &[House],
    asking: impl Fn() -> A,
) -> Outcome<()> {
    let token = stage.tokens.first().map(String::as_str);
    let mut answers = vec![];
    for house in houses {
        let mut caller = Caller::connect(house.server.address, token).await?;
        let mut asks = asking();
        let mut compared = vec![];
        for _ in 0..2 {
            let body = caller.ask(asks.document(), &asks.variables()).await?;
            asks.answered(std::str::from_utf8(&body)?)?;
            let answer: Value = serde_json::from_slice(&body)?;
            compared.push(answer.pointer(A::COMPARED).cloned().ok_or("nothing to compare is answered")?);
        }
        answers.push(compared);
    }
    if answers.windows(2).any(|pair| pair[0] != pair[1]) {
        return Err(format!("the servers' answers differ: {answers:?}").into());
    }
    Ok(())
}

/// Opens a house for each.
pub(super) async fn open_both(stage: &Stage, flush: Flush) -> Outcome<Vec<House>> {
    let mut houses = vec![];
    for contender in Contender::BOTH {
        houses.push(stage.open_with(contender, flush).await?);
    }
    Ok(houses)
}

pub(super) fn rows(what: &str, called: Vec<Called>, promise: &'static str) -> Vec<Row> {
    let measured: Vec<_> = called
        .into_iter()
        .map(|called| {
            let answers = called.micros.len() as f64;
            let of_each = |time: Duration| time.as_secs_f64() * 1e6 / answers;
            let latencies = Latencies::new(called.micros);
            let milliseconds = |share| latencies.percentile(share).as_secs_f64() * 1e3;
            [
                median(called.rates),
                milliseconds(0.5),
                milliseconds(0.99),
                of_each(called.server_cpu),
                of_each(called.postgres_cpu),
            ]
        })
        .collect();
    [
        ("requests a second", "", promise),
        ("p50", "ms", ""),
        ("p99", "ms", ""),
        ("server CPU per request", "µs", ""),
        ("PostgreSQL CPU per request", "µs", ""),
    ]
    .into_iter()
    .enumerate()
    .map(|(place, (figure, unit, promise))| {
        Row::new(format!("{what}: {figure}"), unit, measured.iter().map(|figures| figures[place]), promise)
    })
    .collect()
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_one_in_the_middle() {
        assert!((median(vec![3.0, 1.0, 2.0]) - 2.0).abs() < f64::EPSILON);
        assert!(median(vec![]).abs() < f64::EPSILON);
    }
}
