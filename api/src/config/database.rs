//! Which database.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use crate::database::{Address, Settings};

/// Where the database is, or where to keep a private one.
// Global, for `migrate --data-dir … up` and `migrate up --data-dir …`.
#[derive(Args, Clone)]
pub struct DatabaseOptions {
    /// The PostgreSQL database, 15 or newer. Without it a private PostgreSQL is started from the machine's own
    /// programs. Prefer the variable: a flag with a password in it can be read in the list of processes.
    #[arg(long, global = true, env = "DATABASE_URL", hide_env_values = true, value_name = "URL")]
    #[arg(value_parser = postgres_url)]
    pub database_url: Option<String>,

    /// The same database past a pooler. Needed where --database-url goes through one in transaction mode, which
    /// can't listen.
    #[arg(long, global = true, env = "DATABASE_LISTEN_URL", hide_env_values = true, value_name = "URL")]
    #[arg(value_parser = postgres_url, requires = "database_url")]
    pub database_listen_url: Option<String>,

    /// A standby of the same database. Lists, searches and histories are read there, where it has come as far as the
    /// database itself; else, and whenever it is away, at --database-url. Up to --max-connections are opened there, too.
    #[arg(long, global = true, env = "DATABASE_READ_URL", hide_env_values = true, value_name = "URL")]
    #[arg(value_parser = postgres_url, requires = "database_url")]
    pub database_read_url: Option<String>,

    /// The folder with `postgres` and `initdb` for the private PostgreSQL. Without it PATH is searched, then the
    /// usual folders, newest version first.
    #[arg(long, global = true, env = "PG_BINDIR", value_name = "FOLDER")]
    pub pg_bindir: Option<PathBuf>,

    /// The folder of the private PostgreSQL's data and of the secret that signs tokens.
    #[arg(long, global = true, env = "FRONTDESK_DATA_DIR", value_name = "FOLDER")]
    #[arg(default_value = "./data")]
    pub data_dir: PathBuf,

    /// Seconds that a start waits for a PostgreSQL at --database-url that is away. With 0 it does not wait.
    #[arg(long, global = true, env = "FRONTDESK_DATABASE_WAIT_SECONDS", value_name = "SECONDS")]
    #[arg(default_value_t = 60, value_parser = clap::value_parser!(u32).range(0..=86_400))]
    pub database_wait_seconds: u32,

    /// The most connections that the server opens to the database, besides the one that listens and the one that puts
    /// changes in order.
    #[arg(long, global = true, env = "FRONTDESK_MAX_CONNECTIONS", value_name = "COUNT")]
    #[arg(default_value_t = 20, value_parser = clap::value_parser!(u32).range(2..=1_000))]
    pub max_connections: u32,
}

impl DatabaseOptions {
    /// What they say, for whoever opens the database.
    pub fn settings(&self) -> Settings {
        Settings {
            url: self.database_url.clone(),
            listen_url: self.database_listen_url.clone(),
            read_url: self.database_read_url.clone(),
            pg_bindir: self.pg_bindir.clone(),
            data_dir: self.data_dir.clone(),
            patience: Duration::from_secs(self.database_wait_seconds.into()),
            max_connections: self.max_connections,
            throwaway: false,
        }
    }
}

// By hand: a derived one would print the password in the address.
impl std::fmt::Debug for DatabaseOptions {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("DatabaseOptions")
            .field("database_url", &self.database_url.as_ref().map(|_| "…"))
            .field("database_listen_url", &self.database_listen_url.as_ref().map(|_| "…"))
            .field("database_read_url", &self.database_read_url.as_ref().map(|_| "…"))
            .field("pg_bindir", &self.pg_bindir)
            .field("data_dir", &self.data_dir)
            .field("database_wait_seconds", &self.database_wait_seconds)
            .field("max_connections", &self.max_connections)
            .finish()
    }
}

/// Read where it is given, so that a mistake in it is told by its flag. The error must not repeat the address.
fn postgres_url(text: &str) -> Result<String, String> {
    text.parse::<Address>().map(|_| text.to_owned())
}
