//! A private PostgreSQL: located, initialised, started and kept running by the program.
//!
//! What holds, whoever starts it and however it ends:
//! - It listens on a Unix socket only, in a folder that only its owner can enter.
//! - It ends with the program, also after a `kill -9` of it.
//! - A crash of either loses no committed data: `fsync` and checksums are on, and a start recovers.
//! - Two programs never use one data folder.
//!
//! ```text
//! locate      which programs of the machine to run
//! folder      the data folder, its locks and its log
//! identity    as whom to run: PostgreSQL refuses to be root
//! initdb      make the cluster, all or nothing
//! socket      where it listens, and the address for clients
//! running     which PostgreSQL runs on the folder, and what an earlier one left behind
//! server      one run of the server; supervise.sh ends it with the program
//! ready       whether it accepts connections
//! supervise   start it again when it crashes
//! ```

mod error;
mod folder;
mod identity;
mod initdb;
mod locate;
mod ready;
mod running;
mod server;
mod socket;
mod supervise;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::{
    sync::{oneshot, watch},
    task::JoinHandle,
};

pub use self::error::Error;
use self::{folder::Folder, identity::Identity, server::Plan};

#[derive(Clone, Debug)]
pub struct Options {
    /// Holds the cluster (in `postgres/`), its socket and its log; made if it does not exist.
    pub data_dir: PathBuf,
    /// Where `postgres` and `initdb` lie (`PG_BINDIR`); looked for when not given.
    pub pg_bindir: Option<PathBuf>,
    /// Further settings of the server, name and value; they win over ours. With `fsync` `off`, as for tests,
    /// making the cluster doesn't wait for the disk either.
    pub settings: Vec<(String, String)>,
}

/// Whether the database can be expected to answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Running,
    /// It ended by itself and is being started again; connections fail meanwhile.
    Restarting,
    /// It could not be started again, several times in a row. The log says why. There will be no more tries.
    Failed,
}

/// A PostgreSQL that runs for as long as this value lives.
///
/// Dropped, it shuts PostgreSQL down without waiting for it; [`stop`](Self::stop) waits.
#[derive(Debug)]
pub struct PrivateCluster {
    socket_dir: PathBuf,
    state: watch::Receiver<State>,
    stop: oneshot::Sender<()>,
    supervisor: JoinHandle<Result<(), Error>>,
}

impl PrivateCluster {
    /// Starts PostgreSQL, making the cluster first where there is none, and returns once it accepts
    /// connections. Waits for one of an earlier run that is still shutting down, and for crash recovery.
    ///
    /// Cancelled, it stops what it has started.
    ///
    /// # Errors
    /// Each [`Error`] but [`Error::Stop`]; [`Error::InUse`] comes at once.
    pub async fn start(options: Options) -> Result<PrivateCluster, Error> {
        let Options { data_dir, pg_bindir, settings } = options;
        // Before anything is made: where there is no PostgreSQL, no folder is left behind.
        if !data_dir.exists() {
            locate::find(pg_bindir.as_deref(), None).await?;
        }
        let folder = Folder::open(&data_dir)?;
        let lock = folder.program_lock().await?;
        let (cluster, major) = (folder.cluster(), folder.cluster_major()?);
        let wanted = major.map(|major| (cluster.as_path(), major));
        let bindir = locate::find(pg_bindir.as_deref(), wanted).await?;
        let identity = Identity::choose(&folder, &bindir).await?;
        if major.is_some() {
            identity.give(&cluster)?;
        } else {
            let durable = !settings.iter().any(|(name, value)| name == "fsync" && value == "off");
            initdb::create_cluster(&folder, &bindir, &identity, durable).await?;
        }
        let socket_dir = socket::make_dir(&folder, &identity)?;

        let plan = Plan { folder, bindir, identity, socket_dir: socket_dir.clone(), settings };
        let server = plan.launch().await?;
        let (state_sender, state) = watch::channel(State::Running);
        let (stop, stopped) = oneshot::channel();
        let supervisor = tokio::spawn(supervise::supervise(plan, server, lock, state_sender, stopped));
        Ok(PrivateCluster { socket_dir, state, stop, supervisor })
    }

    /// The address of a database in this cluster, whether it exists or not. `postgres` always does.
    pub fn url(&self, database: &str) -> String {
        socket::url(&self.socket_dir, database)
    }

    /// Whether there is a cluster in this folder, running or not.
    pub fn exists(data_dir: &Path) -> bool {
        data_dir.join(folder::CLUSTER).join("PG_VERSION").exists()
    }

    /// The address of a database in the cluster that another program runs on this folder, where one does.
    pub fn running(data_dir: &Path, database: &str) -> Option<String> {
        let socket_dir = Folder::open(data_dir).ok()?.running_socket_dir()?;
        Some(socket::url(&socket_dir, database))
    }

    /// Where the programs are that a new cluster would be made with.
    ///
    /// # Errors
    /// [`Error::NoBinaries`], [`Error::BadBindir`].
    pub async fn programs(pg_bindir: Option<&Path>) -> Result<PathBuf, Error> {
        locate::find(pg_bindir, None).await
    }

    /// Whether no process of a PostgreSQL works on this folder.
    pub fn is_free(data_dir: &Path) -> bool {
        Folder::is_free(data_dir)
    }

    /// Returns when no process of a PostgreSQL works on this folder any more. One that nobody stops is asked to.
    ///
    /// # Errors
    /// [`Error::StillStopping`] after `patience`.
    pub async fn ended(data_dir: &Path, patience: Duration) -> Result<(), Error> {
        Folder::open(data_dir)?.running_lock(patience).await.map(drop)
    }

    /// Follows whether PostgreSQL runs.
    pub fn state(&self) -> watch::Receiver<State> {
        self.state.clone()
    }

    /// Shuts PostgreSQL down and returns when it is gone: open transactions are rolled back, connections
    /// closed.
    ///
    /// # Errors
    /// [`Error::Stop`] when it did not end cleanly, [`Error::StillStopping`].
    pub async fn stop(self) -> Result<(), Error> {
        drop(self.stop);
        match self.supervisor.await {
            Ok(result) => result,
            // The task was cancelled with its runtime, or panicked: both have let PostgreSQL go.
            Err(_) => Ok(()),
        }
    }
}
