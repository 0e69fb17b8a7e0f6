//! Pages of bookings: what they show, and in which order.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::{House, Person, document, ids, nodes, text, with};

/// Inquiries of a guest of their own, which hold no room: as many, each of a stay in a room of its own.
pub(crate) async fn inquiries(house: &House, anna: &Person, count: i64) -> Value {
    let guest = anna.guest("Gina Pages").await;
    house
        .database
        .sql(&format!(
            "WITH guest AS (INSERT INTO guests (name) SELECT 'Guest ' || n FROM generate_series(1, {count}) n RETURNING id), \
             room AS (INSERT INTO rooms (name) SELECT 'Page ' || n FROM generate_series(1, {count}) n RETURNING id) \
             INSERT INTO bookings (room_id, guest_id, check_in, check_out, status, notes) \
             SELECT id, '{}', '2032-01-01', '2032-01-03', 'INQUIRY', 'page' FROM room",
            text(&guest["id"])
        ))
        .await;
    guest
}

#[tokio::test]
async fn pages_show_each_booking_once_while_others_come_and_go() {
    let house = House::open().await;
    let anna = house.anna().await;
    let guest = inquiries(&house, &anna, 60).await;
    let filter = json!({ "guestIds": [guest["id"]] });
    let all = ids(&anna.page(json!({ "first": 200, "filter": filter })).await);
    assert_eq!(all.len(), 60);
    // Rows of the same sort key come and go all the time, in front of the page and behind it.
    let churn = format!(
        "DELETE FROM bookings WHERE notes = 'churn'; \
         INSERT INTO bookings (id, room_id, guest_id, check_in, check_out, status, notes) \
         SELECT gen_random_uuid(), room_id, guest_id, check_in, check_out, 'INQUIRY', 'churn' \
         FROM bookings WHERE guest_id = '{}' LIMIT 5",
        text(&guest["id"])
    );
    for order in ["CHECK_IN_ASC", "CHECK_IN_DESC", "CHECK_OUT_ASC", "CREATED_AT_ASC", "CREATED_AT_DESC"] {
        let mut walks: Vec<Vec<String>> = vec![];
        for (size, cursor, from, more) in [
            ("first", "after", "endCursor", "hasNextPage"),
            ("last", "before", "startCursor", "hasPreviousPage"),
        ] {
            let mut walk = vec![];
            let mut place = Value::Null;
            loop {
                let variables = json!({ size: 7, cursor: place, "filter": filter, "orderBy": order });
                let page = anna.page(variables).await;
                let mut rows: Vec<_> = nodes(&page)
                    .iter()
                    .filter(|row| row["notes"] == "page")
                    .map(|row| text(&row["id"]))
                    .collect();
                if size == "last" {
                    rows.reverse();
                }
                walk.extend(rows);
                place = page["pageInfo"][from].clone();
                if page["pageInfo"][more] == false {
                    break;
                }
                house.database.sql(&churn).await;
            }
            assert_eq!(walk.len(), 60, "{order} {size}: each once");
            assert_eq!(walk.iter().cloned().collect::<BTreeSet<_>>(), all, "{order} {size}");
            walks.push(walk);
        }
        walks[1].reverse();
        assert_eq!(walks[0], walks[1], "{order}: the same way there and back");
    }
}

/// Who is in house when the days begin and who arrives on one of them are found in two ways.
#[tokio::test]
async fn a_page_of_some_days_goes_on_where_the_last_one_ended() {
    let house = House::open().await;
    let anna = house.anna().await;
    let guest = inquiries(&house, &anna, 60).await;
    let shift = "UPDATE bookings b SET check_in = check_in + p.n % 10, check_out = check_in + p.n % 10 + 1 + p.n % 7 \
        FROM (SELECT id, row_number() OVER (ORDER BY id)::integer n FROM bookings WHERE notes = 'page') p WHERE b.id = p.id";
    house.database.sql(shift).await;
    let filter = json!({ "guestIds": [guest["id"]], "from": "2032-01-05", "to": "2032-01-09" });
    for (order, key) in [
        ("CHECK_IN_ASC", "checkIn"),
        ("CHECK_IN_DESC", "checkIn"),
        ("CHECK_OUT_ASC", "checkOut"),
        ("CHECK_OUT_DESC", "checkOut"),
    ] {
        let mut walk = vec![];
        let mut after = Value::Null;
        loop {
            let variables = json!({ "first": 4, "after": after, "filter": filter, "orderBy": order });
            let page = anna.page(variables).await;
            walk.extend(nodes(&page).clone());
            after = page["pageInfo"]["endCursor"].clone();
            if page["pageInfo"]["hasNextPage"] == false {
                break;
            }
        }
        let mut sorted = walk.clone();
        sorted.sort_by_key(|row| (text(&row[key]), text(&row["id"])));
        if order.ends_with("DESC") {
            sorted.reverse();
        }
        assert_eq!(walk, sorted, "{order}");
        let count = "SELECT count(*) FROM bookings WHERE notes = 'page' \
            AND check_out > '2032-01-05' AND check_in < '2032-01-09'";
        let count: i64 = house.database.value(count).await;
        let in_house = walk.iter().filter(|row| text(&row["checkIn"]).as_str() < "2032-01-05").count();
        assert!(in_house > 4 && walk.len() - in_house > 4, "both span pages");
        assert_eq!(
            (walk.len(), ids(&json!({ "nodes": walk })).len()),
            (count as usize, count as usize),
            "{order}"
        );
    }
}

/// Each status is a walk of its own: together they are one list.
#[tokio::test]
async fn a_page_of_several_statuses_is_in_one_order() {
    let house = House::open().await;
    let anna = house.anna().await;
    let guest = inquiries(&house, &anna, 60).await;
    let mix = "UPDATE bookings b SET check_in = check_in + p.n % 10, check_out = check_in + p.n % 10 + 3, \
        status = (ARRAY['INQUIRY', 'CANCELLED', 'NO_SHOW', 'INQUIRY'])[1 + p.n % 4] \
        FROM (SELECT id, row_number() OVER (ORDER BY id)::integer n FROM bookings WHERE notes = 'page') p WHERE b.id = p.id";
    house.database.sql(mix).await;
    for (order, days) in [
        ("CHECK_IN_ASC", json!({})),
        ("CHECK_IN_DESC", json!({})),
        ("CHECK_OUT_DESC", json!({})),
        ("CREATED_AT_ASC", json!({})),
        ("CHECK_IN_ASC", json!({ "from": "2032-01-05", "to": "2032-01-09" })),
        ("CREATED_AT_ASC", json!({ "from": "2032-01-05", "to": "2032-01-09" })),
        ("CREATED_AT_DESC", json!({ "from": "2032-01-05" })),
    ] {
        let filter = json!({ "guestIds": [guest["id"]], "statuses": ["NO_SHOW", "INQUIRY", "NO_SHOW"] });
        let filter = with(filter, days);
        let all = anna.page(json!({ "first": 200, "filter": filter, "orderBy": order })).await;
        assert!(nodes(&all).iter().all(|row| row["status"] != "CANCELLED") && nodes(&all).len() > 20);
        assert_eq!(ids(&all).len(), nodes(&all).len(), "each once");
        let key = match order.rsplit_once('_') {
            Some(("CHECK_IN", _)) => "checkIn",
            Some(("CHECK_OUT", _)) => "checkOut",
            _ => "createdAt",
        };
        let mut sorted = nodes(&all).clone();
        sorted.sort_by_key(|row| (text(&row[key]), text(&row["id"])));
        if order.ends_with("DESC") {
            sorted.reverse();
        }
        assert_eq!(nodes(&all), &sorted, "{order}");
        let (mut walk, mut after) = (vec![], Value::Null);
        loop {
            let variables = json!({ "first": 7, "after": after, "filter": filter, "orderBy": order });
            let page = anna.page(variables).await;
            walk.extend(nodes(&page).clone());
            after = page["pageInfo"]["endCursor"].clone();
            if page["pageInfo"]["hasNextPage"] == false {
                break;
            }
        }
        assert_eq!(&walk, nodes(&all), "{order}");
    }
    let none = anna.page(json!({ "filter": { "statuses": [] } })).await;
    assert_eq!(none["nodes"], json!([]));
}

#[tokio::test]
async fn rooms_and_guests_are_the_same_however_much_of_them_is_selected() {
    let house = House::open().await;
    let anna = house.anna().await;
    let ids = [house.booking().await["id"].clone(), anna.book(&house.stay().await).await["id"].clone()];
    let answer = anna.run(document!("booking_neighbours"), json!({ "ids": ids })).await;
    let names = nodes(&answer["names"]);
    assert_eq!(names.len(), 2);
    for (index, node) in names.iter().enumerate() {
        assert_eq!(
            (&node["room"]["__typename"], &node["guest"]["__typename"]),
            (&json!("Room"), &json!("Guest"))
        );
        assert_ne!(node["room"]["name"], node["guest"]["name"]);
        for other in [
            &answer["edges"]["edges"][index]["node"],
            &answer["more"]["nodes"][index],
            &answer["conditional"]["nodes"][index],
        ] {
            for (noun, field) in [("room", "id"), ("room", "name"), ("guest", "id"), ("guest", "name")] {
                assert_eq!(node[noun][field], other[noun][field], "{other}");
            }
        }
        assert_eq!(answer["more"]["nodes"][index]["room"]["capacity"], json!(2));
    }
}

#[tokio::test]
async fn a_cursor_is_one_of_its_list_order_and_direction() {
    let house = House::open().await;
    let anna = house.anna().await;
    let (one, two) = (house.booking().await, house.booking().await);
    let lists = [
        (
            "bookings",
            &[
                "CHECK_IN_ASC",
                "CHECK_IN_DESC",
                "CHECK_OUT_ASC",
                "CREATED_AT_ASC",
                "CREATED_AT_DESC",
                "TOTAL_PRICE_ASC",
                "GUEST_ASC",
                "GUEST_DESC",
                "ROOM_ASC",
            ][..],
        ),
        ("guests", &["NAME_ASC", "NAME_DESC", "CREATED_AT_ASC"]),
        ("rooms", &["NAME_ASC", "NAME_DESC"]),
    ];
    let ask = async |list: &str, order: &str, argument: &str, cursor: &Value| {
        let size = if argument == "before" { "last" } else { "first" };
        let cursor = if cursor.is_null() { String::new() } else { format!(", {argument}: {cursor}") };
        let document = format!("{{ {list}({size}: 2, orderBy: {order}{cursor}) {{ edges {{ cursor }} }} }}");
        anna.ask(&document, json!({})).await
    };
    let mut cursors = vec![];
    for (list, orders) in lists {
        for order in orders {
            let page = ask(list, order, "after", &Value::Null).await;
            cursors.push((list, *order, page["data"][list]["edges"][1]["cursor"].clone()));
        }
    }
    for (list, orders) in lists {
        for order in orders {
            for (of, given_in, cursor) in &cursors {
                for argument in ["after", "before"] {
                    let answer = ask(list, order, argument, cursor).await;
                    let own = (list, *order) == (*of, *given_in);
                    let code = answer["errors"][0]["extensions"]["code"].as_str();
                    assert_eq!(
                        code,
                        (!own).then_some("BAD_REQUEST"),
                        "{list} {order} with {of} {given_in}: {answer}"
                    );
                    let words = answer["errors"][0]["message"].as_str().unwrap_or(argument);
                    assert!(words.starts_with(argument), "{words}");
                }
            }
        }
    }
    // One row's history is not another's.
    for id in [&one["id"], &two["id"]] {
        anna.save(&json!({ "id": id }), 1, json!({ "notes": "x" })).await;
    }
    let history = anna.run(document!("booking_history"), json!({ "id": one["id"], "first": 1 })).await;
    let cursor = history["booking"]["history"]["edges"][0]["cursor"].clone();
    let foreign = anna.ask(document!("booking_history"), json!({ "id": two["id"], "after": cursor })).await;
    assert_eq!(foreign["errors"][0]["extensions"]["code"], "BAD_REQUEST", "{foreign}");
}
