//! The disk, for which every commit waits.

use std::fmt;
use std::fs::File;
use std::io::{Seek, SeekFrom, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use crate::Outcome;
use crate::latency::{Latencies, micros};

const PAGE: [u8; 8192] = [1; 8192];
const FLUSHES: usize = 50;

/// What a commit waits for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Disk {
    /// Whether PostgreSQL waits for it at all.
    pub(crate) fsync: bool,
    /// How long it takes to keep one of PostgreSQL's pages: the median.
    pub(crate) flush: Duration,
}

impl Disk {
    /// The disk that this folder is on.
    pub(super) fn of(folder: &Path, fsync: bool) -> Outcome<Self> {
        let path = folder.join("flush");
        let mut file = File::create(&path)?;
        // As PostgreSQL's own log is: flushed at a size that it has already.
        file.write_all(&PAGE)?;
        file.sync_all()?;
        let mut took = vec![];
        for _ in 0..FLUSHES {
            let began = Instant::now();
            file.seek(SeekFrom::Start(0))?;
            file.write_all(&PAGE)?;
            file.sync_data()?;
            took.push(micros(began.elapsed()));
        }
        std::fs::remove_file(path)?;
        Ok(Self { fsync, flush: Latencies::new(took).percentile(0.5) })
    }
}

/// In words for the table's heading. A flush that takes no time is none: the folder is in memory.
impl fmt::Display for Disk {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.fsync {
            write!(to, "fsync on, {:.2} ms a flush", self.flush.as_secs_f64() * 1e3)
        } else {
            to.write_str("fsync off")
        }
    }
}

/// How long a flush takes in a database that is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flush {
    AsItIs,
    /// 4 ms longer, as if on a cloud's network disk. Needs fsync.
    Cloud,
}

impl Flush {
    /// Settings of the database's sessions. The delay is held by whoever flushes for all that wait.
    pub(super) fn settings(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::AsItIs => &[],
            Self::Cloud => &[("commit_delay", "4000"), ("commit_siblings", "0")],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_heading_says_what_a_commit_waited_for() {
        let disk = |fsync| Disk { fsync, flush: Duration::from_micros(1234) }.to_string();
        assert_eq!(disk(true), "fsync on, 1.23 ms a flush");
        assert_eq!(disk(false), "fsync off");
    }
}
