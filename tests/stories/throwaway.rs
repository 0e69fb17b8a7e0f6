//! A server for tests: there with one line, the same each time, back at its first rows on demand, and gone with whoever
//! started it.

mod ends;
mod helpers;
mod reset;

use std::future::ready;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use rustix::process::Signal;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::process::{Folder, command, run, send};
use crate::support::{Database, Person, document, eventually, text};

const SEEN: &str = "{ hotel { today } rooms(first: 50) { nodes { id name } } guests(first: 50) { nodes { id name } }
    bookings(first: 100) { nodes { id reference version checkIn checkOut status room { id } guest { id } } } }";

/// Where runs of a story keep their folders, and all of them their templates.
pub(crate) struct Place(TempDir);

impl Place {
    pub(crate) fn new() -> Self {
        // Short, for the sockets in it.
        Self(tempfile::tempdir().unwrap())
    }

    fn command(&self, more: &[&str]) -> Command {
        let mut command = command(&["serve", "--throwaway", "--today", "2030-05-01"]);
        command.args(more).env("TMPDIR", self.0.path());
        command.env("XDG_CACHE_HOME", Path::new(env!("CARGO_TARGET_TMPDIR")).join("cache"));
        command.stdin(Stdio::piped()).stderr(Stdio::null());
        command
    }

    fn folders(&self) -> Vec<PathBuf> {
        std::fs::read_dir(self.0.path()).unwrap().map(|entry| entry.unwrap().path()).collect()
    }

    /// Waits until neither processes nor folders are left.
    async fn is_clean(&self, folder: &Path) {
        eventually("no process is left", async || Folder(folder).processes().is_empty()).await;
        eventually("nothing is left on disk", async || self.folders().is_empty()).await;
    }
}

/// A throwaway server that runs.
pub(crate) struct Throwaway {
    process: Child,
    url: String,
    tokens: Value,
    /// Where it works.
    folder: PathBuf,
}

impl Throwaway {
    pub(crate) async fn start(place: &Place) -> Self {
        let process = place.command(&[]).spawn().unwrap();
        Self::announced(process, place).await
    }

    async fn announced(mut process: Child, place: &Place) -> Self {
        let before = process.id();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let line = tokio::task::spawn_blocking(move || lines.next()).await.unwrap();
        let line = line.unwrap_or_else(|| panic!("{before} said nothing")).unwrap();
        let mut told: Value = serde_json::from_str(&line).unwrap();
        let folder = place.folders().into_iter().find(|folder| {
            // The one whose PostgreSQL a descendant of this process runs.
            parent_of_parent(Folder(folder).postmaster()) == Some(process.id())
        });
        let folder = folder.unwrap_or_default();
        Self { url: text(&told["url"]), tokens: told["tokens"].take(), process, folder }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.url.strip_prefix("http://").unwrap().parse().unwrap()
    }

    pub(crate) fn person(&self, name: &str) -> Person {
        let token = text(&self.tokens[format!("{name}@demo.frontdesk")]);
        Person { token, ..Person::nobody(self.address()) }
    }

    pub(crate) async fn reset(&self) {
        let reset =
            reqwest::Client::new().post(format!("{}/throwaway/reset", self.url)).send().await.unwrap();
        assert_eq!(reset.status(), 204, "{:?}", reset.text().await);
    }

    /// By the end of its input, as when whoever started it is gone.
    async fn let_go(mut self, place: &Place) {
        drop(self.process.stdin.take());
        eventually("it ends", || ready(self.process.try_wait().unwrap().is_some())).await;
        assert_eq!(self.process.wait().unwrap().code(), Some(0));
        eventually("no process is left", async || Folder(&self.folder).processes().is_empty()).await;
        assert!(!place.folders().contains(&self.folder), "its folder is gone before it is");
    }
}

impl Drop for Throwaway {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The server starts a script, and that PostgreSQL.
fn parent_of_parent(process: Option<u32>) -> Option<u32> {
    parent(parent(process?)?)
}

fn parent(process: u32) -> Option<u32> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    status.lines().find_map(|line| line.strip_prefix("PPid:"))?.trim().parse().ok()
}

#[tokio::test]
async fn one_line_says_where_it_is_and_lets_everybody_in() {
    let place = Place::new();
    let server = Throwaway::start(&place).await;
    for (name, role) in [("anna", "DESK"), ("ben", "DESK"), ("mara", "MANAGER"), ("vera", "VIEWER")] {
        let me = server.person(name).run("{ me { email role } }", json!({})).await;
        assert_eq!(me["me"], json!({ "email": format!("{name}@demo.frontdesk"), "role": role }));
    }
    assert_eq!(server.tokens.as_object().unwrap().len(), 4);
    server.let_go(&place).await;
}

#[tokio::test]
async fn several_at_once_begin_with_the_same_rows_and_live_apart() {
    let place = Place::new();
    let (one, other) = tokio::join!(Throwaway::start(&place), Throwaway::start(&place));
    let (anna, ben) = (one.person("anna"), other.person("ben"));
    let first = anna.run(SEEN, json!({})).await;
    assert_eq!(first["hotel"]["today"], "2030-05-01");
    assert_eq!(first["rooms"]["nodes"][0]["id"], "01900000-0000-7000-8000-000100000001");
    assert_eq!(first, ben.run(SEEN, json!({})).await);

    let booking = json!({ "id": first["bookings"]["nodes"][0]["id"] });
    anna.save(&booking, 1, json!({ "notes": "only here" })).await;
    assert_eq!(first, ben.run(SEEN, json!({})).await);
    // What one gave out is nothing to the other: its log was never there.
    let revision =
        anna.run("{ bookings(first: 1) { revision } }", json!({})).await["bookings"]["revision"].clone();
    let missed = ben.run(document!("missed_changes"), json!({ "after": revision })).await;
    assert_ne!(missed["changes"]["gap"], Value::Null, "{missed}");
    one.let_go(&place).await;
    assert_eq!(first, ben.run(SEEN, json!({})).await, "the other goes on");
    other.let_go(&place).await;
}

#[tokio::test]
async fn it_has_no_place_for_a_database_that_is_somebodys() {
    let database = Database::empty().await;
    let mut with_address = command(&["serve", "--throwaway"]);
    with_address.env("DATABASE_URL", &database.url);
    let said = run(with_address).await.refused(2);
    assert!(said.contains("--throwaway") && said.contains("--database-url"), "{said}");
    let said = run(command(&["serve", "--throwaway", "--data-dir", "data"])).await.refused(2);
    assert!(said.contains("--data-dir"), "{said}");
    let said = run(command(&["serve", "--today", "2030-05-01"])).await.refused(1);
    assert!(said.contains("--today is for --demo and --throwaway"), "{said}");
    let said = run(command(&["keep-throwaway", env!("CARGO_TARGET_TMPDIR")])).await.refused(1);
    assert!(said.contains("is not a throwaway server's folder"), "{said}");
}
