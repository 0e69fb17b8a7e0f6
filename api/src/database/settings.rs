//! Which database, as whoever runs the program has said it.

use std::path::PathBuf;
use std::time::Duration;

/// Where the database is, or where to keep a private one. Not to be shown: an address may hold a password.
#[derive(Clone)]
#[expect(missing_debug_implementations, reason = "an address may hold a password")]
pub struct Settings {
    /// PostgreSQL's address; none for a private one.
    pub url: Option<String>,
    /// The same past a pooler.
    pub listen_url: Option<String>,
    /// A standby of the same.
    pub read_url: Option<String>,
    /// Where the private PostgreSQL's programs are, if not in the usual folders.
    pub pg_bindir: Option<PathBuf>,
    /// The folder of the private PostgreSQL's data.
    pub data_dir: PathBuf,
    /// How long a database is waited for that is away.
    pub patience: Duration,
    pub max_connections: u32,
    /// Whether nobody misses what the private PostgreSQL holds: it does not wait for the disk.
    pub throwaway: bool,
}
