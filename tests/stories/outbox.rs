//! Changes go through an inbox into the log: whoever moves them, and whatever ends them at it, each arrives once, whole
//! and in order.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use serde_json::{Value, json};
use sqlx::postgres::{PgConnection, PgListener, PgPoolOptions};
use sqlx::{AssertSqlSafe, Connection, PgPool};
use tokio::task::JoinHandle;

use crate::support::{Database, Dice, House, PATIENCE, complete_log, eventually, text};

const GUESTS: u64 = 12;
const WRITERS: u64 = 6;
const SEQUENCE: &str = "SELECT frontdesk_sequence()";

async fn execute(connection: &mut PgConnection, statements: String) {
    sqlx::raw_sql(AssertSqlSafe(statements)).execute(connection).await.unwrap();
}

/// Guests that are edited, by their numbers.
async fn guests(database: &Database) {
    database
        .sql(&format!(
            "INSERT INTO guests (id, name) \
             SELECT ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 'Guest ' || n \
             FROM generate_series(0, {GUESTS} - 1) n"
        ))
        .await;
}

fn id(guest: u64) -> String {
    format!("00000000-0000-7000-8000-{guest:012}")
}

/// Somebody who makes transactions of one to four rows, named by the rows' notes. Some are taken back, some in part.
/// Gives how many rows each of those has changed that were committed.
fn write(database: &Database, writer: u64, seed: u64, transactions: u64) -> JoinHandle<Vec<(String, usize)>> {
    let url = database.url.clone();
    tokio::spawn(async move {
        let mut dice = Dice(seed ^ (writer << 32));
        let mut session = PgConnection::connect(&url).await.unwrap();
        let mut committed = vec![];
        for number in 0..transactions {
            let name = format!("{writer} {number}");
            let mut rows: Vec<u64> = (0..1 + dice.throw(4)).map(|_| dice.throw(GUESTS)).collect();
            rows.sort_unstable();
            rows.dedup();
            let change = |row: &u64| format!("UPDATE guests SET notes = '{name}' WHERE id = '{}';", id(*row));
            let (kept, taken_back) =
                rows.split_at(usize::try_from(dice.throw(rows.len() as u64 + 1)).unwrap());
            // As a server writes, which wakes the sequencer itself, or as psql does, which notifies.
            let kind = ["SET LOCAL frontdesk.sequencer = 'woken';", ""][usize::from(dice.throw(2) == 0)];
            let mut statements = format!("BEGIN; {kind}");
            statements.extend(kept.iter().map(change));
            statements += "SAVEPOINT here;";
            statements.extend(taken_back.iter().map(change));
            let all = dice.throw(2) == 0;
            statements += if all { "RELEASE here;" } else { "ROLLBACK TO here;" };
            let ends = ["COMMIT", "COMMIT", "COMMIT", "ROLLBACK"][usize::try_from(dice.throw(4)).unwrap()];
            execute(&mut session, statements + ends).await;
            let rows = if all { rows.len() } else { kept.len() };
            if ends == "COMMIT" && rows > 0 {
                committed.push((name, rows));
            }
        }
        committed
    })
}

/// Fails unless the log has just these transactions, each under one revision, and each row's versions in their order.
async fn assert_logged(database: &PgPool, committed: &[(String, usize)]) {
    complete_log(database).await;
    let left: i64 =
        sqlx::query_scalar("SELECT count(*) FROM change_inbox").fetch_one(database).await.unwrap();
    assert_eq!(left, 0, "left in the inbox");
    let logged: Vec<(String, i64, i64, bool)> = sqlx::query_as(
        "SELECT after ->> 'notes', count(*), count(DISTINCT revision), \
                (min(index), max(index), count(DISTINCT index)) = (0, count(*) - 1, count(*)) \
         FROM change_log WHERE entity = 'guests' AND action = 'UPDATE' GROUP BY 1",
    )
    .fetch_all(database)
    .await
    .unwrap();
    assert_eq!(logged.len(), committed.len());
    for (name, rows) in committed {
        let found = logged.iter().find(|(logged, ..)| logged == name);
        let Some((_, count, revisions, in_order)) = found else { panic!("{name} is lost") };
        assert_eq!((*count, *revisions, *in_order), (*rows as i64, 1, true), "transaction {name}");
    }
    let out_of_order: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM (SELECT version - row_number() OVER (PARTITION BY row_id ORDER BY revision, index) AS off \
         FROM change_log WHERE entity = 'guests') versions WHERE off <> 0",
    )
    .fetch_one(database)
    .await
    .unwrap();
    assert_eq!(out_of_order, 0, "versions that are missing, twice, or not in their order");
}

/// Sessions that call the sequencer without a pause, until told to stop. How often each did.
fn sequence(database: &Database, sessions: usize, stop: &Arc<AtomicBool>) -> Vec<JoinHandle<u32>> {
    let one = |_| {
        let (url, stop) = (database.url.clone(), Arc::clone(stop));
        tokio::spawn(async move {
            let mut calls = 0;
            while !stop.load(Ordering::Relaxed) {
                let mut session = PgConnection::connect(&url).await.unwrap();
                while !stop.load(Ordering::Relaxed)
                    && sqlx::query(SEQUENCE).execute(&mut session).await.is_ok()
                {
                    calls += 1;
                }
            }
            calls
        })
    };
    (0..sessions).map(one).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sequencers_that_race_and_are_killed_lose_nothing_and_repeat_nothing() {
    let database = Database::new().await;
    guests(&database).await;
    let mut dice = Dice::any();
    let stop = Arc::new(AtomicBool::new(false));
    let sequencers = sequence(&database, 3, &stop);
    let seed = dice.throw(u64::MAX);
    let writers: Vec<_> = (0..WRITERS).map(|writer| write(&database, writer, seed, 150)).collect();
    let mut killed = 0;
    while writers.iter().any(|writer| !writer.is_finished()) {
        // Any of them that is at work or waits for its turn, at a moment that nobody chose.
        tokio::time::sleep(Duration::from_micros(dice.throw(20_000))).await;
        let kill = "SELECT count(*) FILTER (WHERE pg_terminate_backend(pid)) FROM (SELECT pid FROM pg_stat_activity \
                    WHERE datname = current_database() AND state = 'active' AND query LIKE 'SELECT frontdesk_seq%' \
                    ORDER BY random() LIMIT 1) working";
        killed += database.value::<i64>(kill).await;
    }
    stop.store(true, Ordering::Relaxed);
    let mut committed = vec![];
    for writer in writers {
        committed.extend(writer.await.unwrap());
    }
    let mut calls = 0;
    for sequencer in sequencers {
        calls += sequencer.await.unwrap();
    }
    println!("{} transactions, {calls} calls, {killed} killed", committed.len());
    assert!(killed > 5 && committed.len() > 200);
    assert_logged(&database.pool, &committed).await;
}

#[tokio::test]
async fn a_sequencer_that_dies_at_any_of_its_statements_has_done_nothing() {
    let database = Database::new().await;
    guests(&database).await;
    complete_log(&database.pool).await;
    let before = database.logged().await;
    // Where it is held up: for its turn, before it takes out of the inbox, before it puts into the log.
    for (round, hold) in (1..).zip([
        "SELECT pg_advisory_xact_lock(7306085017)",
        "LOCK TABLE change_inbox IN SHARE MODE",
        "LOCK TABLE change_log IN SHARE MODE",
    ]) {
        database.sql(&format!("UPDATE guests SET notes = '{round}' WHERE name LIKE 'Guest %'")).await;
        let mut holder = database.pool.begin().await.unwrap();
        sqlx::query(AssertSqlSafe(hold)).execute(&mut *holder).await.unwrap();
        let url = database.url.clone();
        let dying = tokio::spawn(async move {
            let mut session = PgConnection::connect(&url).await.unwrap();
            sqlx::query(SEQUENCE).execute(&mut session).await
        });
        let kill = "SELECT count(*) FILTER (WHERE pg_terminate_backend(pid)) FROM pg_stat_activity \
                    WHERE datname = current_database() AND query = 'SELECT frontdesk_sequence()' AND wait_event_type = 'Lock'";
        eventually("it waits, and is killed", async || database.value::<i64>(kill).await == 1).await;
        assert!(dying.await.unwrap().is_err());
        holder.rollback().await.unwrap();
        let inbox = database.value::<i64>("SELECT count(*) FROM change_inbox").await;
        assert_eq!(inbox, GUESTS as i64, "{hold}: nothing is taken out");
        assert_eq!(database.logged().await, before + round * GUESTS as i64);
    }
    let revisions =
        "SELECT count(DISTINCT revision) FROM change_log WHERE entity = 'guests' AND action = 'UPDATE'";
    assert_eq!(database.value::<i64>(revisions).await, 3);
}

/// Who writes ends at its commit, not at the next one's flush: nothing of the whole database is waited for.
#[tokio::test]
async fn no_commit_waits_for_another_one_or_for_the_sequencer() {
    let house = House::open().await;
    let anna = house.anna().await;
    let (one, other) = (house.booking().await, house.booking().await);
    // A sequencer at work, for as long as it takes.
    let mut sequencer = house.database.pool.begin().await.unwrap();
    sqlx::query(SEQUENCE).execute(&mut *sequencer).await.unwrap();
    // A commit that has begun: its triggers have run.
    let mut slow = house.database.pool.begin().await.unwrap();
    execute(
        &mut slow,
        format!(
            "UPDATE bookings SET notes = 'slow' WHERE id = '{}'; SET CONSTRAINTS ALL IMMEDIATE",
            text(&one["id"])
        ),
    )
    .await;
    let input =
        json!({ "input": { "id": other["id"], "expectedVersion": 1, "patch": { "notes": "quick" } } });
    let update = "mutation($input: UpdateBookingInput!) { updateBooking(input: $input) { ... on BookingSaved { booking { version } } } }";
    let saved = anna.run(update, input).await;
    assert_eq!(saved["updateBooking"]["booking"]["version"], 2);
    sequencer.rollback().await.unwrap();
    slow.rollback().await.unwrap();
    assert_eq!(house.database.versions(&other).await, [1, 2]);
}

#[tokio::test]
async fn a_hundred_thousand_rows_of_one_transaction_are_one_revision() {
    const ROWS: i64 = 100_000;
    let house = House::open().await;
    let anna = house.anna().await;
    let booking = house.booking().await;
    let mut screen = anna.watch_all().await;
    let many = format!("INSERT INTO guests (name) SELECT 'Guest ' || n FROM generate_series(1, {ROWS}) n");
    let (before, ()) =
        tokio::join!(anna.save(&booking, 1, json!({ "notes": "before" })), house.database.sql(&many),);
    let after = anna.save(&booking, 2, json!({ "notes": "after" })).await;
    for saved in [before, after] {
        assert_eq!(screen.next_change().await["revision"], saved["revision"]);
    }
    let query = "SELECT count(*) || ' ' || max(index) || ' ' || count(DISTINCT index) FROM change_log \
                 WHERE entity = 'guests' GROUP BY revision ORDER BY count(*) DESC LIMIT 1";
    assert_eq!(house.database.value::<String>(query).await, format!("{ROWS} {} {ROWS}", ROWS - 1));
}

#[tokio::test]
async fn a_transaction_that_is_prepared_is_told_when_it_is_committed() {
    let house = House::open().await;
    let anna = house.anna().await;
    let (prepared, other) = (house.booking().await, house.booking().await);
    let mut screen = anna.watch_all().await;
    let name = &house.database.name;
    let mut session = PgConnection::connect(&house.database.url).await.unwrap();
    let update = format!("UPDATE bookings SET notes = 'prepared' WHERE id = '{}'", text(&prepared["id"]));
    execute(&mut session, format!("BEGIN; {update}; PREPARE TRANSACTION '{name}'")).await;
    // It holds up nobody, for as long as it stays so, and also when its session is gone.
    session.close().await.unwrap();
    for version in 1..4 {
        let saved = anna.save(&other, version, json!({ "notes": format!("{version}") })).await;
        assert_eq!(screen.next_change().await["revision"], saved["revision"]);
    }
    house.database.sql(&format!("COMMIT PREPARED '{name}'")).await;
    let told = screen.next_change().await;
    assert_eq!((&told["bookingId"], &told["version"]), (&prepared["id"], &json!(2)));
    // Taken back, it was never there.
    let mut session = PgConnection::connect(&house.database.url).await.unwrap();
    // The same statement by statement, as drivers do it.
    let update = format!("UPDATE bookings SET notes = 'never' WHERE id = '{}'", text(&prepared["id"]));
    for statement in ["BEGIN".to_owned(), update, format!("PREPARE TRANSACTION '{name}'")] {
        sqlx::query(AssertSqlSafe(statement)).execute(&mut session).await.unwrap();
    }
    house.database.sql(&format!("ROLLBACK PREPARED '{name}'")).await;
    assert_eq!(house.database.versions(&prepared).await, [1, 2]);
}

/// The sequencer hears of it at once, however the statement came; and not of a server's own, which says that it wakes it.
#[tokio::test]
async fn a_write_from_outside_is_announced_when_it_is_committed() {
    let database = Database::new().await;
    guests(&database).await;
    let mut listener = PgListener::connect(&database.url).await.unwrap();
    listener.listen("change_inbox").await.unwrap();
    let mut session = PgConnection::connect(&database.url).await.unwrap();
    let update = |notes: &str| format!("UPDATE guests SET notes = '{notes}' WHERE name = 'Guest 1'");
    sqlx::query(AssertSqlSafe(update("extended"))).execute(&mut session).await.unwrap();
    tokio::time::timeout(PATIENCE, listener.recv()).await.unwrap().unwrap();
    execute(&mut session, update("simple")).await;
    tokio::time::timeout(PATIENCE, listener.recv()).await.unwrap().unwrap();
    let own = format!("BEGIN; SET LOCAL frontdesk.sequencer = 'woken'; {}; COMMIT", update("by a server"));
    execute(&mut session, own).await;
    execute(&mut session, "NOTIFY change_inbox, 'the next'".to_owned()).await;
    let next = tokio::time::timeout(PATIENCE, listener.recv()).await.unwrap().unwrap();
    assert_eq!(next.payload(), "the next");
}

/// A server from before the inbox says whose transaction it is and no more, and reads its change in the log at once.
#[tokio::test]
async fn an_older_server_finds_its_change_in_the_log_behind_all_that_came_before() {
    let house = House::open().await;
    let anna = house.anna().await;
    let booking = house.booking().await;
    let now = anna.page(json!({ "first": 1 })).await["revision"].clone();
    let older = PgPoolOptions::new().max_connections(1).connect(&house.database.url).await.unwrap();
    let actor: Value = json!({ "kind": "user", "id": uuid::Uuid::now_v7(), "name": "Olda" });
    let id = text(&booking["id"]);
    let update = |version: i64, mutation: &str| {
        let mutations = json!({ &id: { "id": mutation, "digest": "d", "merged": [] } });
        format!(
            "WITH me AS MATERIALIZED (SELECT set_config('frontdesk.actor', '{actor}', true), \
             set_config('frontdesk.mutations', '{mutations}', true)) \
             UPDATE bookings SET notes = 'version {version}' FROM me WHERE id = '{id}' AND version = {version}"
        )
    };
    // In turns with the server of today, which does not wait for the log.
    let quick = "mutation($input: UpdateBookingInput!) { updateBooking(input: $input) { ... on BookingSaved { booking { version } } } }";
    for version in (1..20).step_by(2) {
        let input = json!({ "id": id, "expectedVersion": version, "patch": { "notes": "today" } });
        anna.run(quick, json!({ "input": input })).await;
        // By the extended protocol, as servers do it.
        sqlx::query(AssertSqlSafe(update(version + 1, &format!("m{version}"))))
            .execute(&older)
            .await
            .unwrap();
        let newest: i32 = sqlx::query_scalar(
            "SELECT version FROM change_log WHERE row_id = $1::text::uuid ORDER BY revision DESC LIMIT 1",
        )
        .bind(&id)
        .fetch_one(&older)
        .await
        .unwrap();
        assert_eq!(i64::from(newest), version + 2);
    }
    assert_eq!(house.database.versions(&booking).await, (1..=21).collect::<Vec<_>>());
    let told = anna.changes(&now, 100).await;
    let versions: Vec<_> =
        told["nodes"].as_array().unwrap().iter().map(|node| node["version"].as_i64().unwrap()).collect();
    assert_eq!(versions, (2..=21).collect::<Vec<_>>());
    // Its mutation ids are known to it by the constraint's name, and used once.
    let twice = sqlx::query(AssertSqlSafe(update(21, "m1"))).execute(&older).await.unwrap_err();
    assert_eq!(twice.as_database_error().unwrap().constraint(), Some("change_log_mutation"));
}

#[tokio::test]
async fn the_id_of_a_deleted_row_is_not_used_again_whatever_the_snapshot() {
    let house = House::open().await;
    let importer = &house.database.pool;
    let id = uuid::Uuid::now_v7();
    let insert = format!("INSERT INTO guests (id, name) VALUES ('{id}', 'Carl')");
    let mut old = importer.begin().await.unwrap();
    execute(
        &mut old,
        "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM guests".to_owned(),
    )
    .await;
    house.database.sql(&insert).await;
    house.database.sql(&format!("DELETE FROM guests WHERE id = '{id}'")).await;
    assert_eq!(Database::refusal(importer, &insert).await, "23505");
    // For this one the row has never been.
    execute(&mut old, insert.clone()).await;
    let refused = old.commit().await.unwrap_err();
    assert_eq!(refused.as_database_error().unwrap().code().as_deref(), Some("23505"));
    let both = format!(
        "BEGIN; {}; DELETE FROM guests WHERE name = 'Dora'; COMMIT",
        insert.replace("Carl", "Dora").replace(&id.to_string(), &uuid::Uuid::now_v7().to_string())
    );
    house.database.sql(&both).await;
    // It is free again when nothing of it is kept.
    house.database.sql("DELETE FROM change_log; DELETE FROM deleted_rows").await;
    house.database.sql(&insert).await;
}

/// What is in the inbox when a dump is taken is in the log of what is made of it, whatever its transactions were called
/// there.
#[tokio::test]
async fn changes_from_the_inbox_of_another_life_are_put_in_order_too() {
    let database = Database::new().await;
    guests(&database).await;
    complete_log(&database.pool).await;
    let mut session = PgConnection::connect(&database.url).await.unwrap();
    sqlx::query(SEQUENCE).execute(&mut session).await.unwrap();
    let before = database.logged().await;
    // The table is made anew, with rows of transactions that this database has had long ago.
    execute(
        &mut session,
        "UPDATE guests SET notes = 'dumped' WHERE name LIKE 'Guest %'; \
         CREATE TABLE dump AS SELECT * FROM change_inbox; UPDATE dump SET xact = '3'; \
         CREATE TABLE change_inbox_again (LIKE change_inbox INCLUDING ALL); \
         DROP TABLE change_inbox; ALTER TABLE change_inbox_again RENAME TO change_inbox; \
         INSERT INTO change_inbox SELECT * FROM dump"
            .to_owned(),
    )
    .await;
    sqlx::query(SEQUENCE).execute(&mut session).await.unwrap();
    assert_eq!(
        database.value::<i64>("SELECT count(*) FROM change_inbox").await,
        0,
        "this session has moved all"
    );
    assert_eq!(database.logged().await, before + GUESTS as i64);
}
