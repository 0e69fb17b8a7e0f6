//! One private PostgreSQL for all stories, and a database for each, cloned from one that is ready.

use std::path::Path;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use frontdesk::clock::Clock;
use frontdesk::database::private::{Options, PrivateCluster};
use frontdesk::server::Server;
use sqlx::postgres::PgPoolOptions;
use sqlx::{AssertSqlSafe, PgPool};
use tempfile::TempDir;
use tokio::runtime::Runtime;

use super::house::options;

/// Of the names of the clusters' folders.
const PREFIX: &str = "frontdesk-stories-";
const TEMPLATE: &str = "template_house";

pub(crate) struct Cluster {
    postgres: PrivateCluster,
    admin: PgPool,
    /// The stories' own runtimes end with them; the cluster is kept by this one.
    runtime: Runtime,
    _folder: TempDir,
    pub(crate) secret: std::path::PathBuf,
}

/// The cluster, started by whoever asks first. It ends with the process.
pub(crate) fn cluster() -> &'static Cluster {
    static CLUSTER: OnceLock<Cluster> = OnceLock::new();
    CLUSTER.get_or_init(|| std::thread::spawn(start).join().unwrap())
}

/// Removes the folders of earlier runs. A run can't remove its own: its PostgreSQL ends after it.
fn sweep(folders: &Path) {
    let ended = |folder: &Path| {
        ["postgres.lock", "postgres.running"]
            .iter()
            .all(|lock| std::fs::File::open(folder.join(lock)).is_ok_and(|file| file.try_lock().is_ok()))
    };
    for entry in std::fs::read_dir(folders).into_iter().flatten().flatten() {
        if entry.file_name().to_string_lossy().starts_with(PREFIX) && ended(&entry.path()) {
            // Another run may be doing the same.
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
}

fn start() -> Cluster {
    sweep(&std::env::temp_dir());
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let folder = tempfile::Builder::new().prefix(PREFIX).tempdir().unwrap();
    let secret = folder.path().join("secret");
    std::fs::write(&secret, "a secret of thirty-two bytes or more").unwrap();
    let (postgres, admin) = runtime.block_on(async {
        let settings = [
            ("fsync", "off"),
            ("max_connections", "400"),
            ("full_page_writes", "off"),
            ("max_prepared_transactions", "10"),
        ];
        let postgres = PrivateCluster::start(Options {
            data_dir: folder.path().to_owned(),
            pg_bindir: std::env::var_os("PG_BINDIR").map(Into::into),
            settings: settings.map(|(name, value)| (name.to_owned(), value.to_owned())).into(),
        })
        .await
        .unwrap();
        let admin = PgPoolOptions::new().max_connections(4).connect(&postgres.url("postgres")).await.unwrap();
        sqlx::query(AssertSqlSafe(format!("CREATE DATABASE {TEMPLATE}"))).execute(&admin).await.unwrap();
        let template = options(&postgres.url(TEMPLATE), &secret, &["--demo"]);
        let server = Server::prepare(&template, Clock::system()).await.unwrap();
        server.shutdown().begin();
        server.run().await.unwrap();
        // A clone of it is to be a database on which no server has worked, and not another life of one.
        let template = PgPoolOptions::new().connect(&postgres.url(TEMPLATE)).await.unwrap();
        sqlx::query("UPDATE change_stream SET system_identifier = 0").execute(&template).await.unwrap();
        template.close().await;
        (postgres, admin)
    });
    Cluster { postgres, admin, runtime, _folder: folder, secret }
}

/// A database of one story's own: migrated, with the demo's people, rooms, guests and bookings.
pub(crate) struct Database {
    pub(crate) name: String,
    pub(crate) url: String,
    /// As the role that owns everything, like psql.
    pub(crate) pool: PgPool,
}

impl Database {
    pub(crate) async fn new() -> Self {
        Self::clone_of(TEMPLATE).await
    }

    /// One with nothing in it, not even a schema.
    pub(crate) async fn empty() -> Self {
        Self::clone_of("template0").await
    }

    /// A copy of another, to which nobody may be connected meanwhile.
    pub(crate) async fn clone_of(template: &str) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let cluster = cluster();
        let name = format!("house_{}", NUMBER.fetch_add(1, Ordering::Relaxed));
        let create = AssertSqlSafe(format!("CREATE DATABASE {name} TEMPLATE {template}"));
        // The pool belongs to the cluster's runtime.
        let admin = cluster.admin.clone();
        cluster
            .runtime
            .spawn(async move { sqlx::query(create).execute(&admin).await.unwrap() })
            .await
            .unwrap();
        let url = cluster.postgres.url(&name);
        let pool = PgPoolOptions::new().max_connections(5).connect(&url).await.unwrap();
        Self { name, url, pool }
    }

    /// Runs statements as psql would.
    pub(crate) async fn sql(&self, statements: &str) {
        if statements.contains("change_log") {
            complete_log(&self.pool).await;
        }
        sqlx::raw_sql(AssertSqlSafe(statements.to_owned())).execute(&self.pool).await.unwrap();
    }

    /// The one value that a query answers.
    pub(crate) async fn value<T>(&self, query: &str) -> T
    where
        T: Send + Unpin + for<'r> sqlx::Decode<'r, sqlx::Postgres> + sqlx::Type<sqlx::Postgres>,
    {
        if query.contains("change_log") {
            complete_log(&self.pool).await;
        }
        sqlx::query_scalar(AssertSqlSafe(query.to_owned())).fetch_one(&self.pool).await.unwrap()
    }
}

/// Puts in order what is still in the inbox, for who looks into the log and means all that is committed. (An older schema
/// has no inbox, and on a standby there is nothing to be done about it.)
pub(crate) async fn complete_log(pool: &PgPool) {
    drop(sqlx::query("SELECT frontdesk_sequence()").execute(pool).await);
}
