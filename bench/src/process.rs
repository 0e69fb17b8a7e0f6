//! What a process has used, from `/proc`.

use std::fs;
use std::time::Duration;

use crate::Outcome;

/// A process that is watched from outside.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Process(pub(crate) u32);

impl Process {
    /// Processor time of all its threads, in the kernel too, since it began.
    pub(crate) fn cpu(self) -> Outcome<Duration> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.0))?;
        let ticks = own_ticks(&stat).ok_or("/proc/PID/stat is not understood")?;
        Ok(duration_of(ticks))
    }

    /// Memory that is really there, in bytes.
    pub(crate) fn resident(self) -> Outcome<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.0))?;
        resident_in(&status).ok_or_else(|| "/proc/PID/status is not understood".into())
    }

    /// Processor time of its children, those that are gone included, and of itself.
    pub(crate) fn family_cpu(self) -> Outcome<Duration> {
        let mut ticks = 0;
        for entry in fs::read_dir("/proc")?.flatten() {
            let Some(id) = entry.file_name().to_str().and_then(|name| name.parse::<u32>().ok()) else {
                continue;
            };
            // One that ended meanwhile is counted by its parent.
            let Ok(stat) = fs::read_to_string(entry.path().join("stat")) else { continue };
            if id == self.0 {
                ticks += own_ticks(&stat).unwrap_or(0) + buried_ticks(&stat).unwrap_or(0);
            } else if parent_in(&stat) == Some(self.0) {
                ticks += own_ticks(&stat).unwrap_or(0);
            }
        }
        Ok(duration_of(ticks))
    }
}

fn duration_of(ticks: u64) -> Duration {
    Duration::from_secs_f64(ticks as f64 / rustix::param::clock_ticks_per_second() as f64)
}

/// The `number`-th field of `/proc/PID/stat`, as `proc_pid_stat(5)` counts them, from 3 on. The second, the name,
/// is in brackets and may hold anything, brackets and spaces too.
fn field(stat: &str, number: usize) -> Option<u64> {
    let (_, rest) = stat.rsplit_once(')')?;
    rest.split_whitespace().nth(number.checked_sub(3)?)?.parse().ok()
}

/// `utime` and `stime`.
fn own_ticks(stat: &str) -> Option<u64> {
    Some(field(stat, 14)? + field(stat, 15)?)
}

/// `cutime` and `cstime`: children that were waited for.
fn buried_ticks(stat: &str) -> Option<u64> {
    Some(field(stat, 16)? + field(stat, 17)?)
}

fn parent_in(stat: &str) -> Option<u32> {
    field(stat, 4)?.try_into().ok()
}

fn resident_in(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim_end().parse().ok()?;
    Some(kibibytes * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    const STAT: &str = "4711 (a (b) c) S 42 4711 4711 0 -1 4194304 100 200 3 4 250 50 7 9 20 0 12 0 999 1 2";

    #[test]
    fn times_are_found_behind_a_name_with_brackets() {
        assert_eq!(own_ticks(STAT), Some(300));
        assert_eq!(buried_ticks(STAT), Some(16));
        assert_eq!(parent_in(STAT), Some(42));
    }

    #[test]
    fn what_is_no_stat_has_no_times() {
        assert_eq!(own_ticks("4711 (postgres) S 42"), None);
        assert_eq!(own_ticks(""), None);
    }

    #[test]
    fn resident_memory_is_read_in_bytes() {
        let status = "Name:\tpostgres\nVmHWM:\t   99 kB\nVmRSS:\t   12 kB\nThreads:\t1\n";
        assert_eq!(resident_in(status), Some(12 * 1024));
        assert_eq!(resident_in("Name:\tkthreadd\n"), None);
    }

    #[test]
    fn this_process_can_be_read() {
        let own = Process(std::process::id());
        assert!(own.resident().unwrap() > 0);
        // Read first: it goes on while the other is read.
        let cpu = own.cpu().unwrap();
        assert!(own.family_cpu().unwrap() >= cpu);
    }
}
