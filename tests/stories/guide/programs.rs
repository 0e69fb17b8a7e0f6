//! The guide's programs are taken out of their pages and used, each in the same way, by `tests/clients/guide.mjs` and its
//! like in other languages.

use std::path::{Path, PathBuf};

use tokio::process::Command;

use super::page::{Example, FOLDER, examples, file, pages};
use crate::support::document;
use crate::support::packages::{self, must_succeed};
use crate::throwaway::{Place, Throwaway};

/// A folder with files of pages.
fn folder(name: &str, files: &[(&str, &str)]) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("guide").join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    for (page, name) in files {
        std::fs::write(folder.join(name), file(page, name)).unwrap();
    }
    folder
}

/// The same for Node.js.
async fn modules(name: &str, files: &[(&str, &str)]) -> PathBuf {
    let folder = folder(name, files);
    let packages = packages::npm("clients").await.join("node_modules");
    std::os::unix::fs::symlink(packages, folder.join("node_modules")).unwrap();
    std::fs::write(folder.join("package.json"), r#"{ "type": "module" }"#).unwrap();
    folder
}

/// Lets a driver use a program: with its path, the server's address, and Anna's and Ben's tokens.
async fn used(mut driver: Command, program: &Path) {
    let place = Place::new();
    let server = Throwaway::start(&place).await;
    driver.arg(program).arg(format!("http://{}", server.address()));
    driver.args(["anna", "ben"].map(|name| server.person(name).token));
    must_succeed(&mut driver).await;
}

async fn used_by_node(program: &Path) {
    let mut node = Command::new("node");
    node.arg("guide.mjs").current_dir(packages::npm("clients").await);
    used(node, program).await;
}

const SOCKET: (&str, &str) = ("list-and-watch.md", "socket.mjs");

#[tokio::test]
async fn plain_fetch() {
    let folder = modules("fetch", &[("clients/fetch.md", "fetch.mjs")]).await;
    used_by_node(&folder.join("fetch.mjs")).await;
}

#[tokio::test]
async fn apollo_client() {
    let folder = modules("apollo", &[SOCKET, ("clients/apollo.md", "apollo.mjs")]).await;
    used_by_node(&folder.join("apollo.mjs")).await;
}

#[tokio::test]
async fn urql() {
    let folder = modules("urql", &[SOCKET, ("clients/urql.md", "urql.mjs")]).await;
    used_by_node(&folder.join("urql.mjs")).await;
}

/// With its compiler, and what its Babel plugin does to a `graphql` tag.
#[tokio::test]
async fn relay() {
    let page = "clients/relay.md";
    let files = ["relay.config.json", "environment.mjs", "relay.mjs"].map(|name| (page, name));
    let folder = modules("relay", &[&[SOCKET], files.as_slice()].concat()).await;
    schema(&folder);
    // It looks into files with these endings only.
    std::fs::copy(folder.join("relay.mjs"), folder.join("relay.js")).unwrap();
    let compiler = folder.join("node_modules/.bin/relay-compiler");
    must_succeed(Command::new(compiler).current_dir(&folder)).await;
    std::fs::remove_file(folder.join("relay.js")).unwrap();
    std::fs::write(folder.join("relay.mjs"), compiled(&file(page, "relay.mjs"))).unwrap();
    used_by_node(&folder.join("relay.mjs")).await;
}

/// Each document as an import of what the compiler made of it.
fn compiled(module: &str) -> String {
    let mut imports = String::new();
    let mut rest = String::new();
    for (number, part) in module.split("graphql`").enumerate() {
        let Some((document, after)) = part.split_once('`').filter(|_| number > 0) else {
            rest += part;
            continue;
        };
        let name = document.split(['(', ' ', '\n']).filter(|word| !word.is_empty()).nth(1).unwrap();
        imports += &format!("import {name} from './__generated__/{name}.graphql.js'\n");
        rest += &format!("{name}{after}");
    }
    imports + &rest
}

fn schema(folder: &Path) {
    let schema = Path::new(FOLDER).join("../../schema.graphql");
    std::fs::copy(schema, folder.join("schema.graphql")).unwrap();
}

fn client(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("clients").join(name)
}

#[tokio::test]
async fn gql_in_python() {
    let folder = folder("python", &[("clients/python.md", "desk.py")]);
    let mut python = Command::new(packages::python("clients/requirements.txt").await);
    python.arg(client("guide.py")).env("PYTHONDONTWRITEBYTECODE", "1");
    used(python, &folder.join("desk.py")).await;
}

#[tokio::test]
async fn ariadne_codegen_sends_what_is_named() {
    let folder = folder("ariadne", &[("clients/python.md", "inputs.py")]);
    schema(&folder);
    std::fs::write(folder.join("documents.graphql"), document!("edit_guest")).unwrap();
    let python = packages::python("clients/codegen-requirements.txt").await;
    let mut ariadne = Command::new(python.with_file_name("ariadne-codegen"));
    must_succeed(ariadne.arg("--config").arg(client("ariadne.toml")).current_dir(&folder)).await;
    must_succeed(Command::new(python).arg("inputs.py").current_dir(&folder)).await;
    let base = std::fs::read_to_string(folder.join("ariadne/async_base_client.py")).unwrap();
    assert!(base.contains("model_dump(by_alias=True, exclude_unset=True)"), "the client does the same");
}

/// A project with a lock of its own: what its crates need, the server does without.
#[tokio::test]
async fn graphql_client_in_rust() {
    let page = "clients/rust.md";
    let folder = folder("rust", &[(page, "Cargo.toml"), (page, "desk.graphql")]);
    schema(&folder);
    std::fs::create_dir(folder.join("src")).unwrap();
    for name in ["desk.rs", "save.rs"] {
        std::fs::write(folder.join("src").join(name), file(page, name)).unwrap();
    }
    std::fs::copy(client("guide.rs"), folder.join("src/main.rs")).unwrap();
    std::fs::copy(client("guide.lock"), folder.join("Cargo.lock")).unwrap();
    // It lies inside of this workspace, and is none of it.
    let manifest = file(page, "Cargo.toml") + "\n[workspace]\n";
    std::fs::write(folder.join("Cargo.toml"), manifest).unwrap();
    let target = folder.with_file_name("rust-target");
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["build", "--locked", "--quiet", "--target-dir"]).arg(&target).current_dir(&folder);
    must_succeed(&mut cargo).await;
    let place = Place::new();
    let server = Throwaway::start(&place).await;
    let mut app = Command::new(target.join("debug/desk"));
    app.arg(format!("http://{}", server.address()));
    must_succeed(app.args(["anna", "ben"].map(|name| server.person(name).token))).await;
}

/// A file that a page shows and nobody runs is a claim that nobody checks.
#[test]
fn every_file_is_used() {
    let stories = [include_str!("programs.rs"), include_str!("../../../web/e2e/guide.spec.ts")].concat();
    for (page, text) in pages() {
        for (line, example) in examples(&text).unwrap() {
            if let Example::File { name, .. } = example {
                let quoted = [format!("\"{name}\""), format!("'{name}'")];
                assert!(
                    quoted.iter().any(|name| stories.contains(name)),
                    "{page}:{line}: no story uses {name}"
                );
            }
        }
    }
}
