//! Many watch, one writes: what arrives, when, and what it costs the server.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use crate::Outcome;
use crate::latency::Latencies;
use crate::load::crowd::{Arrival, Interest, Sockets};
use crate::load::writer::{Writer, change};
use crate::stage::{Contender, House, SOCKETS_EACH, Stage};

/// How long the last change may take to come to everybody.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long the streams may take to begin.
const BEGINNING: Duration = Duration::from_secs(60);

#[derive(Clone, Copy, Debug)]
pub(super) struct Plan {
    pub(super) watchers: usize,
    pub(super) per_second: u32,
    pub(super) writing: Duration,
}

#[derive(Debug)]
pub(super) struct Watched {
    pub(super) expected: u64,
    /// Of `expected`: each change once for each watcher.
    pub(super) delivered: u64,
    /// Arrivals that were told before, or came before what was committed earlier.
    pub(super) out_of_order: u64,
    /// From the commit's return to the arrival.
    pub(super) latencies: Latencies,
    pub(super) server_cpu: Duration,
    pub(super) postgres_cpu: Duration,
    /// What the server grew by, from its first socket to the last delivery.
    pub(super) memory: u64,
}

/// The measured server first, then the bare one.
pub(super) async fn watch_both(stage: &Stage, plan: Plan) -> Outcome<Vec<Watched>> {
    let mut measured = vec![];
    for contender in Contender::BOTH {
        let house = stage.open(contender).await?;
        measured.push(watch(stage, &house, plan).await?);
        house.server.stop().await?;
    }
    Ok(measured)
}

async fn watch(stage: &Stage, house: &House, plan: Plan) -> Outcome<Watched> {
    warm_up(stage, house).await?;
    let (server, postgres) = (house.server.process, stage.postgres()?);
    let memory_before = server.resident()?;

    let origin = Instant::now();
    let sockets = Sockets::open(house.server.address, &stage.tokens, SOCKETS_EACH, plan.watchers).await?;
    let mut crowd = sockets.watch(Interest::LIVE, origin);
    let ready_at = crowd.ready(BEGINNING).await?;

    let cpu_before = (server.cpu()?, postgres.family_cpu()?);
    let writer = Writer::start(house.url.clone(), plan.per_second, origin);
    tokio::time::sleep(plan.writing).await;
    let commits = writer.stop().await?;
    let expected = (commits.len() * plan.watchers) as u64;
    crowd.arrivals(expected, Instant::now() + PATIENCE).await;
    let server_cpu = server.cpu()?.saturating_sub(cpu_before.0);
    let postgres_cpu = postgres.family_cpu()?.saturating_sub(cpu_before.1);
    let memory = server.resident()?.saturating_sub(memory_before);

    let diaries = crowd.part().await;
    let committed = committed_at(house, ready_at.position.revision, &commits).await?;
    let (mut late, mut out_of_order) = (vec![], 0);
    for diary in &diaries {
        out_of_order += not_rising(diary);
        late.extend(lateness(diary, &committed));
    }
    let delivered = late.len() as u64 - out_of_order;
    let latencies = Latencies::new(late);
    Ok(Watched { expected, delivered, out_of_order, latencies, server_cpu, postgres_cpu, memory })
}

/// One watcher is told one change, so that what only the first costs is not counted.
async fn warm_up(stage: &Stage, house: &House) -> Outcome<()> {
    let sockets = Sockets::open(house.server.address, &stage.tokens, SOCKETS_EACH, 1).await?;
    let mut crowd = sockets.watch(Interest::LIVE, Instant::now());
    crowd.ready(BEGINNING).await?;
    let mut connection = house.connect().await?;
    let booking = sqlx::query_scalar("SELECT id FROM bookings LIMIT 1").fetch_one(&mut connection).await?;
    change(&mut connection, booking, 0).await?;
    crowd.arrivals(1, Instant::now() + PATIENCE).await;
    crowd.part().await;
    Ok(())
}

/// When the commit of each revision returned. Only the writer writes, one change a transaction.
pub(super) async fn committed_at(house: &House, after: i64, commits: &[u32]) -> Outcome<HashMap<i64, u32>> {
    let revisions: Vec<i64> =
        sqlx::query_scalar("SELECT revision FROM change_log WHERE revision > $1 ORDER BY revision")
            .bind(after)
            .fetch_all(&mut house.complete_log().await?)
            .await?;
    if revisions.len() != commits.len() {
        return Err(format!("{} changes were written and {} logged", commits.len(), revisions.len()).into());
    }
    Ok(revisions.into_iter().zip(commits.iter().copied()).collect())
}

/// How late each arrival of a known commit was. One may come before its writer hears of the commit.
pub(super) fn lateness(diary: &[Arrival], committed: &HashMap<i64, u32>) -> impl Iterator<Item = u32> {
    diary.iter().filter_map(|arrival| Some(arrival.at.saturating_sub(*committed.get(&arrival.revision)?)))
}

/// How many arrivals were told before, or came before an earlier one.
pub(super) fn not_rising(diary: &[Arrival]) -> u64 {
    let mut highest = (i64::MIN, 0);
    let mut count = 0;
    for arrival in diary {
        let place = (arrival.revision, arrival.index);
        if place <= highest {
            count += 1;
        }
        highest = highest.max(place);
    }
    count
}

/// How late 99 % of the arrivals were of what was committed in this time.
pub(super) fn p99(
    diaries: &[Vec<Arrival>],
    committed: &HashMap<i64, u32>,
    from: Duration,
    to: Duration,
) -> Duration {
    let within = |at: u32| (from..to).contains(&Duration::from_micros(at.into()));
    let committed =
        committed.iter().filter(|(_, at)| within(**at)).map(|(revision, at)| (*revision, *at)).collect();
    Latencies::new(diaries.iter().flat_map(|diary| lateness(diary, &committed)).collect()).percentile(0.99)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn diary(revisions: &[i64]) -> Vec<Arrival> {
        revisions.iter().map(|revision| Arrival { revision: *revision, index: 0, at: 100 }).collect()
    }

    #[test]
    fn what_comes_twice_or_too_late_is_counted() {
        assert_eq!(not_rising(&diary(&[1, 2, 5])), 0);
        assert_eq!(not_rising(&diary(&[1, 2, 2, 3])), 1);
        assert_eq!(not_rising(&diary(&[1, 5, 2, 3, 6])), 2);
        let rows = |indexes: [i32; 3]| indexes.map(|index| Arrival { revision: 1, index, at: 100 });
        assert_eq!(not_rising(&rows([0, 1, 2])), 0, "rows of one transaction");
        assert_eq!(not_rising(&rows([0, 2, 1])), 1);
    }

    #[test]
    fn lateness_is_counted_from_the_commit() {
        let committed = HashMap::from([(1, 60), (2, 130)]);
        let late: Vec<_> = lateness(&diary(&[1, 2, 3]), &committed).collect();
        assert_eq!(
            late,
            [40, 0],
            "an arrival before the writer hears of it is not late, an unknown one not counted"
        );
    }

    #[test]
    fn only_what_was_committed_in_that_time_counts() {
        let committed = HashMap::from([(1, 10), (2, 20)]);
        let diaries = [[(1, 15), (2, 27)].map(|(revision, at)| Arrival { revision, index: 0, at }).to_vec()];
        let micros = Duration::from_micros;
        assert_eq!(p99(&diaries, &committed, micros(0), micros(20)), micros(5));
        assert_eq!(p99(&diaries, &committed, micros(20), micros(30)), micros(7));
    }
}
