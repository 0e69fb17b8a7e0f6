//! A program meets a schema that a newer one has migrated: it goes on while it can, and says in words when it can't.

use std::process::Command;

use serde_json::json;

use crate::support::process::{command, run};
use crate::support::{Database, Person, Program, cluster};

const PLANTED: &str = "INSERT INTO seaql_migrations VALUES ('99_future', 0)";

fn on(database: &Database, arguments: &[&str]) -> Command {
    let mut command = command(arguments);
    command.env("DATABASE_URL", &database.url);
    command
}

/// Why a server does not start.
async fn refusal(database: &Database) -> String {
    let mut serve = on(database, &["serve", "--demo", "--listen", "127.0.0.1:0", "--token-secret-file"]);
    serve.arg(&cluster().secret);
    let said = run(serve).await.refused(1);
    let last = said.lines().last().unwrap_or_default();
    last.strip_prefix("frontdesk: ").unwrap_or_else(|| panic!("{said}")).to_owned()
}

#[tokio::test]
async fn an_older_program_works_with_what_it_knows() {
    let database = Database::new().await;
    database.sql(PLANTED).await;
    database.sql("ALTER TABLE bookings ADD COLUMN colour text; CREATE TABLE rates (id int)").await;
    let program = Program::on_database(&database.url, &["--demo"]).await;
    let log = program.log();
    assert!(
        log.contains("this program is older than the database's schema") && log.contains("99_future"),
        "{log}"
    );
    let mara = Person::sign_in(program.address, "mara").await;
    mara.guest("Carl").await;
    assert_eq!(mara.run("{ me { name } }", json!({})).await["me"]["name"], "Mara");
    program.stop().await;

    let status = run(on(&database, &["migrate", "status"])).await.printed();
    assert!(status.ends_with("\nNewer\t99_future\n") && !status.contains("Pending"), "{status}");
    let down = run(on(&database, &["migrate", "down", "--yes"])).await.refused(1);
    assert!(down.contains("older than the database's schema") && down.contains("99_future"), "{down}");
    assert!(database.value::<i64>("SELECT count(*) FROM guests").await > 0, "nothing was taken down");
}

#[tokio::test]
async fn a_newer_schema_can_say_that_it_needs_a_newer_program() {
    let database = Database::new().await;
    database.sql(PLANTED).await;
    database.sql("COMMENT ON TABLE seaql_migrations IS 'needs 99_future'").await;
    let said = refusal(&database).await;
    assert!(said.starts_with("this program is older than the database's schema"), "{said}");
    assert!(said.contains("know 99_future") && said.contains("Start a newer one"), "{said}");
    let said = run(on(&database, &["user", "list"])).await.refused(1);
    assert!(said.contains("know 99_future"), "{said}");

    // What this program knows is no reason.
    database.sql("COMMENT ON TABLE seaql_migrations IS 'needs 15_pages'").await;
    Program::on_database(&database.url, &["--demo"]).await.stop().await;
}

#[tokio::test]
async fn what_a_newer_schema_has_no_longer_is_told() {
    for taken in
        ["ALTER TABLE presence RENAME TO presences", "ALTER TABLE rooms DROP COLUMN capacity CASCADE"]
    {
        let database = Database::new().await;
        database.sql(PLANTED).await;
        database.sql(taken).await;
        let said = refusal(&database).await;
        assert!(said.starts_with("this program is older than the database's schema"), "{taken}: {said}");
        assert!(said.contains("99_future") && said.contains("does not exist"), "{taken}: {said}");
    }
}

#[tokio::test]
async fn a_migration_of_another_branch_is_named() {
    let database = Database::new().await;
    database.sql("INSERT INTO seaql_migrations VALUES ('08_elsewhere', 0)").await;
    let said = refusal(&database).await;
    assert!(said.starts_with("the database's schema has 08_elsewhere"), "{said}");
    let status = run(on(&database, &["migrate", "status"])).await.printed();
    assert!(status.ends_with("\nForeign\t08_elsewhere\n"), "{status}");
}
