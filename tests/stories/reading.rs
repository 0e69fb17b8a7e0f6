//! Lists, single rows, free rooms and history.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};
use tracing::field::{Field, Visit};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};

use crate::support::{House, Person, document, eventually, text, with};

/// Counts the statements on the hotel's own tables that sqlx reports from this thread.
#[derive(Clone, Default)]
struct Statements(Arc<AtomicUsize>);

struct OnBookings(bool);

impl Visit for OnBookings {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        if ["summary", "db.statement"].contains(&field.name()) {
            let text = format!("{value:?}");
            self.0 |= ["bookings", "rooms", "guests"].iter().any(|table| text.contains(table));
        }
    }
}

impl<S: tracing::Subscriber> Layer<S> for Statements {
    fn on_event(&self, event: &tracing::Event<'_>, _: Context<'_, S>) {
        if event.metadata().target() == "sqlx::query" {
            let mut visit = OnBookings(false);
            event.record(&mut visit);
            self.0.fetch_add(usize::from(visit.0), Ordering::Relaxed);
        }
    }
}

fn nodes(page: &Value) -> &Vec<Value> {
    page["nodes"].as_array().unwrap()
}

fn ids(page: &Value) -> BTreeSet<String> {
    nodes(page).iter().map(|node| text(&node["id"])).collect()
}

/// Inquiries of a guest of their own, which hold no room: as many, each of a stay in a room of its own.
async fn inquiries(house: &House, anna: &Person, count: i64) -> Value {
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

// On one thread, the test's own, which the server shares: what it reports is counted and nothing else.
#[tokio::test(flavor = "current_thread")]
async fn a_page_costs_as_many_queries_whether_it_has_one_row_or_fifty() {
    let statements = Statements::default();
    let subscriber = tracing_subscriber::registry().with(statements.clone());
    let _counting = tracing::subscriber::set_default(subscriber);
    let house = House::open().await;
    let anna = house.anna().await;
    inquiries(&house, &anna, 60).await;
    // Each booking has a room and a guest of its own.
    house
        .database
        .sql(
            "UPDATE bookings b SET guest_id = g.id \
             FROM (SELECT id, row_number() OVER (ORDER BY id) n FROM guests WHERE name LIKE 'Guest %') g, \
                  (SELECT id, row_number() OVER (ORDER BY id) n FROM bookings WHERE notes = 'page') p \
             WHERE b.id = p.id AND g.n = p.n",
        )
        .await;
    for first in [1, 2, 50] {
        // What another thread came by first was registered without this thread's subscriber.
        tracing::callsite::rebuild_interest_cache();
        let before = statements.0.load(Ordering::Relaxed);
        let page = anna.page(json!({ "first": first, "filter": { "from": "2032-01-01" } })).await;
        let guests: BTreeSet<_> = nodes(&page).iter().map(|node| text(&node["guest"]["id"])).collect();
        assert_eq!(guests.len(), first);
        let cost = statements.0.load(Ordering::Relaxed) - before;
        assert_eq!(cost, 1, "the page with what is beside its bookings, for {first} rows");
    }
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

/// With so many bookings nothing else than an index is quick.
#[tokio::test]
async fn pages_of_any_order_are_read_along_an_index() {
    let house = House::open().await;
    let anna = house.anna().await;
    inquiries(&house, &anna, 4000).await;
    house
        .database
        .sql("UPDATE bookings SET status = 'CANCELLED' WHERE notes = 'page' AND adults = 1; ANALYZE bookings")
        .await;
    let scans = async |index: &str| -> i64 {
        let scans = format!("SELECT idx_scan FROM pg_stat_user_indexes WHERE indexrelname = '{index}'");
        house.database.value(&scans).await
    };
    let statuses = json!({ "statuses": ["INQUIRY", "NO_SHOW"] });
    for (index, order, filter) in [
        ("bookings_by_status_check_out", "CHECK_OUT_DESC", statuses.clone()),
        ("bookings_by_status_created_at", "CREATED_AT_ASC", statuses),
        ("bookings_by_created_at_and_stay", "CREATED_AT_DESC", json!({ "from": "2000-01-01" })),
    ] {
        let before = scans(index).await;
        // What a session has counted is told when it rests.
        eventually(index, async || {
            anna.page(json!({ "first": 20, "filter": filter, "orderBy": order })).await;
            scans(index).await > before
        })
        .await;
    }

    // What the days leave nothing out of is the same list, wherever in it a page begins.
    let (mut plain, mut skipped) = (Value::Null, Value::Null);
    for _ in 0..3 {
        let next = async |after: &Value, filter: Value| {
            let page = json!({ "first": 20, "after": after, "filter": filter, "orderBy": "CREATED_AT_DESC" });
            anna.page(page).await
        };
        let (all, some) =
            (next(&plain, json!({})).await, next(&skipped, json!({ "from": "2000-01-01" })).await);
        assert_eq!(nodes(&all), nodes(&some));
        (plain, skipped) = (all["pageInfo"]["endCursor"].clone(), some["pageInfo"]["endCursor"].clone());
    }
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
async fn filters_mean_what_they_say() {
    let house = House::open().await;
    let anna = house.anna().await;
    let stay = house.stay().await;
    let at = |check_in: &str, check_out: &str, more: Value| {
        with(with(stay.clone(), json!({ "checkIn": check_in, "checkOut": check_out })), more)
    };
    let first = anna.book(&at("2033-03-10", "2033-03-12", json!({ "notes": "100% sea_view" }))).await;
    let second = anna.book(&at("2033-03-12", "2033-03-15", json!({ "notes": "1000 seaXview" }))).await;
    let inquiry = anna.book(&at("2033-03-11", "2033-03-13", json!({ "status": "INQUIRY" }))).await;
    let other = anna
        .book(&with(house.stay().await, json!({ "checkIn": "2033-03-11", "checkOut": "2033-03-12" })))
        .await;
    let found = async |filter: Value| ids(&anna.page(json!({ "filter": filter })).await);
    let these =
        |bookings: &[&Value]| bookings.iter().map(|booking| text(&booking["id"])).collect::<BTreeSet<_>>();
    let days = |from: &str, to: &str| json!({ "from": from, "to": to });

    // Nights, not days: the day of departure is not one, and `to` is not one.
    assert_eq!(found(days("2033-03-10", "2033-03-11")).await, these(&[&first]));
    assert_eq!(found(days("2033-03-12", "2033-03-13")).await, these(&[&second, &inquiry]));
    assert_eq!(found(days("2033-03-11", "2033-03-12")).await, these(&[&first, &inquiry, &other]));
    assert_eq!(found(days("2033-03-01", "2033-03-10")).await, these(&[]));
    assert_eq!(found(json!({ "from": "2033-03-13" })).await, these(&[&second]));
    assert_eq!(found(json!({ "from": "2033-03-15" })).await, these(&[]));

    let room = json!({ "roomIds": [stay["roomId"]] });
    assert_eq!(found(room.clone()).await, these(&[&first, &second, &inquiry]));
    assert_eq!(found(with(room, json!({ "statuses": ["INQUIRY"] }))).await, these(&[&inquiry]));
    assert_eq!(found(json!({ "guestIds": [other["guest"]["id"]] })).await, these(&[&other]));
    assert_eq!(found(json!({ "ids": [first["id"], other["id"]] })).await, these(&[&first, &other]));
    assert_eq!(found(json!({ "ids": [] })).await, these(&[]));

    // Wildcards of LIKE mean themselves.
    assert_eq!(found(json!({ "text": "100%" })).await, these(&[&first]));
    assert_eq!(found(json!({ "text": "SEA_V" })).await, these(&[&first]));
    assert_eq!(found(json!({ "text": "eaxv" })).await, these(&[&second]));
    assert_eq!(found(json!({ "text": r"0\%" })).await, these(&[]));
    assert_eq!(found(json!({ "text": second["reference"] })).await, these(&[&second]));
    let dora = anna.guest("Dora 50%_off").await;
    anna.save(&inquiry, 1, json!({ "guestId": dora["id"] })).await;
    assert_eq!(found(json!({ "text": "50%_o" })).await, these(&[&inquiry]));
    assert_eq!(found(json!({ "text": "50__o" })).await, these(&[]));
}

#[tokio::test]
async fn a_room_is_available_when_nobody_holds_it() {
    let house = House::open().await;
    let anna = house.anna().await;
    let booking = house.booking().await;
    let free = async |from: &str, to: &str, guests: i64| {
        let variables = json!({ "from": from, "to": to, "guests": guests });
        let rooms = anna.run(document!("free_rooms"), variables).await["availability"].clone();
        rooms.as_array().unwrap().iter().any(|room| room["id"] == booking["room"]["id"])
    };
    // Held from the 1st to the morning of the 4th.
    assert!(!free("2030-05-01", "2030-05-04", 1).await);
    assert!(!free("2030-04-20", "2030-05-02", 1).await);
    assert!(!free("2030-05-03", "2030-05-10", 1).await);
    assert!(free("2030-04-20", "2030-05-01", 2).await);
    assert!(free("2030-05-04", "2030-05-05", 2).await);
    assert!(!free("2030-05-04", "2030-05-05", 3).await, "it sleeps two");
    anna.save(&booking, 1, json!({ "status": "CANCELLED" })).await;
    assert!(free("2030-05-01", "2030-05-04", 1).await);
}

#[tokio::test]
async fn history_tells_who_changed_what_newest_first() {
    let house = House::open().await;
    let (anna, ben) = (house.anna().await, house.ben().await);
    let booking = house.booking().await;
    anna.update(&booking, 1, json!({ "totalPrice": "120" }), json!({ "mutationId": "dearer" })).await;
    let saved = ben.save(&booking, 2, json!({ "checkOut": "2030-05-05", "notes": "longer" })).await;
    let history = anna.look_at(&booking).await["history"]["edges"].clone();
    let versions: Vec<_> = history.as_array().unwrap().iter().map(|edge| &edge["node"]["version"]).collect();
    assert_eq!(versions, [3, 2, 1]);
    let newest = &history[0]["node"];
    assert_eq!(newest["actor"], json!({ "kind": "USER", "name": "Ben" }));
    assert_eq!(newest["fields"], json!(["checkOut", "notes"]));
    let diff = json!([
        { "field": "checkOut", "before": "2030-05-04", "after": "2030-05-05" },
        { "field": "notes", "before": "", "after": "longer" },
    ]);
    assert_eq!((&newest["diff"], &newest["revision"]), (&diff, &saved["revision"]));
    assert_eq!((&newest["before"]["version"], &newest["after"]["version"]), (&json!(2), &json!(3)));
    let older = &history[1]["node"];
    assert_eq!(older["mutationId"], "dearer");
    assert_eq!(older["diff"], json!([{ "field": "totalPrice", "before": "100.00", "after": "120.00" }]));
    assert_eq!(
        (&history[2]["node"]["action"], &history[2]["node"]["before"]),
        (&json!("CREATED"), &Value::Null)
    );

    // Page by page.
    let mut walk = vec![];
    let mut after = Value::Null;
    loop {
        let variables = json!({ "id": booking["id"], "first": 1, "after": after });
        let page = anna.run(document!("booking_history"), variables).await["booking"]["history"].clone();
        walk.push(page["edges"][0].clone());
        after = page["edges"][0]["cursor"].clone();
        if page["pageInfo"]["hasNextPage"] == false {
            break;
        }
    }
    assert_eq!(json!(walk), history);
}

#[tokio::test]
async fn an_id_leads_to_whatever_has_it() {
    let house = House::open().await;
    let anna = house.anna().await;
    let booking = house.booking().await;
    let node = async |id: &Value| anna.run(document!("any_node"), json!({ "id": id })).await["node"].clone();
    let found = node(&booking["id"]).await;
    assert_eq!((&found["__typename"], &found["reference"]), (&json!("Booking"), &booking["reference"]));
    let found = node(&booking["guest"]["id"]).await;
    assert_eq!((&found["__typename"], &found["guestName"]), (&json!("Guest"), &json!("Carl")));
    let found = node(&booking["room"]["id"]).await;
    assert_eq!((&found["__typename"], &found["roomName"]), (&json!("Room"), &booking["room"]["name"]));
    assert_eq!(node(&json!(uuid::Uuid::now_v7())).await, Value::Null);
    assert_eq!(node(&json!("1")).await, Value::Null);
}

#[tokio::test]
async fn a_cursor_is_one_of_its_list_order_and_direction() {
    let house = House::open().await;
    let anna = house.anna().await;
    let (one, two) = (house.booking().await, house.booking().await);
    let lists = [
        (
            "bookings",
            &["CHECK_IN_ASC", "CHECK_IN_DESC", "CHECK_OUT_ASC", "CREATED_AT_ASC", "CREATED_AT_DESC"][..],
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
