//! A watcher hears of what it asked for: bookings that pass its filter or did so a moment ago, guests, rooms.

use serde_json::{Value, json};

use crate::support::{House, document, with};

#[tokio::test]
async fn a_booking_that_leaves_the_filter_is_told_of_once() {
    let house = House::open().await;
    let (anna, ben) = (house.anna().await, house.ben().await);
    let stay = house.stay().await;
    let booking = anna.book(&stay).await;
    let filter = json!({ "filter": { "roomIds": [stay["roomId"]], "statuses": ["CONFIRMED"] } });
    let mut screen = ben.watch_from_now(document!("booking_changed"), filter).await;

    anna.save(&booking, 1, json!({ "status": "CANCELLED" })).await;
    anna.save(&booking, 2, json!({ "notes": "nobody here needs to know" })).await;
    // Another room is none of this watcher's business; another booking of this room is.
    house.booking().await;
    let next = anna.book(&stay).await;

    let left = screen.next_change().await;
    assert_eq!((&left["bookingId"], &left["version"]), (&booking["id"], &json!(2)));
    assert_eq!(left["before"]["status"], "CONFIRMED");
    assert_eq!(left["booking"]["status"], "CANCELLED", "the new row, which no longer matches");
    let came = screen.next_change().await;
    assert_eq!((&came["bookingId"], &came["action"]), (&next["id"], &json!("CREATED")), "{came}");
    assert_eq!(came["before"], Value::Null);
}

#[tokio::test]
async fn a_watcher_of_some_days_hears_of_stays_that_come_and_go() {
    let house = House::open().await;
    let (anna, ben) = (house.anna().await, house.ben().await);
    let stay = house.stay().await;
    let booking =
        anna.book(&with(stay.clone(), json!({ "checkIn": "2030-07-01", "checkOut": "2030-07-04" }))).await;
    // The nights of the 10th and the 11th.
    let filter =
        json!({ "filter": { "guestIds": [stay["guestId"]], "from": "2030-07-10", "to": "2030-07-12" } });
    let mut screen = ben.watch_from_now(document!("booking_changed"), filter).await;
    let move_to = |check_in: &str, check_out: &str| json!({ "checkIn": check_in, "checkOut": check_out });
    // Leaves on the morning of the 10th; arrives on the 12th: neither has one of the nights.
    anna.save(&booking, 1, move_to("2030-07-08", "2030-07-10")).await;
    anna.save(&booking, 2, move_to("2030-07-12", "2030-07-14")).await;
    anna.save(&booking, 3, move_to("2030-07-11", "2030-07-14")).await;
    anna.save(&booking, 4, move_to("2030-07-08", "2030-07-11")).await;
    anna.save(&booking, 5, move_to("2030-07-08", "2030-07-10")).await;
    anna.save(&booking, 6, move_to("2030-07-07", "2030-07-09")).await;
    anna.save(&booking, 7, move_to("2030-07-01", "2030-07-31")).await;
    for version in [4, 5, 6, 8] {
        assert_eq!(screen.next_change().await["version"], version);
    }
}

#[tokio::test]
async fn a_deletion_arrives_without_the_booking_and_with_what_it_was() {
    let house = House::open().await;
    let (anna, ben) = (house.anna().await, house.ben().await);
    let booking = house.booking().await;
    let filter = json!({ "filter": { "ids": [booking["id"]] } });
    let ready = ben.page(json!({ "first": 1 })).await["revision"].clone();
    let mut screen = ben.watch_from_now(document!("booking_changed"), filter.clone()).await;
    let deleted = anna.delete(&booking, 1, json!({})).await;
    let live = screen.next_change().await;
    let after = with(filter, json!({ "after": ready }));
    let mut late = ben.watch(document!("booking_changed"), after).await;
    late.ready().await;
    for change in [live, late.next_change().await] {
        assert_eq!((&change["action"], &change["version"]), (&json!("DELETED"), &json!(2)), "{change}");
        assert_eq!(change["booking"], Value::Null);
        assert_eq!(change["before"]["totalPrice"], "100.00");
        assert_eq!((&change["actor"]["name"], &change["revision"]), (&json!("Anna"), &deleted["revision"]));
        assert_eq!(change["skipped"], 0);
    }
}

#[tokio::test]
async fn guests_are_watched_too() {
    let house = House::open().await;
    let (anna, ben) = (house.anna().await, house.ben().await);
    let ready = ben.page(json!({ "first": 1 })).await["revision"].clone();
    let mut screen = ben.watch_from_now(document!("guest_screen"), json!({})).await;
    // Nothing of bookings and rooms.
    house.booking().await;
    let guest = anna.guest("Dora").await;
    let input = json!({ "id": guest["id"], "expectedVersion": 1, "patch": { "phone": "+49 30 1" } });
    let saved = anna.run(document!("edit_guest"), json!({ "input": input })).await["updateGuest"].clone();
    let input = json!({ "id": guest["id"], "expectedVersion": 2 });
    let gone = anna.run(document!("remove_guest"), json!({ "input": input })).await["deleteGuest"].clone();
    let mut late = ben.watch(document!("guest_screen"), json!({ "after": ready })).await;
    late.ready().await;
    for screen in [&mut screen, &mut late] {
        assert_eq!(screen.next_change().await["guest"]["name"], "Carl", "the booking's");
        let created = screen.next_change().await;
        assert_eq!((&created["guestId"], &created["action"]), (&guest["id"], &json!("CREATED")));
        let updated = screen.next_change().await;
        assert_eq!((&updated["fields"], &updated["revision"]), (&json!(["phone"]), &saved["revision"]));
        assert_eq!(updated["before"], json!({ "name": "Dora", "phone": null }));
        assert_eq!(updated["actor"], json!({ "kind": "USER", "name": "Anna" }));
        let deleted = screen.next_change().await;
        assert_eq!((&deleted["guest"], &deleted["revision"]), (&Value::Null, &gone["revision"]), "{deleted}");
        assert_eq!(deleted["before"]["phone"], "+49 30 1");
    }
}

#[tokio::test]
async fn rooms_are_watched_too() {
    let house = House::open().await;
    let (mara, ben) = (house.mara().await, house.ben().await);
    let mut screen = ben.watch_from_now(document!("room_screen"), json!({})).await;
    mara.guest("Dora").await;
    let room = mara.room().await;
    let input = json!({ "id": room["id"], "expectedVersion": 1, "patch": { "nightlyRate": "80" } });
    let saved = mara.run(document!("edit_room"), json!({ "input": input })).await["updateRoom"].clone();
    let created = screen.next_change().await;
    assert_eq!((&created["room"]["id"], &created["before"]), (&room["id"], &Value::Null));
    let updated = screen.next_change().await;
    assert_eq!((&updated["roomId"], &updated["revision"]), (&room["id"], &saved["revision"]));
    assert_eq!(updated["fields"], json!(["nightlyRate"]));
    assert_eq!(updated["before"]["nightlyRate"], "0.00");
    assert_eq!(updated["room"]["nightlyRate"], "80.00");
}
