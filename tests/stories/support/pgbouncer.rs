//! A real pgBouncer before a story's database, with the settings that README.md gives.

use std::fs::{self, File};
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use sqlx::postgres::PgConnection;
use sqlx::{Connection, Executor, Row};
use tempfile::TempDir;
use tokio::time::sleep;

use super::{Database, PATIENCE, Proxy, packages};

const README: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../README.md"));
/// The database in the README's settings, and where it is there.
const NAME: &str = "hotel";
const PLACE: &str = "host=db.example.com";
/// pgBouncer refuses to be root, and is nobody then.
const NOBODY: u32 = 65534;

/// Dropped, it is killed.
pub(crate) struct PgBouncer {
    child: Child,
    folder: TempDir,
    /// To PostgreSQL, whose socket is not for nobody.
    _proxy: Proxy,
}

impl PgBouncer {
    pub(crate) async fn before(database: &Database) -> Self {
        Self::with(database, "").await
    }

    /// One with some settings changed, in lines of their own.
    pub(crate) async fn with(database: &Database, changes: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (proxy, _) = Proxy::to_postgres(&database.url).await;
        let (own, port) = (folder.path(), proxy.address.port());
        let place = format!("host=127.0.0.1 port={port} dbname={}", database.name);
        let given = settings().replace(PLACE, &place);
        let users = own.join("users.txt");
        let fixed = format!(
            "listen_addr =\nunix_socket_dir = {}\nauth_type = trust\nauth_file = {}\n",
            own.display(),
            users.display()
        );
        fs::write(own.join("pgbouncer.ini"), format!("{given}\n{fixed}{changes}\n")).unwrap();
        fs::write(users, "\"frontdesk\" \"\"\n").unwrap();
        let log = File::create(own.join("log")).unwrap();
        let mut command = command(&packages::pgbouncer().await, own);
        command.arg(own.join("pgbouncer.ini")).stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
        let mut pgbouncer = Self { child: command.spawn().unwrap(), folder, _proxy: proxy };
        let deadline = Instant::now() + PATIENCE;
        while PgConnection::connect(&pgbouncer.url()).await.is_err() {
            let ended = pgbouncer.child.try_wait().unwrap().is_some();
            assert!(!ended && Instant::now() < deadline, "pgBouncer does not answer:\n{}", pgbouncer.log());
            sleep(Duration::from_millis(10)).await;
        }
        pgbouncer
    }

    /// The address of the database by way of it.
    pub(crate) fn url(&self) -> String {
        let socket = self.folder.path().display();
        format!("postgres://frontdesk@localhost:6432/{NAME}?host={socket}&sslmode=disable")
    }

    fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("log")).unwrap()
    }

    /// What a query answers in each of so many sessions at once.
    pub(crate) async fn in_sessions(&self, count: usize, query: &'static str) -> Vec<i64> {
        let (mut connections, mut answers) = (vec![], vec![]);
        for _ in 0..count {
            let mut connection = PgConnection::connect(&self.url()).await.unwrap();
            // Not before the last is asked they are lent to somebody else.
            connection.execute("BEGIN").await.unwrap();
            answers.push(connection.fetch_one(query).await.unwrap().get(0));
            connections.push(connection);
        }
        answers
    }
}

impl Drop for PgBouncer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The README's settings, as they stand there.
fn settings() -> &'static str {
    let (_, rest) = README.split_once("```ini\n[databases]").expect("the README gives settings");
    let settings = rest.split_once("```").unwrap().0;
    assert!(settings.contains(&format!("{NAME} = {PLACE}")), "{settings}");
    let start = README.len() - rest.len() - "[databases]".len();
    &README[start..start + "[databases]".len() + settings.len()]
}

/// The program, as somebody who is not root and works in this folder.
fn command(program: &Path, folder: &Path) -> Command {
    if !rustix::process::geteuid().is_root() {
        return Command::new(program);
    }
    // Nobody need not be able to come to where it was built.
    let copy = folder.join("pgbouncer");
    fs::copy(program, &copy).unwrap();
    for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).chain([folder.to_owned()]) {
        chown(path, Some(NOBODY), Some(NOBODY)).unwrap();
    }
    let mut command = Command::new(copy);
    command.uid(NOBODY).gid(NOBODY);
    command
}
