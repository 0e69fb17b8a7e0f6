//! One run of the PostgreSQL server, from its start until it accepts connections.

use std::{
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    process::{ExitStatus, Stdio},
    time::Duration,
};

use tokio::{
    process::{Child, ChildStdin, Command},
    time::{Instant, sleep, timeout},
};

use super::{
    error::Error,
    folder::Folder,
    identity::Identity,
    ready::{Answer, ping},
    socket::{PORT, socket},
};

const SUPERVISE: &str = include_str!("supervise.sh");

/// How long PostgreSQL has for a fast shutdown, which writes out what is in memory, before it is told to
/// leave that to the next start's recovery.
const GRACE: Duration = Duration::from_secs(30);
/// How long a start waits for the processes of an earlier run: their grace and a little more.
pub(super) const LOCK_PATIENCE: Duration = Duration::from_secs(40);
/// How long a server may be silent at its start.
const SILENCE: Duration = Duration::from_secs(60);
/// How long it may answer "starting up", that is recover from a crash. Recovery is bounded by
/// `max_wal_size` (1 GB), so this is far more than a slow disk needs.
const RECOVERY: Duration = Duration::from_secs(15 * 60);

/// Everything that a start needs, so that the server can be started again as it was.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) folder: Folder,
    pub(super) bindir: PathBuf,
    pub(super) identity: Identity,
    pub(super) socket_dir: PathBuf,
    pub(super) settings: Vec<(String, String)>,
}

/// A server that runs. Dropping it stops it, without waiting.
#[derive(Debug)]
pub(super) struct Server {
    child: Child,
    /// Its end is the order to stop; see `supervise.sh`.
    lifeline: Option<ChildStdin>,
    /// Where in the log this run began.
    log_from: u64,
}

impl Plan {
    /// Starts PostgreSQL and returns once it accepts connections. Cancelled, it stops what it started.
    pub(super) async fn launch(&self) -> Result<Server, Error> {
        let running = self.folder.running_lock(LOCK_PATIENCE).await?;
        self.folder.remove_stale_note().await?;
        let (log, log_from) = self.folder.open_log()?;
        let postgres = self.bindir.join("postgres");
        let mut child = supervised(&self.identity, &postgres, self.arguments())
            .stdout(running)
            .stderr(log)
            .spawn()
            .map_err(Error::io("run /bin/sh to start", &postgres))?;
        let lifeline = child.stdin.take();
        let mut server = Server { child, lifeline, log_from };

        let socket = socket(&self.socket_dir);
        let started = Instant::now();
        let mut recovering = false;
        let mut pause = Duration::from_millis(4);
        loop {
            let answer = tokio::select! {
                status = server.child.wait() => return Err(self.start_failed(&server, status.ok())),
                answer = self.ask(&socket, pause) => answer,
            };
            match answer {
                Answer::Accepting => return Ok(server),
                Answer::Starting if started.elapsed() > RECOVERY => {
                    let reason = format!("it did not recover within {} s", RECOVERY.as_secs());
                    return Err(self.error(&server, reason));
                }
                Answer::Starting => {
                    if !recovering && started.elapsed() > Duration::from_secs(2) {
                        recovering = true;
                        let folder = self.folder.root().display();
                        tracing::info!(%folder, "PostgreSQL recovers from a crash; the start takes longer");
                    }
                    pause = if recovering { Duration::from_millis(50) } else { pause };
                }
                Answer::Silence if !recovering && started.elapsed() > SILENCE => {
                    let reason = format!("it did not answer within {} s", SILENCE.as_secs());
                    return Err(self.error(&server, reason));
                }
                Answer::Silence => {}
            }
        }
    }

    async fn ask(&self, socket: &Path, pause: Duration) -> Answer {
        sleep(pause).await;
        match self.folder.is_starting() {
            Some(false) => ping(socket).await,
            Some(true) => Answer::Starting,
            None => Answer::Silence,
        }
    }

    /// Stops the server and waits until it is gone.
    pub(super) async fn stop(&self, mut server: Server) -> Result<(), Error> {
        drop(server.lifeline.take());
        let reason = match timeout(GRACE + Duration::from_secs(15), server.child.wait()).await {
            Ok(Ok(status)) if status.success() => return Ok(()),
            Ok(Ok(status)) => ended(Some(status)),
            Ok(Err(error)) => error.to_string(),
            Err(_) => "it still runs".to_owned(),
        };
        Err(Error::Stop { dir: self.folder.cluster(), reason, log: self.folder.log() })
    }

    /// A socket folder outside the data folder would pile up; one within it stays.
    pub(super) fn remove_socket_dir(&self) {
        if !self.socket_dir.starts_with(self.folder.root()) {
            // Not empty when PostgreSQL was killed; the next start uses it again.
            let _ = fs::remove_dir(&self.socket_dir);
        }
    }

    fn arguments(&self) -> Vec<OsString> {
        // A list setting; quotes keep commas and spaces in the path from meaning anything.
        let socket_dir = self.socket_dir.to_string_lossy().replace('"', "\"\"");
        let fixed = [
            ("listen_addresses", String::new()),
            ("unix_socket_directories", format!("\"{socket_dir}\"")),
            ("unix_socket_permissions", "0700".to_owned()),
            ("port", PORT.to_string()),
            ("max_connections", "100".to_owned()),
            ("shared_buffers", "128MB".to_owned()),
            ("fsync", "on".to_owned()),
            ("full_page_writes", "on".to_owned()),
            ("log_destination", "stderr".to_owned()),
            ("logging_collector", "off".to_owned()),
            ("log_min_messages", "warning".to_owned()),
            ("log_checkpoints", "off".to_owned()),
            // A refused statement is the server's daily bread, and its text holds guests' names.
            ("log_min_error_statement", "panic".to_owned()),
        ]
        .map(|(name, value)| (name.to_owned(), value));

        let mut arguments = vec!["-D".into(), self.folder.cluster().into_os_string()];
        for (name, value) in fixed.iter().chain(&self.settings) {
            arguments.extend(["-c".into(), format!("{name}={value}").into()]);
        }
        arguments
    }

    fn start_failed(&self, server: &Server, status: Option<ExitStatus>) -> Error {
        // Nothing of ours runs, we hold both locks: somebody started a server on the folder by hand.
        if self.folder.log_tail(server.log_from).contains("\"postmaster.pid\" already exists") {
            return Error::InUse { dir: self.folder.cluster(), pid: self.folder.postmaster() };
        }
        self.error(server, ended(status))
    }

    fn error(&self, server: &Server, reason: String) -> Error {
        let tail = self.folder.log_tail(server.log_from);
        Error::Start { dir: self.folder.cluster(), reason, log: self.folder.log(), tail }
    }
}

impl Server {
    /// Returns when PostgreSQL ends by itself, with how it did. Can be cancelled and called again.
    pub(super) async fn ended(&mut self) -> String {
        let status = self.child.wait().await.ok();
        // Should only the supervisor script be gone, this lets what it left behind go, too.
        drop(self.lifeline.take());
        ended(status)
    }
}

fn ended(status: Option<ExitStatus>) -> String {
    status.map_or_else(|| "it ended".to_owned(), |status| format!("it ended with {status}"))
}

/// A command under the supervisor script: it ends when the returned command's standard input does, at the
/// latest with this process. The caller sets standard output to the lock and standard error.
pub(super) fn supervised(identity: &Identity, program: &Path, arguments: Vec<OsString>) -> Command {
    let mut command = identity.outer_command("/bin/sh");
    command.args(["-c", SUPERVISE, "frontdesk-postgres", &GRACE.as_secs().to_string()]);
    command.args(identity.prefix()).arg(program).args(arguments);
    // A group of its own: Ctrl-C in the terminal is for the program, which first lets its clients finish.
    command.process_group(0).stdin(Stdio::piped());
    command
}
