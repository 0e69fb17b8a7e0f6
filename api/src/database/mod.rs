//! Where the database comes from: `DATABASE_URL`, else a private PostgreSQL that the program starts and ends.

mod address;
pub(crate) mod away;
mod fit;
pub mod pooling;
pub mod private;
mod reach;
mod settings;
pub(crate) mod sql;
pub(crate) mod statement;

use std::time::Duration;

use chrono::{DateTime, Utc};
use futures_util::future;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DbBackend, DbErr, SqlxPostgresConnector, Statement, TransactionTrait,
};
use sqlx::Connection;
use sqlx::postgres::{PgConnection, PgPoolOptions};
use tokio::time::{Instant, sleep, timeout};
use uuid::Uuid;

pub use address::Address;
pub use fit::{Fit, Unfit};
use pooling::Pooling;
pub use settings::Settings;

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
/// How long a command waits for a server that is starting the private PostgreSQL, if it has so much patience.
const STARTING: Duration = Duration::from_secs(20);
/// How long a migration waits for connections at work, whose prepared statements it has made stale.
const RENEWAL: Duration = Duration::from_secs(10);
/// Waiting for a lock ends here, also where `statement_timeout` does not count: while a transaction is committed.
const SESSION: [(&str, &str); 4] = [
    ("lock_timeout", "10s"),
    ("statement_timeout", "30s"),
    ("idle_in_transaction_session_timeout", "30s"),
    // No statement here reads so much that compiling it is worth the time, and some look as if they did.
    ("jit", "off"),
];
/// A page that a standby takes longer for is asked of the primary. Nothing else is asked there.
const READING: [(&str, &str); 4] =
    [("lock_timeout", "1s"), ("statement_timeout", "5s"), SESSION[2], SESSION[3]];
/// A migration makes what a connection has prepared stale, and nobody ends those to a standby.
const READER_LIFETIME: Duration = Duration::from_secs(300);
/// What one transaction has changed is put in order whole, however much it is.
const UNLIMITED: [(&str, &str); 2] = [("lock_timeout", "0"), ("statement_timeout", "0")];

/// A database that answers, and the private PostgreSQL it is in, if it is.
#[derive(Debug)]
pub struct Database {
    pub db: DatabaseConnection,
    /// A pool of one session, without limits of time, for the sequencer.
    pub sequencing: DatabaseConnection,
    /// How to open a session for LISTEN.
    pub listen: Address,
    /// Where a standby is that lists may be read from; taken by who reads there.
    pub(crate) standby: Option<Address>,
    /// How the connections of `db` come by their sessions.
    pub pooling: Pooling,
    /// How to open a session without limits of time, for migrations.
    patient: Address,
    private: Option<private::PrivateCluster>,
}

#[derive(Debug, thiserror::Error)]
pub enum DatabaseError {
    #[error(transparent)]
    Private(#[from] private::Error),
    /// The address is left out: it may hold a password.
    #[error("the database's address {0}")]
    Address(String),
    #[error("the database at DATABASE_URL does not answer: {0}")]
    Unreachable(String),
    #[error("the database at DATABASE_URL refuses the connection: {0}")]
    Refused(String),
    #[error(
        "the pooler at DATABASE_URL lends sessions for single transactions and mixes up what its clients prepare: \
         pgBouncer 1.21 or newer with max_prepared_statements above 0 is needed"
    )]
    Unprepared,
    #[error("PostgreSQL 15 or newer is needed, and this is {0}")]
    TooOld(String),
    #[error("the database's schema could not be brought up: {0}")]
    Migration(DbErr),
    #[error(transparent)]
    Unfit(#[from] fit::Unfit),
    #[error("the database failed: {0}")]
    Failed(#[from] sqlx::Error),
}

/// The `id` is one of these. They are one array, so that the statement is the same for any number of them, and
/// prepared once.
pub fn id_among(ids: impl IntoIterator<Item = Uuid>) -> Expr {
    Expr::cust_with_values("id = ANY($1)", [ids.into_iter().collect::<Vec<_>>()])
}

impl Database {
    /// Connects to the database that the settings name, or starts the private one. Changes nothing in it. Waits
    /// for a database that is away, for as long as they say.
    ///
    /// # Errors
    /// In words for whoever started the program.
    pub async fn open(settings: &Settings) -> Result<Self, DatabaseError> {
        let Some(url) = &settings.url else {
            let private = private::PrivateCluster::start(private::Options {
                data_dir: settings.data_dir.clone(),
                pg_bindir: settings.pg_bindir.clone(),
                settings: if settings.throwaway { throwaway_settings() } else { vec![] },
            })
            .await?;
            create_database(&private.url("postgres"), PRIVATE_NAME).await?;
            let url = private.url(PRIVATE_NAME);
            return Self::connect(&url, None, settings, Some(private)).await;
        };
        Self::connect(url, settings.listen_url.as_deref(), settings, None).await
    }

    /// The same; where a server runs the private PostgreSQL, beside that one instead of being refused. One that is just
    /// starting is waited for.
    ///
    /// # Errors
    /// As [`Database::open`].
    pub async fn open_beside(settings: &Settings) -> Result<Self, DatabaseError> {
        let deadline = Instant::now() + settings.patience.min(STARTING);
        loop {
            let refusal = match Self::open(settings).await {
                Err(DatabaseError::Private(in_use @ private::Error::InUse { .. })) => in_use.into(),
                opened => return opened,
            };
            let running = private::PrivateCluster::running(&settings.data_dir, PRIVATE_NAME);
            let refusal = match running {
                None => refusal,
                Some(url) => match Self::connect(&url, None, settings, None).await {
                    // The first start makes the database after PostgreSQL answers.
                    Err(refused @ DatabaseError::Refused(_)) => refused,
                    connected => return connected,
                },
            };
            if Instant::now() >= deadline {
                return Err(refusal);
            }
            sleep(Duration::from_millis(100)).await;
        }
    }

    async fn connect(
        url: &str,
        listen_url: Option<&str>,
        settings: &Settings,
        private: Option<private::PrivateCluster>,
    ) -> Result<Self, DatabaseError> {
        let patient = address(url)?.with(|session| session.application_name("frontdesk"));
        let listen = listen_url.map(address).transpose()?.unwrap_or_else(|| patient.clone());
        // By a name that no pooler begins its sessions with.
        let start = patient.clone().with(|session| session.application_name("frontdesk start"));
        let mut first = reach::reach(&start, settings.patience).await?;
        // Where that can't be told, what is done next says why.
        let pooling = Pooling::of(&mut first, &start).await.unwrap_or(Pooling::Session);
        // Nothing hangs on a farewell.
        drop(first.close().await);
        if pooling == Pooling::Unprepared {
            return Err(DatabaseError::Unprepared);
        }
        let pool = enduring()
            .max_connections(settings.max_connections)
            .min_connections(1)
            .connect_with(patient.options().clone().options(SESSION))
            .await
            .map_err(|error| DatabaseError::Unreachable(error.to_string()))?;
        let db = SqlxPostgresConnector::from_sqlx_postgres_pool(pool);
        let sequencing = enduring().max_connections(1).connect_lazy_with(
            patient.options().clone().application_name("frontdesk sequencer").options(UNLIMITED),
        );
        let sequencing = SqlxPostgresConnector::from_sqlx_postgres_pool(sequencing);
        let listen = listen.with(|session| session.application_name("frontdesk listener"));
        let standby = settings.read_url.as_deref().map(address).transpose()?;
        Ok(Self { db, sequencing, listen, standby, pooling, patient, private })
    }

    /// How to open a session past the pool.
    pub fn address(&self) -> &Address {
        &self.patient
    }

    /// Brings the schema up to this program's. Several processes may do so at once. A newer one is left as it is, where
    /// this program can work with it.
    ///
    /// # Errors
    /// A migration that failed; it left nothing behind. A schema that this program is too old for.
    pub async fn migrate(&self) -> Result<(), DatabaseError> {
        let own: i32 = sqlx::query_scalar("SELECT pg_backend_pid()")
            .fetch_one(self.db.get_postgres_connection_pool())
            .await?;
        self.migrating(async |db| {
            if !fit::bring_up(db).await? {
                return Ok(());
            }
            renew_connections(db, own).await.map_err(DatabaseError::Migration)
        })
        .await
    }

    /// Takes the schema down, and all data with it.
    ///
    /// # Errors
    /// A migration that failed; it left everything as it was. A schema that is newer than this program.
    pub async fn unmigrate(&self) -> Result<(), DatabaseError> {
        self.migrating(async |db| fit::take_down(db).await).await
    }

    /// How the schema and this program fit together. Changes nothing.
    ///
    /// # Errors
    /// The database's.
    pub async fn fit(&self) -> Result<Fit, DatabaseError> {
        fit::of(&self.db).await
    }

    /// One process at a time, and on a large database a migration may take long.
    async fn migrating(
        &self,
        migrate: impl AsyncFnOnce(&DatabaseConnection) -> Result<(), DatabaseError>,
    ) -> Result<(), DatabaseError> {
        let options = self.patient.options().clone().application_name("frontdesk migration");
        let pool = PgPoolOptions::new().max_connections(2).connect_with(options).await?;
        let db = SqlxPostgresConnector::from_sqlx_postgres_pool(pool.clone());
        let locked = async {
            let failed = DatabaseError::Migration;
            let lock = db.begin().await.map_err(failed)?;
            let taken = lock.execute_unprepared("SELECT pg_advisory_xact_lock(7306085018)").await;
            taken.map_err(failed)?;
            migrate(&db).await?;
            lock.commit().await.map_err(failed)
        };
        let migrated = locked.await;
        pool.close().await;
        migrated
    }

    /// Closes the connections, and ends the private PostgreSQL where there is one.
    ///
    /// # Errors
    /// Of the private PostgreSQL.
    pub async fn close(self) -> Result<(), DatabaseError> {
        let closed = future::join(
            self.db.get_postgres_connection_pool().close(),
            self.sequencing.get_postgres_connection_pool().close(),
        );
        if timeout(CLOSING, closed).await.is_err() {
            tracing::warn!("some statements did not end in time and are broken off");
        }
        if let Some(private) = self.private {
            private.stop().await?;
        }
        Ok(())
    }
}

/// A pool that outlives a restart of PostgreSQL: a connection that rested is tried before it is handed out.
fn enduring() -> PgPoolOptions {
    PgPoolOptions::new().acquire_timeout(ACQUIRE).test_before_acquire(false).before_acquire(
        |connection, rest| {
            // Under load each statement would pay a round trip to hear what the last one just showed.
            Box::pin(async move { Ok(rest.idle_for <= UNTRIED || is_alive(connection).await) })
        },
    )
}

/// A pool of sessions at a standby. Opens none yet.
pub(crate) fn reading_pool(standby: &Address, connections: u32) -> DatabaseConnection {
    let options = standby.options().clone().application_name("frontdesk reader").options(READING);
    let pool = enduring().max_connections(connections).max_lifetime(READER_LIFETIME);
    SqlxPostgresConnector::from_sqlx_postgres_pool(pool.connect_lazy_with(options))
}

fn address(url: &str) -> Result<Address, DatabaseError> {
    url.parse().map_err(DatabaseError::Address)
}

/// A connection that the network has forgotten says neither yes nor no.
async fn is_alive(connection: &mut PgConnection) -> bool {
    timeout(ALIVE, connection.ping()).await.is_ok_and(|answered| answered.is_ok())
}

/// Ends the connections of servers that run already, as soon as each has nothing to do: the statements that they have
/// prepared know the tables as they were, and PostgreSQL refuses them for as long as the connection lasts. Their pools
/// open new ones.
async fn renew_connections(db: &DatabaseConnection, own: i32) -> Result<(), DbErr> {
    let clock = "SELECT clock_timestamp() AS now";
    let migrated = db.query_one_raw(Statement::from_string(DbBackend::Postgres, clock)).await?;
    let Some(migrated) = migrated else { return Ok(()) };
    let migrated: DateTime<Utc> = migrated.try_get("", "now")?;
    let sql = "SELECT count(*) AS left_over, \
                 count(*) FILTER (WHERE state = 'idle' AND pg_terminate_backend(pid)) AS ended \
               FROM pg_stat_activity WHERE datname = current_database() AND usename = current_user \
                 AND application_name = 'frontdesk' AND backend_start < $1 AND pid <> $2";
    let statement = Statement::from_sql_and_values(DbBackend::Postgres, sql, [migrated.into(), own.into()]);
    let deadline = Instant::now() + RENEWAL;
    while Instant::now() < deadline {
        let Some(row) = db.query_one_raw(statement.clone()).await? else { break };
        if row.try_get::<i64>("", "left_over")? == 0 {
            break;
        }
        sleep(Duration::from_millis(20)).await;
    }
    Ok(())
}

/// What is written here is for one run: nothing waits for the disk, and the log is kept short for whoever copies it.
fn throwaway_settings() -> Vec<(String, String)> {
    let settings = [
        ("fsync", "off"),
        ("synchronous_commit", "off"),
        ("full_page_writes", "off"),
        ("wal_recycle", "off"),
        ("wal_init_zero", "off"),
        ("min_wal_size", "32MB"),
    ];
    settings.map(|(name, value)| (name.to_owned(), value.to_owned())).into()
}

/// Creates a database where there is none of this name.
async fn create_database(url: &str, name: &str) -> Result<(), DatabaseError> {
    let session = address(url)?;
    let pool = PgPoolOptions::new().max_connections(1).connect_with(session.options().clone()).await?;
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
