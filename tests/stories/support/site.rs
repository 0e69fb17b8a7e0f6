//! A PostgreSQL of a story's own, with a standby.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use frontdesk::database::private::{Options, PrivateCluster};
use sqlx::postgres::PgPoolOptions;
use sqlx::{AssertSqlSafe, PgPool};
use tempfile::TempDir;

use super::{complete_log, eventually};

/// Where the programs of a running PostgreSQL are.
pub(crate) async fn programs(database: &PgPool) -> PathBuf {
    let folder = sqlx::query_scalar::<_, String>("SELECT setting FROM pg_config WHERE name = 'BINDIR'");
    folder.fetch_one(database).await.unwrap().into()
}

/// Runs one of PostgreSQL's programs to its end, and answers what it printed.
pub(crate) async fn program(mut command: Command) -> Vec<u8> {
    command.stdin(Stdio::null()).env_remove("PGDATABASE");
    let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

pub(crate) struct Site {
    postgres: PrivateCluster,
    /// As the role that owns everything, like psql.
    pub(crate) pool: PgPool,
    _folder: TempDir,
}

impl Site {
    /// A new PostgreSQL with an empty database.
    pub(crate) async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let postgres = start(&folder).await;
        let pool = PgPoolOptions::new().connect(&postgres.url("postgres")).await.unwrap();
        sqlx::query("CREATE DATABASE hotel").execute(&pool).await.unwrap();
        Self::on(postgres, folder).await
    }

    async fn on(postgres: PrivateCluster, folder: TempDir) -> Self {
        let pool = PgPoolOptions::new().max_connections(2).connect(&postgres.url("hotel")).await.unwrap();
        Self { postgres, pool, _folder: folder }
    }

    pub(crate) fn url(&self) -> String {
        self.postgres.url("hotel")
    }

    /// Runs statements as psql would.
    pub(crate) async fn sql(&self, statements: &str) {
        if statements.contains("change_log") {
            complete_log(&self.pool).await;
        }
        sqlx::raw_sql(AssertSqlSafe(statements.to_owned())).execute(&self.pool).await.unwrap();
    }

    pub(crate) async fn value<T>(&self, query: &str) -> T
    where
        T: Send + Unpin + for<'r> sqlx::Decode<'r, sqlx::Postgres> + sqlx::Type<sqlx::Postgres>,
    {
        if query.contains("change_log") {
            complete_log(&self.pool).await;
        }
        sqlx::query_scalar(AssertSqlSafe(query.to_owned())).fetch_one(&self.pool).await.unwrap()
    }

    /// A standby that follows this one, and has come as far.
    pub(crate) async fn standby(&self) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = reqwest::Url::parse(&self.url()).unwrap();
        let socket = url.query_pairs().find(|(name, _)| name == "host").unwrap().1.into_owned();
        let mut backup = Command::new(programs(&self.pool).await.join("pg_basebackup"));
        backup.args(["--write-recovery-conf", "--checkpoint=fast", "--no-sync", "--wal-method=stream"]);
        backup
            .arg("--dbname")
            .arg(format!("host={socket} port=5432 user={} sslmode=disable", url.username()));
        backup.arg("--pgdata").arg(folder.path().join("postgres"));
        program(backup).await;
        let standby = Self::on(start(&folder).await, folder).await;
        let written: String = self.value("SELECT pg_current_wal_lsn()::text").await;
        let replayed = format!("SELECT pg_last_wal_replay_lsn() >= '{written}'::pg_lsn");
        eventually("the standby has caught up", async || standby.value(&replayed).await).await;
        standby
    }

    /// Hears no more of what it stands by for.
    pub(crate) async fn stop_following(&self) {
        self.sql("ALTER SYSTEM SET primary_conninfo = ''").await;
        self.sql("SELECT pg_reload_conf()").await;
        let receiving = "SELECT count(*) = 0 FROM pg_stat_wal_receiver";
        eventually("the standby receives nothing", async || self.value(receiving).await).await;
    }

    pub(crate) async fn promote(&self) {
        assert!(self.value::<bool>("SELECT pg_promote()").await, "it is not promoted");
    }

    pub(crate) async fn stop(self) {
        self.pool.close().await;
        self.postgres.stop().await.unwrap();
    }
}

async fn start(folder: &TempDir) -> PrivateCluster {
    // No checkpoint but those that are asked for.
    let settings = [("fsync", "off"), ("checkpoint_timeout", "1h")];
    PrivateCluster::start(Options {
        data_dir: folder.path().to_owned(),
        pg_bindir: std::env::var_os("PG_BINDIR").map(Into::into),
        settings: settings.map(|(name, value)| (name.to_owned(), value.to_owned())).into(),
    })
    .await
    .unwrap()
}
