//! Reading from a standby what the primary could have answered, and from the primary where that is not certain.
//!
//! | module | what it knows |
//! |---|---|
//! | `floor` | how far the primary is, and whether the standby has come as far in the same life |
//! | `early` | what the standby shows before the primary does, and whether that is shown by now |
//! | `follower` | one reading: by which connection, how long it may take, when the standby is left alone |
//! | `look` | whether a standby that was left alone can be read from again |
//!
//! The rule, and why it is this one, is in ARCHITECTURE.md.

mod early;
mod floor;
mod follower;
mod look;

use std::future::Future;
use std::sync::Arc;

use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, ExecResult};
use sea_orm::{QueryResult, Statement};

use crate::database::Address;
use crate::metrics::Metrics;
pub(crate) use floor::{Floor, Obstacle, Standing};
use follower::Follower;

/// Where lists and histories are read. A handle; all of its clones share one standby, where there is one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reads(Option<Arc<Follower>>);

/// What one reading reads from.
#[derive(Clone, Debug)]
pub(crate) enum Source {
    Primary(DatabaseConnection),
    /// One session at a standby, which looks anew with each statement.
    Standby(Arc<DatabaseTransaction>),
}

/// Why a reading failed.
pub(crate) trait ReadError {
    /// Whether it is the database's, so that another one may answer.
    fn is_the_databases(&self) -> bool;
}

impl ReadError for DbErr {
    fn is_the_databases(&self) -> bool {
        true
    }
}

impl Reads {
    /// Reads at the standby of this address, by at most so many connections, as soon as it turns out to be one.
    pub(crate) fn by(standby: Address, connections: u32, metrics: Arc<Metrics>) -> Self {
        Self(Some(Arc::new(Follower::new(standby, connections, metrics))))
    }

    /// Reads at the standby, where its answer is one that the primary could give now; else at the primary. Changes
    /// nothing; may be carried out twice.
    ///
    /// # Errors
    /// The primary's, and what is wrong with the question.
    pub(crate) async fn read<T, E, F>(
        &self,
        primary: &DatabaseConnection,
        read: impl Fn(Source) -> F,
    ) -> Result<T, E>
    where
        F: Future<Output = Result<T, E>>,
        E: ReadError,
    {
        let at_primary = || read(Source::Primary(primary.clone()));
        let Some(follower) = &self.0 else { return at_primary().await };
        match follower.read(primary, &read).await {
            Ok(answered) => {
                follower.metrics().read_at("standby");
                answered
            }
            Err(reason) => {
                follower.metrics().standby_passed_over(reason.name());
                follower.metrics().read_at("primary");
                at_primary().await
            }
        }
    }

    /// Looks at a standby that is not read from, whether it can be.
    pub(crate) async fn look(&self, primary: &DatabaseConnection) {
        if let Some(follower) = &self.0 {
            follower.look(primary).await;
        }
    }
}

#[async_trait::async_trait]
impl ConnectionTrait for Source {
    fn get_database_backend(&self) -> DbBackend {
        DbBackend::Postgres
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        match self {
            Self::Primary(db) => db.execute_raw(statement).await,
            Self::Standby(session) => session.execute_raw(statement).await,
        }
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        match self {
            Self::Primary(db) => db.execute_unprepared(sql).await,
            Self::Standby(session) => session.execute_unprepared(sql).await,
        }
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        match self {
            Self::Primary(db) => db.query_one_raw(statement).await,
            Self::Standby(session) => session.query_one_raw(statement).await,
        }
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        match self {
            Self::Primary(db) => db.query_all_raw(statement).await,
            Self::Standby(session) => session.query_all_raw(statement).await,
        }
    }
}
