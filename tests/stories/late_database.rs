//! The program is started before its database: it waits, and says so. What waiting does not mend ends it at once.

use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::json;
use tokio::task::JoinHandle;

use crate::support::process::{command, run, run_with_input};
use crate::support::{Database, Person, Program, Proxy};

/// A way to the database that is closed until somebody has tried it, and the address there.
async fn late(url: &str) -> (JoinHandle<Proxy>, String) {
    let (proxy, url) = Proxy::to_postgres(url).await;
    proxy.cut();
    let opening = tokio::spawn(async move {
        proxy.has_refused().await;
        proxy.heal();
        proxy
    });
    (opening, url)
}

#[tokio::test]
async fn a_start_waits_for_the_database() {
    let database = Database::new().await;
    let (opening, url) = late(&database.url).await;
    let program = Program::on_database(&url, &["--demo"]).await;
    let _proxy = opening.await.unwrap();
    let log = program.log();
    let waiting = log.find("the database does not answer yet: waiting for it, 60 s at most");
    let there = log.find("the database answers");
    assert!(waiting.is_some() && waiting < there, "{log}");
    let anna = Person::sign_in(program.address, "anna").await;
    assert_eq!(anna.run("{ me { name } }", json!({})).await["me"]["name"], "Anna");
    program.stop().await;
}

#[tokio::test]
async fn migrate_and_user_wait_too() {
    let database = Database::empty().await;
    for (arguments, input) in [
        (&["migrate", "up"][..], ""),
        (&["user", "add", "zoe@hotel.example", "--name", "Zoe", "--role", "desk"], "a long password\n"),
    ] {
        let (opening, url) = late(&database.url).await;
        let mut waiting = command(arguments);
        waiting.env("DATABASE_URL", &url);
        let ended = run_with_input(waiting, input).await;
        assert!(ended.stderr.contains("waiting for it"), "{ended:?}");
        ended.printed();
        opening.await.unwrap();
    }
    assert_eq!(database.value::<i64>("SELECT count(*) FROM users").await, 1);
}

/// How a start on this address is refused, and that it is refused without waiting.
async fn refused(url: &str) -> String {
    let mut migrate = command(&["migrate", "--database-wait-seconds", "600"]);
    migrate.env("DATABASE_URL", url);
    let message = run(migrate).await.refused(1);
    assert!(!message.contains("waiting"), "{message}");
    message.strip_prefix("frontdesk: ").unwrap_or_else(|| panic!("{message}")).trim_end().to_owned()
}

#[tokio::test]
async fn what_waiting_does_not_mend_ends_it_at_once() {
    let database = Database::empty().await;
    let nowhere = database.url.replace(&format!("/{}?", database.name), "/nowhere?");
    assert_eq!(
        refused(&nowhere).await,
        "the database at DATABASE_URL refuses the connection: database \"nowhere\" does not exist"
    );
    let nobody = database.url.replace("frontdesk@", "nobody:open-sesame@");
    assert_eq!(
        refused(&nobody).await,
        "the database at DATABASE_URL refuses the connection: role \"nobody\" does not exist"
    );
}

#[tokio::test]
async fn the_wait_is_bounded() {
    let folder = tempfile::tempdir().unwrap();
    let wait = async |seconds: &str| {
        let socket = Path::new(folder.path()).display().to_string().replace('/', "%2F");
        let mut migrate = command(&["migrate", "--database-wait-seconds", seconds]);
        migrate.env("DATABASE_URL", format!("postgres://frontdesk@localhost/hotel?host={socket}"));
        let started = Instant::now();
        (run(migrate).await.refused(1), started.elapsed())
    };
    let (said, _) = wait("0").await;
    assert!(!said.contains("waiting"), "{said}");
    let (said, took) = wait("1").await;
    let lines: Vec<_> = said.lines().collect();
    assert!(lines.len() == 2 && lines[0].contains("waiting for it, 1 s at most"), "{said}");
    assert!(lines[1].starts_with("frontdesk: the database at DATABASE_URL does not answer: "), "{said}");
    assert!(took >= Duration::from_millis(400), "{took:?}");
}
