//! Two people edit one field: nobody's save is lost in silence, and each conflict says all that is needed to
//! decide.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use crate::support::{House, Person, text};

/// The names of the fields that collide.
fn colliding(conflict: &Value) -> Vec<String> {
    assert_eq!(conflict["__typename"], "Conflict", "{conflict}");
    conflict["fields"].as_array().unwrap().iter().map(|field| text(&field["field"])).collect()
}

fn field<'a>(conflict: &'a Value, name: &str) -> &'a Value {
    conflict["fields"].as_array().unwrap().iter().find(|field| field["field"] == name).unwrap()
}

#[tokio::test]
async fn the_second_edit_of_a_field_is_told_what_the_first_made_of_it() {
    let house = House::open().await;
    let (anna, ben) = (house.anna().await, house.ben().await);
    let booking = house.booking().await;
    let saved = anna.save(&booking, 1, json!({ "totalPrice": "120" })).await;

    for on_stale in ["REJECT", "MERGE"] {
        let mut conflict =
            ben.update(&booking, 1, json!({ "totalPrice": "90" }), json!({ "onStale": on_stale })).await;
        assert_eq!(conflict["__typename"], "Conflict", "{on_stale}: {conflict}");
        assert_eq!((&conflict["expectedVersion"], &conflict["currentVersion"]), (&json!(1), &json!(2)));
        assert_eq!(conflict["current"]["version"], 2);
        assert_eq!(conflict["current"]["updatedBy"]["name"], "Anna");
        let changed_at: DateTime<Utc> =
            text(&conflict["fields"][0]["changedAt"].take()).parse().expect("an instant");
        assert!(changed_at >= text(&saved["booking"]["updatedAt"]).parse::<DateTime<Utc>>().unwrap());
        let field = json!({
            "field": "totalPrice", "base": "100.00", "yours": "90.00", "theirs": "120.00",
            "changedBy": { "name": "Anna" }, "changedAt": null,
        });
        assert_eq!(conflict["fields"], json!([field]), "{on_stale}");
        let change = json!({
            "version": 2, "action": "UPDATED", "fields": ["totalPrice"],
            "actor": { "kind": "USER", "name": "Anna" },
            "diff": [{ "field": "totalPrice", "before": "100.00", "after": "120.00" }],
        });
        assert_eq!(conflict["changes"], json!([change]), "{on_stale}");
    }
    assert_eq!(house.database.versions(&booking).await, [1, 2], "a conflict writes nothing");

    // "Use mine" is the same edit on the version that the conflict named.
    let mine = ben.save(&booking, 2, json!({ "totalPrice": "90" })).await;
    assert_eq!((&mine["booking"]["version"], &mine["booking"]["totalPrice"]), (&json!(3), &json!("90.00")));
    assert_eq!(mine["booking"]["updatedBy"]["name"], "Ben");
}

#[tokio::test]
async fn two_equal_edits_agree() {
    let house = House::open().await;
    let (anna, ben) = (house.anna().await, house.ben().await);
    let booking = house.booking().await;
    anna.save(&booking, 1, json!({ "notes": "sea view" })).await;

    let strict = ben.update(&booking, 1, json!({ "notes": "sea view" }), json!({})).await;
    assert_eq!(colliding(&strict), [""; 0], "nothing collides, but REJECT asked for the version itself");

    let merge = json!({ "onStale": "MERGE" });
    let agreed = ben.update(&booking, 1, json!({ "notes": "sea view" }), merge.clone()).await;
    assert_eq!(agreed["__typename"], "BookingSaved", "{agreed}");
    assert_eq!(agreed["booking"]["version"], 2, "there is nothing left to write");

    let patch = json!({ "notes": "sea view", "adults": 1 });
    let more = ben.update(&booking, 1, patch, merge).await;
    assert_eq!(more["__typename"], "BookingSaved", "{more}");
    let now = &more["booking"];
    assert_eq!((&now["version"], &now["notes"], &now["adults"]), (&json!(3), &json!("sea view"), &json!(1)));
    assert_eq!(house.database.versions(&booking).await, [1, 2, 3]);
}

#[tokio::test]
async fn a_price_that_was_made_for_other_nights_collides_with_them() {
    let house = House::open().await;
    let (anna, ben) = (house.anna().await, house.ben().await);
    let booking = house.booking().await;
    anna.save(&booking, 1, json!({ "checkOut": "2030-05-05" })).await;
    let merge = json!({ "onStale": "MERGE" });
    let conflict = ben.update(&booking, 1, json!({ "totalPrice": "80" }), merge).await;
    assert_eq!(colliding(&conflict), ["checkOut", "totalPrice"]);
    let nights = field(&conflict, "checkOut");
    assert_eq!((&nights["base"], &nights["yours"]), (&json!("2030-05-04"), &json!("2030-05-04")));
    assert_eq!((&nights["theirs"], &nights["changedBy"]["name"]), (&json!("2030-05-05"), &json!("Anna")));
    let price = field(&conflict, "totalPrice");
    assert_eq!((&price["yours"], &price["theirs"]), (&json!("80.00"), &json!("100.00")));
    assert_eq!((&price["changedBy"], &price["changedAt"]), (&Value::Null, &Value::Null));
}

#[tokio::test]
async fn a_room_collides_with_a_status() {
    let house = House::open().await;
    let (anna, ben, mara) = (house.anna().await, house.ben().await, house.mara().await);
    let (booking, room) = (house.booking().await, mara.room().await);
    anna.save(&booking, 1, json!({ "roomId": room["id"] })).await;
    let merge = json!({ "onStale": "MERGE" });
    let conflict = ben.update(&booking, 1, json!({ "status": "CANCELLED" }), merge).await;
    assert_eq!(colliding(&conflict), ["roomId", "status"]);
    assert_eq!(field(&conflict, "roomId")["theirs"], room["id"]);
    assert_eq!(field(&conflict, "status")["yours"], "CANCELLED");
    assert_eq!(anna.look_at(&booking).await["status"], "CONFIRMED");
}

#[tokio::test]
async fn a_third_writer_makes_a_resolution_a_fresh_conflict() {
    let house = House::open().await;
    let (anna, ben, mara) = (house.anna().await, house.ben().await, house.mara().await);
    let booking = house.booking().await;
    let price = |amount: &str| json!({ "totalPrice": amount });
    anna.save(&booking, 1, price("120")).await;
    let first = ben.update(&booking, 1, price("90"), json!({})).await;
    assert_eq!(first["currentVersion"], 2);
    mara.save(&booking, 2, price("130")).await;

    for on_stale in ["REJECT", "MERGE"] {
        let fresh = ben.update(&booking, 2, price("90"), json!({ "onStale": on_stale })).await;
        assert_eq!(colliding(&fresh), ["totalPrice"]);
        assert_eq!((&fresh["expectedVersion"], &fresh["currentVersion"]), (&json!(2), &json!(3)));
        let field = field(&fresh, "totalPrice");
        assert_eq!((&field["base"], &field["theirs"]), (&json!("120.00"), &json!("130.00")));
        assert_eq!(field["changedBy"]["name"], "Mara");
    }
    assert_eq!(anna.look_at(&booking).await["totalPrice"], "130.00");
    assert_eq!(ben.save(&booking, 3, price("90")).await["booking"]["version"], 4);
}

#[tokio::test]
async fn of_resolutions_at_the_same_time_one_wins_and_the_others_hear_of_it() {
    let house = House::open().await;
    let (anna, ben, mara) = (house.anna().await, house.ben().await, house.mara().await);
    let booking = house.booking().await;
    for version in 1..=20 {
        let resolve = async |person: &Person, amount: i64| {
            let patch = json!({ "totalPrice": format!("{}", amount + version) });
            person.update(&booking, version, patch, json!({})).await
        };
        let (first, second, third) =
            tokio::join!(resolve(&anna, 1000), resolve(&ben, 2000), resolve(&mara, 3000));
        let ends = [&first, &second, &third];
        let winners: Vec<_> = ends.iter().filter(|end| end["__typename"] == "BookingSaved").collect();
        assert_eq!(winners.len(), 1, "{ends:?}");
        for loser in ends.iter().filter(|end| end["__typename"] != "BookingSaved") {
            assert_eq!(colliding(loser), ["totalPrice"]);
            assert_eq!(loser["currentVersion"], version + 1);
            assert_eq!(loser["fields"][0]["theirs"], winners[0]["booking"]["totalPrice"]);
        }
    }
}
