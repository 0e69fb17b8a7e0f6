//! One row, or one entry of the log, that nobody can read closes no page: it says so of itself, and of nothing else.

use frontdesk::clock::Clock;
use migration::{Migrator, MigratorTrait};
use serde_json::{Value, json};

use crate::support::{Database, House, Person, Program, serve, text};

const HISTORY: &str = "query($id: ID!) { booking(id: $id) { totalPrice history { nodes { version unreadable fields \
    diff { field before after } before { __typename } after { __typename } } } } }";
const WATCH: &str = "subscription($after: Revision) { bookingChanged(after: $after) { __typename \
    ... on StreamReady { revision } ... on StreamBookmark { revision } ... on StreamGap { oldest latest } \
    ... on BookingChange { revision version unreadable skipped before { version } booking { id version totalPrice room { name } guest { name } } } } }";

/// A booking of versions 1 to 3, whose second state can't be read.
async fn planted(house: &House, anna: &Person) -> (Value, Value) {
    let booking = house.booking().await;
    let now = anna.page(json!({ "first": 1 })).await["revision"].clone();
    anna.save(&booking, 1, json!({ "totalPrice": "120" })).await;
    anna.save(&booking, 2, json!({ "notes": "later" })).await;
    let id = text(&booking["id"]);
    let plant = |image: &str, version: i32| {
        format!(
            "UPDATE change_log SET {image} = jsonb_set({image}, '{{total_price}}', '\"NaN\"') \
             WHERE row_id = '{id}' AND version = {version};"
        )
    };
    house.database.sql(&(plant("after", 2) + &plant("before", 3))).await;
    (booking, now)
}

#[tokio::test]
async fn a_history_tells_which_of_its_entries_cannot_be_read() {
    let house = House::open().await;
    let anna = house.anna().await;
    let (booking, now) = planted(&house, &anna).await;
    let shown = anna.run(HISTORY, json!({ "id": booking["id"] })).await["booking"].clone();
    assert_eq!(shown["totalPrice"], "120.00");
    let snapshot = json!({ "__typename": "BookingSnapshot" });
    let nodes = shown["history"]["nodes"].as_array().unwrap();
    let told: Vec<_> =
        nodes.iter().map(|node| (&node["unreadable"], &node["before"], &node["after"])).collect();
    let (yes, no, none) = (json!(true), json!(false), Value::Null);
    assert_eq!(
        told,
        [(&yes, &none, &snapshot), (&yes, &snapshot, &none), (&no, &none, &snapshot)],
        "{shown}"
    );
    assert_eq!(nodes[0]["diff"], json!([{ "field": "notes", "before": "", "after": "later" }]));
    assert_eq!(nodes[1]["diff"], json!([{ "field": "totalPrice", "before": "100.00", "after": "NaN" }]));

    let page = "query($after: Revision) { changes(after: $after) { nodes { version unreadable before { __typename } after { __typename } } } }";
    let changes = anna.run(page, json!({ "after": now })).await["changes"]["nodes"].clone();
    assert_eq!(changes.as_array().unwrap().len(), 2, "{changes}");
}

#[tokio::test]
async fn a_watcher_is_told_of_it_and_goes_on() {
    let house = House::open().await;
    let anna = house.anna().await;
    let (booking, now) = planted(&house, &anna).await;
    let mut screen = anna.watch(WATCH, json!({ "after": now })).await;
    screen.ready().await;
    for version in [2, 3] {
        let told = screen.next_change().await;
        assert_eq!((&told["version"], &told["unreadable"]), (&json!(version), &json!(true)), "{told}");
        assert_eq!(told["booking"]["version"], 3, "as it is now: {told}");
        assert_eq!(told["booking"]["guest"]["name"], "Carl");
    }
    screen.bookmark().await;
    anna.save(&booking, 3, json!({ "notes": "live" })).await;
    let told = screen.next_change().await;
    assert_eq!((&told["version"], &told["unreadable"]), (&json!(4), &json!(false)));

    // One that is so when it is told live: written by hand into the log, behind the server's back.
    let plant = format!(
        "BEGIN; SELECT pg_advisory_xact_lock(7306085017); \
         ALTER TABLE bookings DISABLE TRIGGER bookings_log; \
         UPDATE bookings SET notes = 'by hand' WHERE id = '{0}'; \
         ALTER TABLE bookings ENABLE TRIGGER bookings_log; \
         INSERT INTO change_log (revision, index, entity, row_id, version, action, fields, before, after, actor, at) \
         SELECT nextval('change_revision'), 0, entity, row_id, 5, 'UPDATE', fields, after, \
                jsonb_set(after, '{{status}}', '\"LOST\"'), actor, now() \
         FROM change_log WHERE row_id = '{0}' AND version = 4; COMMIT",
        text(&booking["id"])
    );
    house.database.sql(&plant).await;
    let told = screen.next_change().await;
    assert_eq!((&told["version"], &told["unreadable"]), (&json!(5), &json!(true)), "{told}");
    assert_eq!(
        (&told["booking"]["version"], &told["booking"]["guest"]["name"]),
        (&json!(5), &json!("Carl")),
        "{told}"
    );
}

#[tokio::test]
async fn an_edit_on_it_is_a_conflict_and_a_deletion_is_told() {
    let house = House::open().await;
    let anna = house.anna().await;
    let (booking, _) = planted(&house, &anna).await;
    for (patch, colliding) in
        [(json!({ "notes": "mine" }), json!("notes")), (json!({ "totalPrice": "7" }), json!("totalPrice"))]
    {
        let conflict = anna.update(&booking, 2, patch, json!({ "onStale": "MERGE" })).await;
        assert_eq!(conflict["__typename"], "Conflict", "{conflict}");
        assert_eq!(conflict["currentVersion"], 3);
        assert_eq!(
            (&conflict["fields"][0]["field"], &conflict["fields"][0]["base"]),
            (&colliding, &Value::Null)
        );
    }
    let named = json!({ "mutationId": "away" });
    let deleted = anna.delete(&booking, 3, named.clone()).await;
    assert_eq!(deleted["__typename"], "BookingDeleted", "{deleted}");
    let id = text(&booking["id"]);
    let plant = format!(
        "UPDATE change_log SET before = jsonb_set(before, '{{total_price}}', '\"NaN\"') WHERE row_id = '{id}' AND version = 4"
    );
    house.database.sql(&plant).await;
    for more in [json!({}), named] {
        let again = anna.delete(&booking, 3, more).await;
        assert_eq!(again["__typename"], "AlreadyDeleted", "{again}");
    }
}

/// An older server reads in the log what a newer one beside it has written of a noun that only that one knows.
#[tokio::test]
async fn what_only_a_newer_server_knows_is_never_taken_for_a_room() {
    let house = House::open().await;
    let mara = house.mara().await;
    let room = house.booking().await["room"].clone();
    let now = mara.page(json!({ "first": 1 })).await["revision"].clone();
    let watch = "subscription { roomChanged { __typename ... on StreamReady { revision } ... on RoomChange { roomId version } } }";
    let mut screen = mara.watch(watch, json!({})).await;
    screen.ready().await;
    let unknown = "018f0000-0000-7000-8000-0000000000aa";
    // It looks like a room all the same.
    let plant = |version: i32, action: &str, before: &str, after: &str| {
        format!(
            "INSERT INTO change_log (revision, index, entity, row_id, version, action, fields, before, after, actor, at) \
             SELECT nextval('change_revision'), 0, 'of_a_later_version', '{unknown}', {version}, '{action}', fields, {before}, \
                    {after}, actor, now() FROM change_log WHERE row_id = '{}' AND version = 1;",
            text(&room["id"])
        )
    };
    let (created, deleted) = (plant(1, "INSERT", "NULL", "after"), plant(2, "DELETE", "after", "NULL"));
    let locked = "SELECT pg_advisory_xact_lock(7306085017);";
    house.database.sql(&format!("BEGIN; {locked} {created} {deleted} COMMIT")).await;

    let told = "nodes { entity action version unreadable diff { field } before { __typename } after { __typename } }";
    let change = |action: &str, version: i32| {
        json!({ "entity": "OTHER", "action": action, "version": version, "unreadable": true, "diff": [],
                "before": null, "after": null })
    };
    let changes = format!("query($after: Revision) {{ changes(after: $after) {{ {told} }} }}");
    let changes = mara.run(&changes, json!({ "after": now })).await["changes"]["nodes"].clone();
    assert_eq!(changes, json!([change("CREATED", 1), change("DELETED", 2)]));
    let history = format!("query($id: ID!) {{ history(id: $id) {{ {told} }} }}");
    let history = mara.run(&history, json!({ "id": unknown })).await["history"]["nodes"].clone();
    assert_eq!(history, json!([change("DELETED", 2), change("CREATED", 1)]));
    let delete = "mutation($input: DeleteRoomInput!) { deleteRoom(input: $input) { __typename \
        ... on AlreadyDeleted { rowId before { __typename } roomBefore { name } } } }";
    let input = json!({ "input": { "id": unknown, "expectedVersion": 1 } });
    let gone =
        json!({ "__typename": "AlreadyDeleted", "rowId": unknown, "before": null, "roomBefore": null });
    assert_eq!(mara.run(delete, input).await["deleteRoom"], gone);

    // Who watches the rooms is told of rooms only, and goes on.
    let update = "mutation($input: UpdateRoomInput!) { updateRoom(input: $input) { __typename } }";
    let input = json!({ "id": room["id"], "expectedVersion": 1, "patch": { "notes": "sea view" } });
    mara.run(update, json!({ "input": input })).await;
    let told = screen.next_change().await;
    assert_eq!((&told["roomId"], &told["version"]), (&room["id"], &json!(2)), "{told}");
}

/// A database that the version before made.
async fn old_database() -> Database {
    let database = Database::empty().await;
    let connection = sea_orm::Database::connect(&database.url).await.unwrap();
    Migrator::up(&connection, Some(7)).await.unwrap();
    connection.close().await.unwrap();
    database
}

#[tokio::test]
async fn a_database_with_such_rows_is_mended_on_the_way_up() {
    let database = old_database().await;
    database
        .sql(
            "INSERT INTO rooms (name, nightly_rate) VALUES ('1', 'NaN'), ('2', 90.5), ('3', 1); \
             INSERT INTO guests (name) VALUES ('Carl'); \
             INSERT INTO bookings (id, room_id, guest_id, check_in, check_out, total_price, reference) \
             SELECT ('018f0000-0000-7000-8000-00000000000' || v.room)::uuid, r.id, g.id, '2030-05-01', '2030-05-04', \
                 v.price, v.reference FROM guests g, \
             (VALUES ('1', 'NaN'::numeric, 'B-1002'), ('2', 120.5, ''), ('3', 7, repeat('x', 2000))) v (room, price, reference) \
             JOIN rooms r ON r.name = v.room",
        )
        .await;
    let program = Program::on_database(&database.url, &[]).await;
    program.stop().await;
    let rows = "SELECT string_agg(r.name || ' ' || r.nightly_rate || ' ' || b.total_price || ' ' || b.reference || ' ' || b.version, ', ' \
                ORDER BY r.name) FROM bookings b JOIN rooms r ON r.id = b.room_id";
    assert_eq!(
        database.value::<String>(rows).await,
        "1 0.00 0.00 B-1002 2, 2 90.50 120.50 B-1001 2, 3 1.00 7.00 B-1003 2"
    );
    // Each is a change like any other, so the history tells what was there.
    let mended = "SELECT count(*) FROM change_log WHERE version = 2 AND actor ->> 'kind' = 'database_role'";
    assert_eq!(database.value::<i64>(mended).await, 4);
}

#[tokio::test]
async fn an_older_server_goes_on_while_a_newer_one_migrates() {
    let database = old_database().await;
    database.sql("INSERT INTO rooms (name, nightly_rate) VALUES ('1', 90.5)").await;
    let options: sqlx::postgres::PgConnectOptions = database.url.parse().unwrap();
    let pool = sqlx::postgres::PgPoolOptions::new()
        .max_connections(3)
        .connect_with(options.application_name("frontdesk"))
        .await
        .unwrap();
    // Statements that it has prepared know the columns by their types.
    let read =
        || sqlx::query_scalar::<_, rust_decimal::Decimal>("SELECT nightly_rate FROM rooms").fetch_one(&pool);
    let busy = futures_util::future::join_all([read(), read(), read()]).await;
    assert!(busy.iter().all(Result::is_ok), "{busy:?}");
    let (_, shutdown) = serve(&database.url, &[], Clock::system()).await;
    for answer in futures_util::future::join_all([read(), read(), read()]).await {
        assert_eq!(answer.unwrap().to_string(), "90.50");
    }
    shutdown.begin();
}

#[tokio::test]
async fn a_reference_that_is_taken_is_drawn_again() {
    let house = House::open().await;
    let (anna, booking) = (house.anna().await, house.booking().await);
    let next: i64 = house.database.value("SELECT last_value + 1 FROM booking_reference").await;
    let import = |reference: &str| {
        format!(
            "INSERT INTO bookings (room_id, guest_id, check_in, check_out, status, reference) \
             VALUES ('{}', '{}', '2031-01-01', '2031-01-02', 'INQUIRY', '{reference}')",
            text(&booking["room"]["id"]),
            text(&booking["guest"]["id"])
        )
    };
    for number in next..next + 3 {
        house.database.sql(&import(&format!("B-{number}"))).await;
    }
    let created = anna.book(&house.stay().await).await;
    assert_eq!(created["reference"], format!("B-{}", next + 3));

    // An import whose transaction is still open: the creation waits for its end, and then draws again.
    let mut open = house.database.pool.begin().await.unwrap();
    sqlx::raw_sql(sqlx::AssertSqlSafe(import(&format!("B-{}", next + 4)))).execute(&mut *open).await.unwrap();
    let stay = house.stay().await;
    let creation = tokio::spawn({
        let anna = anna.clone();
        async move { anna.book(&stay).await }
    });
    crate::support::eventually("the creation waits for the import", async || {
        let waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() \
                       AND wait_event_type = 'Lock' AND query LIKE '%INSERT INTO bookings%'";
        house.database.value::<i64>(waiting).await > 0
    })
    .await;
    open.commit().await.unwrap();
    assert_eq!(creation.await.unwrap()["reference"], format!("B-{}", next + 5));

    for reference in [String::new(), "x".repeat(101)] {
        assert_eq!(Database::refusal(&house.database.pool, &import(&reference)).await, "23514");
    }
}
