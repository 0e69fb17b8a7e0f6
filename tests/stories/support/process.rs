//! The program itself, as a process of its own: what only shows when it is killed, stopped or started twice.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Write};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use sqlx::PgPool;
use sqlx::postgres::PgPoolOptions;

use super::{PATIENCE, eventually};

/// The executable, built by whoever asks first, so that it is never older than what is tested.
///
/// `FRONTDESK_STORIES_PROGRAM` names one that is there already, for a user who may not write to the target
/// folder.
pub(crate) fn program() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| std::env::var_os("FRONTDESK_STORIES_PROGRAM").map_or_else(build, PathBuf::from))
}

fn build() -> PathBuf {
    // This executable is in TARGET/PROFILE/deps; only the profile `dev` has another name than its folder.
    let own = std::env::current_exe().unwrap();
    let profile = own.parent().and_then(Path::parent).and_then(Path::file_name).and_then(OsStr::to_str);
    let profile = profile.map_or("dev", |name| if name == "debug" { "dev" } else { name });
    let mut cargo = Command::new(env!("CARGO"));
    cargo.current_dir(env!("CARGO_MANIFEST_DIR"));
    // What cargo tells a test about its package is rebuilt for by some dependencies (ring), and back again by
    // the next `cargo test`.
    for (name, _) in std::env::vars_os() {
        let about_us =
            ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_CRATE_", "CARGO_BIN_", "CARGO_PRIMARY_", "OUT_DIR"];
        if about_us.iter().any(|prefix| name.to_string_lossy().starts_with(prefix)) {
            cargo.env_remove(name);
        }
    }
    cargo.args(["build", "--package", "frontdesk", "--bin", "frontdesk", "--profile", profile]);
    let built = cargo.args(["--message-format", "json"]).stderr(Stdio::inherit()).output().unwrap();
    assert!(built.status.success(), "the program can't be built");
    let messages = String::from_utf8(built.stdout).unwrap();
    let executable = messages.lines().find_map(|line| {
        let message: Value = serde_json::from_str(line).ok()?;
        let ours = message["target"]["name"] == "frontdesk" && message["target"]["kind"][0] == "bin";
        message["executable"].as_str().filter(|_| ours).map(PathBuf::from)
    });
    executable.expect("cargo names the executable")
}

/// The program with these arguments, and nothing from the environment that would set it up otherwise.
pub(crate) fn command(arguments: &[&str]) -> Command {
    command_of(program(), arguments)
}

fn command_of(program: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let ours = |name: &OsStr| {
        let name = name.to_string_lossy();
        ["FRONTDESK_", "DATABASE_", "OTEL_"].iter().any(|ours| name.starts_with(ours))
    };
    for (name, _) in std::env::vars_os().filter(|(name, _)| ours(name)) {
        command.env_remove(name);
    }
    command
}

/// How a run of the program ended, and what it said.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl From<Output> for Ended {
    fn from(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Self { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }
}

impl Ended {
    /// Fails unless it ended well; answers what it printed.
    pub(crate) fn printed(self) -> String {
        assert_eq!(self.code, Some(0), "{}{}", self.stdout, self.stderr);
        self.stdout
    }

    /// Fails unless it ended with this exit code; answers its message.
    pub(crate) fn refused(self, code: i32) -> String {
        assert_eq!(self.code, Some(code), "{}{}", self.stdout, self.stderr);
        assert_eq!(self.stdout, "", "a refusal prints nothing but its message");
        self.stderr
    }
}

/// Runs a command of the program to its end.
pub(crate) async fn run(command: Command) -> Ended {
    run_with_input(command, "").await
}

/// Runs a command that reads from standard input.
pub(crate) async fn run_with_input(mut command: Command, input: &str) -> Ended {
    let input = input.to_owned();
    let running = tokio::task::spawn_blocking(move || {
        let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
        // A program that refuses its arguments reads nothing.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        child.wait_with_output().unwrap()
    });
    tokio::time::timeout(PATIENCE, running).await.expect("it runs and runs").unwrap().into()
}

/// A `frontdesk serve` that runs. Dropped, it is killed, and what it leaves behind is waited for.
pub(crate) struct Program {
    child: Child,
    log: Arc<Mutex<String>>,
    /// Where its private PostgreSQL works.
    folder: Option<PathBuf>,
    pub(crate) address: SocketAddr,
}

impl Program {
    /// Starts it on a data folder, with a PostgreSQL of its own.
    pub(crate) async fn on_folder(folder: &Path, more: &[&str]) -> Self {
        let mut command = command(&["serve", "--listen", "127.0.0.1:0", "--data-dir"]);
        command.arg(folder).args(more);
        Self::start(command, Some(folder.to_owned())).await
    }

    /// Starts it on a database of the stories' cluster.
    pub(crate) async fn on_database(url: &str, more: &[&str]) -> Self {
        Self::of(program(), url, more).await
    }

    /// The same of another program.
    pub(crate) async fn of(program: &Path, url: &str, more: &[&str]) -> Self {
        let mut command = command_of(program, &["serve", "--max-connections", "8"]);
        if !more.contains(&"--listen") {
            command.args(["--listen", "127.0.0.1:0"]);
        }
        command.env("DATABASE_URL", url).arg("--token-secret-file").arg(&super::cluster().secret).args(more);
        Self::start(command, None).await
    }

    /// One that this command runs.
    pub(crate) async fn run_by(command: Command) -> Self {
        Self::start(command, None).await
    }

    async fn start(mut command: Command, folder: Option<PathBuf>) -> Self {
        let mut child = command.stdout(Stdio::null()).spawn().unwrap();
        let log = Arc::new(Mutex::new(String::new()));
        let (lines, sink) = (BufReader::new(child.stderr.take().unwrap()), Arc::clone(&log));
        std::thread::spawn(move || {
            for line in lines.lines().map_while(Result::ok) {
                *sink.lock().unwrap() += &format!("{line}\n");
            }
        });
        // Made first, so that it is killed should it never open.
        let mut program = Self { child, log, folder, address: ([127, 0, 0, 1], 0).into() };
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(address) = address_in(&program.log()) {
                program.address = address;
                return program;
            }
            let ended = program.child.try_wait().unwrap();
            assert!(ended.is_none() && Instant::now() < deadline, "it does not open:\n{}", program.log());
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// What it has logged so far.
    pub(crate) fn log(&self) -> String {
        self.log.lock().unwrap().clone()
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    pub(crate) fn signal(&self, signal: Signal) {
        send(self.child.id(), signal);
    }

    /// Kills it as nothing can be caught, and waits until its PostgreSQL is gone too.
    pub(crate) async fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        self.postgres_is_gone().await;
    }

    /// Waits until it has ended by itself.
    pub(crate) async fn ended(&mut self) -> ExitStatus {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(Instant::now() < deadline, "it does not end:\n{}", self.log());
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// Asks it to stop, and waits until it has, in good order.
    pub(crate) async fn stop(mut self) {
        self.signal(Signal::TERM);
        let status = self.ended().await;
        assert_eq!(status.code(), Some(0), "{}", self.log());
        if self.folder.is_some() {
            assert!(self.folder().is_free(), "PostgreSQL ends before the program does");
            self.postgres_is_gone().await;
        }
    }

    pub(crate) fn folder(&self) -> Folder<'_> {
        Folder(self.folder.as_deref().expect("the program has a PostgreSQL of its own"))
    }

    async fn postgres_is_gone(&self) {
        let Some(folder) = self.folder.as_deref().map(Folder) else { return };
        eventually("PostgreSQL ends with its program", async || folder.is_free()).await;
        // One that is about to end may still be listed.
        eventually("no process of PostgreSQL is left behind", async || folder.processes().is_empty()).await;
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
        let Some(folder) = self.folder.as_deref().map(Folder) else { return };
        let deadline = Instant::now() + PATIENCE;
        while !folder.is_free() {
            if Instant::now() > deadline {
                assert!(std::thread::panicking(), "PostgreSQL outlives its program");
                return;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

/// Sends a signal to a process.
pub(crate) fn send(id: u32, signal: Signal) {
    kill_process(Pid::from_raw(id.try_into().unwrap()).unwrap(), signal).unwrap();
}

fn address_in(log: &str) -> Option<SocketAddr> {
    let (_, rest) = log.split_once("Frontdesk is open at http://")?;
    // The whole line is there, or only its beginning.
    let (line, _) = rest.split_once('\n')?;
    line.split([' ', '"']).next()?.parse().ok()
}

/// A data folder, looked at from outside.
#[derive(Clone, Copy)]
pub(crate) struct Folder<'a>(pub(crate) &'a Path);

impl Folder<'_> {
    /// Whether no process of a PostgreSQL works on it: each holds a lock on this file.
    pub(crate) fn is_free(&self) -> bool {
        match File::open(self.0.join("postgres.running")) {
            Ok(file) => file.try_lock().is_ok(),
            Err(_) => true,
        }
    }

    /// All processes that work in the cluster's folder or name it. Linux only; elsewhere it sees none.
    pub(crate) fn processes(&self) -> Vec<u32> {
        let Ok(cluster) = self.0.join("postgres").canonicalize() else { return vec![] };
        let Ok(processes) = fs::read_dir("/proc") else { return vec![] };
        let ids = processes.flatten().filter_map(|entry| entry.file_name().to_str()?.parse().ok());
        ids.filter(|id: &u32| {
            let process = Path::new("/proc").join(id.to_string());
            let works_there = fs::read_link(process.join("cwd")).is_ok_and(|folder| folder == cluster);
            let arguments = fs::read(process.join("cmdline")).unwrap_or_default();
            let names_it =
                arguments.split(|byte| *byte == 0).any(|word| word == cluster.as_os_str().as_encoded_bytes());
            works_there || names_it
        })
        .collect()
    }

    /// The main process of its PostgreSQL, as that notes it.
    pub(crate) fn postmaster(&self) -> Option<u32> {
        self.note(1)?.parse().ok()
    }

    /// The address of its PostgreSQL.
    pub(crate) fn url(&self) -> String {
        let (port, socket) = (self.note(4).unwrap(), self.note(5).unwrap());
        format!("postgres://frontdesk@localhost:{port}/frontdesk?host={socket}&sslmode=disable")
    }

    /// The database, past the program, like psql.
    pub(crate) async fn database(&self) -> PgPool {
        PgPoolOptions::new().max_connections(2).connect(&self.url()).await.unwrap()
    }

    fn note(&self, line: usize) -> Option<String> {
        let notes = fs::read_to_string(self.0.join("postgres/postmaster.pid")).ok()?;
        notes.lines().nth(line - 1).map(|line| line.trim().to_owned())
    }
}
