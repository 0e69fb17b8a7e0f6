//! Makes the cluster.

use std::{ffi::OsString, fs, path::Path, process::Stdio};

use super::{
    error::Error,
    folder::{Folder, create_private, sync_dir},
    identity::Identity,
    server::{LOCK_PATIENCE, supervised},
    socket::USER,
};

/// Makes the cluster under a name that says it is not whole yet, and renames it when it is. So a power cut or
/// a kill in between leaves no folder that looks like a cluster and isn't one.
///
/// The caller holds the program's lock. Cancelled, it leaves at most what the next start removes.
///
/// # Errors
/// [`Error::Initdb`] with what `initdb` said, [`Error::Io`].
pub(super) async fn create_cluster(
    folder: &Folder,
    bindir: &Path,
    identity: &Identity,
    durable: bool,
) -> Result<(), Error> {
    let new = folder.new_cluster();
    // An earlier initdb whose program was killed may still be about to end.
    drop(folder.running_lock(LOCK_PATIENCE).await?);
    folder.remove_leftovers()?;

    let output = initdb(folder, bindir, identity, durable, "--locale=C.UTF-8").await;
    match output {
        // Some systems have no C.UTF-8. Plain C sorts the same way and only knows no letters beyond ASCII.
        Err(Error::Initdb { output, .. }) if output.contains("locale") => {
            folder.remove_leftovers()?;
            initdb(folder, bindir, identity, durable, "--no-locale").await?;
        }
        other => other?,
    }

    if durable {
        sync_dir(&new).map_err(Error::io("write to disk", &new))?;
    }
    fs::rename(&new, folder.cluster()).map_err(Error::io("rename to `postgres`", &new))?;
    sync_dir(folder.root()).map_err(Error::io("write to disk", folder.root()))
}

async fn initdb(
    folder: &Folder,
    bindir: &Path,
    identity: &Identity,
    durable: bool,
    locale: &str,
) -> Result<(), Error> {
    let program = bindir.join("initdb");
    let new = folder.new_cluster();
    create_private(&new, false).map_err(Error::io("make", &new))?;
    identity.give(&new)?;

    // Trust on the socket: `peer` would compare the role with the name of the system's user, which is anyone's
    // guess (root, a service's user, a number without a name in a container). Who may connect is decided by
    // the socket's folder, which only its owner can enter; there is no TCP, and `reject` keeps it closed
    // should somebody turn it on.
    let mut arguments: Vec<OsString> =
        ["--encoding=UTF8", locale, "--data-checksums", "--auth-local=trust", "--auth-host=reject"]
            .map(OsString::from)
            .into();
    arguments.extend([format!("--username={USER}"), "--no-instructions".to_owned()].map(OsString::from));
    if !durable {
        arguments.push("--no-sync".into());
    }
    arguments.extend(["--pgdata".into(), new.clone().into_os_string()]);

    let lock = folder.running_lock(LOCK_PATIENCE).await?;
    let mut child = supervised(identity, &bindir.join("initdb"), arguments)
        .stdout(lock)
        .stderr(Stdio::piped())
        .spawn()
        .map_err(Error::io("run /bin/sh to start", &program))?;
    // Waiting would close it, and that means: stop.
    let stdin = child.stdin.take();
    let output = child.wait_with_output().await.map_err(Error::io("wait for", &program))?;
    drop(stdin);
    if output.status.success() {
        Ok(())
    } else {
        let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        Err(Error::Initdb { dir: folder.root().to_owned(), output: said })
    }
}
