//! What can go wrong, in words that can be shown to a person as they are: what happened, where, what to do.

use std::{io, path::PathBuf};

/// The oldest PostgreSQL that Frontdesk is tested on.
pub(super) const MINIMUM_MAJOR: u32 = 15;

/// Every message stands alone and already holds its cause, so none of them has a `source`.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    #[error(
        "PostgreSQL {MINIMUM_MAJOR} or newer was not found on this machine{}. Install it (Debian and Ubuntu: \
         `apt-get install postgresql`; Fedora: `dnf install postgresql-server`; macOS: `brew install \
         postgresql@17`), or name the folder of its programs in PG_BINDIR, or set DATABASE_URL to a \
         database that already runs.",
        also_found(.found)
    )]
    NoBinaries {
        /// Installations that are too old or incomplete, one phrase each.
        found: Vec<String>,
    },

    #[error(
        "PG_BINDIR is {}, but there is no usable PostgreSQL {MINIMUM_MAJOR} or newer in it{}. Name the folder \
         that holds `postgres` and `initdb`, for example /usr/lib/postgresql/17/bin, or unset PG_BINDIR.",
        .bindir.display(), also_found(.found)
    )]
    BadBindir { bindir: PathBuf, found: Vec<String> },

    #[error(
        "The database in {} was made by PostgreSQL {cluster}, and no PostgreSQL {cluster} was found on this \
         machine{}. Install PostgreSQL {cluster}, or carry the data over with `pg_upgrade`: \
         https://www.postgresql.org/docs/current/pgupgrade.html",
        .dir.display(), also_found(.found)
    )]
    OtherMajor { dir: PathBuf, cluster: u32, found: Vec<String> },

    #[error(
        "{} is not a PostgreSQL data folder (it has no PG_VERSION) and is not empty. Move it away, or choose \
         another data folder with --data-dir.",
        .dir.display()
    )]
    NotACluster { dir: PathBuf },

    #[error(
        "The data folder {} is in use by another process{}. Stop that process first, or choose another data \
         folder with --data-dir.",
        .dir.display(), in_brackets(.pid)
    )]
    InUse { dir: PathBuf, pid: Option<u32> },

    #[error(
        "A PostgreSQL of an earlier run still works in {}{} and did not end within {seconds} s. Wait for it, \
         or stop it with `kill -INT` and its process id.",
        .dir.display(), in_brackets(.pid)
    )]
    StillStopping { dir: PathBuf, pid: Option<u32>, seconds: u64 },

    #[error(
        "PostgreSQL refuses to run as root, and no other way to run it can use {}: {reasons}. Choose a data \
         folder outside private folders (for example --data-dir /var/lib/frontdesk), or start the program as \
         an ordinary user.",
        .dir.display()
    )]
    NoIdentity {
        dir: PathBuf,
        /// Each way that was tried and why it failed.
        reasons: String,
    },

    #[error(
        "The socket folder {} can't be used: {reason}. Remove it, or choose a data folder with a shorter path.",
        .dir.display()
    )]
    SocketFolder { dir: PathBuf, reason: String },

    #[error("PostgreSQL could not make a new database in {}. It said:\n{output}", .dir.display())]
    Initdb { dir: PathBuf, output: String },

    #[error(
        "PostgreSQL did not start in {}: {reason}. The end of its log, {}:\n{tail}",
        .dir.display(), .log.display()
    )]
    Start { dir: PathBuf, reason: String, log: PathBuf, tail: String },

    #[error(
        "PostgreSQL in {} did not stop cleanly: {reason}. No committed data is lost; the next start recovers \
         it. Its log is {}.",
        .dir.display(), .log.display()
    )]
    Stop { dir: PathBuf, reason: String, log: PathBuf },

    #[error("Could not {action} {}: {cause}", .path.display())]
    Io { action: &'static str, path: PathBuf, cause: io::Error },
}

impl Error {
    /// For `map_err`: `io(action, path)` says what was tried, with which file.
    pub(super) fn io(action: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Error {
        let path = path.into();
        move |cause| Error::Io { action, path, cause }
    }
}

fn also_found(found: &[String]) -> String {
    if found.is_empty() { String::new() } else { format!(" (found: {})", found.join(", ")) }
}

fn in_brackets(pid: &Option<u32>) -> String {
    pid.map(|pid| format!(" (process {pid})")).unwrap_or_default()
}
