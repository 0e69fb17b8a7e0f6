//! The program is asked to stop.

use std::time::{Duration, Instant};

use rustix::process::Signal;
use serde_json::{Value, json};
use sqlx::{Connection, PgConnection, PgPool};

use crate::support::{Person, Program, document, eventually};

/// A room, and the input of a booking in it.
async fn room(program: &Program) -> (Person, Value) {
    let mara = Person::sign_in(program.address, "mara").await;
    let room = json!({ "name": "Attic", "nightlyRate": "50" });
    let room = mara.run(document!("create_room"), json!({ "input": room })).await;
    let guest = mara.guest("Carl").await;
    let input = json!({
        "roomId": room["createRoom"]["room"]["id"], "guestId": guest["id"], "checkIn": "2030-05-01",
        "checkOut": "2030-05-04", "adults": 1, "totalPrice": "150",
    });
    (mara, input)
}

/// Somebody at psql holds the room, so that a booking of it has to wait.
async fn hold(database: &PgPool, room: &Value) -> PgConnection {
    let mut psql = database.acquire().await.unwrap().detach();
    sqlx::query("BEGIN").execute(&mut psql).await.unwrap();
    let hold = sqlx::query("SELECT FROM rooms WHERE id::text = $1 FOR UPDATE").bind(room["roomId"].as_str());
    hold.execute(&mut psql).await.unwrap();
    psql
}

async fn somebody_waits(database: &PgPool) {
    eventually("the booking waits for the room", async || {
        let waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'";
        sqlx::query_scalar::<_, i64>(waiting).fetch_one(database).await.unwrap() == 1
    })
    .await;
}

#[tokio::test]
async fn a_request_in_flight_finishes_and_watchers_are_told_to_go() {
    let folder = tempfile::tempdir().unwrap();
    let mut program = Program::on_folder(folder.path(), &["--demo"]).await;
    let (mara, input) = room(&program).await;
    let mut screen = mara.watch(document!("booking_versions"), json!({})).await;
    screen.ready().await;
    let database = program.folder().database().await;
    let psql = hold(&database, &input).await;
    let request = tokio::spawn({
        let mara = mara.clone();
        async move { mara.run(document!("create_booking"), json!({ "input": input })).await }
    });
    somebody_waits(&database).await;

    program.signal(Signal::TERM);
    assert_eq!(screen.close_code().await, 1001);
    eventually("nobody new is let in", async || {
        tokio::net::TcpStream::connect(program.address).await.is_err()
    })
    .await;
    assert!(!request.is_finished());

    psql.close().await.unwrap();
    let saved = request.await.unwrap();
    assert_eq!(saved["createBooking"]["__typename"], "BookingSaved", "{saved}");
    drop(database);
    assert_eq!(program.ended().await.code(), Some(0), "{}", program.log());
    assert!(program.folder().is_free(), "PostgreSQL ends before the program does");
    assert_eq!(program.folder().processes(), Vec::<u32>::new());
    assert!(program.log().contains("stopping: requests in flight are finished first"), "{}", program.log());

    let program = Program::on_folder(folder.path(), &["--demo"]).await;
    let database = program.folder().database().await;
    let kept = "SELECT count(*) FROM bookings WHERE check_in = '2030-05-01'";
    assert_eq!(sqlx::query_scalar::<_, i64>(kept).fetch_one(&database).await.unwrap(), 1);
}

#[tokio::test]
async fn a_request_that_does_not_finish_does_not_hold_up_the_end() {
    let folder = tempfile::tempdir().unwrap();
    let mut program = Program::on_folder(folder.path(), &["--demo", "--shutdown-seconds", "1"]).await;
    let (mara, input) = room(&program).await;
    let database = program.folder().database().await;
    let _psql = hold(&database, &input).await;
    let request = tokio::spawn(async move {
        let request = mara.http.post(format!("http://{}/graphql", mara.address)).bearer_auth(&mara.token);
        let body = json!({ "query": document!("create_booking"), "variables": { "input": input } });
        match request.json(&body).send().await {
            Ok(answer) => answer.json::<Value>().await.unwrap_or_default(),
            Err(_) => Value::Null,
        }
    });
    somebody_waits(&database).await;

    let asked = Instant::now();
    program.signal(Signal::TERM);
    assert_eq!(program.ended().await.code(), Some(0), "{}", program.log());
    println!("ended {:?} after it was asked to within 1 s", asked.elapsed());
    // The one second, PostgreSQL's own end, and a busy machine.
    assert!(asked.elapsed() < Duration::from_secs(8), "{:?}\n{}", asked.elapsed(), program.log());
    // Cut off, or told that it failed; never told that it is saved.
    let answer = request.await.unwrap();
    assert_eq!(answer["data"], Value::Null, "{answer}");
    assert!(program.folder().is_free());
}

#[tokio::test]
async fn ctrl_c_stops_it_too() {
    let folder = tempfile::tempdir().unwrap();
    let mut program = Program::on_folder(folder.path(), &["--demo"]).await;
    program.signal(Signal::INT);
    assert_eq!(program.ended().await.code(), Some(0), "{}", program.log());
    assert!(program.folder().is_free());
}
