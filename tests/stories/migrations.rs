//! The schema goes up, down without a trace, and up again.

use std::process::Command;

use crate::support::process::{command, run};
use crate::support::{Clerk, Database, Person, Program};

fn migrate(database: &Database, more: &[&str]) -> Command {
    let mut command = command(&["migrate"]);
    command.args(more).env("DATABASE_URL", &database.url);
    command
}

/// Everything in the database that is neither PostgreSQL's own, nor an extension's, nor the note of which
/// migrations are applied.
async fn ours(database: &Database) -> Vec<String> {
    let objects = "\
        WITH object AS (\
            SELECT 'pg_class'::regclass AS class, oid, relnamespace AS namespace, relname AS name FROM pg_class \
            UNION ALL SELECT 'pg_proc'::regclass, oid, pronamespace, proname FROM pg_proc \
            UNION ALL SELECT 'pg_type'::regclass, oid, typnamespace, typname FROM pg_type WHERE typcategory <> 'A' \
            UNION ALL SELECT 'pg_collation'::regclass, oid, collnamespace, collname FROM pg_collation \
            UNION ALL SELECT 'pg_operator'::regclass, oid, oprnamespace, oprname FROM pg_operator \
            UNION ALL SELECT 'pg_ts_config'::regclass, oid, cfgnamespace, cfgname FROM pg_ts_config \
            UNION ALL SELECT 'pg_namespace'::regclass, oid, oid, nspname FROM pg_namespace WHERE nspname <> 'public' \
            UNION ALL SELECT 'pg_event_trigger'::regclass, oid, 0, evtname FROM pg_event_trigger) \
        SELECT object.class::text || ' ' || object.name FROM object \
        LEFT JOIN pg_namespace n ON n.oid = object.namespace \
        WHERE coalesce(n.nspname, '') NOT IN ('pg_catalog', 'information_schema') AND coalesce(n.nspname, '') !~ '^pg_' \
          AND object.name NOT LIKE 'seaql\\_migrations%' \
          AND NOT EXISTS (SELECT FROM pg_depend d \
              WHERE d.classid = object.class AND d.objid = object.oid AND d.deptype = 'e') \
        ORDER BY 1";
    sqlx::query_scalar(objects).fetch_all(&database.pool).await.unwrap()
}

async fn status(database: &Database) -> Vec<(String, String)> {
    let printed = run(migrate(database, &["status"])).await.printed();
    let lines = printed.lines().map(|line| line.split_once('\t').unwrap_or_else(|| panic!("{printed}")));
    lines.map(|(status, name)| (status.to_owned(), name.to_owned())).collect()
}

async fn all_are(database: &Database, expected: &str) {
    let status = status(database).await;
    assert!(status.len() >= 6 && status.iter().all(|(status, _)| status == expected), "{status:?}");
}

#[tokio::test]
async fn up_down_and_up_again() {
    let database = Database::empty().await;
    all_are(&database, "Pending").await;
    assert_eq!(ours(&database).await, Vec::<String>::new(), "to look changes nothing");
    run(migrate(&database, &["up"])).await.printed();
    all_are(&database, "Applied").await;
    let schema = ours(&database).await;
    assert!(schema.contains(&"pg_class bookings".to_owned()), "{schema:?}");
    assert!(schema.contains(&"pg_proc frontdesk_log_change".to_owned()), "{schema:?}");
    // Without a word it goes up, and twice is once.
    run(migrate(&database, &[])).await.printed();
    assert_eq!(ours(&database).await, schema);

    let program = Program::on_database(&database.url, &["--demo"]).await;
    work(&program).await;
    program.stop().await;

    let message = run(migrate(&database, &["down"])).await.refused(1);
    assert!(message.ends_with("frontdesk: this removes all data: confirm it with --yes\n"), "{message}");
    assert_eq!(ours(&database).await, schema);
    run(migrate(&database, &["down", "--yes"])).await.printed();
    assert_eq!(ours(&database).await, Vec::<String>::new(), "this is left");
    all_are(&database, "Pending").await;
    run(migrate(&database, &["down", "--yes"])).await.printed();

    run(migrate(&database, &["up"])).await.printed();
    assert_eq!(ours(&database).await, schema);
    let program = Program::on_database(&database.url, &["--demo"]).await;
    work(&program).await;
    program.stop().await;
}

async fn work(program: &Program) {
    let mara = Person::sign_in(program.address, "mara").await;
    Clerk::new(mara.clone(), &mara).await.write_on(3).await;
}

#[tokio::test]
async fn four_that_go_up_at_once_agree() {
    let database = Database::empty().await;
    let ups: Vec<_> = (0..4).map(|_| tokio::spawn(run(migrate(&database, &["up"])))).collect();
    for up in ups {
        up.await.unwrap().printed();
    }
    all_are(&database, "Applied").await;
    assert_eq!(
        database.value::<i64>("SELECT count(*) - count(DISTINCT version) FROM seaql_migrations").await,
        0
    );
}

#[tokio::test]
async fn a_schema_that_is_in_the_way_is_left_alone() {
    let database = Database::empty().await;
    database.sql("CREATE TABLE bookings (id int); INSERT INTO bookings VALUES (7)").await;
    let message = run(migrate(&database, &["up"])).await.refused(1);
    let last = message.lines().last().unwrap_or_default();
    assert!(last.starts_with("frontdesk: the database's schema could not be brought up: "), "{message}");
    assert!(last.contains("\"bookings\" already exists"), "{message}");
    assert_eq!(ours(&database).await, ["pg_class bookings", "pg_type bookings"]);
    assert_eq!(database.value::<i64>("SELECT sum(id) FROM bookings").await, 7);
}
