//! What stands between several processes: a Valkey or Redis of the measurement's own.

use std::net::TcpListener;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use tokio::net::TcpStream;
use tokio::process::{Child, Command};

use crate::Outcome;
use crate::process::Process;

const PATIENCE: Duration = Duration::from_secs(10);
const LOOK: Duration = Duration::from_millis(10);
const PROGRAMS: [&str; 2] = ["valkey-server", "redis-server"];

/// Ends when it is dropped.
pub(crate) struct Broker {
    _child: Child,
    pub(crate) process: Process,
    pub(crate) url: String,
}

impl Broker {
    /// The first of both that is here.
    ///
    /// # Errors
    /// None is, or it does not open.
    pub(super) async fn start(folder: &Path) -> Outcome<Self> {
        // It takes no listener from us, so the port is free only as long as nobody else takes it.
        let address = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?;
        let mut child = PROGRAMS
            .into_iter()
            .find_map(|program| {
                let mut command = Command::new(program);
                command.args(["--bind", "127.0.0.1", "--port", &address.port().to_string()]);
                command.args(["--save", "", "--appendonly", "no", "--daemonize", "no", "--dir"]).arg(folder);
                command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
                command.kill_on_drop(true).spawn().ok()
            })
            .ok_or("a relay needs valkey-server or redis-server, and neither is here")?;
        let deadline = Instant::now() + PATIENCE;
        while TcpStream::connect(address).await.is_err() {
            if child.try_wait()?.is_some() || Instant::now() > deadline {
                return Err("the relay's broker does not open".into());
            }
            tokio::time::sleep(LOOK).await;
        }
        let process = Process(child.id().ok_or("the relay's broker has ended at once")?);
        Ok(Self { _child: child, process, url: format!("redis://{address}") })
    }
}
