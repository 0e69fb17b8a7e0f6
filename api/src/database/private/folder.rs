//! The data folder: what lies where in it, and the two locks that say who uses it.
//!
//! ```text
//! postgres/              the cluster
//! postgres.tmp-PID/      a cluster in the making, renamed when it is whole
//! postgres.socket/       the Unix socket, where its path is short enough
//! postgres.lock          locked by the program for as long as it lives; holds its process id
//! postgres.running       locked by PostgreSQL: supervisor script, server and every one of its processes;
//!                        holds the server's process id
//! postgres.log           what PostgreSQL says; postgres.log.old what it said before
//! ```
//!
//! Two locks, because they end at different times: after a `kill -9` of the program a new one takes the first
//! at once and waits for the second, instead of being told that the folder is in use.

use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, Read, Seek, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
    process,
    time::Duration,
};

use rustix::fs::{FlockOperation, flock};
use tokio::time::sleep;

use super::error::Error;

pub(super) const CLUSTER: &str = "postgres";
const IN_THE_MAKING: &str = "postgres.tmp-";
/// PostgreSQL writes little at level `warning`; this only keeps a fault that repeats from filling the disk.
const MAX_LOG_BYTES: u64 = 8 << 20;
/// How much of the log an error shows.
const TAIL_BYTES: u64 = 4 << 10;
const TAIL_LINES: usize = 15;

/// Absolute and without symbolic links, so that two names of one folder are one folder.
#[derive(Clone, Debug)]
pub(super) struct Folder {
    root: PathBuf,
}

impl Folder {
    /// Opens the folder; makes it, for its owner only, where it does not exist.
    pub(super) fn open(data_dir: &Path) -> Result<Folder, Error> {
        create_private(data_dir, true).map_err(Error::io("make the data folder", data_dir))?;
        let root = data_dir.canonicalize().map_err(Error::io("open the data folder", data_dir))?;
        Ok(Folder { root })
    }

    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    pub(super) fn cluster(&self) -> PathBuf {
        self.root.join(CLUSTER)
    }

    pub(super) fn new_cluster(&self) -> PathBuf {
        self.root.join(format!("{IN_THE_MAKING}{}", process::id()))
    }

    pub(super) fn socket_dir(&self) -> PathBuf {
        self.root.join("postgres.socket")
    }

    pub(super) fn log(&self) -> PathBuf {
        self.root.join("postgres.log")
    }

    /// The major version that made the cluster; `None` where there is none yet.
    pub(super) fn cluster_major(&self) -> Result<Option<u32>, Error> {
        let dir = self.cluster();
        match fs::read_to_string(dir.join("PG_VERSION")) {
            Ok(version) => match version.trim().parse() {
                Ok(major) => Ok(Some(major)),
                Err(_) => Err(Error::NotACluster { dir }),
            },
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                // An empty folder is as good as none: the rename replaces it.
                let empty = fs::read_dir(&dir).map_or(true, |mut entries| entries.next().is_none());
                if empty { Ok(None) } else { Err(Error::NotACluster { dir }) }
            }
            Err(cause) => Err(Error::io("read the database folder", dir)(cause)),
        }
    }

    /// What `initdb` left behind when it was interrupted. Only under both locks.
    pub(super) fn remove_leftovers(&self) -> Result<(), Error> {
        let entries = fs::read_dir(&self.root).map_err(Error::io("read the data folder", &self.root))?;
        for entry in entries.flatten() {
            if entry.file_name().to_string_lossy().starts_with(IN_THE_MAKING) {
                fs::remove_dir_all(entry.path())
                    .map_err(Error::io("remove an unfinished database folder", entry.path()))?;
            }
        }
        Ok(())
    }

    /// Takes the program's lock. It is held until the file is dropped, however the process ends; a process
    /// that the program starts does not hold it.
    ///
    /// # Errors
    /// [`Error::InUse`] when another process has it, and still has it a moment later: one that was just killed
    /// takes some milliseconds to let go.
    pub(super) async fn program_lock(&self) -> Result<File, Error> {
        for _ in 0..25 {
            if let Ok(file) = self.try_program_lock() {
                return Ok(file);
            }
            sleep(Duration::from_millis(10)).await;
        }
        self.try_program_lock()
    }

    fn try_program_lock(&self) -> Result<File, Error> {
        let path = self.root.join("postgres.lock");
        let (mut file, locked) = open_locked(&path)?;
        if !locked {
            let mut pid = String::new();
            // The holder may be about to write its process id; the message does without it then.
            let _ = file.read_to_string(&mut pid);
            return Err(Error::InUse { dir: self.root.clone(), pid: pid.trim().parse().ok() });
        }
        let write_pid = |file: &mut File| {
            file.set_len(0)?;
            file.rewind()?;
            writeln!(file, "{}", process::id())
        };
        write_pid(&mut file).map_err(Error::io("write", path))?;
        Ok(file)
    }

    /// The log, to append to, and its present length.
    pub(super) fn open_log(&self) -> Result<(File, u64), Error> {
        let log = self.log();
        let open = || -> io::Result<(File, u64)> {
            let file = OpenOptions::new().create(true).append(true).mode(0o600).open(&log)?;
            self.bound_log()?;
            let length = file.metadata()?.len();
            Ok((file, length))
        };
        open().map_err(Error::io("open PostgreSQL's log", &log))
    }

    /// Keeps the log bounded. PostgreSQL appends, so it goes on at the start of the emptied file.
    pub(super) fn bound_log(&self) -> io::Result<()> {
        let log = self.log();
        if fs::metadata(&log)?.len() > MAX_LOG_BYTES {
            fs::copy(&log, log.with_extension("log.old"))?;
            OpenOptions::new().write(true).open(&log)?.set_len(0)?;
        }
        Ok(())
    }

    /// The last lines that were logged after `since`.
    pub(super) fn log_tail(&self, since: u64) -> String {
        let read = || -> io::Result<String> {
            let mut file = File::open(self.log())?;
            let length = file.metadata()?.len();
            file.seek(io::SeekFrom::Start(since.max(length.saturating_sub(TAIL_BYTES))))?;
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes)?;
            Ok(String::from_utf8_lossy(&bytes).into_owned())
        };
        let text = read().unwrap_or_default();
        let lines: Vec<_> = text.lines().collect();
        let tail = lines[lines.len().saturating_sub(TAIL_LINES)..].join("\n");
        if tail.is_empty() { "(nothing)".to_owned() } else { tail }
    }
}

/// Makes a folder that only its owner can enter. One that exists is left as it is when `recursive`.
pub(super) fn create_private(dir: &Path, recursive: bool) -> io::Result<()> {
    DirBuilder::new().mode(0o700).recursive(recursive).create(dir)
}

/// Makes what was renamed or created in a folder last through a power cut.
pub(super) fn sync_dir(dir: &Path) -> io::Result<()> {
    File::open(dir)?.sync_all()
}

/// Opens a file and tries to lock it; whether that worked. The lock goes with the file.
pub(super) fn open_locked(path: &Path) -> Result<(File, bool), Error> {
    let open = || -> io::Result<(File, bool)> {
        let file =
            OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(0o600).open(path)?;
        match flock(&file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => Ok((file, true)),
            Err(rustix::io::Errno::WOULDBLOCK) => Ok((file, false)),
            Err(errno) => Err(errno.into()),
        }
    };
    open().map_err(Error::io("lock", path))
}
