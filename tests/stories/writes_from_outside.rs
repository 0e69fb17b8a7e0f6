//! Programs that write to the tables directly are versioned, logged and announced like everybody.

use serde_json::{Value, json};
use sqlx::AssertSqlSafe;
use sqlx::postgres::PgListener;

use crate::support::{Database, House, PATIENCE, document, text};

async fn run(pool: &sqlx::PgPool, statement: String) {
    sqlx::raw_sql(AssertSqlSafe(statement)).execute(pool).await.unwrap();
}

/// A role with rights on the tables and on nothing else.
async fn importer(house: &House) -> (String, sqlx::PgPool) {
    let role = format!("importer_of_{}", house.database.name);
    house
        .database
        .sql(&format!(
            "CREATE ROLE {role} LOGIN; GRANT SELECT, INSERT, UPDATE, DELETE ON rooms, guests, bookings TO {role}"
        ))
        .await;
    let pool = house.database.connect_as(&role).await;
    (role, pool)
}

#[tokio::test]
async fn a_statement_typed_into_psql_reaches_a_watcher() {
    let house = House::open().await;
    let anna = house.anna().await;
    let booking = house.booking().await;
    let filter = json!({ "filter": { "ids": [booking["id"]] } });
    let mut screen = anna.watch_from_now(document!("booking_changed"), filter).await;
    let id = text(&booking["id"]);
    house.database.sql(&format!("UPDATE bookings SET total_price = 7 WHERE id = '{id}'")).await;
    let role: String = house.database.value("SELECT session_user::text").await;
    let change = screen.next_change().await;
    assert_eq!(change["actor"], json!({ "kind": "DATABASE_ROLE", "id": null, "name": role }));
    assert_eq!((&change["version"], &change["fields"]), (&json!(2), &json!(["totalPrice"])));
    assert_eq!(change["booking"]["totalPrice"], "7.00");

    // And whoever edited the version before meets it as a conflict.
    let conflict = anna.update(&booking, 1, json!({ "totalPrice": "90" }), json!({})).await;
    assert_eq!(conflict["fields"][0]["changedBy"]["name"], role.as_str(), "{conflict}");
}

#[tokio::test]
async fn a_role_with_table_rights_alone_can_write_and_is_named() {
    let house = House::open().await;
    let anna = house.anna().await;
    let booking = house.booking().await;
    let (role, pool) = importer(&house).await;
    let mut listener = PgListener::connect_with(&pool).await.unwrap();
    listener.listen("booking_changes").await.unwrap();
    let mut screen = anna.watch_from_now(document!("booking_changed"), json!({})).await;

    let id = uuid::Uuid::now_v7().to_string();
    let (room, guest) = (text(&booking["room"]["id"]), text(&booking["guest"]["id"]));
    run(
        &pool,
        format!(
            "INSERT INTO bookings (id, room_id, guest_id, check_in, check_out, version, updated_at, updated_by) \
             VALUES ('{id}', '{room}', '{guest}', '2030-06-01', '2030-06-03', 77, '1999-01-01', \
                     '{{\"kind\": \"user\", \"id\": \"{guest}\", \"name\": \"Anna\"}}')"
        ),
    )
    .await;
    run(
        &pool,
        format!(
            "UPDATE bookings SET notes = 'imported', version = 99, created_at = '1999-01-01', \
             updated_at = '1999-01-01', updated_by = '{{}}' WHERE id = '{id}'"
        ),
    )
    .await;
    // Changes nothing, whatever it says about the stamps: no version.
    run(&pool, format!("UPDATE bookings SET notes = 'imported', version = 5 WHERE id = '{id}'")).await;
    run(&pool, format!("DELETE FROM bookings WHERE id = '{id}'")).await;

    for (version, action) in [(1, "CREATED"), (2, "UPDATED"), (3, "DELETED")] {
        let change = screen.next_change().await;
        assert_eq!((&change["bookingId"], &change["version"]), (&json!(id), &json!(version)), "{change}");
        assert_eq!(change["action"], action);
        assert_eq!(change["actor"], json!({ "kind": "DATABASE_ROLE", "id": null, "name": role }));
    }
    // Whoever listens is told how far the log has come, once for all that was put in order together.
    let newest: i64 = house.database.value("SELECT max(revision) FROM change_log").await;
    let mut told = vec![];
    while told.last() != Some(&json!({ "revision": newest })) {
        let notification = tokio::time::timeout(PATIENCE, listener.recv()).await.unwrap().unwrap();
        told.push(serde_json::from_str::<Value>(notification.payload()).unwrap());
    }
    assert!(told.len() <= 3, "{told:?}");
    let decent: bool = house
        .database
        .value(&format!(
            "SELECT bool_and(after ->> 'updated_at' > '2020' AND after ->> 'created_at' > '2020' \
               AND after -> 'updated_by' ->> 'name' = '{role}' AND after ->> 'reference' LIKE 'B-%') \
             FROM change_log WHERE row_id = '{id}' AND after IS NOT NULL"
        ))
        .await;
    assert!(decent, "the stamps are the triggers' own");
}

#[tokio::test]
async fn an_update_that_changes_nothing_makes_no_version() {
    let house = House::open().await;
    let anna = house.anna().await;
    let booking = house.booking().await;
    let mut screen = anna.watch_all().await;
    let logged = house.database.logged().await;
    house.database.sql("UPDATE bookings SET notes = notes, version = version + 1").await;
    let same = anna.save(&booking, 1, json!({ "totalPrice": "100.00" })).await;
    assert_eq!(same["booking"]["version"], 1);
    assert_eq!(same["booking"]["updatedAt"], booking["updatedAt"]);
    assert_eq!(house.database.logged().await, logged);
    anna.save(&booking, 1, json!({ "notes": "now" })).await;
    assert_eq!(screen.next_change().await["version"], 2, "the first that a watcher hears of");
}

#[tokio::test]
async fn what_could_not_be_logged_or_promised_is_refused() {
    let house = House::open().await;
    let booking = house.booking().await;
    let (_, importer) = importer(&house).await;
    let owner = &house.database.pool;
    for table in [
        "bookings",
        "guests CASCADE",
        "rooms CASCADE",
        "change_log",
        "change_inbox",
        "mutations",
        "deleted_rows",
    ] {
        let refusal = Database::refusal(owner, &format!("TRUNCATE {table}")).await;
        assert_eq!(refusal, "0A000", "TRUNCATE {table}");
    }
    let (id, room) = (text(&booking["id"]), text(&booking["room"]["id"]));
    let new_id = format!("UPDATE bookings SET id = gen_random_uuid() WHERE id = '{id}'");
    assert_eq!(Database::refusal(&importer, &new_id).await, "23000");
    let second = format!(
        "INSERT INTO bookings (room_id, guest_id, check_in, check_out) \
         SELECT room_id, guest_id, '2030-05-03', '2030-05-06' FROM bookings WHERE room_id = '{room}'"
    );
    assert_eq!(Database::refusal(&importer, &second).await, "23P01", "no double booking for anybody");
    let forged = "INSERT INTO change_log SELECT * FROM change_log";
    assert_eq!(Database::refusal(&importer, forged).await, "42501", "the log is written by triggers alone");
    assert_eq!(house.database.versions(&booking).await, [1]);
}
