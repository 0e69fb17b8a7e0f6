//! What is known of a guest: who may be the same person, how often they were here.

use serde_json::{Value, json};

use super::{guest, merge};
use crate::support::contract::outcome;
use crate::support::{House, Person, text, with};

async fn duplicates(who: &Person, guest: &Value) -> Vec<(String, Value)> {
    let query = "query ($id: ID!) { guest(id: $id) { duplicates { guest { name } likenesses } } }";
    let found = who.run(query, json!({ "id": guest["id"] })).await["guest"]["duplicates"].clone();
    let found = found.as_array().unwrap().iter();
    found.map(|one| (text(&one["guest"]["name"]), one["likenesses"].clone())).collect()
}

#[tokio::test]
async fn who_may_be_the_same_is_told_by_what_they_have_in_common_and_never_guessed() {
    let house = House::open().await;
    let (mara, vera) = (house.mara().await, house.vera().await);
    let zoe = json!({ "name": "Zoë Quell", "email": "zoe@quell.example", "phone": "+49 (0)30 7654-321" });
    let zoe = guest(&mara, zoe).await;
    guest(&mara, json!({ "name": "ZOE QUELL" })).await;
    guest(&mara, json!({ "name": "Office", "phone": "0049 30 7654321" })).await;
    guest(&mara, json!({ "name": "Z. Quell", "email": "Zoe@Quell.example", "phone": "+49307654321" })).await;
    for near in ["Zoë Quelle", "Zoë  Quell-Nau"] {
        guest(&mara, json!({ "name": near, "email": "zoe@quell.example.org", "phone": "030 7654321" })).await;
    }
    let found = duplicates(&vera, &zoe).await;
    let expected = [
        ("Z. Quell", json!(["EMAIL", "PHONE"])),
        ("ZOE QUELL", json!(["NAME"])),
        ("Office", json!(["PHONE"])),
    ];
    assert_eq!(found, expected.map(|(name, likenesses)| (name.to_owned(), likenesses)));

    // Of those who were erased nothing is the same any more, though all are called the same.
    let others = [mara.guest("Xaver").await, mara.guest("Xenia").await];
    for other in &others {
        outcome(&mara, "eraseGuest", json!({ "input": { "id": other["id"] } })).await;
        assert_eq!(duplicates(&vera, other).await, []);
    }
    let refused = merge(&mara, (&zoe, 1), (&others[0], 2), json!({})).await;
    assert_eq!(
        (&refused["problems"][0]["field"], &refused["problems"][0]["rule"]),
        (&json!("remove.id"), &json!("ERASED"))
    );
    let refused = merge(&mara, (&others[0], 2), (&zoe, 1), json!({})).await;
    assert_eq!(refused["problems"][0]["field"], "keep.id", "{refused}");
}

/// However many guests there are: each likeness is looked up in its index.
#[tokio::test]
async fn likenesses_are_looked_up_in_indexes() {
    let house = House::open().await;
    house
        .database
        .sql(
            "INSERT INTO guests (name, email, phone) SELECT 'Guest ' || n, 'g' || n || '@example.org', '555' || n \
             FROM generate_series(1, 3000) n; ANALYZE guests",
        )
        .await;
    for (index, condition) in [
        ("guests_by_same_email", "frontdesk_caseless(email) = 'g7@example.org'"),
        ("guests_by_same_phone", "frontdesk_phone_digits(phone) = '5557'"),
        ("guests_by_same_name", "frontdesk_fold(name) = 'guest 7'"),
    ] {
        let explain = format!("EXPLAIN SELECT FROM guests WHERE erased_at IS NULL AND {condition}");
        let plan: Vec<String> =
            sqlx::query_scalar(sqlx::AssertSqlSafe(explain)).fetch_all(&house.database.pool).await.unwrap();
        assert!(plan.iter().any(|line| line.contains(index)), "{plan:#?}");
        let sampled = format!("SELECT count(*) FROM pg_stats WHERE tablename = '{index}'");
        assert_eq!(house.database.value::<i64>(&sampled).await, 0, "no copy that an erasure would miss");
    }
}

#[tokio::test]
async fn stays_are_counted_where_the_guest_was_here() {
    let house = House::open().await;
    let anna = house.anna().await;
    let guest = anna.guest("Nora").await;
    let query = "query ($id: ID!, $before: Date) {
        guest(id: $id) { stays(before: $before) { count nights lastCheckIn lastCheckOut } } }";
    let stays = async |before: Value| {
        anna.run(query, json!({ "id": guest["id"], "before": before })).await["guest"]["stays"].clone()
    };
    assert_eq!(
        stays(Value::Null).await,
        json!({ "count": 0, "nights": 0, "lastCheckIn": null, "lastCheckOut": null })
    );
    for (status, from, to) in [
        ("CHECKED_OUT", "2024-05-01", "2024-05-04"),
        ("CHECKED_OUT", "2025-05-12", "2025-05-14"),
        ("CANCELLED", "2025-06-01", "2025-06-03"),
        ("CONFIRMED", "2030-06-01", "2030-06-03"),
    ] {
        let days = json!({ "guestId": guest["id"], "checkIn": from, "checkOut": to, "status": "INQUIRY" });
        let booking = anna.book(&with(house.stay().await, days)).await;
        // As an import has it: long ago, and over.
        let set = format!("UPDATE bookings SET status = '{status}' WHERE id = '{}'", text(&booking["id"]));
        house.database.sql(&set).await;
    }
    let all = json!({ "count": 2, "nights": 5, "lastCheckIn": "2025-05-12", "lastCheckOut": "2025-05-14" });
    assert_eq!(stays(Value::Null).await, all);
    let first = json!({ "count": 1, "nights": 3, "lastCheckIn": "2024-05-01", "lastCheckOut": "2024-05-04" });
    assert_eq!(stays(json!("2025-05-12")).await, first);
}
