//! One reading at the standby.

use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use sea_orm::{DatabaseConnection, DatabaseTransaction, DbErr, TransactionTrait};
use tokio::time::{Instant, sleep, timeout};

use super::early::Early;
use super::{Floor, Obstacle, ReadError, Source, Standing};
use crate::coalesced::Coalesced;
use crate::database::statement::StatementName;
use crate::database::{Address, reading_pool};
use crate::metrics::Metrics;

/// How long the primary may take to say how far it is.
const FLOOR: Duration = Duration::from_secs(3);
/// How long the standby may take to be reached and to say how far it is, apart from the wait for it.
const ANSWER: Duration = Duration::from_secs(1);
/// How long a reading waits for the standby to come as far as the primary, and for the primary to show what the standby
/// does. Either takes a millisecond or two, where nothing is wrong.
const PATIENCE: Duration = Duration::from_millis(50);
const FIRST_PAUSE: Duration = Duration::from_millis(1);
/// How long a page may take before the primary is asked for it.
const READING: Duration = Duration::from_secs(5);

/// Why something was not read at the standby.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reason {
    /// It does not answer, or fails.
    Away,
    Behind,
    /// It shows what the primary does not show yet.
    Early,
    /// It is none of this database, or of another life of it.
    Unfit,
    /// The primary does not say how far it is.
    Unknown,
}

impl Reason {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Away => "away",
            Self::Behind => "behind",
            Self::Early => "early",
            Self::Unfit => "unfit",
            Self::Unknown => "unknown",
        }
    }
}

impl From<Obstacle> for Reason {
    fn from(obstacle: Obstacle) -> Self {
        match obstacle {
            Obstacle::Behind(_) => Self::Behind,
            _ => Self::Unfit,
        }
    }
}

/// Why the standby could not be reached, in its own words.
pub(super) enum Failure {
    Away(DbErr),
    Silent,
    Obstacle(Obstacle),
}

impl From<DbErr> for Failure {
    fn from(error: DbErr) -> Self {
        Self::Away(error)
    }
}

impl Failure {
    pub(super) fn reason(&self) -> Reason {
        match self {
            Self::Away(_) | Self::Silent => Reason::Away,
            Self::Obstacle(obstacle) => (*obstacle).into(),
        }
    }
}

/// The standby, as this process knows it.
#[derive(Debug)]
pub(super) struct Follower {
    pub(super) address: Address,
    connections: u32,
    /// Where the primary is: one question for all who ask at the same time.
    floors: Coalesced<Arc<Floor>>,
    state: Mutex<State>,
    metrics: Arc<Metrics>,
}

#[derive(Debug)]
struct State {
    pool: DatabaseConnection,
    /// Why it is left alone, until it was looked at. So an outage is paid for by those who read when it begins.
    left_alone: Option<Reason>,
    /// How often in a row it was looked at in vain.
    failures: u32,
    /// What the operator was told last.
    told: Option<Result<(), Reason>>,
}

impl Follower {
    pub(super) fn new(address: Address, connections: u32, metrics: Arc<Metrics>) -> Self {
        let pool = pool(&address, connections, &metrics);
        // Nobody has looked at it yet.
        let state = Mutex::new(State { pool, left_alone: Some(Reason::Away), failures: 0, told: None });
        Self { address, connections, floors: Coalesced::default(), state, metrics }
    }

    pub(super) fn metrics(&self) -> &Metrics {
        &self.metrics
    }

    /// The answer, which may be that the question is wrong; or why the primary has to be asked.
    pub(super) async fn read<T, E, F>(
        &self,
        primary: &DatabaseConnection,
        read: impl Fn(Source) -> F,
    ) -> Result<Result<T, E>, Reason>
    where
        F: Future<Output = Result<T, E>>,
        E: ReadError,
    {
        if let Some(reason) = self.left_alone() {
            return Err(reason);
        }
        let floor = self.floor(primary).await?;
        let read = self.read_above(&floor, read).await;
        let (answer, early) = read.inspect_err(|reason| self.leave_alone(*reason))?;
        if !early.is_empty() {
            self.until_shown(primary, &floor, &early).await?;
        }
        Ok(answer)
    }

    async fn read_above<T, E, F>(
        &self,
        floor: &Floor,
        read: impl Fn(Source) -> F,
    ) -> Result<(Result<T, E>, Early), Reason>
    where
        F: Future<Output = Result<T, E>>,
        E: ReadError,
    {
        let reached = self.reach(floor).await.map_err(|failure| failure.reason())?;
        // Rolled back when it is dropped, after the answer.
        let session = Arc::new(reached);
        let answer = timeout(READING, read(Source::Standby(Arc::clone(&session)))).await;
        let answer = match answer {
            Err(_) => return Err(Reason::Away),
            Ok(Err(error)) if error.is_the_databases() => return Err(Reason::Away),
            Ok(answer) => answer,
        };
        let early = timeout(ANSWER, Early::of(&*session, floor)).await;
        let early = early.map_err(|_| Reason::Away)?.map_err(|_| Reason::Away)?;
        Ok((answer, early))
    }

    /// A session at the standby whose next statement sees what the primary has shown.
    pub(super) async fn reach(&self, floor: &Floor) -> Result<DatabaseTransaction, Failure> {
        let reached = timeout(ANSWER + PATIENCE, async {
            let pool = self.state().pool.clone();
            // One transaction, so that a pooler lends one session for all of it.
            let session = pool.begin().await?;
            let deadline = Instant::now() + PATIENCE;
            let mut pause = FIRST_PAUSE;
            loop {
                match Standing::of(&session).await?.reaches(floor) {
                    Ok(()) => return Ok(session),
                    Err(Obstacle::Behind(_)) if Instant::now() + pause < deadline => sleep(pause).await,
                    Err(obstacle) => return Err(Failure::Obstacle(obstacle)),
                }
                pause *= 2;
            }
        });
        reached.await.unwrap_or(Err(Failure::Silent))
    }

    async fn floor(&self, primary: &DatabaseConnection) -> Result<Arc<Floor>, Reason> {
        let floor = self.floors.run(async || {
            // Those who waited while somebody else found out are not kept waiting for the same.
            if let Some(reason) = self.left_alone() {
                return Err(reason);
            }
            match timeout(FLOOR, Floor::of(primary)).await {
                Ok(Ok(floor)) => Ok(Arc::new(floor)),
                _ => {
                    self.leave_alone(Reason::Unknown);
                    Err(Reason::Unknown)
                }
            }
        });
        floor.await
    }

    /// Waits until the primary shows what was read.
    async fn until_shown(
        &self,
        primary: &DatabaseConnection,
        floor: &Floor,
        early: &Early,
    ) -> Result<(), Reason> {
        let deadline = Instant::now() + PATIENCE;
        let mut pause = FIRST_PAUSE;
        loop {
            let now = self.floor(primary).await?;
            if now.epoch != floor.epoch {
                return Err(Reason::Unfit);
            }
            if early.is_shown_by(&now) {
                return Ok(());
            }
            if Instant::now() + pause >= deadline {
                return Err(Reason::Early);
            }
            sleep(pause).await;
            pause *= 2;
        }
    }

    pub(super) fn left_alone(&self) -> Option<Reason> {
        self.state().left_alone
    }

    fn leave_alone(&self, reason: Reason) {
        self.state().left_alone = Some(reason);
    }

    /// It can be read from. Answers whether that is news.
    pub(super) fn return_to(&self) -> bool {
        let mut state = self.state();
        (state.left_alone, state.failures) = (None, 0);
        state.told.replace(Ok(())) != Some(Ok(()))
    }

    /// It can't be read from. Answers whether that is news: what is over at the next look is none.
    pub(super) fn has_failed(&self, reason: Reason) -> bool {
        let mut state = self.state();
        state.left_alone = Some(reason);
        state.failures = state.failures.saturating_add(1);
        state.failures > 1 && state.told.replace(Err(reason)) != Some(Err(reason))
    }

    /// Begins with new connections: the old ones may lead nowhere, or know tables as they were before a migration.
    pub(super) fn renew_pool(&self) {
        self.state().pool = pool(&self.address, self.connections, &self.metrics);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn pool(address: &Address, connections: u32, metrics: &Arc<Metrics>) -> DatabaseConnection {
    let (mut pool, metrics) = (reading_pool(address, connections), Arc::clone(metrics));
    pool.set_metric_callback(move |done| {
        metrics.statement(|| StatementName::of(&done.statement.sql), done.elapsed);
    });
    pool
}
