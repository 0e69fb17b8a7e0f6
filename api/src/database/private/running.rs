//! Which PostgreSQL runs on the data folder, if any, and what an earlier one left behind.

use std::{
    fs,
    fs::File,
    io,
    os::unix::ffi::OsStrExt,
    path::{Path, PathBuf},
    time::Duration,
};

use rustix::process::{Pid, Signal, kill_process};
use tokio::time::{Instant, sleep};

use super::{
    error::Error,
    folder::{Folder, open_locked},
};

const RUNNING: &str = "postgres.running";
/// PostgreSQL's own lock file.
const NOTE: &str = "postmaster.pid";
/// How long the system's first process has to wait for an orphan, before it is taken for one that never does
/// (as in many containers).
const BURIAL: Duration = Duration::from_secs(2);

impl Folder {
    /// Takes the lock that PostgreSQL and all its processes are to inherit, waiting for those of an earlier
    /// run to end. A later start would fail as long as one of them is attached to the shared memory.
    ///
    /// The caller holds the program's lock: nobody else has any business with what still runs. Normally its
    /// supervisor script ends it; should that have been killed, too, PostgreSQL is asked from here.
    ///
    /// # Errors
    /// [`Error::StillStopping`] when they are still there after `patience`.
    pub(super) async fn running_lock(&self, patience: Duration) -> Result<File, Error> {
        let path = self.root().join(RUNNING);
        let started = Instant::now();
        let mut ask_at = started + Duration::from_secs(1);
        loop {
            let (file, locked) = open_locked(&path)?;
            if locked {
                // What the last ones wrote who had the file as their standard output.
                file.set_len(0).map_err(Error::io("empty", path))?;
                return Ok(file);
            }
            if started.elapsed() > patience {
                let seconds = patience.as_secs();
                return Err(Error::StillStopping { dir: self.cluster(), pid: self.postmaster(), seconds });
            }
            if Instant::now() >= ask_at {
                self.ask_to_stop();
                ask_at += Duration::from_secs(5);
            }
            sleep(Duration::from_millis(10)).await;
        }
    }

    /// Whether nobody has the lock that [`Folder::running_lock`] takes.
    pub(super) fn is_free(data_dir: &Path) -> bool {
        match File::open(data_dir.join(RUNNING)) {
            Ok(file) => file.try_lock().is_ok(),
            Err(_) => true,
        }
    }

    /// Fast shutdown of the server on this cluster, if its noted process id is still that of one.
    fn ask_to_stop(&self) {
        let Some(pid) = self.postmaster() else { return };
        if let (Noted::Server, Some(process)) = (noted(pid, &self.cluster()), process(pid)) {
            tracing::info!(pid, cluster = %self.cluster().display(), "stopping the PostgreSQL of an earlier run");
            let _ = kill_process(process, Signal::INT);
        }
    }

    /// Removes PostgreSQL's note of its process id where it would wrongly keep a new server from starting.
    ///
    /// PostgreSQL takes the note of a crashed server for valid as long as *some* process with that id lives. That
    /// may be another program's since a restart of the machine or the container, or that of a killed server
    /// for which nobody has waited yet. The caller holds the running lock, so no server of ours is left; the
    /// note of a server that was started by hand is left alone, as is anything that is in doubt.
    pub(super) async fn remove_stale_note(&self) -> Result<(), Error> {
        let started = Instant::now();
        while let Some(pid) = self.postmaster() {
            match noted(pid, &self.cluster()) {
                Noted::Dead if started.elapsed() < BURIAL => sleep(Duration::from_millis(10)).await,
                Noted::Dead | Noted::Stranger => {
                    let note = self.cluster().join(NOTE);
                    tracing::info!(pid, note = %note.display(), "removing the note of a PostgreSQL that is gone");
                    return fs::remove_file(&note).map_err(Error::io("remove", note));
                }
                Noted::Server | Noted::Gone | Noted::Unclear => break,
            }
        }
        Ok(())
    }

    /// The process id that PostgreSQL noted; it may be gone.
    pub(super) fn postmaster(&self) -> Option<u32> {
        self.postmaster_line(1)?.parse().ok()
    }

    /// Where the PostgreSQL that runs notes that it listens.
    pub(super) fn running_socket_dir(&self) -> Option<PathBuf> {
        self.postmaster_line(5).filter(|dir| !dir.is_empty()).map(PathBuf::from)
    }

    /// Whether the running PostgreSQL notes that it is starting up, or recovering. `None` when the notes are not
    /// those of the server that the script started: left by an earlier one, or by one started by hand.
    pub(super) fn is_starting(&self) -> Option<bool> {
        let running = fs::read_to_string(self.root().join(RUNNING)).ok()?;
        let started: u32 = running.lines().next()?.parse().ok()?;
        (self.postmaster()? == started)
            .then(|| self.postmaster_line(8).is_some_and(|status| status == "starting"))
    }

    /// See `LOCK_FILE_LINE_…` in PostgreSQL's `miscadmin.h`.
    fn postmaster_line(&self, number: usize) -> Option<String> {
        let lines = fs::read_to_string(self.cluster().join(NOTE)).ok()?;
        Some(lines.lines().nth(number - 1)?.trim().to_owned())
    }
}

/// What the process is whose id PostgreSQL has noted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Noted {
    /// There is none.
    Gone,
    /// It has ended or is about to, and only its id is still taken.
    Dead,
    /// A server on this cluster.
    Server,
    /// Surely not a server on this cluster.
    Stranger,
    Unclear,
}

/// Only Linux can tell; elsewhere PostgreSQL decides.
fn noted(pid: u32, cluster: &Path) -> Noted {
    let proc = Path::new("/proc").join(pid.to_string());
    let arguments = match fs::read(proc.join("cmdline")) {
        Ok(arguments) if arguments.is_empty() => return Noted::Dead,
        Ok(arguments) => arguments,
        Err(error) if error.kind() == io::ErrorKind::NotFound && Path::new("/proc/self").exists() => {
            return Noted::Gone;
        }
        Err(_) => return Noted::Unclear,
    };
    if arguments.split(|byte| *byte == 0).any(|word| word == cluster.as_os_str().as_bytes()) {
        return Noted::Server;
    }
    // A server works in its cluster's folder, under whatever name that was given to it.
    let elsewhere = fs::read_link(proc.join("cwd")).is_ok_and(|folder| folder != cluster);
    let named = arguments.windows(8).any(|window| window == b"postgres");
    if elsewhere && !named { Noted::Stranger } else { Noted::Unclear }
}

fn process(pid: u32) -> Option<Pid> {
    Pid::from_raw(i32::try_from(pid).ok()?)
}
