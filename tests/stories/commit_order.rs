//! A watcher hears of transactions in the order of their commits, each whole.

use serde_json::{Value, json};
use sqlx::AssertSqlSafe;

use crate::support::{House, position, text};

/// More than any page of the log's readers.
const MANY: i32 = 3000;

/// Many inquiries, which hold no room, made in one transaction.
async fn many_inquiries(house: &House) -> Value {
    let booking = house.booking().await;
    house
        .database
        .sql(&format!(
            "INSERT INTO bookings (room_id, guest_id, check_in, check_out, status, notes) \
             SELECT room_id, guest_id, check_in, check_out, 'INQUIRY', 'many' \
             FROM bookings, generate_series(1, {MANY}) WHERE id = '{}'",
            text(&booking["id"])
        ))
        .await;
    booking
}

/// Fails unless these are all changes of one transaction from one place in it to its end.
fn assert_whole(events: &[Value], from: i32) {
    let first = position(&events[0]["revision"]);
    for (event, index) in events.iter().zip(from..) {
        let position = position(&event["revision"]);
        assert_eq!((position.revision, position.index), (first.revision, index), "{event}");
    }
    assert_eq!(from + i32::try_from(events.len()).unwrap(), MANY);
}

#[tokio::test]
async fn a_transaction_that_begins_first_and_commits_last_is_not_skipped() {
    let house = House::open().await;
    let anna = house.anna().await;
    let (slow, quick) = (house.booking().await, house.booking().await);
    let mut screen = anna.watch_all().await;

    let mut transaction = house.database.pool.begin().await.unwrap();
    let update = format!("UPDATE bookings SET notes = 'slow' WHERE id = '{}'", text(&slow["id"]));
    sqlx::raw_sql(AssertSqlSafe(update)).execute(&mut *transaction).await.unwrap();
    let saved = anna.save(&quick, 1, json!({ "notes": "quick" })).await;
    let first = screen.next_change().await;
    assert_eq!((&first["bookingId"], &first["revision"]), (&quick["id"], &saved["revision"]));
    assert_eq!(anna.changes(&first["revision"], 10).await["nodes"], json!([]), "nothing else yet");

    transaction.commit().await.unwrap();
    let second = screen.next_change().await;
    assert_eq!(second["bookingId"], slow["id"]);
    assert!(position(&second["revision"]) > position(&first["revision"]));
    // Also for who comes back with the cursor of the quick one.
    let mut back = anna.resume(&first["revision"]).await;
    assert_eq!(back.next_change().await["revision"], second["revision"]);
    assert_eq!(anna.changes(&first["revision"], 10).await["nodes"][0]["rowId"], slow["id"]);
}

#[tokio::test]
async fn a_transaction_of_many_rows_arrives_whole_and_in_order() {
    let house = House::open().await;
    let anna = house.anna().await;
    let booking = many_inquiries(&house).await;
    let mut screen = anna.watch_all().await;
    let before = anna.page(json!({ "first": 1 })).await["revision"].clone();
    house.database.sql("UPDATE bookings SET notes = 'all at once' WHERE notes = 'many'").await;
    let after = anna.save(&booking, 1, json!({ "notes": "behind" })).await["revision"].clone();

    let live = screen.changes(MANY as usize).await;
    assert_whole(&live, 0);
    assert!(live.iter().all(|event| event["booking"]["notes"] == "all at once"));
    assert_eq!(screen.next_change().await["revision"], after);

    // Who was away gets the same, and goes on.
    let mut back = anna.resume(&before).await;
    let replayed = back.changes(MANY as usize).await;
    assert!(replayed.iter().map(|event| &event["revision"]).eq(live.iter().map(|event| &event["revision"])));
    assert!(
        replayed.iter().map(|event| &event["bookingId"]).eq(live.iter().map(|event| &event["bookingId"]))
    );
    assert_eq!(back.next_change().await["revision"], after);

    // Who left in the middle of the transaction gets its rest.
    let middle = 1234;
    let mut middle_back = anna.resume(&live[middle]["revision"]).await;
    let rest = middle_back.changes(MANY as usize - middle - 1).await;
    assert_whole(&rest, i32::try_from(middle).unwrap() + 1);
    assert_eq!(middle_back.next_change().await["revision"], after);
}

#[tokio::test]
async fn many_changes_are_read_page_by_page_over_http() {
    let house = House::open().await;
    let anna = house.anna().await;
    many_inquiries(&house).await;
    let mut cursor = anna.page(json!({ "first": 1 })).await["revision"].clone();
    house.database.sql("UPDATE bookings SET notes = 'all at once' WHERE notes = 'many'").await;
    let mut nodes = vec![];
    loop {
        let page = anna.changes(&cursor, 177).await;
        assert_eq!(page["gap"], Value::Null);
        nodes.extend(page["nodes"].as_array().unwrap().clone());
        cursor = page["revision"].clone();
        if page["pageInfo"]["hasNextPage"] == false {
            break;
        }
    }
    assert_whole(&nodes, 0);
    let end = anna.changes(&cursor, 200).await;
    assert_eq!((&end["nodes"], &end["gap"]), (&json!([]), &Value::Null));
}
