//! The audit suite of GraphQL over HTTP, as its authors publish it on npm, finds nothing that must or should be
//! otherwise.

use tokio::process::Command;

use crate::support::{House, packages};

#[tokio::test]
async fn nothing_is_broken_that_must_or_should_hold() {
    let folder = packages::npm("audit").await;
    let house = House::open().await;
    let url = format!("http://{}/graphql", house.address);
    let mut audit = Command::new("node");
    let audited = packages::output(audit.args(["audit.mjs", &url]).current_dir(&folder)).await;
    let told = packages::told(&audited);
    assert!(audited.status.success(), "{told}");
    // A suite that checked nothing would find nothing.
    let musts = told.lines().filter(|line| line.starts_with("ok ") && line.contains(" MUST ")).count();
    assert!(musts >= 10, "only {musts} audits of what MUST hold:\n{told}");
}
