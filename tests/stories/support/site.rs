//! A PostgreSQL of a story's own, with a standby.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use frontdesk::database::private::{Options, PrivateCluster};
use sqlx::postgres::PgPoolOptions;
use sqlx::{AssertSqlSafe, PgPool};
use tempfile::{NamedTempFile, TempDir};

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
    folder: TempDir,
}

impl Site {
    /// A new PostgreSQL with an empty database.
    pub(crate) async fn new() -> Self {
        Self::with(&[]).await
    }

    /// The same with settings of PostgreSQL's.
    pub(crate) async fn with(settings: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let postgres = start(&folder, settings).await;
        let pool = PgPoolOptions::new().connect(&postgres.url("postgres")).await.unwrap();
        sqlx::query("CREATE DATABASE hotel").execute(&pool).await.unwrap();
        Self::on(postgres, folder).await
    }

    async fn on(postgres: PrivateCluster, folder: TempDir) -> Self {
        let pool = PgPoolOptions::new().max_connections(2).connect(&postgres.url("hotel")).await.unwrap();
        Self { postgres, pool, folder }
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
        let folder = self.backup(&["--write-recovery-conf"]).await;
        let standby = Self::on(start(&folder, &[]).await, folder).await;
        let written: String = self.value("SELECT pg_current_wal_lsn()::text").await;
        let replayed = format!("SELECT pg_last_wal_replay_lsn() >= '{written}'::pg_lsn");
        eventually("the standby has caught up", async || standby.value(&replayed).await).await;
        standby
    }

    /// A copy of the running data folder.
    pub(crate) async fn backup(&self, more: &[&str]) -> TempDir {
        let folder = tempfile::tempdir().unwrap();
        let url = reqwest::Url::parse(&self.url()).unwrap();
        let socket = url.query_pairs().find(|(name, _)| name == "host").unwrap().1.into_owned();
        let mut backup = Command::new(programs(&self.pool).await.join("pg_basebackup"));
        backup.args(["--checkpoint=fast", "--no-sync", "--wal-method=stream"]).args(more);
        backup
            .arg("--dbname")
            .arg(format!("host={socket} port=5432 user={} sslmode=disable", url.username()));
        backup.arg("--pgdata").arg(folder.path().join("postgres"));
        program(backup).await;
        folder
    }

    /// Another PostgreSQL: a backup of this one, recovered to a restore point that came after it.
    pub(crate) async fn recovered(&self, backup: TempDir, restore_point: &str) -> Self {
        self.sql("SELECT pg_switch_wal()").await;
        let wal = backup.path().join("wal");
        let mut copy = Command::new("cp");
        copy.arg("-r").arg(self.folder.path().join("postgres/pg_wal")).arg(&wal);
        program(copy).await;
        let settings = format!(
            "restore_command = 'cp \"{}/%f\" \"%p\"'\nrecovery_target_name = '{restore_point}'\n\
             recovery_target_action = 'promote'\n",
            wal.display()
        );
        let cluster = backup.path().join("postgres");
        let mut file =
            std::fs::File::options().append(true).open(cluster.join("postgresql.auto.conf")).unwrap();
        file.write_all(settings.as_bytes()).unwrap();
        std::fs::write(cluster.join("recovery.signal"), "").unwrap();
        let recovered = Self::on(start(&backup, &[]).await, backup).await;
        let ended = "SELECT NOT pg_is_in_recovery()";
        eventually("the recovery has ended", async || recovered.value(ended).await).await;
        recovered
    }

    /// Stops it, copies its data folder, and starts both.
    pub(crate) async fn copied(self) -> (Self, Self) {
        let Self { postgres, pool, folder } = self;
        pool.close().await;
        postgres.stop().await.unwrap();
        let elsewhere = tempfile::tempdir().unwrap();
        let mut copy = Command::new("cp");
        copy.arg("-a").arg(folder.path().join("postgres")).arg(elsewhere.path());
        program(copy).await;
        (
            Self::on(start(&folder, &[]).await, folder).await,
            Self::on(start(&elsewhere, &[]).await, elsewhere).await,
        )
    }

    /// The same server without a database, and then with an empty one.
    pub(crate) async fn make_anew(&self) {
        let pool =
            PgPoolOptions::new().max_connections(1).connect(&self.postgres.url("postgres")).await.unwrap();
        sqlx::query("DROP DATABASE hotel WITH (FORCE)").execute(&pool).await.unwrap();
        sqlx::query("CREATE DATABASE hotel").execute(&pool).await.unwrap();
        pool.close().await;
    }

    /// What `pg_dump` makes of it.
    pub(crate) async fn dump(&self) -> NamedTempFile {
        let file = NamedTempFile::new().unwrap();
        let mut dump = Command::new(programs(&self.pool).await.join("pg_dump"));
        dump.args(["--format=custom", "--file"]).arg(file.path()).arg(self.url());
        program(dump).await;
        file
    }

    /// Restores a dump into its empty database.
    pub(crate) async fn restore(&self, dump: &NamedTempFile) {
        let mut restore = Command::new(programs(&self.pool).await.join("pg_restore"));
        restore.args(["--exit-on-error", "--dbname", &self.url()]).arg(dump.path());
        program(restore).await;
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

async fn start(folder: &TempDir, more: &[(&str, &str)]) -> PrivateCluster {
    // No checkpoint but those that are asked for.
    let settings = [&[("fsync", "off"), ("checkpoint_timeout", "1h")], more].concat();
    PrivateCluster::start(Options {
        data_dir: folder.path().to_owned(),
        pg_bindir: std::env::var_os("PG_BINDIR").map(Into::into),
        settings: settings.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect(),
    })
    .await
    .unwrap()
}
