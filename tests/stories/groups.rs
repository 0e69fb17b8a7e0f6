//! Several bookings as one transaction: all or none.

use serde_json::{Value, json};

use crate::support::{House, document, edit, position, with};

fn ids(bookings: &[&Value]) -> Value {
    json!({ "filter": { "ids": bookings.iter().map(|booking| &booking["id"]).collect::<Vec<_>>() } })
}

#[tokio::test]
async fn two_bookings_swap_their_rooms() {
    let house = House::open().await;
    let (anna, ben) = (house.anna().await, house.ben().await);
    let (one, two) = (house.booking().await, house.booking().await);
    let mut screens = vec![];
    for person in [&anna, &ben] {
        let document = document!("booking_changed");
        let screen = person.watch_from_now(document, ids(&[&one, &two])).await;
        screens.push(screen);
    }
    // One by one it can't be done.
    let alone = anna.update(&one, 1, json!({ "roomId": two["room"]["id"] }), json!({})).await;
    assert_eq!(alone["__typename"], "RoomUnavailable", "{alone}");

    let swap = [
        edit(&one, 1, json!({ "roomId": two["room"]["id"] })),
        edit(&two, 1, json!({ "roomId": one["room"]["id"] })),
    ];
    let saved = anna.update_all(&swap).await;
    assert_eq!(saved["__typename"], "BookingsSaved", "{saved}");
    assert_eq!(saved["bookings"][0]["id"], one["id"], "in the order of the input");
    assert_eq!(saved["bookings"][0]["room"]["id"], two["room"]["id"]);
    assert_eq!(saved["bookings"][1]["room"]["id"], one["room"]["id"]);

    let transactions: i64 = house
        .database
        .value("SELECT count(DISTINCT revision) FROM change_log WHERE version = 2 AND entity = 'bookings'")
        .await;
    assert_eq!(transactions, 1);
    for mut screen in screens {
        let events = screen.changes(2).await;
        assert_eq!(events[0]["booking"]["room"]["id"], two["room"]["id"]);
        assert_eq!(events[1]["booking"]["room"]["id"], one["room"]["id"]);
        let (first, second) = (position(&events[0]["revision"]), position(&events[1]["revision"]));
        assert_eq!((first.revision, first.index + 1), (second.revision, second.index));
        assert_eq!(events[1]["revision"], saved["revision"], "the group ends after its last change");
        assert_eq!(events[0]["revision"], saved["results"][0]["revision"]);
    }
}

#[tokio::test]
async fn one_stale_member_stops_the_group() {
    let house = House::open().await;
    let (anna, ben) = (house.anna().await, house.ben().await);
    let (one, two) = (house.booking().await, house.booking().await);
    anna.save(&two, 1, json!({ "notes": "first" })).await;
    let logged = house.database.logged().await;
    let group = [edit(&one, 1, json!({ "notes": "group" })), edit(&two, 1, json!({ "notes": "group" }))];
    for on_stale in ["REJECT", "MERGE"] {
        let group = group.clone().map(|member| with(member, json!({ "onStale": on_stale })));
        let conflict = ben.update_all(&group).await;
        assert_eq!(conflict["__typename"], "Conflict", "{conflict}");
        assert_eq!(conflict["current"], json!({ "id": two["id"], "version": 2 }));
        assert_eq!(conflict["fields"], json!([{ "field": "notes" }]));
        assert_eq!(conflict["update"], json!({ "index": 1, "id": two["id"] }));
    }
    assert_eq!(house.database.logged().await, logged);
    assert_eq!(anna.look_at(&one).await["notes"], "");
}

#[tokio::test]
async fn one_member_whose_room_is_held_stops_the_group() {
    let house = House::open().await;
    let anna = house.anna().await;
    let (one, two, other) = (house.booking().await, house.booking().await, house.booking().await);
    let logged = house.database.logged().await;
    let group =
        [edit(&one, 1, json!({ "notes": "group" })), edit(&two, 1, json!({ "roomId": other["room"]["id"] }))];
    let refused = anna.update_all(&group).await;
    assert_eq!(refused["__typename"], "RoomUnavailable", "{refused}");
    assert_eq!(refused["blocking"], json!([{ "id": other["id"] }]));
    assert_eq!(refused["update"], json!({ "index": 1, "id": two["id"] }));
    assert_eq!(house.database.logged().await, logged);
    assert_eq!(anna.look_at(&one).await["version"], 1);
}

#[tokio::test]
async fn a_member_that_is_gone_or_breaks_a_rule_stops_the_group() {
    let house = House::open().await;
    let anna = house.anna().await;
    let (one, two) = (house.booking().await, house.booking().await);
    anna.delete(&two, 1, json!({})).await;
    let logged = house.database.logged().await;
    let notes = json!({ "notes": "group" });
    let nobody = json!({ "id": uuid::Uuid::now_v7() });
    for (member, end) in [
        (edit(&two, 1, notes.clone()), "AlreadyDeleted"),
        (edit(&nobody, 1, notes.clone()), "NotFound"),
        (edit(&one, 1, notes.clone()), "InvalidInput"),
    ] {
        let named = json!({ "index": 1, "id": member["id"] });
        let stopped = anna.update_all(&[edit(&one, 1, notes.clone()), member]).await;
        assert_eq!((&stopped["__typename"], &stopped["update"]), (&json!(end), &named), "{stopped}");
    }
    let three = house.booking().await;
    let logged_then = house.database.logged().await;
    assert!(logged_then > logged);
    let early =
        anna.update_all(&[edit(&one, 1, notes), edit(&three, 1, json!({ "status": "CHECKED_OUT" }))]).await;
    assert_eq!(early["__typename"], "InvalidInput", "{early}");
    assert_eq!(early["problems"][0]["field"], "status");
    assert_eq!(early["update"], json!({ "index": 1, "id": three["id"] }));
    assert_eq!(house.database.logged().await, logged_then);
}

#[tokio::test]
async fn two_members_cannot_have_one_room_on_one_night() {
    let house = House::open().await;
    let (anna, mara) = (house.anna().await, house.mara().await);
    let (one, two, room) = (house.booking().await, house.booking().await, mara.room().await);
    let wish = json!({ "roomId": room["id"] });
    let logged = house.database.logged().await;
    let refused = anna.update_all(&[edit(&one, 1, wish.clone()), edit(&two, 1, wish.clone())]).await;
    assert_eq!(refused["__typename"], "InvalidInput", "{refused}");
    assert_eq!(refused["problems"][0]["field"], "roomId");
    assert_eq!(refused["update"], json!({ "index": 1, "id": two["id"] }));
    assert_eq!(house.database.logged().await, logged);
    // One after the other they can.
    let later = with(wish.clone(), json!({ "checkIn": "2030-05-04", "checkOut": "2030-05-06" }));
    let saved = anna.update_all(&[edit(&one, 1, wish), edit(&two, 1, later)]).await;
    assert_eq!(saved["__typename"], "BookingsSaved", "{saved}");
}

#[tokio::test]
async fn a_group_merges_what_does_not_touch() {
    let house = House::open().await;
    let (anna, ben) = (house.anna().await, house.ben().await);
    let (one, two) = (house.booking().await, house.booking().await);
    anna.save(&one, 1, json!({ "totalPrice": "120" })).await;
    let group = [
        with(edit(&one, 1, json!({ "notes": "group" })), json!({ "onStale": "MERGE" })),
        edit(&two, 1, json!({ "notes": "group" })),
    ];
    let saved = ben.update_all(&group).await;
    assert_eq!(saved["__typename"], "BookingsSaved", "{saved}");
    assert_eq!(saved["results"][0]["mergedFields"], json!(["totalPrice"]));
    assert_eq!(saved["results"][1]["mergedFields"], json!([]));
    let first = &saved["bookings"][0];
    assert_eq!((&first["totalPrice"], &first["notes"]), (&json!("120.00"), &json!("group")));
    assert_eq!((&first["version"], &saved["bookings"][1]["version"]), (&json!(3), &json!(2)));
}

#[tokio::test]
async fn a_group_that_is_sent_again_is_carried_out_once() {
    let house = House::open().await;
    let anna = house.anna().await;
    let (one, two) = (house.booking().await, house.booking().await);
    let named = |member: Value, name: &str| with(member, json!({ "mutationId": name }));
    let group = [
        named(edit(&one, 1, json!({ "roomId": two["room"]["id"] })), "swap 1"),
        named(edit(&two, 1, json!({ "roomId": one["room"]["id"] })), "swap 2"),
    ];
    let first = anna.update_all(&group).await;
    assert_eq!(first["__typename"], "BookingsSaved", "{first}");
    let logged = house.database.logged().await;
    let again = anna.update_all(&group).await;
    assert_eq!(again, first);
    // The rows have moved on since; the group has not.
    anna.save(&one, 2, json!({ "notes": "later" })).await;
    let later = anna.update_all(&group).await;
    assert_eq!(later["revision"], first["revision"], "{later}");
    assert_eq!(house.database.logged().await, logged + 1);

    let other = [group[0].clone(), named(edit(&two, 2, json!({ "notes": "other" })), "swap 3")];
    let refused = anna.update_all(&other).await;
    assert_eq!(refused["__typename"], "InvalidInput", "{refused}");
    assert_eq!(refused["problems"][0]["field"], "mutationId");
    assert_eq!(refused["update"], json!({ "index": 1, "id": two["id"] }));
    assert_eq!(house.database.logged().await, logged + 1);

    // Two retries at once, of a group that was not carried out yet.
    let group = [
        named(edit(&one, 3, json!({ "notes": "x" })), "x 1"),
        named(edit(&two, 2, json!({ "notes": "x" })), "x 2"),
    ];
    let (left, right) = tokio::join!(anna.update_all(&group), anna.update_all(&group));
    assert_eq!(left["__typename"], "BookingsSaved", "{left}");
    assert_eq!(left["revision"], right["revision"], "{right}");
    assert_eq!(house.database.logged().await, logged + 3);
}

#[tokio::test]
async fn a_group_names_every_broken_rule_and_its_update() {
    let house = House::open().await;
    let anna = house.anna().await;
    let bookings = [house.booking().await, house.booking().await, house.booking().await];
    let logged = house.database.logged().await;
    let unknown = json!({ "id": "no UUID" });
    let group = [
        edit(&bookings[0], 1, json!({ "notes": "sound" })),
        edit(&bookings[1], 1, json!({ "adults": 0, "totalPrice": "5_", "roomId": uuid::Uuid::now_v7() })),
        edit(&bookings[2], 1, json!({ "status": "CHECKED_OUT", "children": 101, "currency": "ABC" })),
        edit(&unknown, 1, json!({ "checkIn": "1999-01-01" })),
    ];
    let refused = anna.update_all(&group).await;
    assert_eq!(refused["__typename"], "InvalidInput", "{refused}");
    let mut problems: Vec<_> = refused["problems"]
        .as_array()
        .unwrap()
        .iter()
        .map(|problem| (problem["update"]["index"].as_i64().unwrap(), problem["field"].as_str().unwrap()))
        .collect();
    problems.sort_unstable();
    let expected = [
        (1, "adults"),
        (1, "roomId"),
        (1, "totalPrice"),
        (2, "children"),
        (2, "currency"),
        (2, "status"),
        (3, "checkIn"),
        (3, "id"),
    ];
    assert_eq!(problems, expected, "{refused}");
    assert_eq!(refused["update"], json!({ "index": 1, "id": bookings[1]["id"] }));
    let of_the_last = refused["problems"].as_array().unwrap().last().unwrap();
    assert_eq!(of_the_last["update"], json!({ "index": 3, "id": "no UUID" }));
    assert_eq!(house.database.logged().await, logged);
}
