//! Filters, single rows, free rooms and history.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::{House, document, ids, text, with};

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
