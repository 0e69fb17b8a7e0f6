//! Where the database comes from: `DATABASE_URL`, else a private PostgreSQL that the program starts and ends.

pub mod away;
pub mod private;

use std::str::FromStr;
use std::time::Duration;

use migration::{Migrator, MigratorTrait};
use sea_orm::sea_query::Expr;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr, SqlxPostgresConnector, TransactionTrait};
use sqlx::Connection;
use sqlx::postgres::{PgConnectOptions, PgConnection, PgPoolOptions};
use tokio::time::timeout;
use uuid::Uuid;

use crate::config::DatabaseOptions;

/// The database's name in the private PostgreSQL.
const PRIVATE_NAME: &str = "frontdesk";
/// How long a connection may rest and still be handed out without a question.
const UNTRIED: Duration = Duration::from_millis(50);
/// How long a request waits for a connection of the pool.
const ACQUIRE: Duration = Duration::from_secs(10);
/// How long a connection may take to show that it is alive, before another takes its place.
const ALIVE: Duration = Duration::from_secs(3);
/// How long the end waits for connections that are still at work: their requests have had their time.
const CLOSING: Duration = Duration::from_secs(2);
/// Waiting for a lock ends here; `lock_timeout` also bounds the wait for the commit lock of the change log,
/// which `statement_timeout` does not.
const SESSION: [(&str, &str); 3] =
    [("lock_timeout", "10s"), ("statement_timeout", "30s"), ("idle_in_transaction_session_timeout", "30s")];

/// A database that answers, and the private PostgreSQL it is in, if it is.
#[derive(Debug)]
pub struct Database {
    pub db: DatabaseConnection,
    /// How to open a session for LISTEN.
    pub listen: PgConnectOptions,
    /// How to open a session without limits of time, for migrations.
    patient: PgConnectOptions,
    private: Option<private::PrivateCluster>,
}

#[derive(Debug, thiserror::Error)]
pub enum DatabaseError {
    #[error(transparent)]
    Private(#[from] private::Error),
    /// The address is left out: it may hold a password.
    #[error("the database address is not understood: {0}")]
    Address(sqlx::Error),
    #[error("the database at DATABASE_URL does not answer: {0}")]
    Unreachable(sqlx::Error),
    #[error("PostgreSQL 15 or newer is needed, and this is {0}")]
    TooOld(String),
    #[error("the database's schema could not be brought up: {0}")]
    Migration(DbErr),
    #[error("the database failed: {0}")]
    Failed(#[from] sqlx::Error),
}

/// The `id` is one of these. They are one array, so that the statement is the same for any number of them, and
/// prepared once.
pub fn id_among(ids: impl IntoIterator<Item = Uuid>) -> Expr {
    Expr::cust_with_values("id = ANY($1)", [ids.into_iter().collect::<Vec<_>>()])
}

impl Database {
    /// Connects to the database that the options name, or starts the private one. Changes nothing in it.
    ///
    /// # Errors
    /// In words for whoever started the program.
    pub async fn open(options: &DatabaseOptions) -> Result<Self, DatabaseError> {
        let Some(url) = &options.database_url else {
            let private = private::PrivateCluster::start(private::Options {
                data_dir: options.data_dir.clone(),
                pg_bindir: options.pg_bindir.clone(),
                settings: vec![],
            })
            .await?;
            create_database(&private.url("postgres"), PRIVATE_NAME).await?;
            let url = private.url(PRIVATE_NAME);
            return Self::connect(&url, None, options.max_connections, Some(private)).await;
        };
        Self::connect(url, options.database_listen_url.as_deref(), options.max_connections, None).await
    }

    async fn connect(
        url: &str,
        listen_url: Option<&str>,
        max_connections: u32,
        private: Option<private::PrivateCluster>,
    ) -> Result<Self, DatabaseError> {
        let options = PgConnectOptions::from_str(url).map_err(DatabaseError::Address)?;
        let options = options.application_name("frontdesk");
        let listen = match listen_url {
            Some(url) => PgConnectOptions::from_str(url).map_err(DatabaseError::Address)?,
            None => options.clone(),
        };
        // The pool outlives a restart of PostgreSQL: a connection that rested is tried before it is handed out.
        let pool = PgPoolOptions::new()
            .max_connections(max_connections)
            .min_connections(1)
            .acquire_timeout(ACQUIRE)
            .test_before_acquire(false)
            .before_acquire(|connection, rest| {
                // Under load each statement would pay a round trip to hear what the last one just showed.
                Box::pin(async move { Ok(rest.idle_for <= UNTRIED || is_alive(connection).await) })
            })
            .connect_with(options.clone().options(SESSION))
            .await
            .map_err(DatabaseError::Unreachable)?;
        let version: String = sqlx::query_scalar("SHOW server_version").fetch_one(&pool).await?;
        let major: u32 = version.split(['.', ' ']).next().and_then(|major| major.parse().ok()).unwrap_or(0);
        if major < 15 {
            return Err(DatabaseError::TooOld(version));
        }
        let db = SqlxPostgresConnector::from_sqlx_postgres_pool(pool);
        let listen = listen.application_name("frontdesk listener");
        Ok(Self { db, listen, patient: options, private })
    }

    /// Brings the schema up to this program's. Several processes may do so at once.
    ///
    /// # Errors
    /// A migration that failed; it left nothing behind.
    pub async fn migrate(&self) -> Result<(), DatabaseError> {
        self.migrating(async |db| Migrator::up(db, None).await).await
    }

    /// Takes the schema down, and all data with it.
    ///
    /// # Errors
    /// A migration that failed; it left everything as it was.
    pub async fn unmigrate(&self) -> Result<(), DatabaseError> {
        self.migrating(async |db| Migrator::down(db, None).await).await
    }

    /// One process at a time, and on a large database a migration may take long.
    async fn migrating(
        &self,
        migrate: impl AsyncFnOnce(&DatabaseConnection) -> Result<(), DbErr>,
    ) -> Result<(), DatabaseError> {
        let pool = PgPoolOptions::new().max_connections(2).connect_with(self.patient.clone()).await?;
        let db = SqlxPostgresConnector::from_sqlx_postgres_pool(pool.clone());
        let locked = async {
            let lock = db.begin().await?;
            lock.execute_unprepared("SELECT pg_advisory_xact_lock(7306085018)").await?;
            migrate(&db).await?;
            lock.commit().await
        };
        let migrated = locked.await.map_err(DatabaseError::Migration);
        pool.close().await;
        migrated
    }

    /// Closes the connections, and ends the private PostgreSQL where there is one.
    ///
    /// # Errors
    /// Of the private PostgreSQL.
    pub async fn close(self) -> Result<(), DatabaseError> {
        let closed = self.db.get_postgres_connection_pool().close();
        if timeout(CLOSING, closed).await.is_err() {
            tracing::warn!("some statements did not end in time and are broken off");
        }
        if let Some(private) = self.private {
            private.stop().await?;
        }
        Ok(())
    }
}

/// A connection that the network has forgotten says neither yes nor no.
async fn is_alive(connection: &mut PgConnection) -> bool {
    timeout(ALIVE, connection.ping()).await.is_ok_and(|answered| answered.is_ok())
}

/// Creates a database where there is none of this name.
async fn create_database(url: &str, name: &str) -> Result<(), DatabaseError> {
    let options = PgConnectOptions::from_str(url).map_err(DatabaseError::Address)?;
    let pool = PgPoolOptions::new().max_connections(1).connect_with(options).await?;
    let exists: bool = sqlx::query_scalar("SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)")
        .bind(name)
        .fetch_one(&pool)
        .await?;
    if !exists {
        // The name is ours and needs no quotes.
        sqlx::query(sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"))).execute(&pool).await?;
    }
    pool.close().await;
    Ok(())
}
