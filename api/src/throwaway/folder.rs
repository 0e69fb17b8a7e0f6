//! A run's own folder, and what earlier runs left.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use rustix::fs::{FlockOperation, flock};
use rustix::process::geteuid;
use uuid::Uuid;

use super::ThrowawayError;
use crate::database::private::PrivateCluster;

/// Locked by the server for as long as it lives.
const OWNER: &str = "owner";

/// A folder that nobody else uses.
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
    _owner: File,
}

impl Folder {
    pub(super) fn make() -> Result<Self, ThrowawayError> {
        let root = root()?;
        // Short: the path of a Unix socket has little room.
        let name = Uuid::new_v4().simple().to_string()[..12].to_owned();
        // Under another name until it is locked, so that no other run takes it for one that was left behind.
        let unlocked = root.join(format!(".frontdesk-{name}"));
        DirBuilder::new().mode(0o700).create(&unlocked).map_err(ThrowawayError::at(&unlocked))?;
        let path = root.join(format!("{}{name}", prefix()));
        let lock = || -> io::Result<File> {
            let owner =
                OpenOptions::new().write(true).create_new(true).mode(0o600).open(unlocked.join(OWNER))?;
            flock(&owner, FlockOperation::NonBlockingLockExclusive)?;
            fs::rename(&unlocked, &path)?;
            Ok(owner)
        };
        match lock() {
            Ok(owner) => Ok(Self { path, _owner: owner }),
            Err(error) => {
                let _ = fs::remove_dir_all(&unlocked);
                Err(ThrowawayError::at(path)(error))
            }
        }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn remove(self) -> Result<(), ThrowawayError> {
        remove(&self.path)
    }
}

/// Removes a folder, also where somebody else is removing it.
pub(super) fn remove(path: &Path) -> Result<(), ThrowawayError> {
    for _ in 0..100 {
        match fs::remove_dir_all(path) {
            Ok(()) => return Ok(()),
            Err(error) if error.kind() == io::ErrorKind::NotFound && !path.exists() => return Ok(()),
            Err(error)
                if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::DirectoryNotEmpty) => {}
            Err(error) => return Err(ThrowawayError::at(path)(error)),
        }
    }
    Ok(())
}

/// Whether this is the name of such a folder, where they are.
pub(super) fn is_one(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let place = root().is_ok_and(|root| path.parent() == Some(&root));
    place && name.starts_with(&prefix()) && is_ours(path)
}

/// Removes what runs left behind that were killed together with their keepers.
pub(super) async fn sweep() -> Result<(), ThrowawayError> {
    let root = root()?;
    for entry in fs::read_dir(&root).map_err(ThrowawayError::at(&root))?.flatten() {
        let path = entry.path();
        if !is_one(&path) {
            continue;
        }
        // Held until the folder is gone: two runs may sweep at once.
        let owner = File::open(path.join(OWNER));
        if owner.as_ref().is_ok_and(|owner| flock(owner, FlockOperation::NonBlockingLockExclusive).is_err()) {
            continue;
        }
        if PrivateCluster::is_free(&path)
            && let Err(error) = remove(&path)
        {
            tracing::warn!(%error, "what a throwaway server left behind can't be removed");
        }
    }
    Ok(())
}

fn root() -> Result<PathBuf, ThrowawayError> {
    let root = std::env::temp_dir();
    root.canonicalize().map_err(ThrowawayError::at(root))
}

/// Others have their own in the same place.
fn prefix() -> String {
    format!("frontdesk-throwaway-{}-", geteuid().as_raw())
}

fn is_ours(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_dir() && metadata.uid() == geteuid().as_raw())
}
