//! Against the machine's real PostgreSQL, which has to be there.

use std::{
    env, fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use rustix::process::{Pid, Signal, kill_process};
use sqlx::{Connection, PgConnection, Row};
use tempfile::TempDir;
use tokio::time::{Instant, sleep, timeout};

use super::{Error, Options, PrivateCluster, State, folder::Folder, identity::Identity, locate};

const PATIENCE: Duration = Duration::from_secs(30);

fn options(data_dir: impl Into<PathBuf>) -> Options {
    Options {
        data_dir: data_dir.into(),
        pg_bindir: None,
        settings: vec![("fsync".to_owned(), "off".to_owned())],
    }
}

async fn connect(cluster: &PrivateCluster) -> PgConnection {
    PgConnection::connect(&cluster.url("postgres")).await.unwrap()
}

async fn setting(connection: &mut PgConnection, name: &str) -> String {
    let row = sqlx::query("SELECT current_setting($1)").bind(name).fetch_one(connection).await.unwrap();
    row.get(0)
}

async fn write_booking(connection: &mut PgConnection) {
    sqlx::raw_sql("CREATE TABLE booking (id int); INSERT INTO booking VALUES (7)")
        .execute(connection)
        .await
        .unwrap();
}

async fn bookings(cluster: &PrivateCluster) -> i64 {
    let mut connection = connect(cluster).await;
    sqlx::query("SELECT count(*) FROM booking").fetch_one(&mut connection).await.unwrap().get(0)
}

async fn eventually(what: &str, condition: impl Fn() -> bool) {
    let started = Instant::now();
    while !condition() {
        assert!(started.elapsed() < PATIENCE, "not within {PATIENCE:?}: {what}");
        sleep(Duration::from_millis(5)).await;
    }
}

fn kill(pid: u32, signal: Signal) {
    let pid = Pid::from_raw(i32::try_from(pid).unwrap()).unwrap();
    kill_process(pid, signal).unwrap();
}

fn log(data_dir: &Path) -> String {
    fs::read_to_string(data_dir.join("postgres.log")).unwrap()
}

/// Another program, that is this test binary in another process, which serves from the folder.
struct OtherProgram(Child);

impl OtherProgram {
    async fn start(data_dir: &Path) -> OtherProgram {
        let module = module_path!().split_once("::").unwrap().1;
        let child = Command::new(env::current_exe().unwrap())
            .args(["--ignored", "--exact", &format!("{module}::other_program")])
            .env("OTHER_PROGRAM_DATA_DIR", data_dir)
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        eventually("the other program serves", || data_dir.join("serving").exists()).await;
        OtherProgram(child)
    }

    fn kill(mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "what `OtherProgram` runs, not a test"]
async fn other_program() {
    let Some(data_dir) = env::var_os("OTHER_PROGRAM_DATA_DIR").map(PathBuf::from) else { return };
    let cluster = PrivateCluster::start(options(&data_dir)).await.unwrap();
    let mut connection = connect(&cluster).await;
    write_booking(&mut connection).await;
    fs::write(data_dir.join("serving"), "").unwrap();
    std::future::pending::<()>().await;
}

#[tokio::test]
async fn a_new_cluster_is_private_safe_and_lasting() {
    let dir = TempDir::new().unwrap();
    let data_dir = dir.path().join("data");
    let cluster =
        PrivateCluster::start(Options { settings: Vec::new(), ..options(&data_dir) }).await.unwrap();
    let mut anna = connect(&cluster).await;
    for (name, value) in [
        ("data_checksums", "on"),
        ("fsync", "on"),
        ("full_page_writes", "on"),
        ("listen_addresses", ""),
        ("server_encoding", "UTF8"),
        ("TimeZone", "UTC"),
    ] {
        assert_eq!(setting(&mut anna, name).await, value, "{name}");
    }
    for private in ["", "postgres", "postgres.socket"] {
        let mode = fs::metadata(data_dir.join(private)).unwrap().permissions().mode();
        // Where root can't use namespaces, PostgreSQL's group may pass through (but not look into) the first.
        assert_eq!(mode & 0o767, 0o700, "{private}");
    }
    write_booking(&mut anna).await;
    // A connection that is still open does not hold up the stop.
    cluster.stop().await.unwrap();
    assert!(!data_dir.join("postgres/postmaster.pid").exists());

    let started = Instant::now();
    let cluster = PrivateCluster::start(options(&data_dir)).await.unwrap();
    assert!(started.elapsed() < Duration::from_secs(2), "warm start took {:?}", started.elapsed());
    assert_eq!(bookings(&cluster).await, 1);
    cluster.stop().await.unwrap();
}

#[tokio::test]
async fn a_second_program_is_refused_at_once() {
    let dir = TempDir::new().unwrap();
    let cluster = PrivateCluster::start(options(dir.path())).await.unwrap();
    let refused = PrivateCluster::start(options(dir.path())).await.unwrap_err();
    let Error::InUse { pid, .. } = refused else { panic!("{refused}") };
    assert_eq!(pid, Some(std::process::id()));
    assert!(refused.to_string().contains(dir.path().to_str().unwrap()), "{refused}");
    cluster.stop().await.unwrap();
    PrivateCluster::start(options(dir.path())).await.unwrap().stop().await.unwrap();
}

#[tokio::test]
async fn a_killed_program_takes_postgresql_with_it_cleanly() {
    let dir = TempDir::new().unwrap();
    let program = OtherProgram::start(dir.path()).await;
    let folder = Folder::open(dir.path()).unwrap();
    program.kill();
    folder.running_lock(PATIENCE).await.unwrap();
    assert!(log(dir.path()).trim_end().ends_with("database system is shut down"), "{}", log(dir.path()));
    assert_eq!(folder.postmaster(), None);
}

#[tokio::test]
async fn a_program_can_follow_a_killed_one_at_once() {
    let dir = TempDir::new().unwrap();
    let program = OtherProgram::start(dir.path()).await;
    program.kill();
    let cluster = PrivateCluster::start(options(dir.path())).await.unwrap();
    assert_eq!(bookings(&cluster).await, 1);
    cluster.stop().await.unwrap();
}

#[tokio::test]
async fn a_cluster_recovers_when_everything_was_killed() {
    let dir = TempDir::new().unwrap();
    let program = OtherProgram::start(dir.path()).await;
    kill(Folder::open(dir.path()).unwrap().postmaster().unwrap(), Signal::KILL);
    program.kill();
    let cluster = PrivateCluster::start(options(dir.path())).await.unwrap();
    assert!(log(dir.path()).contains("automatic recovery in progress"), "{}", log(dir.path()));
    assert_eq!(bookings(&cluster).await, 1);
    cluster.stop().await.unwrap();
}

#[tokio::test]
async fn a_killed_postgresql_is_started_again() {
    let dir = TempDir::new().unwrap();
    let cluster = PrivateCluster::start(options(dir.path())).await.unwrap();
    write_booking(&mut connect(&cluster).await).await;
    let mut state = cluster.state();
    let folder = Folder::open(dir.path()).unwrap();
    // KILL leaves the shared memory attached, QUIT is `pg_ctl stop -m immediate`, TERM a service manager's.
    for signal in [Signal::KILL, Signal::QUIT, Signal::TERM] {
        let before = folder.postmaster().unwrap();
        kill(before, signal);
        timeout(PATIENCE, state.wait_for(|state| *state == State::Restarting)).await.unwrap().unwrap();
        timeout(PATIENCE, state.wait_for(|state| *state == State::Running)).await.unwrap().unwrap();
        assert_ne!(folder.postmaster().unwrap(), before);
        assert_eq!(bookings(&cluster).await, 1);
    }
    cluster.stop().await.unwrap();
}

#[tokio::test]
async fn a_killed_supervisor_script_leaves_no_orphan() {
    let dir = TempDir::new().unwrap();
    let cluster = PrivateCluster::start(options(dir.path())).await.unwrap();
    let mut state = cluster.state();
    let folder = Folder::open(dir.path()).unwrap();
    let before = folder.postmaster().unwrap();
    let status = fs::read_to_string(format!("/proc/{before}/status")).unwrap();
    let script = status.lines().find_map(|line| line.strip_prefix("PPid:")).unwrap().trim().parse().unwrap();

    // What a terminal or a service manager sends to everybody is not for the script to act on.
    kill(script, Signal::INT);
    kill(script, Signal::TERM);
    connect(&cluster).await;
    assert_eq!(folder.postmaster(), Some(before));

    kill(script, Signal::KILL);
    timeout(PATIENCE, state.wait_for(|state| *state == State::Restarting)).await.unwrap().unwrap();
    timeout(PATIENCE, state.wait_for(|state| *state == State::Running)).await.unwrap().unwrap();
    assert_ne!(folder.postmaster().unwrap(), before);
    cluster.stop().await.unwrap();
}

/// PostgreSQL on the folder's cluster without anything that looks after it.
async fn bare_server(folder: &Folder, stdout: impl Into<Stdio>) -> tokio::process::Child {
    let bindir = locate::find(None, None).await.unwrap();
    let identity = Identity::choose(folder, &bindir).await.unwrap();
    let mut command = identity.command(bindir.join("postgres").to_str().unwrap());
    command.arg("-D").arg(folder.cluster()).arg("-k").arg(folder.socket_dir());
    command.args(["-c", "listen_addresses="]).stdin(Stdio::null()).stdout(stdout).stderr(Stdio::null());
    let server = command.spawn().unwrap();
    eventually("the bare server runs", || folder.postmaster() == server.id()).await;
    server
}

/// What a killed program, killed together with the script, leaves behind where there is no `setpriv`.
#[tokio::test]
async fn an_orphaned_postgresql_is_stopped_first() {
    let dir = TempDir::new().unwrap();
    PrivateCluster::start(options(dir.path())).await.unwrap().stop().await.unwrap();
    let folder = Folder::open(dir.path()).unwrap();
    let mut orphan = bare_server(&folder, folder.running_lock(PATIENCE).await.unwrap()).await;
    let cluster = PrivateCluster::start(options(dir.path())).await.unwrap();
    assert!(orphan.wait().await.unwrap().success());
    cluster.stop().await.unwrap();
}

#[tokio::test]
async fn a_server_started_by_hand_is_left_alone() {
    let dir = TempDir::new().unwrap();
    PrivateCluster::start(options(dir.path())).await.unwrap().stop().await.unwrap();
    let folder = Folder::open(dir.path()).unwrap();
    let mut by_hand = bare_server(&folder, Stdio::null()).await;
    let refused = PrivateCluster::start(options(dir.path())).await.unwrap_err();
    assert!(matches!(refused, Error::InUse { pid, .. } if pid == by_hand.id()), "{refused}");
    kill(by_hand.id().unwrap(), Signal::INT);
    assert!(by_hand.wait().await.unwrap().success());
}

#[tokio::test]
async fn a_process_id_that_was_reused_or_not_waited_for_does_not_block() {
    let dir = TempDir::new().unwrap();
    PrivateCluster::start(options(dir.path())).await.unwrap().stop().await.unwrap();
    let mut stranger = Command::new("sleep").arg("1000").spawn().unwrap();
    let mut zombie = Command::new("true").spawn().unwrap();
    for pid in [stranger.id(), zombie.id()] {
        fs::write(dir.path().join("postgres/postmaster.pid"), format!("{pid}\n")).unwrap();
        PrivateCluster::start(options(dir.path())).await.unwrap().stop().await.unwrap();
    }
    stranger.kill().unwrap();
    stranger.wait().unwrap();
    zombie.wait().unwrap();
}

#[tokio::test]
async fn a_dropped_cluster_stops() {
    let dir = TempDir::new().unwrap();
    drop(PrivateCluster::start(options(dir.path())).await.unwrap());
    Folder::open(dir.path()).unwrap().running_lock(PATIENCE).await.unwrap();
}

#[tokio::test]
async fn a_long_or_odd_path_still_gets_a_socket() {
    let dir = TempDir::new().unwrap();
    for name in ["x".repeat(120), "Frühstück, 50% \"neu\" & 'alt'".to_owned()] {
        let cluster = PrivateCluster::start(options(dir.path().join(name))).await.unwrap();
        connect(&cluster).await;
        let socket_dir = cluster.socket_dir.clone();
        cluster.stop().await.unwrap();
        assert!(socket_dir.starts_with(dir.path()) || !socket_dir.exists());
    }
}

#[tokio::test]
async fn without_postgresql_the_message_says_what_to_install() {
    let empty = TempDir::new().unwrap();
    let found = locate::choose(vec![empty.path().to_owned()], None).await.unwrap_err();
    let message = Error::NoBinaries { found }.to_string();
    assert!(message.contains("apt-get install postgresql"), "{message}");

    let data_dir = empty.path().join("data");
    let options = Options { pg_bindir: Some(empty.path().to_owned()), ..options(&data_dir) };
    let message = PrivateCluster::start(options).await.unwrap_err().to_string();
    assert!(message.contains("PG_BINDIR") && message.contains(empty.path().to_str().unwrap()), "{message}");
    assert!(!data_dir.exists());
}

#[tokio::test]
async fn programs_of_another_version_are_not_used() {
    let dir = TempDir::new().unwrap();
    let bindir = dir.path().join("bin");
    fs::create_dir(&bindir).unwrap();
    for program in ["postgres", "initdb"] {
        let path = bindir.join(program);
        fs::write(&path, "#!/bin/sh\necho 'postgres (PostgreSQL) 14.3'\n").unwrap();
        fs::set_permissions(&path, PermissionsExt::from_mode(0o755)).unwrap();
    }
    let old = locate::choose(vec![bindir.clone()], None).await.unwrap_err();
    assert_eq!(old, [format!("14.3 in {}", bindir.canonicalize().unwrap().display())]);

    let cluster = dir.path().join("data/postgres");
    fs::create_dir_all(&cluster).unwrap();
    fs::write(cluster.join("PG_VERSION"), "9\n").unwrap();
    let refused = PrivateCluster::start(options(dir.path().join("data"))).await.unwrap_err();
    assert!(matches!(refused, Error::OtherMajor { cluster: 9, .. }), "{refused}");
}

#[tokio::test]
async fn what_is_no_cluster_is_left_alone_and_what_is_unfinished_is_removed() {
    let dir = TempDir::new().unwrap();
    let precious = dir.path().join("postgres/precious");
    fs::create_dir(dir.path().join("postgres")).unwrap();
    fs::write(&precious, "").unwrap();
    let refused = PrivateCluster::start(options(dir.path())).await.unwrap_err();
    assert!(matches!(refused, Error::NotACluster { .. }), "{refused}");

    fs::remove_file(&precious).unwrap();
    let unfinished = dir.path().join("postgres.tmp-1/base");
    fs::create_dir_all(&unfinished).unwrap();
    let cluster = PrivateCluster::start(options(dir.path())).await.unwrap();
    assert!(!unfinished.exists());
    cluster.stop().await.unwrap();
}

#[tokio::test]
async fn a_start_that_fails_shows_what_postgresql_said() {
    let dir = TempDir::new().unwrap();
    let wrong = vec![("shared_buffers".to_owned(), "no number".to_owned())];
    let refused =
        PrivateCluster::start(Options { settings: wrong, ..options(dir.path()) }).await.unwrap_err();
    assert!(refused.to_string().contains("invalid value for parameter \"shared_buffers\""), "{refused}");
}
