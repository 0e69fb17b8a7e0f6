//! Who removes the folder when the server was killed: a process of its own that waits for the end of its input, as the
//! script does that ends PostgreSQL.

use std::io::Read;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use super::ThrowawayError;
use super::folder::{self, Folder};
use crate::config::KEEPER;
use crate::database::private::PrivateCluster;

/// How long PostgreSQL has to end: the time that its script gives it, and more.
const PATIENCE: Duration = Duration::from_secs(60);

/// Its input ends with this process, or when this is dropped.
#[derive(Debug)]
pub(super) struct Keeper {
    _process: Child,
}

impl Keeper {
    pub(super) fn start(folder: &Folder) -> Result<Self, ThrowawayError> {
        let program = std::env::current_exe().map_err(ThrowawayError::at("/proc/self/exe"))?;
        let mut command = Command::new(&program);
        command.arg(KEEPER).arg(folder.path()).current_dir("/");
        // Whoever reads what the server says waits for the end of that. And a signal to the server's group is not for
        // who cleans up after it.
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).process_group(0);
        Ok(Self { _process: command.spawn().map_err(ThrowawayError::at(program))? })
    }
}

/// Waits until the server is gone, and PostgreSQL after it, and removes their folder.
///
/// # Errors
/// Where this is not such a folder, or can't be removed.
pub async fn keep(folder: &Path) -> Result<(), ThrowawayError> {
    if !folder::is_one(folder) {
        return Err(ThrowawayError::NotOurs(folder.to_owned()));
    }
    let waited = tokio::task::spawn_blocking(|| std::io::stdin().read_to_end(&mut vec![])).await;
    // What can't be read has ended, too.
    drop(waited);
    if folder.exists() {
        PrivateCluster::ended(folder, PATIENCE).await?;
    }
    folder::remove(folder)
}
