//! Several new bookings as one transaction: all or none.

use serde_json::{Value, json};

use crate::support::{House, Person, position, with};

/// How many bookings there are, and how much of them is in the log.
async fn counted(house: &House) -> (i64, i64) {
    let bookings = house.database.value("SELECT count(*) FROM bookings").await;
    (bookings, house.database.value("SELECT count(*) FROM change_log WHERE entity = 'bookings'").await)
}

/// The same stay in another room.
async fn beside(mara: &Person, stay: &Value) -> Value {
    with(stay.clone(), json!({ "roomId": mara.room().await["id"] }))
}

#[tokio::test]
async fn a_family_gets_two_rooms_by_one_transaction() {
    let house = House::open().await;
    let (anna, ben, mara) = (house.anna().await, house.ben().await, house.mara().await);
    let one = house.stay().await;
    let two = beside(&mara, &one).await;
    let mut screen = ben.watch_all().await;
    let saved = anna.create_all(&[one.clone(), two.clone()]).await;
    assert_eq!(saved["__typename"], "BookingsSaved", "{saved}");
    for (place, input) in [one, two].iter().enumerate() {
        let booking = &saved["bookings"][place];
        assert_eq!(booking["room"]["id"], input["roomId"], "in the order of the input");
        assert_eq!((&booking["guest"]["id"], &booking["version"]), (&input["guestId"], &json!(1)));
    }
    let events = screen.changes(2).await;
    let (first, second) = (position(&events[0]["revision"]), position(&events[1]["revision"]));
    assert_eq!((first.revision, first.index + 1), (second.revision, second.index), "one revision");
    assert_eq!(events[1]["revision"], saved["revision"], "the group ends after its last change");
}

#[tokio::test]
async fn nothing_stays_of_a_group_whose_second_room_is_held() {
    let house = House::open().await;
    let (anna, mara) = (house.anna().await, house.mara().await);
    let one = house.stay().await;
    let two = beside(&mara, &one).await;
    let there =
        anna.book(&with(two.clone(), json!({ "checkIn": "2030-05-03", "checkOut": "2030-05-09" }))).await;
    let before = counted(&house).await;
    let refused = anna.create_all(&[one.clone(), two.clone()]).await;
    assert_eq!(refused["__typename"], "RoomUnavailable", "{refused}");
    assert_eq!(refused["blocking"], json!([{ "id": there["id"] }]));
    assert_eq!(refused["update"], json!({ "index": 1, "id": "" }));
    assert!(!refused["freeRooms"].as_array().unwrap().is_empty());
    assert_eq!(counted(&house).await, before);

    let id = uuid::Uuid::now_v7();
    let refused = anna.create_all(&[one.clone(), with(two, json!({ "id": id }))]).await;
    assert_eq!(refused["update"], json!({ "index": 1, "id": id }));
    // An inquiry holds no room; and the first room is free still.
    let asks = with(one.clone(), json!({ "status": "INQUIRY" }));
    let saved = anna.create_all(&[one, asks]).await;
    assert_eq!(saved["__typename"], "BookingsSaved", "{saved}");
}

#[tokio::test]
async fn two_of_a_group_cannot_have_one_room_on_one_night() {
    let house = House::open().await;
    let anna = house.anna().await;
    let stay = house.stay().await;
    let before = counted(&house).await;
    let overlapping = with(stay.clone(), json!({ "checkIn": "2030-05-03", "checkOut": "2030-05-05" }));
    let refused = anna.create_all(&[stay.clone(), overlapping]).await;
    assert_eq!(refused["__typename"], "InvalidInput", "{refused}");
    let problem = &refused["problems"][0];
    assert_eq!((&problem["field"], &problem["rule"]), (&json!("roomId"), &json!("GROUP")), "{refused}");
    assert_eq!(refused["update"]["index"], 1);
    assert_eq!(counted(&house).await, before);
    // One after the other they can.
    let later = with(stay.clone(), json!({ "checkIn": "2030-05-04", "checkOut": "2030-05-06" }));
    let saved = anna.create_all(&[stay, later]).await;
    assert_eq!(saved["__typename"], "BookingsSaved", "{saved}");
}

#[tokio::test]
async fn a_group_that_breaks_rules_names_each_with_its_booking() {
    let house = House::open().await;
    let (anna, mara) = (house.anna().await, house.mara().await);
    let stay = house.stay().await;
    let id = uuid::Uuid::now_v7();
    let bad = json!({ "id": id, "adults": 0, "status": "CHECKED_OUT" });
    let group = [
        with(stay.clone(), json!({ "id": id })),
        with(beside(&mara, &stay).await, bad),
        with(beside(&mara, &stay).await, json!({ "guestId": uuid::Uuid::now_v7() })),
    ];
    let before = counted(&house).await;
    let refused = anna.create_all(&group).await;
    assert_eq!(refused["__typename"], "InvalidInput", "{refused}");
    let problems = refused["problems"].as_array().unwrap();
    let mut told: Vec<_> = problems
        .iter()
        .map(|problem| (problem["update"]["index"].as_i64().unwrap(), problem["field"].as_str().unwrap()))
        .collect();
    told.sort_unstable();
    assert_eq!(told, [(1, "adults"), (1, "id"), (1, "status"), (2, "guestId")], "{refused}");
    let (booked, named) = (stay.clone(), with(beside(&mara, &stay).await, json!({ "mutationId": "one" })));
    let refused = anna.create_all(&[booked, named.clone()]).await;
    assert_eq!(refused["problems"][0]["field"], "mutationId", "{refused}");
    let twice = with(stay, json!({ "mutationId": "one" }));
    let refused = anna.create_all(&[named, twice]).await;
    assert_eq!(refused["problems"][0]["field"], "mutationId", "{refused}");
    assert_eq!(counted(&house).await, before);
}

#[tokio::test]
async fn a_group_that_is_sent_again_is_made_once() {
    let house = House::open().await;
    let (anna, mara) = (house.anna().await, house.mara().await);
    let stay = house.stay().await;
    let named = |input: Value, name: &str| with(input, json!({ "mutationId": name }));
    let group = [named(stay.clone(), "family 1"), named(beside(&mara, &stay).await, "family 2")];
    // Two at once, of which neither was carried out before: by ids of the server's own.
    let (left, right) = tokio::join!(anna.create_all(&group), anna.create_all(&group));
    assert_eq!(left["__typename"], "BookingsSaved", "{left}");
    assert_eq!(left, right);
    let before = counted(&house).await;
    // The row has moved on since; the answer names the booking that was made.
    anna.save(&left["bookings"][0], 1, json!({ "notes": "later" })).await;
    let again = anna.create_all(&group).await;
    assert_eq!(
        (&again["revision"], &again["bookings"][0]["id"]),
        (&left["revision"], &left["bookings"][0]["id"])
    );
    assert_eq!(counted(&house).await, (before.0, before.1 + 1));

    let other = [group[0].clone(), named(beside(&mara, &stay).await, "family 3")];
    let before = counted(&house).await;
    let refused = anna.create_all(&other).await;
    assert_eq!(refused["__typename"], "InvalidInput", "{refused}");
    assert_eq!(refused["problems"][0]["field"], "mutationId");
    assert_eq!(refused["update"]["index"], 1);
    assert_eq!(counted(&house).await, before);
}

/// Whoever is quicker has the room; the group has all of its rooms or none.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_group_and_single_bookings_of_its_rooms_at_once() {
    let house = House::open().await;
    let (anna, ben, mara) = (house.anna().await, house.ben().await, house.mara().await);
    let mut won = [0, 0];
    for round in 0..12 {
        let one = house.stay().await;
        let two = beside(&mara, &one).await;
        let single = if round % 2 == 0 { two.clone() } else { one.clone() };
        let backwards = [two.clone(), one.clone()];
        let group = [one, two];
        let before = counted(&house).await.0;
        let (first, second, alone) =
            tokio::join!(anna.create_all(&group), ben.create_all(&backwards), mara.create(&single));
        let outcomes = [&first, &second, &alone].map(|answer| answer["__typename"].as_str().unwrap());
        let saved = outcomes.iter().filter(|end| end.ends_with("Saved")).count();
        assert_eq!(saved, 1, "{outcomes:?}");
        assert!(
            outcomes.iter().all(|end| end.ends_with("Saved") || *end == "RoomUnavailable"),
            "{outcomes:?}"
        );
        let made = if outcomes[2] == "BookingSaved" { 1 } else { 2 };
        won[usize::from(made == 2)] += 1;
        assert_eq!(counted(&house).await.0, before + made, "all or none");
    }
    assert_eq!(won[0] + won[1], 12);
}
