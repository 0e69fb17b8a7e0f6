//! A server as a process of its own.

use std::ffi::OsStr;
use std::net::SocketAddr;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::time::timeout;

use crate::Outcome;
use crate::process::Process;

/// How long a server may take to open, and to end.
const PATIENCE: Duration = Duration::from_secs(30);
/// What both say when they have opened, before the address.
pub(crate) const OPEN: &str = "is open at http://";

pub(crate) struct Server {
    child: Child,
    pub(crate) address: SocketAddr,
    pub(crate) process: Process,
}

impl Server {
    /// `frontdesk serve`, with its settings as they are, and these arguments.
    pub(super) async fn frontdesk(program: &Path, url: &str, folder: &Path, more: &[&str]) -> Outcome<Self> {
        let secret = folder.join("token-secret");
        std::fs::write(&secret, "known to everybody who reads this, and worth nothing")?;
        std::fs::set_permissions(&secret, std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
        let mut command = Command::new(program);
        command.args(["serve", "--listen", "127.0.0.1:0", "--token-secret-file"]).arg(secret).args(more);
        Self::start(command, url).await
    }

    /// This program's own bare server.
    pub(super) async fn bare(url: &str) -> Outcome<Self> {
        let mut command = Command::new(std::env::current_exe()?);
        command.arg("bare");
        Self::start(command, url).await
    }

    async fn start(mut command: Command, url: &str) -> Outcome<Self> {
        let ours = |name: &OsStr| {
            name.to_string_lossy().starts_with("FRONTDESK_")
                || name == "DATABASE_LISTEN_URL"
                || name == "DATABASE_READ_URL"
        };
        for (name, _) in std::env::vars_os().filter(|(name, _)| ours(name)) {
            command.env_remove(name);
        }
        let mut child = command
            .env("DATABASE_URL", url)
            .stdin(Stdio::null())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| format!("a server can't be started: {error}"))?;
        let id = child.id().ok_or("a server has ended at once")?;
        let mut log = BufReader::new(child.stderr.take().ok_or("a server has no log")?).lines();
        let mut said = String::new();
        let address = timeout(PATIENCE, async {
            while let Some(line) = log.next_line().await? {
                if let Some(address) = address_in(&line) {
                    return Ok(address);
                }
                said += &line;
                said += "\n";
            }
            Err(std::io::Error::other(format!("a server does not open:\n{said}")))
        })
        .await
        .map_err(|_| "a server does not open in time")??;
        // A log that nobody reads would fill the pipe and stop the server.
        tokio::spawn(async move { while let Ok(Some(_)) = log.next_line().await {} });
        Ok(Self { child, address, process: Process(id) })
    }

    /// Asks it to end, and waits until it has.
    pub(crate) async fn stop(mut self) -> Outcome<()> {
        let id = Pid::from_raw(self.process.0.try_into()?).ok_or("no process has this id")?;
        kill_process(id, Signal::TERM)?;
        timeout(PATIENCE, self.child.wait()).await.map_err(|_| "a server does not end")??;
        Ok(())
    }
}

fn address_in(line: &str) -> Option<SocketAddr> {
    line.split_once(OPEN)?.1.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_is_found_in_a_line_of_the_log() {
        let line = "2026-11-22T00:00:00Z  INFO frontdesk: Frontdesk is open at http://127.0.0.1:4711 address=127.0.0.1:4711";
        assert_eq!(address_in(line), Some(([127, 0, 0, 1], 4711).into()));
        assert_eq!(address_in("INFO frontdesk: stopping"), None);
    }
}
