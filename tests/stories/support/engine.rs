//! Podman, where it works, and an image of Debian for it that comes from this machine's own mirror.

use std::process::Stdio;

use tokio::process::Command;
use uuid::Uuid;

use super::packages::{output, told};

/// Kept from one run to the next.
const DEBIAN: &str = "localhost/frontdesk-stories/debian:12";

/// What starts a container on this machine.
pub(crate) struct Engine {
    /// The image of Debian 12.
    pub(crate) debian: &'static str,
    /// The program that podman has do it.
    runtime: &'static str,
}

impl Engine {
    /// The one of this machine, or why there is none.
    pub(crate) async fn here() -> Result<Self, String> {
        if !is_there("podman") {
            return Err("there is no podman".to_owned());
        }
        if !output(Command::new("podman").args(["image", "exists", DEBIAN])).await.status.success() {
            make_debian().await?;
        }
        let mut reasons = vec![];
        // Podman's own choice first, which on Debian 12 refuses a machine with both kinds of control groups.
        for runtime in ["crun", "runc"].into_iter().filter(|runtime| is_there(runtime)) {
            let engine = Self { debian: DEBIAN, runtime };
            let mut trial = Command::new("podman");
            let tried = output(trial.args(engine.run()).args(["--rm", DEBIAN, "true"])).await;
            if tried.status.success() {
                return Ok(engine);
            }
            reasons.push(told(&tried).trim().to_owned());
        }
        Err(format!("no container can be started: {}", reasons.join("; ")))
    }

    /// How it is run: with the least that it can do with, and the network of this machine.
    pub(crate) fn run(&self) -> Vec<&str> {
        let mut arguments = vec!["--runtime", self.runtime, "run", "--network", "host", "--read-only"];
        arguments.extend(["--cap-drop", "all", "--security-opt", "no-new-privileges"]);
        // Podman's own may be more than this machine lets anybody have.
        arguments.extend(["--ulimit", "nofile=1024:4096", "--ulimit", "nproc=1024:1024"]);
        arguments
    }
}

/// From where this machine's packages come from.
async fn make_debian() -> Result<(), String> {
    if !is_there("mmdebstrap") {
        return Err(format!("there is neither the image {DEBIAN} nor mmdebstrap to make it"));
    }
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let tar = folder.path().join("debian.tar");
    let mut making = Command::new("mmdebstrap");
    making.args(["--quiet", "--variant=minbase", "bookworm"]).arg(&tar).stdin(Stdio::null());
    let made = output(&mut making).await;
    if !made.status.success() {
        return Err(format!("Debian can't be fetched: {}", told(&made).trim()));
    }
    let imported = output(Command::new("podman").args(["import", "--quiet"]).arg(&tar).arg(DEBIAN)).await;
    if !imported.status.success() {
        return Err(format!("podman does not work here: {}", told(&imported).trim()));
    }
    Ok(())
}

/// What podman prints, which has to end well.
pub(crate) async fn podman(arguments: &[&str]) -> String {
    super::machine::said("podman", arguments).await
}

fn is_there(program: &str) -> bool {
    let folders = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&folders).any(|folder| folder.join(program).is_file())
}

/// A container, its image and its secret. Dropped, all are gone, running or not.
pub(crate) struct Container {
    pub(crate) name: String,
    pub(crate) image: String,
}

impl Container {
    pub(crate) fn new() -> Self {
        let name = format!("frontdesk-{}", Uuid::new_v4());
        Self { image: format!("localhost/{name}"), name }
    }
}

impl Drop for Container {
    fn drop(&mut self) {
        let Self { name, image } = self;
        let undo: [&[&str]; 3] = [
            &["rm", "--force", "--volumes", "--ignore", "--time", "0", name],
            &["secret", "rm", name],
            &["image", "rm", "--force", image],
        ];
        for arguments in undo {
            let _ = std::process::Command::new("podman").args(arguments).output();
        }
    }
}
