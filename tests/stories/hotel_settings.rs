//! What managers set is in force in every server at once, and nobody's change is lost.

use chrono::DateTime;
use frontdesk::clock::Clock;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::contract::outcome;
use crate::support::{House, Person, eventually};

const TOLD: &str = "{ hotel { version name currency timeZone dayEnds today todayEndsAt locale checkInFrom checkOutUntil \
                    fixedFields updatedBy { name } } }";
const WATCHED: &str = "subscription { hotelChanged { version name currency today updatedBy { name } } }";

async fn told(person: &Person) -> Value {
    person.run(TOLD, json!({})).await["hotel"].clone()
}

async fn set(person: &Person, version: i64, patch: Value, more: Value) -> Value {
    let mut input = json!({ "expectedVersion": version, "patch": patch });
    input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    outcome(person, "updateHotel", json!({ "input": input })).await
}

fn clock_at(instant: &'static str) -> Clock {
    Clock::from_fn(move || DateTime::parse_from_rfc3339(instant).unwrap().to_utc())
}

#[tokio::test]
async fn what_is_set_at_one_server_is_in_force_at_the_other() {
    // An hour before midnight in UTC: in Tokyo it is the next day.
    let clock = || clock_at("2030-05-10T23:00:00Z");
    let house = House::open_with(&["--demo"], clock()).await;
    let (there, _) = house.another_server_with(&["--demo"], clock()).await;
    let (mara, anna) = (house.mara().await, house.anna().await.at(there));
    assert_eq!(told(&anna).await["version"], 0);
    let mut screen = anna.watch(WATCHED, json!({})).await;
    assert_eq!(screen.next().await["version"], 0);

    let patch = json!({ "name": " Zur  Post ", "timeZone": "Asia/Tokyo", "currency": "JPY", "locale": "de-at",
                        "checkInFrom": "15:00", "checkOutUntil": "11:00" });
    let saved = set(&mara, 0, patch, json!({})).await;
    assert_eq!(
        (&saved["__typename"], &saved["hotel"]["version"]),
        (&json!("HotelSaved"), &json!(1)),
        "{saved}"
    );
    let expected = json!({
        "version": 1, "name": "Zur Post", "currency": "JPY", "today": "2030-05-11", "updatedBy": { "name": "Mara" },
    });
    assert_eq!(screen.next().await, expected, "whoever watches elsewhere is told");

    let now = told(&anna).await;
    assert_eq!(
        (&now["locale"], &now["checkInFrom"], &now["checkOutUntil"]),
        (&json!("de-AT"), &json!("15:00"), &json!("11:00"))
    );
    let room = outcome(
        &mara.at(there),
        "createRoom",
        json!({ "input": { "name": "Attic", "nightlyRate": "9000" } }),
    )
    .await;
    assert_eq!(room["room"]["currency"], "JPY", "what is new there is priced so");
    let demo = anna.run("{ bookings(first: 1) { nodes { currency } } }", json!({})).await;
    assert_eq!(demo["bookings"]["nodes"][0]["currency"], "EUR", "what there was keeps its own");

    // Taken back, the server's own stands in.
    set(&mara, 1, json!({ "currency": null }), json!({})).await;
    assert_eq!(screen.next().await["currency"], "EUR");
    // Past the API.
    house.database.sql("INSERT INTO hotel_settings (version, name) VALUES (3, 'By hand')").await;
    eventually("it is in force", async || told(&anna).await["name"] == "By hand").await;
    let (later, _) = house.another_server_with(&["--demo"], clock()).await;
    assert_eq!(told(&mara.at(later)).await["name"], "By hand", "who comes later knows it from the beginning");
}

#[tokio::test]
async fn two_managers_set_at_once_and_nothing_is_lost() {
    let house = House::open().await;
    let (there, _) = house.another_server().await;
    let mara = house.mara().await;
    let other = mara.at(there);

    // What does not touch is merged.
    let merge = json!({ "onStale": "MERGE" });
    let [one, two] = [
        set(&mara, 0, json!({ "name": "Zur Post" }), merge.clone()),
        set(&other, 0, json!({ "dayEnds": "03:00" }), merge.clone()),
    ];
    let (one, two) = tokio::join!(one, two);
    assert_eq!(
        (&one["__typename"], &two["__typename"]),
        (&json!("HotelSaved"), &json!("HotelSaved")),
        "{one}\n{two}"
    );
    let now = told(&mara).await;
    assert_eq!(
        (&now["version"], &now["name"], &now["dayEnds"]),
        (&json!(2), &json!("Zur Post"), &json!("03:00"))
    );

    // The same field: one is saved, and the other told.
    let names = ["Zum Adler", "Zum Bären"];
    let [one, two] = [
        set(&mara, 2, json!({ "name": names[0] }), merge.clone()),
        set(&other, 2, json!({ "name": names[1] }), merge.clone()),
    ];
    let (one, two) = tokio::join!(one, two);
    let (won, lost) = if one["__typename"] == "HotelSaved" { (0, &two) } else { (1, &one) };
    assert_eq!(lost["__typename"], "HotelConflict", "{one}\n{two}");
    let field = &lost["fields"][0];
    assert_eq!(
        (&field["field"], &field["base"], &field["yours"], &field["theirs"], &field["changedBy"]["name"]),
        (&json!("name"), &json!("Zur Post"), &json!(names[1 - won]), &json!(names[won]), &json!("Mara")),
    );
    assert_eq!((&lost["currentVersion"], &lost["current"]["name"]), (&json!(3), &json!(names[won])));

    // A stale version without MERGE is refused, also where nothing touches.
    let stale = set(&mara, 2, json!({ "checkInFrom": "15:00" }), json!({})).await;
    assert_eq!((&stale["__typename"], &stale["fields"]), (&json!("HotelConflict"), &json!([])));

    // A retry is carried out once.
    let again = json!({ "mutationId": Uuid::now_v7() });
    for _ in 0..2 {
        let saved = set(&mara, 3, json!({ "checkInFrom": "15:00" }), again.clone()).await;
        assert_eq!(
            (&saved["__typename"], &saved["hotel"]["version"]),
            (&json!("HotelSaved"), &json!(4)),
            "{saved}"
        );
    }
    let other_request = set(&mara, 4, json!({ "checkInFrom": "16:00" }), again).await;
    assert_eq!(other_request["problems"][0]["rule"], "TAKEN", "{other_request}");
}

#[tokio::test]
async fn what_the_operator_gave_wins_and_says_so() {
    let house = House::open_with(&["--demo", "--time-zone", "Europe/Berlin"], Clock::system()).await;
    let mara = house.mara().await;
    assert_eq!(told(&mara).await["fixedFields"], json!(["timeZone"]));
    let refused = set(&mara, 0, json!({ "timeZone": "Asia/Tokyo", "name": "Zur Post" }), json!({})).await;
    let problem = &refused["problems"][0];
    assert_eq!((&problem["field"], &problem["rule"]), (&json!("timeZone"), &json!("FIXED")), "{refused}");
    assert!(problem["message"].as_str().unwrap().contains("--time-zone"), "{refused}");
    assert_eq!(told(&mara).await["version"], 0, "nothing of it is saved");

    // A server without the flag may set it; the one with it goes on by its flag.
    let (there, _) = house.another_server().await;
    let saved = set(&mara.at(there), 0, json!({ "timeZone": "Asia/Tokyo" }), json!({})).await;
    assert_eq!(saved["hotel"]["timeZone"], "Asia/Tokyo", "{saved}");
    eventually("the other has heard of it", async || told(&mara).await["version"] == 1).await;
    assert_eq!(told(&mara).await["timeZone"], "Europe/Berlin");
}
