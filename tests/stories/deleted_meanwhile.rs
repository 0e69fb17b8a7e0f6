//! Somebody deletes what somebody else has on the screen.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use crate::support::contract::outcome;
use crate::support::{House, text};

#[tokio::test]
async fn a_booking_that_moved_on_is_not_deleted() {
    let house = House::open().await;
    let (anna, ben) = (house.anna().await, house.ben().await);
    let booking = house.booking().await;
    anna.save(&booking, 1, json!({ "totalPrice": "120" })).await;

    let conflict = ben.delete(&booking, 1, json!({})).await;
    assert_eq!(conflict["__typename"], "Conflict", "{conflict}");
    assert_eq!((&conflict["expectedVersion"], &conflict["currentVersion"]), (&json!(1), &json!(2)));
    assert_eq!(conflict["current"]["updatedBy"]["name"], "Anna");
    let change = json!({ "version": 2, "fields": ["totalPrice"], "actor": { "name": "Anna" } });
    assert_eq!(conflict["changes"], json!([change]));
    assert_eq!(anna.look_at(&booking).await["version"], 2);

    let deleted = ben.delete(&booking, 2, json!({})).await;
    assert_eq!(deleted["__typename"], "BookingDeleted", "{deleted}");
    assert_eq!((&deleted["bookingId"], &deleted["version"]), (&booking["id"], &json!(3)));
    assert_eq!(deleted["last"]["totalPrice"], "120.00");
    assert_eq!(anna.look_at(&booking).await, Value::Null);
    assert_eq!(house.database.versions(&booking).await, [1, 2, 3]);
}

#[tokio::test]
async fn an_edit_of_a_deleted_booking_says_who_deleted_what_and_when() {
    let house = House::open().await;
    let (anna, ben) = (house.anna().await, house.ben().await);
    let booking = house.booking().await;
    let saved = ben.save(&booking, 1, json!({ "totalPrice": "120", "notes": "late" })).await;
    ben.delete(&booking, 2, json!({})).await;

    // On whichever version and in whichever way: the row is gone.
    for (version, on_stale) in [(1, "REJECT"), (1, "MERGE"), (2, "REJECT"), (3, "MERGE")] {
        let patch = json!({ "totalPrice": "90" });
        let gone = anna.update(&booking, version, patch, json!({ "onStale": on_stale })).await;
        assert_eq!(gone["__typename"], "AlreadyDeleted", "{version} {on_stale}: {gone}");
        assert_eq!(gone["deletedBy"]["name"], "Ben");
        let when: DateTime<Utc> = text(&gone["deletedAt"]).parse().unwrap();
        assert!(when >= text(&saved["booking"]["updatedAt"]).parse::<DateTime<Utc>>().unwrap());
        assert_eq!(gone["before"]["totalPrice"], "120.00");
        assert_eq!(gone["before"]["reference"], booking["reference"]);
    }

    for version in [1, 2, 3] {
        let again = anna.delete(&booking, version, json!({})).await;
        assert_eq!(again["__typename"], "AlreadyDeleted", "{again}");
        assert_eq!(again["rowId"], booking["id"]);
        assert_eq!(again["deletedBy"], json!({ "kind": "USER", "name": "Ben" }));
        let before = json!({ "version": 2, "totalPrice": "120.00", "notes": "late" });
        assert_eq!(again["before"], before);
    }
    assert_eq!(house.database.versions(&booking).await, [1, 2, 3], "nothing was written");
}

#[tokio::test]
async fn whatever_was_deleted_is_told_as_it_was() {
    let house = House::open().await;
    let mara = house.mara().await;
    let document = |noun: &str| {
        format!(
            "mutation($input: Delete{noun}Input!) {{ delete{noun}(input: $input) {{ ... on AlreadyDeleted {{ \
             before {{ __typename ... on GuestSnapshot {{ name }} ... on RoomSnapshot {{ name }} }} }} }} }}"
        )
    };
    for (noun, row) in [("Guest", "guest"), ("Room", "room")] {
        let input = json!({ "input": { "name": "Attic" } });
        let made = outcome(&mara, &format!("create{noun}"), input).await[row].clone();
        let input = json!({ "input": { "id": made["id"], "expectedVersion": 1 } });
        outcome(&mara, &format!("delete{noun}"), input.clone()).await;
        let gone = mara.run(&document(noun), input).await[format!("delete{noun}")].clone();
        let before = json!({ "__typename": format!("{noun}Snapshot"), "name": "Attic" });
        assert_eq!(gone, json!({ "before": before }));
    }
}

#[tokio::test]
async fn the_history_of_what_was_deleted_can_still_be_read() {
    let house = House::open().await;
    let (anna, ben) = (house.anna().await, house.ben().await);
    let booking = house.booking().await;
    ben.save(&booking, 1, json!({ "notes": "late" })).await;
    let document =
        "query($id: ID!, $first: Int, $after: String) { history(id: $id, first: $first, after: $after) {
        nodes { action version actor { name } before { ... on BookingSnapshot { reference notes } } }
        pageInfo { hasNextPage endCursor } } }";
    let history = async |more: Value| {
        let mut variables = json!({ "id": booking["id"] });
        variables.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        anna.ask(document, variables).await["data"]["history"].clone()
    };
    let actions = |page: &Value| -> Vec<Value> {
        page["nodes"].as_array().unwrap().iter().map(|node| node["action"].clone()).collect()
    };
    assert_eq!(actions(&history(json!({})).await), ["UPDATED", "CREATED"]);

    anna.delete(&booking, 2, json!({})).await;
    let first = history(json!({ "first": 1 })).await;
    let before = json!({ "reference": booking["reference"], "notes": "late" });
    let deletion =
        json!({ "action": "DELETED", "version": 3, "actor": { "name": "Anna" }, "before": before });
    assert_eq!(first["nodes"], json!([deletion]));
    assert_eq!(first["pageInfo"]["hasNextPage"], true);
    let rest = history(json!({ "after": first["pageInfo"]["endCursor"] })).await;
    assert_eq!(actions(&rest), ["UPDATED", "CREATED"]);

    for nobody in [json!(uuid::Uuid::now_v7()), json!("no UUID")] {
        let empty = anna.ask(document, json!({ "id": nobody })).await;
        assert_eq!(empty["data"]["history"]["nodes"], json!([]), "{empty}");
    }
}

#[tokio::test]
async fn a_program_that_deletes_is_named_too() {
    let house = House::open().await;
    let anna = house.anna().await;
    let booking = house.booking().await;
    house.database.sql(&format!("DELETE FROM bookings WHERE id = '{}'", text(&booking["id"]))).await;
    let gone = anna.delete(&booking, 1, json!({})).await;
    let role: String = house.database.value("SELECT session_user::text").await;
    assert_eq!(gone["deletedBy"], json!({ "kind": "DATABASE_ROLE", "name": role }), "{gone}");
}

#[tokio::test]
async fn an_id_that_nobody_ever_had_is_not_found() {
    let house = House::open().await;
    let anna = house.anna().await;
    let logged = house.database.logged().await;
    let nobody = json!({ "id": uuid::Uuid::now_v7() });
    for on_stale in ["REJECT", "MERGE"] {
        let more = json!({ "onStale": on_stale });
        let answer = anna.update(&nobody, 1, json!({ "notes": "x" }), more).await;
        assert_eq!(answer["__typename"], "NotFound", "{answer}");
    }
    let answer = anna.delete(&nobody, 1, json!({})).await;
    assert_eq!((&answer["__typename"], &answer["rowId"]), (&json!("NotFound"), &nobody["id"]));
    assert_eq!(house.database.logged().await, logged);
}
