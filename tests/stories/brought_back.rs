//! What was deleted is listed, and comes back under its number.

use serde_json::{Value, json};

use crate::support::{House, Person, document, nodes, text, with};

impl Person {
    /// A page of the deletions of bookings.
    async fn deleted(&self, variables: Value) -> Value {
        self.run(document!("deleted_bookings"), variables).await["deletedBookings"].clone()
    }
}

fn references(page: &Value) -> Vec<String> {
    nodes(page).iter().map(|change| text(&change["before"]["reference"])).collect()
}

#[tokio::test]
async fn the_last_to_be_deleted_is_listed_first_with_who_deleted_it() {
    let house = House::open().await;
    let (anna, ben) = (house.anna().await, house.ben().await);
    let mut expected = vec![];
    for number in 0..7 {
        let booking = house.booking().await;
        let who = if number % 2 == 0 { &anna } else { &ben };
        let gone = who.delete(&booking, 1, json!({})).await;
        assert_eq!(gone["__typename"], "BookingDeleted", "{gone}");
        expected.insert(0, text(&booking["reference"]));
    }
    let page = anna.deleted(json!({ "first": 2 })).await;
    assert_eq!(references(&page), expected[..2]);
    let names: Vec<_> = nodes(&page).iter().map(|change| text(&change["actor"]["name"])).collect();
    assert_eq!(names, ["Anna", "Ben"]);
    assert_eq!(page["pageInfo"]["hasNextPage"], true);

    // What is deleted and brought back meanwhile moves none of the others.
    let mut walk = references(&page);
    let mut after = page["pageInfo"]["endCursor"].clone();
    loop {
        let booking = house.booking().await;
        anna.delete(&booking, 1, json!({})).await;
        let page = anna.deleted(json!({ "first": 2, "after": after })).await;
        walk.extend(references(&page));
        after = page["pageInfo"]["endCursor"].clone();
        if page["pageInfo"]["hasNextPage"] == false {
            break;
        }
    }
    assert_eq!(walk[..7], expected);
    // A place in another list is none in this one.
    let revision = anna.page(json!({ "first": 1 })).await["revision"].clone();
    let answer = anna.ask(document!("deleted_bookings"), json!({ "after": revision })).await;
    assert_eq!(answer["errors"][0]["extensions"]["code"], "BAD_REQUEST", "{answer}");
}

#[tokio::test]
async fn a_deleted_booking_comes_back_under_its_number_once() {
    let house = House::open().await;
    let (anna, ben) = (house.anna().await, house.ben().await);
    let stay = house.stay().await;
    let booking = anna.book(&stay).await;
    assert_eq!(references(&anna.deleted(json!({})).await), Vec::<String>::new());
    anna.delete(&booking, 1, json!({})).await;
    assert_eq!(references(&anna.deleted(json!({})).await), [text(&booking["reference"])]);

    let again = with(stay, json!({ "restores": booking["id"], "mutationId": "again" }));
    let back = ben.book(&again).await;
    assert_eq!(back["reference"], booking["reference"]);
    assert_ne!(back["id"], booking["id"]);
    assert_eq!(back["version"], 1);
    assert_eq!(references(&anna.deleted(json!({})).await), Vec::<String>::new());
    // The history of the one that was deleted goes on telling of it.
    let history =
        anna.ask("query($id: ID!) { history(id: $id) { nodes { action } } }", json!({ "id": booking["id"] }));
    assert_eq!(history.await["data"]["history"]["nodes"][0]["action"], "DELETED");

    // A retry is the first answer; another one is told that the number is taken, and so is the room.
    assert_eq!(ben.book(&again).await["id"], back["id"]);
    let second =
        with(again, json!({ "mutationId": "second", "checkIn": "2031-05-01", "checkOut": "2031-05-04" }));
    let refused = anna.create(&second).await;
    assert_eq!(refused["__typename"], "InvalidInput", "{refused}");
    assert_eq!(refused["problems"][0]["field"], "restores");
    assert_eq!(refused["problems"][0]["rule"], "TAKEN");
    // Deleted once more, it is listed once more, and the next one draws a number of its own.
    anna.delete(&back, 1, json!({})).await;
    assert_eq!(references(&anna.deleted(json!({})).await)[0], text(&booking["reference"]));
    assert_ne!(house.booking().await["reference"], booking["reference"]);
}

#[tokio::test]
async fn two_bring_one_booking_back_at_once_and_one_of_them_does() {
    let house = House::open().await;
    let (anna, ben) = (house.anna().await, house.ben().await);
    let stay = with(house.stay().await, json!({ "status": "INQUIRY" }));
    let booking = anna.book(&stay).await;
    anna.delete(&booking, 1, json!({})).await;
    let again = with(stay, json!({ "restores": booking["id"] }));
    let (one, other) = tokio::join!(anna.create(&again), ben.create(&again));
    let mut ends = [text(&one["__typename"]), text(&other["__typename"])];
    ends.sort();
    assert_eq!(ends, ["BookingSaved", "InvalidInput"]);
}

#[tokio::test]
async fn a_stay_that_is_over_comes_back_as_it_was() {
    let house = House::open().await;
    let anna = house.anna().await;
    let stay = house.stay().await;
    let booking = anna.book(&stay).await;
    anna.save(&booking, 1, json!({ "status": "CANCELLED" })).await;
    anna.delete(&booking, 2, json!({})).await;
    let new = with(stay.clone(), json!({ "status": "CANCELLED" }));
    assert_eq!(anna.create(&new).await["problems"][0]["field"], "status", "no new booking is called off");
    let other = with(new.clone(), json!({ "restores": booking["id"], "status": "CHECKED_OUT" }));
    assert_eq!(anna.create(&other).await["problems"][0]["field"], "status", "nor one that was not so");
    let back = anna.book(&with(new, json!({ "restores": booking["id"] }))).await;
    assert_eq!((&back["status"], &back["reference"]), (&json!("CANCELLED"), &booking["reference"]));
}

#[tokio::test]
async fn whose_room_was_given_away_is_told_so_with_the_rooms_that_are_free() {
    let house = House::open().await;
    let anna = house.anna().await;
    let stay = house.stay().await;
    let booking = anna.book(&stay).await;
    anna.delete(&booking, 1, json!({})).await;
    let other = anna.book(&stay).await;
    let again = with(stay, json!({ "restores": booking["id"] }));
    let refused = anna.create(&again).await;
    assert_eq!(refused["__typename"], "RoomUnavailable", "{refused}");
    assert_eq!(refused["blocking"][0]["id"], other["id"]);
    let free = refused["freeRooms"][0]["id"].clone();
    let back = anna.book(&with(again, json!({ "roomId": free }))).await;
    assert_eq!(back["reference"], booking["reference"]);
}

#[tokio::test]
async fn what_was_erased_does_not_come_back() {
    let house = House::open().await;
    let (anna, mara) = (house.anna().await, house.mara().await);
    let stay = with(house.stay().await, json!({ "notes": "Carl snores" }));
    let booking = anna.book(&stay).await;
    anna.delete(&booking, 1, json!({})).await;
    let erase = "mutation($id: ID!) { eraseGuest(input: { id: $id }) { __typename } }";
    mara.run(erase, json!({ "id": stay["guestId"] })).await;
    let page = anna.deleted(json!({})).await;
    assert_eq!(nodes(&page)[0]["before"]["notes"], "", "{page}");
    assert!(!page.to_string().contains("snores"));
    let again = with(stay, json!({ "restores": booking["id"], "notes": "" }));
    let refused = anna.create(&again).await;
    assert_eq!(
        (&refused["problems"][0]["field"], &refused["problems"][0]["rule"]),
        (&json!("guestId"), &json!("ERASED"))
    );
}
