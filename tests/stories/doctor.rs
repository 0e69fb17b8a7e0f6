//! `frontdesk doctor` says in plain words what is wrong, and ends with 1 where anything is.

use std::path::Path;
use std::process::Command;

use chrono::TimeDelta;
use frontdesk::clock::Clock;
use frontdesk::config::{self, Cli};
use frontdesk::doctor::{Finding, Verdict, examine};

use crate::support::process::{Ended, command, run};
use crate::support::{Broker, Database, Program, Proxy, cluster};

/// Every subject, in the order of the lines.
const SUBJECTS: [&str; 9] =
    ["database", "rights", "schema", "clock", "connections", "durability", "pooler", "listener", "secret"];

fn doctor(url: &str) -> Command {
    let mut command = command(&["doctor"]);
    command.env("DATABASE_URL", url).arg("--token-secret-file").arg(&cluster().secret);
    command
}

/// Verdict, subject and words of each line.
fn lines(ended: &Ended) -> Vec<(String, String, String)> {
    let line = |line: &str| {
        let (verdict, rest) = line.split_once(' ').unwrap_or_else(|| panic!("{ended:?}"));
        let (subject, words) = rest.trim_start().split_once(' ').unwrap_or_else(|| panic!("{ended:?}"));
        (verdict.to_owned(), subject.to_owned(), words.trim_start().to_owned())
    };
    ended.stdout.lines().map(line).collect()
}

/// What it says of one subject, and how bad it is.
fn said(ended: &Ended, subject: &str) -> (String, String) {
    let found = lines(ended).into_iter().find(|(_, of, _)| of == subject);
    let (verdict, _, words) = found.unwrap_or_else(|| panic!("nothing of {subject}: {ended:?}"));
    assert!(words.ends_with('.'), "{words}");
    (verdict, words)
}

#[tokio::test]
async fn a_healthy_server_has_nothing_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let mut alone = command(&["doctor", "--data-dir"]);
    alone.arg(folder.path());
    let before = run(alone).await;
    assert_eq!((before.code, said(&before, "database").0.as_str()), (Some(0), "warning"), "{before:?}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "it makes nothing");

    let program = Program::on_folder(folder.path(), &["--demo"]).await;
    // Beside a server that runs, and where it has ended.
    for running in [Some(program), None] {
        let mut doctor = command(&["doctor", "--data-dir"]);
        doctor.arg(folder.path());
        let ended = run(doctor).await;
        assert_eq!(ended.code, Some(0), "{ended:?}");
        let lines = lines(&ended);
        let verdicts: Vec<_> =
            lines.iter().map(|(verdict, subject, _)| (verdict.as_str(), subject.as_str())).collect();
        assert_eq!(verdicts, SUBJECTS.map(|subject| ("ok", subject)), "{ended:?}");
        if let Some(program) = running {
            program.stop().await;
        }
    }
}

#[tokio::test]
async fn a_database_that_is_not_there_is_told_with_what_to_do() {
    let database = Database::new().await;
    let right = database.url.replace("frontdesk@localhost", "frontdesk:open-sesame@localhost");
    let missing = right.replace(&format!("/{}?", database.name), "/nowhere?");
    let ended = run(doctor(&missing)).await;
    assert_eq!(ended.code, Some(1));
    let (verdict, words) = said(&ended, "database");
    assert_eq!(verdict, "wrong");
    assert!(words.contains("database \"nowhere\" does not exist") && words.contains("createdb"), "{words}");

    let ended = run(doctor("postgres://anna:open-sesame@127.0.0.1:1/hotel")).await;
    assert_eq!(ended.code, Some(1));
    let (verdict, words) = said(&ended, "database");
    assert_eq!(verdict, "wrong");
    assert!(words.starts_with("PostgreSQL does not answer") && words.contains("start it"), "{words}");
    assert_ne!(said(&ended, "secret").0, "wrong", "the rest is examined all the same");
    assert!(ended.stderr.ends_with("frontdesk: one thing is wrong\n"), "{ended:?}");
    for text in [&ended.stdout, &ended.stderr] {
        assert!(!text.contains("open-sesame"), "{text}");
    }
}

#[tokio::test]
async fn a_relay_that_is_away_or_takes_nothing_is_told() {
    let (database, broker) = (Database::new().await, Broker::start().await);
    let told = async |url: &str| {
        let mut doctor = doctor(&database.url);
        doctor.args(["--relay-url", url]);
        said(&run(doctor).await, "relay")
    };
    let (verdict, words) = told(&broker.url()).await;
    assert!(verdict == "ok" && words.contains("takes entries"), "{verdict}: {words}");
    assert!(broker.streams().await.is_empty(), "nothing is left of the trial");
    broker.forbid_writing().await;
    let (verdict, words) = told(&broker.url()).await;
    assert!(verdict == "warning" && words.contains("takes no entries"), "{verdict}: {words}");
    let (verdict, words) = told("redis://desk:open-sesame@127.0.0.1:1").await;
    assert!(verdict == "warning" && words.contains("can't be reached"), "{verdict}: {words}");
    assert!(!words.contains("open-sesame"), "{words}");
}

#[tokio::test]
async fn a_secret_is_missing_or_too_short() {
    let database = Database::new().await;
    let mut without = command(&["doctor"]);
    without.env("DATABASE_URL", &database.url);
    let ended = run(without).await;
    assert_eq!(ended.code, Some(1));
    let (verdict, words) = said(&ended, "secret");
    assert_eq!(verdict, "wrong");
    assert!(words.contains("--token-secret-file") && words.contains("head -c 32"), "{words}");

    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("secret");
    for (text, mode, expected, told) in [
        ("0123456789", 0o600, "wrong", "has 10 bytes, needs at least 32"),
        ("0123456789 0123456789 0123456789", 0o644, "warning", "chmod 600"),
        ("0123456789 0123456789 0123456789", 0o600, "ok", "long enough"),
    ] {
        write(&file, text, mode);
        let mut with = command(&["doctor", "--token-secret-file"]);
        with.arg(&file).env("DATABASE_URL", &database.url);
        let (verdict, words) = said(&run(with).await, "secret");
        assert!(verdict == expected && words.contains(told), "{verdict}: {words}");
    }
}

fn write(file: &Path, text: &str, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::write(file, text).unwrap();
    std::fs::set_permissions(file, std::fs::Permissions::from_mode(mode)).unwrap();
}

#[tokio::test]
async fn a_role_without_rights_is_told() {
    let database = Database::new().await;
    let role = format!("doctor_{}", database.name);
    database.sql(&format!("CREATE ROLE {role} LOGIN")).await;
    let url = database.url.replace("//frontdesk@", &format!("//{role}@"));
    assert!(url.contains(&role), "{url}");
    let ended = run(doctor(&url)).await;
    let (verdict, words) = said(&ended, "rights");
    assert_eq!((ended.code, verdict.as_str()), (Some(1), "wrong"), "{ended:?}");
    assert!(words.contains(&role) && words.contains("bookings") && words.contains("make"), "{words}");

    // It may work, but not migrate.
    database
        .sql(&format!(
            "GRANT CREATE, USAGE ON SCHEMA public TO {role}; GRANT ALL ON ALL TABLES IN SCHEMA public TO {role}"
        ))
        .await;
    let (verdict, words) = said(&run(doctor(&url)).await, "rights");
    assert!(verdict == "warning" && words.contains("only their owner may"), "{words}");
    database.sql(&format!("DROP OWNED BY {role}; DROP ROLE {role}")).await;
}

#[tokio::test]
async fn a_schema_of_another_version_and_a_careless_postgres_are_told() {
    let empty = Database::empty().await;
    let (verdict, words) = said(&run(doctor(&empty.url)).await, "schema");
    assert!(verdict == "warning" && words.contains("frontdesk migrate up"), "{words}");
    assert_eq!(empty.value::<i64>("SELECT count(*) FROM pg_class WHERE relname LIKE 'seaql%'").await, 0);

    let database = Database::new().await;
    database.sql("DELETE FROM seaql_migrations WHERE version LIKE '15%'").await;
    let ended = run(doctor(&database.url)).await;
    let (verdict, words) = said(&ended, "schema");
    assert!(verdict == "warning" && words.contains("applies 15_pages"), "{words}");
    // The stories' PostgreSQL waits for no disk.
    let (verdict, words) = said(&ended, "durability");
    assert!(verdict == "wrong" && words.contains("fsync is off"), "{words}");

    database.sql("INSERT INTO seaql_migrations VALUES ('15_pages', 0), ('99_future', 0)").await;
    let (verdict, words) = said(&run(doctor(&database.url)).await, "schema");
    assert!(verdict == "warning" && words.contains("99_future"), "{words}");
    database.sql("COMMENT ON TABLE seaql_migrations IS 'needs 99_future'").await;
    let (verdict, words) = said(&run(doctor(&database.url)).await, "schema");
    assert!(verdict == "wrong" && words.contains("Start a newer one"), "{words}");

    let mut greedy = doctor(&database.url);
    greedy.args(["--max-connections", "999"]);
    let (verdict, words) = said(&run(greedy).await, "connections");
    assert!(
        verdict == "wrong" && words.contains("up to 1001") && words.contains("max_connections"),
        "{words}"
    );
    // A database may have a limit of its own.
    database.sql(&format!("ALTER DATABASE {} CONNECTION LIMIT 30", database.name)).await;
    let (verdict, words) = said(&run(doctor(&database.url)).await, "connections");
    assert!(verdict == "warning" && words.contains("has 30, too few for a second server"), "{words}");
}

#[tokio::test]
async fn a_listener_that_hears_nothing_is_told() {
    let (database, elsewhere) = (Database::new().await, Database::new().await);
    let (proxy, nowhere) = Proxy::to_postgres(&database.url).await;
    proxy.cut();
    // Where notifications of another database are heard, none of this one's are, as behind a pooler.
    for (listen, told) in [(&elsewhere.url, "DATABASE_LISTEN_URL"), (&nowhere, "Nothing can be heard")] {
        let mut deaf = doctor(&database.url);
        deaf.env("DATABASE_LISTEN_URL", listen);
        let ended = run(deaf).await;
        let (verdict, words) = said(&ended, "listener");
        assert!(ended.code == Some(1) && verdict == "wrong" && words.contains(told), "{words}");
    }
}

#[tokio::test]
async fn clocks_that_are_apart_are_told() {
    let database = Database::new().await;
    let arguments = ["frontdesk", "doctor", "--database-url", &database.url];
    let config::Command::Doctor(options) = Cli::read(arguments.map(Into::into)).unwrap().command else {
        panic!("it is the doctor's")
    };
    for (seconds, verdict, told) in [
        (0, Verdict::Ok, "within"),
        (-60, Verdict::Warning, "ahead of this machine's"),
        (60, Verdict::Warning, "behind this machine's"),
        (900, Verdict::Wrong, "NTP"),
    ] {
        let clock = Clock::from_fn(move || Clock::system().now() + TimeDelta::seconds(seconds));
        let findings = examine(&options, &clock).await;
        let found: Vec<&Finding> = findings.iter().filter(|finding| finding.subject == "clock").collect();
        assert!(found.len() == 1 && found[0].verdict == verdict, "{seconds}: {found:?}");
        assert!(found[0].words.contains(told), "{seconds}: {found:?}");
    }
}
