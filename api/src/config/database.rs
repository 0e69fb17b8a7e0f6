//! Which database.

use std::path::PathBuf;

use clap::Args;

/// Where the database is, or where to keep a private one.
#[derive(Args, Clone)]
pub struct DatabaseOptions {
    /// The PostgreSQL database, 15 or newer. Without it a private PostgreSQL is started from the machine's own
    /// programs. Prefer the variable: a flag with a password in it can be read in the list of processes.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true, value_name = "URL", value_parser = postgres_url)]
    pub database_url: Option<String>,

    /// The same database past a pooler. Needed where --database-url goes through one in transaction mode, which
    /// can't listen.
    #[arg(long, env = "DATABASE_LISTEN_URL", hide_env_values = true, value_name = "URL")]
    #[arg(value_parser = postgres_url, requires = "database_url")]
    pub database_listen_url: Option<String>,

    /// The folder with `postgres` and `initdb` for the private PostgreSQL. Without it PATH is searched, then the
    /// usual folders, newest version first.
    #[arg(long, env = "PG_BINDIR", value_name = "FOLDER")]
    pub pg_bindir: Option<PathBuf>,

    /// The folder of the private PostgreSQL's data and of the secret that signs tokens.
    #[arg(long, env = "FRONTDESK_DATA_DIR", value_name = "FOLDER", default_value = "./data")]
    pub data_dir: PathBuf,

    /// The most connections that the server opens to the database, besides the one that listens.
    #[arg(long, env = "FRONTDESK_MAX_CONNECTIONS", value_name = "COUNT", default_value_t = 20)]
    #[arg(value_parser = clap::value_parser!(u32).range(2..=1_000))]
    pub max_connections: u32,
}

// By hand: a derived one would print the password in the address.
impl std::fmt::Debug for DatabaseOptions {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("DatabaseOptions")
            .field("database_url", &self.database_url.as_ref().map(|_| "…"))
            .field("database_listen_url", &self.database_listen_url.as_ref().map(|_| "…"))
            .field("pg_bindir", &self.pg_bindir)
            .field("data_dir", &self.data_dir)
            .field("max_connections", &self.max_connections)
            .finish()
    }
}

/// The error must not repeat the address, which may hold a password.
fn postgres_url(text: &str) -> Result<String, &'static str> {
    match url::Url::parse(text) {
        Ok(url) if matches!(url.scheme(), "postgres" | "postgresql") => Ok(text.to_owned()),
        _ => Err("must be an address that starts with postgres://"),
    }
}
