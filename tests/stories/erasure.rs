//! A guest is erased: nothing personal is left anywhere, nothing brings it back, and all else goes on.

mod commands;
mod merged;
mod stale;
mod told;

use serde_json::{Value, json};
use sqlx::AssertSqlSafe;

use crate::support::contract::outcome;
use crate::support::{Database, House, Person, document, eventually, text};

/// What is personal about the guest of these stories: parts of the name, the address, the number and the notes.
const PERSONAL: &str = "quendel|zacharias|556677|juniper";

/// A guest with all that can be known of one.
pub(super) async fn zacharias(person: &Person, more: Value) -> Value {
    let mut input = json!({
        "name": "Zacharias Quendelmann", "email": "zacharias@quendel.example", "phone": "+49 30 556677",
        "country": "DE", "notes": "allergic to juniper",
    });
    input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let created = person.run(document!("create_guest"), json!({ "input": input })).await;
    created["createGuest"]["guest"].clone()
}

/// A new booking of that guest, in a room of its own.
pub(super) async fn stay(house: &House, guest: &Value, more: Value) -> Value {
    let mut input = house.stay().await;
    input["guestId"] = guest["id"].clone();
    input["notes"] = json!("Mr Quendelmann comes late");
    input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    house.mara().await.book(&input).await
}

pub(super) async fn erase(person: &Person, guest: &Value) -> Value {
    let erased = outcome(person, "eraseGuest", json!({ "input": { "id": guest["id"] } })).await;
    assert_eq!(erased["__typename"], "GuestErased", "{erased}");
    erased
}

pub(super) fn is_personal(text: &str) -> bool {
    let text = text.to_lowercase();
    PERSONAL.split('|').any(|word| text.contains(word))
}

/// Every table with a row in which something personal stands, and what the planner has sampled of columns.
pub(super) async fn places(database: &Database) -> Vec<String> {
    let tables = "SELECT relname::text FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace \
                  UNION ALL SELECT 'pg_stats' ORDER BY 1";
    let tables: Vec<String> = sqlx::query_scalar(tables).fetch_all(&database.pool).await.unwrap();
    assert!(tables.len() > 12, "{tables:?}");
    let mut places = vec![];
    for table in tables {
        let query = format!("SELECT EXISTS (SELECT FROM {table} t WHERE t::text ~* '{PERSONAL}')");
        if sqlx::query_scalar(AssertSqlSafe(query)).fetch_one(&database.pool).await.unwrap() {
            places.push(table);
        }
    }
    places
}

/// Nothing personal is left; what the planner has sampled is drawn anew a moment later.
pub(super) async fn assert_nothing_left(database: &Database) {
    let left = places(database).await;
    assert!(left.iter().all(|place| place == "pg_stats"), "{left:?}");
    eventually("the planner forgets", async || places(database).await.is_empty()).await;
}

#[tokio::test]
async fn nothing_personal_is_left_in_any_table() {
    let house = House::open().await;
    let (mara, anna) = (house.mara().await, house.anna().await);
    let guest = zacharias(&mara, json!({ "mutationId": "the first" })).await;
    let kept = stay(&house, &guest, json!({ "mutationId": "the stay" })).await;
    anna.save(&kept, 1, json!({ "notes": "Quendelmann comes at ten", "totalPrice": "120" })).await;
    let moved = stay(&house, &guest, json!({})).await;
    let other = anna.guest("Dora").await;
    anna.save(&moved, 1, json!({ "guestId": other["id"] })).await;
    anna.save(&moved, 2, json!({ "adults": 1 })).await;
    let deleted = stay(&house, &guest, json!({})).await;
    anna.delete(&deleted, 1, json!({})).await;
    let edit = json!({ "id": guest["id"], "expectedVersion": 1, "patch": { "phone": "+49 30 5566778" } });
    anna.run(document!("edit_guest"), json!({ "input": edit })).await;
    house.database.sql("ANALYZE").await;
    let before = places(&house.database).await;
    for table in ["booking_search", "bookings", "change_log", "guest_search", "guests", "pg_stats"] {
        assert!(before.iter().any(|place| place == table), "the search finds it in {table}: {before:?}");
    }
    assert_eq!(digests(&house.database).await, 2);

    let erased = erase(&mara, &guest).await;
    assert_nothing_left(&house.database).await;
    assert_eq!(digests(&house.database).await, 0, "nor can it be guessed");
    assert_eq!((&erased["bookings"], &erased["erasedBy"]["name"]), (&json!(1), &json!("Mara")), "{erased}");
    assert_eq!(erased["kept"].as_array().unwrap().len(), 5);
    assert_eq!((&erased["guest"]["version"], &erased["guest"]["name"]), (&json!(3), &json!("Erased guest")));
    assert_eq!(erased["guest"]["erasedAt"], erased["erasedAt"]);

    // The stay's money stays, and the booking names what is left of the guest.
    let look = anna.look_at(&kept).await;
    assert_eq!((&look["totalPrice"], &look["notes"]), (&json!("120.00"), &json!("")));
    assert_eq!((&look["guest"]["id"], &look["guest"]["name"]), (&guest["id"], &json!("Erased guest")));
    let found = anna.run("{ guests(filter: { text: \"quendelmann\" }) { nodes { id } } }", json!({})).await;
    assert_eq!(found["guests"]["nodes"], json!([]));

    // Once more changes nothing, and says the same.
    let logged = house.database.logged().await;
    assert_eq!(erase(&mara, &guest).await, erased);
    assert_eq!(house.database.logged().await, logged);
}

/// How many requests could still be told by their digest.
async fn digests(database: &Database) -> i64 {
    let known = "SELECT count(*) FROM mutations WHERE id IN ('the first', 'the stay') AND digest <> ''";
    let logged = "SELECT count(*) FROM change_log WHERE mutation ->> 'id' IN ('the first', 'the stay') \
                  AND mutation ->> 'digest' <> ''";
    let (known, logged) = (database.value::<i64>(known).await, database.value::<i64>(logged).await);
    assert_eq!(known, logged);
    known
}

#[tokio::test]
async fn the_history_tells_who_and_when_but_no_values() {
    let house = House::open().await;
    let (mara, anna) = (house.mara().await, house.anna().await);
    let guest = zacharias(&mara, json!({})).await;
    let booking = stay(&house, &guest, json!({})).await;
    let edit = json!({ "id": guest["id"], "expectedVersion": 1, "patch": { "phone": "+49 30 5566778" } });
    anna.run(document!("edit_guest"), json!({ "input": edit })).await;
    anna.save(&booking, 1, json!({ "totalPrice": "120" })).await;
    let history = async |row: &Value| {
        let told = mara.run(document!("erased_history"), json!({ "id": row["id"] })).await;
        told["history"]["nodes"].as_array().unwrap().clone()
    };
    let before = history(&guest).await;
    erase(&mara, &guest).await;

    let after = history(&guest).await;
    assert_eq!(after.len(), 3);
    for (was, is) in before.iter().zip(&after[1..]) {
        for kept in ["version", "action", "fields", "at", "actor"] {
            assert_eq!(was[kept], is[kept]);
        }
        assert_eq!(is["unreadable"], false);
        let diff = is["diff"].as_array().unwrap();
        assert!(
            !diff.is_empty()
                && diff.iter().all(|field| field["before"].is_null() && field["after"].is_null())
        );
        assert_eq!(is["erasedFields"], json!(["country", "email", "name", "notes", "phone"]));
        assert_eq!(is["after"]["name"], "Erased guest");
    }
    assert_eq!((&after[0]["version"], &after[0]["actor"]["name"]), (&json!(3), &json!("Mara")));
    assert!(!is_personal(&json!(after).to_string()), "{after:?}");

    // What is not about the person is told as ever.
    let stays = history(&booking).await;
    assert!(!is_personal(&json!(stays).to_string()), "{stays:?}");
    let price = json!([{ "field": "totalPrice", "before": "100.00", "after": "120.00" }]);
    assert_eq!((&stays[1]["diff"], &stays[1]["erasedFields"]), (&price, &json!(["notes"])));
    assert_eq!((&stays[0]["fields"], &stays[0]["version"]), (&json!(["notes"]), &json!(3)));
}

/// The history of somebody who was deleted is erased as well.
#[tokio::test]
async fn who_was_deleted_is_erased_too() {
    let house = House::open().await;
    let mara = house.mara().await;
    let guest = zacharias(&mara, json!({})).await;
    let input = json!({ "id": guest["id"], "expectedVersion": 1 });
    outcome(&mara, "deleteGuest", json!({ "input": input })).await;
    assert!(places(&house.database).await.contains(&"change_log".to_owned()));
    let erased = erase(&mara, &guest).await;
    assert_eq!((&erased["guest"], &erased["changes"]), (&Value::Null, &json!(2)));
    assert_nothing_left(&house.database).await;
    assert_eq!(erase(&mara, &guest).await["erasedAt"], erased["erasedAt"]);
    let gone = outcome(&mara, "deleteGuest", json!({ "input": input })).await;
    assert_eq!(gone["__typename"], "AlreadyDeleted", "{gone}");
}

/// Programs beside the API write to the guest and to bookings at the very moment, in transactions of their own.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_writes_meanwhile_leaves_nothing() {
    let house = House::open().await;
    let mara = house.mara().await;
    for _ in 0..8 {
        let guest = zacharias(&mara, json!({})).await;
        let booking = stay(&house, &guest, json!({})).await;
        let (guest_id, booking_id) = (text(&guest["id"]), text(&booking["id"]));
        let writes = [
            format!("UPDATE guests SET notes = 'juniper ' || random() WHERE id = '{guest_id}'"),
            format!("UPDATE bookings SET notes = 'quendel ' || random() WHERE id = '{booking_id}'"),
            format!(
                "INSERT INTO bookings (room_id, guest_id, check_in, check_out, status, notes) SELECT room_id, guest_id, \
                 check_in, check_out, 'INQUIRY', 'quendel ' || random() FROM bookings WHERE id = '{booking_id}'"
            ),
        ];
        let writers = writes.map(|write| {
            let pool = house.database.pool.clone();
            tokio::spawn(async move {
                let mut refused = 0;
                // Until the erasure has refused it a few times.
                while refused < 3 {
                    let written = sqlx::raw_sql(AssertSqlSafe(write.clone())).execute(&pool).await;
                    refused += usize::from(written.is_err());
                }
            })
        });
        erase(&mara, &guest).await;
        for writer in writers {
            tokio::time::timeout(crate::support::PATIENCE, writer).await.unwrap().unwrap();
        }
        assert_nothing_left(&house.database).await;
    }
}
