//! Lists in the orders that people sort them by, how many rows they have, and who is due.

use serde_json::{Value, json};

use crate::pages::inquiries;
use crate::support::{House, nodes, text, with};

const COUNT: &str = "query($filter: BookingFilter) { bookings(first: 1, filter: $filter) { totalCount } }";

/// Prices with many ties, guests of one name, several bookings of one room.
async fn mixed(house: &House) {
    let mix = "WITH guest AS (SELECT id, row_number() OVER (ORDER BY id) n FROM guests WHERE name LIKE 'Guest %'), \
          room AS (SELECT id, row_number() OVER (ORDER BY id) n FROM rooms WHERE name LIKE 'Page %'), \
          page AS (SELECT id, row_number() OVER (ORDER BY id) n FROM bookings WHERE notes = 'page') \
        UPDATE bookings b SET total_price = p.n % 4 + 0.5, guest_id = g.id, room_id = r.id, \
          status = (ARRAY['INQUIRY', 'CANCELLED', 'NO_SHOW'])[1 + p.n % 3] \
        FROM page p JOIN guest g ON g.n = 1 + p.n % 9 JOIN room r ON r.n = 1 + p.n % 5 WHERE b.id = p.id";
    house.database.sql(mix).await;
    // As people sort names: without regard to case, and an umlaut beside its letter.
    let names = "UPDATE guests SET name = (ARRAY['Ärger', 'amsel', 'Zorn', 'Ärger'])[1 + right(name, 1)::integer % 4] \
        WHERE name LIKE 'Guest %'";
    house.database.sql(names).await;
}

#[tokio::test]
async fn a_sorted_list_is_the_same_there_and_back_while_others_write() {
    let house = House::open().await;
    let anna = house.anna().await;
    inquiries(&house, &anna, 60).await;
    mixed(&house).await;
    // Rows of the same price, guest and room come and go, in front of the page and behind it.
    let churn = "DELETE FROM bookings WHERE notes = 'churn'; \
        INSERT INTO bookings (id, room_id, guest_id, check_in, check_out, status, total_price, notes) \
        SELECT gen_random_uuid(), room_id, guest_id, check_in, check_out, 'INQUIRY', total_price, 'churn' \
        FROM bookings WHERE notes = 'page' LIMIT 9";
    for days in [json!({}), json!({ "from": "2032-01-02" }), json!({ "statuses": ["INQUIRY", "NO_SHOW"] })] {
        for order in
            ["TOTAL_PRICE_ASC", "TOTAL_PRICE_DESC", "GUEST_ASC", "GUEST_DESC", "ROOM_ASC", "ROOM_DESC"]
        {
            let filter = with(json!({ "text": "page" }), days.clone());
            let walk = async |size: &str, cursor: &str, from: &str, more: &str| {
                let (mut walk, mut place) = (vec![], Value::Null);
                loop {
                    let variables = json!({ size: 7, cursor: place, "filter": filter, "orderBy": order });
                    let page = anna.page(variables).await;
                    let rows = nodes(&page).iter().filter(|row| row["notes"] == "page").cloned();
                    let mut rows: Vec<_> = rows.collect();
                    if size == "last" {
                        rows.reverse();
                    }
                    walk.extend(rows);
                    place = page["pageInfo"][from].clone();
                    if page["pageInfo"][more] == false {
                        break walk;
                    }
                    house.database.sql(churn).await;
                }
            };
            let there = walk("first", "after", "endCursor", "hasNextPage").await;
            let mut back = walk("last", "before", "startCursor", "hasPreviousPage").await;
            back.reverse();
            assert_eq!(
                there.len(),
                if days["statuses"].is_null() { 60 } else { 40 },
                "{order} {days}: each once"
            );
            assert_eq!(there, back, "{order} {days}: the same way there and back");
            let mut sorted = there.clone();
            sorted.sort_by_key(|row| (key(order, row), text(&row["id"])));
            if order.ends_with("DESC") {
                sorted.reverse();
            }
            assert_eq!(there, sorted, "{order} {days}");
        }
    }
}

/// What comes first in the order, so that texts of this story sort as the hotel's language does.
fn key(order: &str, row: &Value) -> String {
    match order.rsplit_once('_') {
        Some(("TOTAL_PRICE", _)) => text(&row["totalPrice"]),
        Some(("GUEST", _)) => ["amsel", "Ärger", "Zorn"]
            .iter()
            .position(|name| row["guest"]["name"] == *name)
            .map_or_else(|| panic!("{row}"), |place| place.to_string()),
        _ => text(&row["room"]["name"]),
    }
}

#[tokio::test]
async fn a_list_tells_how_many_there_are_as_far_as_they_are_counted() {
    let house = House::open().await;
    let anna = house.anna().await;
    let count = async |filter: Value| {
        let answer = anna.run(COUNT, json!({ "filter": filter })).await;
        answer["bookings"]["totalCount"].clone()
    };
    let nobody = json!({ "text": "nobody of this name" });
    assert_eq!(count(nobody).await, 0);
    inquiries(&house, &anna, 1000).await;
    let all = json!({ "from": "2032-01-01", "to": "2032-01-02", "statuses": ["INQUIRY"] });
    assert_eq!(count(all.clone()).await, 1000);
    assert_eq!(count(with(all.clone(), json!({ "text": "page" }))).await, 1000);
    assert_eq!(count(with(all.clone(), json!({ "statuses": ["INQUIRY", "NO_SHOW"] }))).await, 1000);
    inquiries_more(&house).await;
    assert_eq!(count(all).await, Value::Null, "there is one more than are counted");

    let lists = anna
        .run("{ guests(filter: { text: \"Guest 100\" }) { totalCount } rooms { totalCount } }", json!({}));
    let lists = lists.await;
    assert_eq!(lists["guests"]["totalCount"], 2, "Guest 100 and Guest 1000");
    assert_eq!(lists["rooms"]["totalCount"], Value::Null);
}

async fn inquiries_more(house: &House) {
    let more = "INSERT INTO bookings (room_id, guest_id, check_in, check_out, status, notes) \
        SELECT room_id, guest_id, check_in, check_out, 'INQUIRY', 'page' FROM bookings WHERE notes = 'page' LIMIT 1";
    house.database.sql(more).await;
}

#[tokio::test]
async fn who_is_due_is_found_up_to_a_day() {
    let house = House::open().await;
    let anna = house.anna().await;
    inquiries(&house, &anna, 9).await;
    let days = "UPDATE bookings b SET check_in = check_in + p.n, check_out = check_out + p.n \
        FROM (SELECT id, row_number() OVER (ORDER BY id)::integer n FROM bookings WHERE notes = 'page') p WHERE b.id = p.id";
    house.database.sql(days).await;
    for order in ["CHECK_IN_ASC", "CHECK_OUT_DESC", "CREATED_AT_DESC", "ROOM_ASC", "TOTAL_PRICE_DESC"] {
        for (filter, expected) in [
            (json!({ "checkInBy": "2032-01-04" }), 3),
            (json!({ "checkOutBy": "2032-01-04" }), 1),
            (json!({ "checkInBy": "2032-01-06", "from": "2032-01-05", "to": "2032-01-06" }), 2),
        ] {
            let filter = with(filter, json!({ "statuses": ["INQUIRY"], "text": "page" }));
            let page = anna.page(json!({ "filter": filter, "orderBy": order })).await;
            assert_eq!(nodes(&page).len(), expected, "{order} {filter}");
            assert_eq!(
                anna.run(COUNT, json!({ "filter": filter })).await["bookings"]["totalCount"],
                expected
            );
        }
    }
}
