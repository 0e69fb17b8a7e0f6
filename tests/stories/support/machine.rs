//! A machine on which a package can be installed: a copy of this one that costs nothing, with a systemd that runs.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;
use tokio::time::timeout;

use super::packages::{self, told};
use super::{PATIENCE, process::Ended};

const BOOT: &str = include_str!("machine.sh");

/// Dropped, it is gone with all that runs on it.
pub(crate) struct Machine {
    /// `unshare`, whose end is the end of the first process on the machine, and so of all.
    child: Child,
    /// The first process on the machine, as it is called on this one.
    init: u32,
    folder: TempDir,
}

impl Machine {
    /// Boots one, or says why that can't be done here.
    pub(crate) async fn boot() -> Result<Self, String> {
        if !rustix::process::geteuid().is_root() {
            return Err("only root can boot a machine in namespaces of its own".to_owned());
        }
        if !Path::new("/lib/systemd/systemd").exists() {
            return Err("there is no systemd to boot".to_owned());
        }
        // Beside the target folder and not in /tmp, which may be in memory.
        let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        let mut unshare = Command::new("unshare");
        unshare.args(["--mount", "--pid", "--fork", "--kill-child", "--cgroup", "--ipc", "--net", "--uts"]);
        unshare.args(["--propagation", "private", "sh", "-c", BOOT, "machine"]).arg(folder.path());
        let child = unshare.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn();
        let mut machine = Self { child: child.map_err(|error| error.to_string())?, init: 0, folder };
        let deadline = Instant::now() + PATIENCE;
        let over = loop {
            let over = machine.child.try_wait().unwrap().is_some();
            if over || machine.is_up().await {
                break over;
            }
            assert!(Instant::now() < deadline, "it neither boots nor says why not");
            tokio::time::sleep(Duration::from_millis(20)).await;
        };
        if over {
            let mut said = String::new();
            let _ = machine.child.stderr.take().unwrap().read_to_string(&mut said);
            return Err(format!("no machine can be booted in namespaces: {}", said.trim()));
        }
        Ok(machine)
    }

    async fn is_up(&mut self) -> bool {
        let parent = self.child.id();
        let children = fs::read_to_string(format!("/proc/{parent}/task/{parent}/children"));
        let Some(init) = children.ok().and_then(|children| children.trim().parse().ok()) else {
            return false;
        };
        self.init = init;
        let state = self.run(&["systemctl", "is-system-running"]).await.stdout;
        ["running", "degraded"].contains(&state.trim())
    }

    /// The path by which this machine knows one of its files.
    pub(crate) fn file(&self, path: &str) -> PathBuf {
        format!("/proc/{}/root{path}", self.init).into()
    }

    /// Runs a command on it, to its end.
    pub(crate) async fn run(&self, command: &[&str]) -> Ended {
        let mut enter = tokio::process::Command::new("nsenter");
        enter.args([
            "--target",
            &self.init.to_string(),
            "--mount",
            "--pid",
            "--ipc",
            "--net",
            "--uts",
            "--cgroup",
        ]);
        enter.args(["--root", "--wd", "env", "--ignore-environment", "PATH=/usr/sbin:/usr/bin:/sbin:/bin"]);
        let ran = packages::output(enter.args(command).stdin(Stdio::null()));
        let patience = PATIENCE * 4;
        timeout(patience, ran).await.unwrap_or_else(|_| panic!("{command:?} runs and runs")).into()
    }

    /// Runs a line of a shell on it, which has to end well; answers what it printed.
    pub(crate) async fn sh(&self, line: &str) -> String {
        let ended = self.run(&["sh", "-c", line]).await;
        if ended.code != Some(0) {
            let journal =
                self.run(&["journalctl", "--no-pager", "--lines", "40", "--output", "cat"]).await.stdout;
            panic!("{line}\n{}{}\njournal:\n{journal}", ended.stdout, ended.stderr);
        }
        ended.stdout + &ended.stderr
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        // Its mounts went with its last process: what is left are the changes.
        let _ = fs::remove_dir_all(self.folder.path());
    }
}

/// What a program prints that has to end well.
pub(crate) async fn said(program: &str, arguments: &[&str]) -> String {
    let output = packages::output(tokio::process::Command::new(program).args(arguments)).await;
    assert!(output.status.success(), "{program} {arguments:?}: {}", told(&output));
    String::from_utf8(output.stdout).unwrap()
}
