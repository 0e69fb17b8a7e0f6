//! The machine that is measured on.

use std::fs;
use std::num::NonZero;
use std::thread::available_parallelism;

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use crate::Outcome;

/// Its cores, processor and kernel, in a line.
pub(crate) fn description() -> String {
    let read = |path| fs::read_to_string(path).unwrap_or_default();
    let cores = available_parallelism().map_or(1, NonZero::get);
    let processor = processor_in(&read("/proc/cpuinfo")).unwrap_or("a processor without a name").to_owned();
    let kernel = read("/proc/sys/kernel/osrelease");
    let memory = gibibytes_in(&read("/proc/meminfo")).unwrap_or_default();
    format!("{cores} cores ({processor}), {memory} GiB, Linux {}", kernel.trim())
}

fn processor_in(cpuinfo: &str) -> Option<&str> {
    cpuinfo.lines().find_map(|line| Some(line.strip_prefix("model name")?.split_once(':')?.1.trim()))
}

fn gibibytes_in(meminfo: &str) -> Option<u64> {
    let line = meminfo.lines().find_map(|line| line.strip_prefix("MemTotal:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim_end().parse().ok()?;
    Some((kibibytes + (1 << 19)) >> 20)
}

/// Makes room for so many sockets, in this process and those that it starts.
pub(crate) fn allow_sockets(count: usize) -> Outcome<()> {
    // Beside the sockets: standard streams, the database, epoll, the program itself.
    let needed = u64::try_from(count)? + 200;
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    if current.is_none_or(|current| current >= needed) {
        return Ok(());
    }
    if maximum.is_some_and(|maximum| maximum < needed) {
        return Err(format!(
            "{count} sockets need {needed} open files, and no more than {} are allowed (ulimit -Hn): allow more, \
             or measure fewer sockets",
            maximum.unwrap_or_default()
        )
        .into());
    }
    Ok(setrlimit(Resource::Nofile, Rlimit { current: Some(needed), maximum })?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_processor_is_named() {
        let cpuinfo = "processor\t: 0\nvendor_id\t: X\nmodel name\t: Some CPU @ 2 GHz\n";
        assert_eq!(processor_in(cpuinfo), Some("Some CPU @ 2 GHz"));
        assert_eq!(processor_in("processor\t: 0\n"), None);
    }

    #[test]
    fn memory_is_rounded() {
        assert_eq!(gibibytes_in("MemTotal:       24653752 kB\nMemFree: 1 kB\n"), Some(24));
        assert_eq!(gibibytes_in(""), None);
    }

    #[test]
    fn more_sockets_than_the_system_allows_are_refused() {
        let Rlimit { maximum: Some(maximum), .. } = getrlimit(Resource::Nofile) else { return };
        let refused = allow_sockets(usize::try_from(maximum).unwrap()).unwrap_err();
        assert!(refused.to_string().contains("ulimit -Hn"));
    }
}
