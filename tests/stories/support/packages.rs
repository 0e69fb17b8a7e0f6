//! Programs that others have published, from their registries, unchanged.

use std::path::{Path, PathBuf};
use std::process::Output;

use tokio::process::Command;
use tokio::sync::Mutex;

/// One at a time: several stories may need the same.
static INSTALLING: Mutex<()> = Mutex::const_new(());

/// A folder in `tests/` with what its `package-lock.json` names.
pub(crate) async fn npm(folder: &str) -> PathBuf {
    let _alone = INSTALLING.lock().await;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let installed = folder.join("node_modules/.installed.json");
    let wanted = std::fs::read(folder.join("package-lock.json")).unwrap();
    if !std::fs::read(&installed).is_ok_and(|installed| installed == wanted) {
        let mut npm = Command::new("npm");
        npm.args(["ci", "--silent", "--no-audit", "--no-fund"]).current_dir(&folder);
        must_succeed(&mut npm).await;
        std::fs::write(&installed, wanted).unwrap();
    }
    folder
}

/// The interpreter of a virtual environment with what a list of requirements in `tests/` names.
pub(crate) async fn python(requirements: &str) -> PathBuf {
    let _alone = INSTALLING.lock().await;
    let requirements = Path::new(env!("CARGO_MANIFEST_DIR")).join(requirements);
    let name = requirements.file_stem().unwrap_or_default();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("python").join(name);
    let (interpreter, installed) = (folder.join("bin/python"), folder.join("installed.txt"));
    let wanted = std::fs::read(&requirements).unwrap();
    if std::fs::read(&installed).is_ok_and(|installed| installed == wanted) {
        return interpreter;
    }
    must_succeed(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder)).await;
    let mut pip = Command::new(&interpreter);
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"]);
    must_succeed(pip.arg(&requirements)).await;
    std::fs::write(&installed, wanted).unwrap();
    interpreter
}

/// The program of a pgBouncer that keeps prepared statements apart.
pub(crate) async fn pgbouncer() -> PathBuf {
    needed("pgbouncer", "target/pgbouncer/pgbouncer").await
}

/// The program of a Prometheus.
pub(crate) async fn prometheus() -> PathBuf {
    needed("prometheus", "target/prometheus/usr/bin/prometheus").await
}

/// A program that `.ci/need` looks after: where it puts its own, or in PATH.
async fn needed(name: &str, own: &str) -> PathBuf {
    let _alone = INSTALLING.lock().await;
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    must_succeed(Command::new(root.join(".ci/need")).arg(name)).await;
    let own = root.join(own);
    if own.exists() {
        return own;
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut programs = std::env::split_paths(&path).map(|folder| folder.join(name));
    programs.find(|program| program.exists()).expect("it is in PATH")
}

pub(crate) async fn must_succeed(command: &mut Command) {
    let output = output(command).await;
    assert!(output.status.success(), "{command:?} failed:\n{}", told(&output));
}

pub(crate) async fn output(command: &mut Command) -> Output {
    let ran = command.kill_on_drop(true).output().await;
    ran.unwrap_or_else(|error| panic!("{command:?}: `make test` looks after what is needed: {error}"))
}

/// Everything that a program said.
pub(crate) fn told(output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    format!("{}{}", text(&output.stdout), text(&output.stderr))
}
