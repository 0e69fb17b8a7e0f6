//! A database of any earlier version is brought up to today's with all that is in it. What has landed stays as it is.

use std::collections::BTreeMap;
use std::path::Path;

use frontdesk::changes::{Cursor, Position};
use frontdesk::clock::Clock;
use migration::{Migrator, MigratorTrait};
use serde_json::{Value, json};
use sqlx::{Connection, PgConnection};

use crate::support::contract::outcome;
use crate::support::process::{command, run};
use crate::support::{Database, Person, document, eventually, serve, text};

/// The migrations that have landed, and the SHA-256 of their files. One that is edited makes databases that look the same
/// and are not: a change is a new migration, which gets its lines here when it lands.
const LANDED: &str = include_str!("support/landed_migrations.txt");

#[tokio::test]
async fn no_migration_that_has_landed_is_edited() {
    let database = Database::empty().await;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../migration/sql");
    let mut present = BTreeMap::new();
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        let digest = sqlx::query_scalar::<_, String>("SELECT encode(sha256(convert_to($1, 'UTF8')), 'hex')")
            .bind(text)
            .fetch_one(&database.pool)
            .await
            .unwrap();
        present.insert(path.file_name().unwrap().to_str().unwrap().to_owned(), digest);
    }
    let landed: BTreeMap<_, _> = LANDED
        .lines()
        .map(|line| line.split_once("  ").map(|(digest, name)| (name.to_owned(), digest.to_owned())).unwrap())
        .collect();
    for (name, digest) in &landed {
        assert_eq!(present.get(name), Some(digest), "{name} has landed: a change is a new migration");
    }
    assert_eq!(present.len(), landed.len(), "a new migration is written down beside this story");
}

const ROOM: &str = "00000000-0000-7000-8000-000000000001";
const GUEST: &str = "00000000-0000-7000-8000-000000000002";
const BOOKING: &str = "00000000-0000-7000-8000-000000000003";
const GONE: &str = "00000000-0000-7000-8000-000000000004";
const ANNA: &str = "00000000-0000-7000-8000-000000000005";

/// What people did while that version ran, one transaction each: a booking in versions 1 to 3, the last of them by a named
/// mutation, and a guest who is gone.
fn work() -> [String; 4] {
    let actor = json!({ "kind": "user", "id": ANNA, "name": "Anna" });
    let mutations = json!({ BOOKING: { "id": "before", "digest": "of another request", "merged": [] } });
    [
        format!(
            "INSERT INTO users (id, email, name, role, password_hash, demo) \
                 VALUES ('{ANNA}', 'anna@before.example', 'Anna', 'DESK', 'x', true); \
             INSERT INTO rooms (id, name) VALUES ('{ROOM}', '7'); \
             INSERT INTO guests (id, name) VALUES ('{GUEST}', 'Carl'), ('{GONE}', 'Dora'); \
             INSERT INTO bookings (id, room_id, guest_id, check_in, check_out, total_price) \
                 VALUES ('{BOOKING}', '{ROOM}', '{GUEST}', '2030-05-01', '2030-05-04', 100)"
        ),
        format!("UPDATE bookings SET notes = 'late' WHERE id = '{BOOKING}'"),
        format!("DELETE FROM guests WHERE id = '{GONE}'"),
        format!(
            "SELECT set_config('frontdesk.actor', '{actor}', true), set_config('frontdesk.mutations', '{mutations}', true); \
             UPDATE bookings SET total_price = 120 WHERE id = '{BOOKING}'"
        ),
    ]
}

/// As the version before today's says that this life of the database is the one its cursors are of.
const CONFIRM: &str = "UPDATE change_stream SET \
    system_identifier = (SELECT system_identifier FROM pg_control_system()), \
    timeline = (SELECT timeline_id FROM pg_control_checkpoint()), \
    database_oid = (SELECT oid::bigint FROM pg_database WHERE datname = current_database()), \
    log_oid = 'change_log'::regclass::oid::bigint";

/// `steps` migrations made the database; `knows_its_log` is whether its cursors can be told from those of a dump.
async fn bring_up(steps: u32, knows_its_log: bool) {
    let database = Database::empty().await;
    let connection = sea_orm::Database::connect(&database.url).await.unwrap();
    Migrator::up(&connection, Some(steps)).await.unwrap();
    connection.close().await.unwrap();
    for transaction in work() {
        database.sql(&transaction).await;
    }
    if knows_its_log {
        database.sql(CONFIRM).await;
    }
    let epoch: String = database.value("SELECT epoch::text FROM change_stream").await;
    let first = "SELECT revision FROM change_log WHERE row_id = '00000000-0000-7000-8000-000000000003' AND version = 1";
    let position = Position::after(database.value(first).await);
    let cursor = json!(Cursor { epoch: epoch.parse().unwrap(), position }.encode());

    let (address, running) = serve(&database.url, &["--demo"], Clock::system()).await;
    let mara = Person::sign_in(address, "mara").await;
    let history = "query($id: ID!) { booking(id: $id) { version totalPrice notes history { nodes { version fields actor { name } } } } }";
    let booking = mara.run(history, json!({ "id": BOOKING })).await["booking"].clone();
    assert_eq!((&booking["version"], &booking["totalPrice"]), (&json!(3), &json!("120.00")), "{booking}");
    let versions: Vec<_> =
        booking["history"]["nodes"].as_array().unwrap().iter().map(|node| &node["version"]).collect();
    assert_eq!(versions, [3, 2, 1]);
    assert_eq!(booking["history"]["nodes"][0]["actor"]["name"], "Anna");

    // A cursor of that version is served, or told that it can't be: never passed over in silence.
    let mut watcher = mara.watch(document!("booking_stream"), json!({ "after": cursor })).await;
    if knows_its_log {
        assert_eq!(watcher.ready().await, text(&cursor));
        for version in [2, 3] {
            assert_eq!(watcher.next_change().await["version"], version);
        }
    } else {
        let gap = watcher.gap().await;
        watcher = mara.watch(document!("booking_stream"), json!({ "after": gap["latest"] })).await;
        watcher.ready().await;
    }

    // An edit that was begun before goes on, merged or as a conflict with what was done since.
    let edit = |patch: Value| json!({ "input": { "id": BOOKING, "expectedVersion": 2, "patch": patch, "onStale": "MERGE" } });
    let conflict = outcome(&mara, "updateBooking", edit(json!({ "totalPrice": "90" }))).await;
    assert_eq!(
        (&conflict["__typename"], &conflict["fields"][0]["base"]),
        (&json!("Conflict"), &json!("100.00")),
        "{conflict}"
    );
    let saved = outcome(&mara, "updateBooking", edit(json!({ "notes": "very late" }))).await;
    assert_eq!(
        (&saved["__typename"], &saved["mergedFields"]),
        (&json!("BookingSaved"), &json!(["totalPrice"])),
        "{saved}"
    );
    assert_eq!(watcher.next_change().await["version"], 4);

    // What was used up then still is.
    let uses = "SELECT count(*) FROM mutations WHERE actor_id = '00000000-0000-7000-8000-000000000005' AND id = 'before' \
                AND row_id = '00000000-0000-7000-8000-000000000003' AND version = 3";
    assert_eq!(database.value::<i64>(uses).await, 1);
    let again = outcome(&mara, "createGuest", json!({ "input": { "id": GONE, "name": "Dora" } })).await;
    assert_eq!(again["problems"][0]["rule"], "TAKEN", "{again}");
    running.begin();
}

#[tokio::test]
async fn a_database_of_the_first_version_is_brought_up() {
    bring_up(7, false).await;
}

#[tokio::test]
async fn a_database_with_rules_for_values_is_brought_up() {
    bring_up(8, false).await;
}

#[tokio::test]
async fn a_database_with_rules_for_names_is_brought_up() {
    bring_up(9, false).await;
}

#[tokio::test]
async fn a_database_that_knows_its_lives_is_brought_up_and_serves_its_cursors() {
    bring_up(10, true).await;
}

#[tokio::test]
async fn a_database_with_accounts_is_brought_up_and_serves_its_cursors() {
    bring_up(11, true).await;
}

#[tokio::test]
async fn a_database_with_an_inbox_is_brought_up_and_serves_its_cursors() {
    bring_up(12, true).await;
}

/// The older server holds what the migration needs next, and needs what the migration has.
#[tokio::test]
async fn a_migration_that_gave_way_to_a_writer_is_tried_again() {
    let database = Database::empty().await;
    let connection = sea_orm::Database::connect(&database.url).await.unwrap();
    Migrator::up(&connection, Some(14)).await.unwrap();
    connection.close().await.unwrap();
    // Whoever has waited for so long looks for a deadlock and gives way: the migration, never the writer.
    database.sql(&format!("ALTER DATABASE \"{}\" SET deadlock_timeout = '2s'", database.name)).await;
    let mut writer = PgConnection::connect(&database.url).await.unwrap();
    for statement in ["SET deadlock_timeout = '1h'", "BEGIN", "LOCK TABLE change_inbox IN ROW EXCLUSIVE MODE"]
    {
        sqlx::raw_sql(statement).execute(&mut writer).await.unwrap();
    }

    let mut migrate = command(&["migrate"]);
    migrate.env("DATABASE_URL", &database.url);
    let migrated = tokio::spawn(run(migrate));
    let waits =
        "SELECT EXISTS (SELECT FROM pg_locks WHERE relation = 'change_inbox'::regclass AND NOT granted)";
    eventually("the migration waits for the writer", async || database.value::<bool>(waits).await).await;
    sqlx::raw_sql("LOCK TABLE guests IN ROW EXCLUSIVE MODE; COMMIT").execute(&mut writer).await.unwrap();

    let ended = migrated.await.unwrap();
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    assert!(ended.stderr.contains("a migration gave way"), "{}", ended.stderr);
    let applied: bool =
        database.value("SELECT EXISTS (SELECT FROM seaql_migrations WHERE version = '16_erasure')").await;
    assert!(applied);
}
