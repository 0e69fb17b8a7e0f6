//! The audit suite of GraphQL over HTTP, as its authors publish it on npm, finds nothing that must or should be
//! otherwise.

use std::path::Path;
use std::process::Output;

use tokio::process::Command;

use crate::support::House;

#[tokio::test]
async fn nothing_is_broken_that_must_or_should_hold() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("audit");
    if !folder.join("node_modules").is_dir() {
        let installed =
            run(Command::new("npm").args(["ci", "--silent", "--no-audit", "--no-fund"]), &folder).await;
        assert!(installed.status.success(), "npm ci in tests/audit failed:\n{}", text(&installed));
    }
    let house = House::open().await;
    let url = format!("http://{}/graphql", house.address);
    let audited = run(Command::new("node").args(["audit.mjs", &url]), &folder).await;
    let told = text(&audited);
    assert!(audited.status.success(), "{told}");
    // A suite that checked nothing would find nothing.
    let musts = told.lines().filter(|line| line.starts_with("ok ") && line.contains(" MUST ")).count();
    assert!(musts >= 10, "only {musts} audits of what MUST hold:\n{told}");
}

async fn run(command: &mut Command, folder: &Path) -> Output {
    let ran = command.current_dir(folder).kill_on_drop(true).output().await;
    ran.unwrap_or_else(|error| panic!("node and npm (version 20 or newer) have to be there: {error}"))
}

fn text(output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    format!("{}{}", text(&output.stdout), text(&output.stderr))
}
