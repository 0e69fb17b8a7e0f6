//! What front ends are generated with reads `schema.graphql` and the stories' documents: the compiler of Relay, GraphQL
//! Code Generator as Apollo's manual sets it up, and ariadne-codegen, whose Python is then imported.

use std::path::Path;

use tokio::process::Command;

use crate::support::packages::{self, must_succeed};

#[tokio::test]
async fn relay_apollo_and_ariadne_generate_clients() {
    let clients = packages::npm("clients").await;
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("codegen");
    must_succeed(Command::new("node").arg("codegen.mjs").arg(&folder).current_dir(&clients)).await;

    let python = packages::python("clients/codegen-requirements.txt").await;
    let mut ariadne = Command::new(python.with_file_name("ariadne-codegen"));
    must_succeed(ariadne.arg("--config").arg(clients.join("ariadne.toml")).current_dir(&folder)).await;
    let mut import = Command::new(python);
    must_succeed(import.args(["-c", "from ariadne import Client, BookingPage"]).current_dir(&folder)).await;
}
