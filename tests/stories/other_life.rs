//! A copy of a database is another database: cursors of the original mean nothing there, and it says so.

use std::process::Command;

use serde_json::{Value, json};
use sqlx::{Connection, PgConnection};
use tempfile::NamedTempFile;

use crate::support::process::{command, run};
use crate::support::site;
use crate::support::{Clerk, Database, Person, Program, document};

/// All that is there now, to be put in its place again.
async fn dump(database: &Database) -> NamedTempFile {
    let mut dump = Command::new(site::programs(&database.pool).await.join("pg_dump"));
    dump.args(["--clean", "--if-exists"]).arg(&database.url);
    let file = NamedTempFile::new().unwrap();
    std::fs::write(file.path(), site::program(dump).await).unwrap();
    file
}

async fn restore(database: &Database, file: &NamedTempFile, more: &[&str]) {
    let mut restore = Command::new(site::programs(&database.pool).await.join("psql"));
    restore.args(["--quiet", "--single-transaction", "--set", "ON_ERROR_STOP=1", "--file"]).arg(file.path());
    restore.args(more).arg(&database.url);
    site::program(restore).await;
}

async fn first_event(person: &Person, after: &str) -> Value {
    person.watch(document!("booking_versions"), json!({ "after": after })).await.next().await
}

#[tokio::test]
async fn a_clone_begins_another_life() {
    let original = Database::new().await;
    let program = Program::on_database(&original.url, &["--demo"]).await;
    let mara = Person::sign_in(program.address, "mara").await;
    let mut screen = mara.watch(document!("booking_versions"), json!({})).await;
    screen.ready().await;
    let mut clerk = Clerk::new(mara.clone(), &mara).await;
    clerk.write_on(2).await;
    let cursor = screen.next_change().await["revision"].as_str().unwrap().to_owned();
    program.stop().await;
    original.pool.close().await;

    let clone = Database::clone_of(&original.name).await;
    let elsewhere = Program::on_database(&clone.url, &["--demo"]).await;
    let ben = Person::sign_in(elsewhere.address, "ben").await;
    let gap = first_event(&ben, &cursor).await;
    assert_eq!(gap["__typename"], "StreamGap", "{gap}");
    // What the gap offers can be taken.
    for offered in ["oldest", "latest"] {
        let ready = first_event(&ben, gap[offered].as_str().unwrap()).await;
        assert_eq!(ready["__typename"], "StreamReady", "{ready}");
    }
    assert!(elsewhere.log().contains("a new epoch begins"), "{}", elsewhere.log());
    elsewhere.stop().await;

    // A second start of the clone is the same life, and so is one of the original.
    let elsewhere = Program::on_database(&clone.url, &["--demo"]).await;
    let ben = Person::sign_in(elsewhere.address, "ben").await;
    assert_eq!(first_event(&ben, gap["latest"].as_str().unwrap()).await["__typename"], "StreamReady");
    let original = Program::on_database(&original.url, &["--demo"]).await;
    let mara = mara.at(original.address);
    assert_eq!(first_event(&mara, &cursor).await["__typename"], "StreamReady");
}

/// A dump restored into the database that it was taken from: nothing but the tables themselves is new. The server runs
/// on, and the first that it sees is a log that has come as far as before.
#[tokio::test]
async fn a_dump_restored_in_its_own_place_begins_another_life() {
    let database = Database::new().await;
    let program = Program::on_database(&database.url, &["--demo"]).await;
    let mara = Person::sign_in(program.address, "mara").await;
    let mut clerk = Clerk::new(mara.clone(), &mara).await;
    let mut screen = mara.watch(document!("booking_versions"), json!({})).await;
    screen.ready().await;
    clerk.write_on(1).await;
    let kept = screen.next_change().await["revision"].as_str().unwrap().to_owned();

    let dump = dump(&database).await;
    clerk.write_on(1).await;
    let lost = screen.next_change().await["revision"].as_str().unwrap().to_owned();
    let last: i64 = database.value("SELECT max(revision) FROM change_log").await;

    restore(&database, &dump, &["--command", "UPDATE public.bookings SET notes = 'restored'"]).await;
    assert_eq!(database.value::<i64>("SELECT max(revision) FROM change_log").await, last);

    for cursor in [&lost, &kept] {
        assert_eq!(first_event(&mara, cursor).await["__typename"], "StreamGap");
    }
    let gap = screen.next_change().await;
    assert_eq!(gap["__typename"], "StreamGap", "{gap}");
    program.stop().await;
    // Once: a server that starts later finds the life that it is in.
    let later = Program::on_database(&database.url, &["--demo"]).await;
    assert_eq!(first_event(&mara.at(later.address), &lost).await["__typename"], "StreamGap");
    let latest = gap["latest"].as_str().unwrap();
    assert_eq!(first_event(&mara.at(later.address), latest).await["__typename"], "StreamReady");
    later.stop().await;
}

/// The rows and the tables are new under a session that found out before, in what life it is.
#[tokio::test]
async fn a_session_that_goes_on_after_a_restore_gives_no_version_again() {
    let database = Database::new().await;
    // Marks the life.
    Program::on_database(&database.url, &["--demo"]).await.stop().await;
    let mut session = PgConnection::connect(&database.url).await.unwrap();
    let mut write = async |notes: &str| -> i32 {
        let update = "UPDATE rooms SET notes = $1 WHERE name = '101' RETURNING version";
        sqlx::query_scalar(update).bind(notes).fetch_one(&mut session).await.unwrap()
    };
    assert_eq!((write("kept").await, write("kept, too").await), (2, 3));

    let dump = dump(&database).await;
    assert_eq!(write("lost").await, 4);
    restore(&database, &dump, &[]).await;

    let version = write("instead").await;
    assert!(version > 1_000_000, "version {version}");
    // On from there: the session knows no more than that the life is new, until a server begins its epoch.
    assert!(write("on").await > version);
}

/// An import that is run again after a restore, with other values under the ids that it gave before.
#[tokio::test]
async fn what_was_seen_of_a_lost_row_replaces_nothing_of_its_successor() {
    const ID: &str = "01900000-0000-7000-8000-00040000000a";
    let database = Database::new().await;
    // Marks the life.
    Program::on_database(&database.url, &["--demo"]).await.stop().await;
    let import = async |notes: &str| -> Result<i32, sqlx::Error> {
        let mut session = PgConnection::connect(&database.url).await.unwrap();
        let insert = "INSERT INTO rooms (id, name, capacity, nightly_rate, notes) \
            VALUES ($1::uuid, 'Attic', 2, 80, $2) RETURNING version";
        sqlx::query_scalar(insert).bind(ID).bind(notes).fetch_one(&mut session).await
    };
    let dump = dump(&database).await;
    assert_eq!(import("seen").await.unwrap(), 1);
    restore(&database, &dump, &[]).await;
    // Also before any server has begun the epoch.
    assert!(import("instead").await.unwrap() > 1_000_000);

    let program = Program::on_database(&database.url, &["--demo"]).await;
    let mara = Person::sign_in(program.address, "mara").await;
    let edit = async |version: i32| {
        let input =
            json!({ "id": ID, "expectedVersion": version, "patch": { "notes": "mine" }, "onStale": "MERGE" });
        mara.run(document!("edit_room"), json!({ "input": input })).await["updateRoom"].clone()
    };
    let ended = edit(1).await;
    assert_eq!(ended["__typename"], "Conflict", "{ended}");

    // A deleted row's id stays used, as in the first life.
    database.sql(&format!("DELETE FROM rooms WHERE id = '{ID}'")).await;
    let again = import("again").await.unwrap_err();
    let refused = again.as_database_error().and_then(|error| error.constraint());
    assert_eq!(refused, Some("change_log_row_version"), "{again}");
    program.stop().await;
}

/// What rewrites or moves a table makes no other life of it.
#[tokio::test]
async fn a_table_that_is_rewritten_is_the_same() {
    let database = Database::new().await;
    let program = Program::on_database(&database.url, &["--demo"]).await;
    let mara = Person::sign_in(program.address, "mara").await;
    let mut screen = mara.watch(document!("booking_versions"), json!({})).await;
    let cursor = screen.ready().await;
    database.sql("VACUUM FULL change_log").await;
    database.sql("REINDEX TABLE change_log").await;
    assert_eq!(first_event(&mara, &cursor).await["__typename"], "StreamReady");
    let mut clerk = Clerk::new(mara.clone(), &mara).await;
    clerk.write_on(1).await;
    assert_eq!(screen.next_change().await["action"], "CREATED");
    program.stop().await;
}

#[tokio::test]
async fn a_life_is_renewed_by_hand() {
    let database = Database::new().await;
    let program = Program::on_database(&database.url, &["--demo"]).await;
    let mara = Person::sign_in(program.address, "mara").await;
    let mut screen = mara.watch(document!("booking_versions"), json!({})).await;
    let cursor = screen.ready().await;

    let mut renew = command(&["database", "renew-epoch"]);
    renew.env("DATABASE_URL", &database.url);
    let printed = run(renew).await.printed();
    let epoch: String = database.value("SELECT epoch::text FROM change_stream").await;
    assert_eq!(printed, format!("a new epoch begins: {epoch}\n"));

    // Who watches is told, and so is who comes back later.
    assert_eq!(screen.next_change().await["__typename"], "StreamGap");
    assert_eq!(first_event(&mara, &cursor).await["__typename"], "StreamGap");
    program.stop().await;
}

#[tokio::test]
async fn a_cursor_older_than_what_is_kept_gets_a_gap() {
    let database = Database::new().await;
    let program = Program::on_database(&database.url, &["--demo"]).await;
    let mara = Person::sign_in(program.address, "mara").await;
    let mut screen = mara.watch(document!("booking_versions"), json!({})).await;
    let cursor = screen.ready().await;
    let mut clerk = Clerk::new(mara.clone(), &mara).await;
    clerk.write_on(3).await;
    let revisions = [screen.next_change().await, screen.next_change().await, screen.next_change().await];
    let revisions = revisions.map(|change| change["revision"].as_str().unwrap().to_owned());
    let all: i64 = database.value("SELECT count(*) FROM change_log").await;
    database
        .sql(
            "UPDATE change_log SET at = at - interval '30 days' \
              WHERE revision < (SELECT max(revision) FROM change_log)",
        )
        .await;
    let prune = async |more: &[&str]| {
        let mut prune = command(&["prune"]);
        prune.args(more).env("DATABASE_URL", &database.url);
        run(prune).await
    };

    // The history is kept for ever unless told otherwise.
    assert_eq!(prune(&[]).await.printed(), "0 changes deleted\n0 ended sessions deleted\n");
    assert_eq!(first_event(&mara, &cursor).await["__typename"], "StreamGap");
    assert_eq!(first_event(&mara, &revisions[0]).await["__typename"], "StreamGap");
    assert_eq!(first_event(&mara, &revisions[1]).await["__typename"], "StreamReady");
    assert_eq!(database.value::<i64>("SELECT count(*) FROM change_log").await, all);

    let message = prune(&["--history-days", "3"]).await.refused(1);
    assert!(message.contains("--history-days must not be below --replay-days"), "{message}");
    // All but the newest, which is young, and the one at the floor, in whose middle a cursor may be.
    let printed = prune(&["--history-days", "7"]).await.printed();
    assert!(printed.starts_with(&format!("{} changes deleted\n", all - 2)), "{printed}");
    assert_eq!(first_event(&mara, &revisions[1]).await["__typename"], "StreamReady");
    assert_eq!(first_event(&mara, &cursor).await["__typename"], "StreamGap");

    // The program that ran all the while goes on.
    clerk.write_on(1).await;
    assert_eq!(screen.next_change().await["action"], "CREATED");
    program.stop().await;
}

#[tokio::test]
async fn prune_removes_sessions_that_ended_long_ago() {
    let database = Database::new().await;
    let program = Program::on_database(&database.url, &["--demo"]).await;
    for name in ["anna", "ben"] {
        Person::sign_in(program.address, name).await;
    }
    database
        .sql(
            "UPDATE sessions SET created_at = created_at - interval '1 year', \
                expires_at = expires_at - interval '1 year' \
              WHERE user_id = (SELECT id FROM users WHERE name = 'Anna')",
        )
        .await;
    let mut prune = command(&["prune"]);
    prune.env("DATABASE_URL", &database.url);
    assert_eq!(run(prune).await.printed(), "0 changes deleted\n1 ended sessions deleted\n");
    let left: String = database
        .value("SELECT string_agg(u.name, ' ') FROM sessions s JOIN users u ON u.id = s.user_id")
        .await;
    assert_eq!(left, "Ben");
}
