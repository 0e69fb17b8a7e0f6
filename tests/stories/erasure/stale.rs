//! What was begun before an erasure, or tries to write past it, brings nothing back.

use serde_json::{Value, json};

use super::{assert_nothing_left, erase, is_personal, stay, zacharias};
use crate::support::contract::outcome;
use crate::support::{House, Person};

async fn update_guest(person: &Person, guest: &Value, version: i64, on_stale: &str) -> Value {
    let patch = json!({ "phone": "+49 30 556677", "notes": "juniper" });
    let input = json!({ "id": guest["id"], "expectedVersion": version, "patch": patch, "onStale": on_stale });
    outcome(person, "updateGuest", json!({ "input": input })).await
}

/// The one field that is refused, and the rule.
fn refused(answer: &Value) -> (&str, &str) {
    assert_eq!(answer["__typename"], "InvalidInput", "{answer}");
    let problem = &answer["problems"][0];
    assert_eq!(answer["problems"].as_array().unwrap().len(), 1, "{answer}");
    (problem["field"].as_str().unwrap(), problem["rule"].as_str().unwrap())
}

#[tokio::test]
async fn an_edit_from_before_brings_nothing_back() {
    let house = House::open().await;
    let (mara, anna) = (house.mara().await, house.anna().await);
    let guest = zacharias(&mara, json!({ "mutationId": "once" })).await;
    let (booking, moved) = (stay(&house, &guest, json!({})).await, stay(&house, &guest, json!({})).await);
    let other = anna.guest("Dora").await;
    anna.save(&moved, 1, json!({ "guestId": other["id"], "notes": "" })).await;
    erase(&mara, &guest).await;

    for on_stale in ["REJECT", "MERGE"] {
        let answer = update_guest(&anna, &guest, 1, on_stale).await;
        assert_eq!(answer["__typename"], "Conflict", "{answer}");
        let bases: Vec<_> = answer["fields"].as_array().unwrap().iter().map(|field| &field["base"]).collect();
        assert_eq!(bases, [&Value::Null, &Value::Null], "{answer}");
        // Of a stay, neither where it still names the guest nor where somebody else has it now.
        let patch = json!({ "notes": "Mr Quendelmann comes later" });
        for row in [&booking, &moved] {
            let answer = anna.update(row, 1, patch.clone(), json!({ "onStale": on_stale })).await;
            assert_eq!(answer["__typename"], "Conflict", "{answer}");
            assert_eq!(
                (&answer["fields"][0]["field"], &answer["fields"][0]["base"]),
                (&json!("notes"), &Value::Null)
            );
            assert!(!is_personal(&answer["changes"].to_string()), "{answer}");
        }
    }
    // What does not touch merges as ever.
    let price = json!({ "totalPrice": "80" });
    let merged = anna.update(&booking, 1, price, json!({ "onStale": "MERGE" })).await;
    assert_eq!(merged["__typename"], "BookingSaved", "{merged}");

    // On today's version it is refused in words, and so is a new stay.
    let answer = update_guest(&anna, &guest, 2, "REJECT").await;
    assert_eq!(refused(&answer), ("id", "ERASED"));
    assert!(answer["message"].as_str().unwrap().contains("erased"), "{answer}");
    let answer = anna.update(&booking, 3, json!({ "notes": "Quendelmann" }), json!({})).await;
    assert_eq!(refused(&answer), ("notes", "ERASED"));
    let mut input = house.stay().await;
    input["guestId"] = guest["id"].clone();
    let answer = outcome(&anna, "createBooking", json!({ "input": input })).await;
    assert_eq!(refused(&answer), ("guestId", "ERASED"));
    let answer = anna.update(&moved, 2, json!({ "guestId": guest["id"] }), json!({})).await;
    assert_eq!(answer["problems"][0]["field"], "guestId", "{answer}");

    // A retry of what made the guest is no retry any more.
    let input = json!({
        "name": "Zacharias Quendelmann", "email": "zacharias@quendel.example", "phone": "+49 30 556677",
        "country": "DE", "notes": "allergic to juniper", "mutationId": "once",
    });
    let answer = outcome(&mara, "createGuest", json!({ "input": input })).await;
    assert_eq!(refused(&answer), ("mutationId", "TAKEN"));
    assert_nothing_left(&house.database).await;
}
