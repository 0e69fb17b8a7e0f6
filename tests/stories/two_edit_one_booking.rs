//! The story that Frontdesk was made for.

use serde_json::json;

use crate::support::{House, document};

#[tokio::test]
async fn bens_save_does_not_undo_annas() {
    let house = House::open().await;
    let (anna, ben) = (house.anna().await, house.ben().await);
    let booking = house.booking().await;
    let other_guest = anna.guest("Dora").await;
    let mut screen =
        ben.watch(document!("booking_changed"), json!({ "filter": { "ids": [booking["id"]] } })).await;
    screen.ready().await;

    let saved = anna.update(&booking, 1, json!({ "totalPrice": "120" }), json!({})).await;
    assert_eq!(saved["booking"]["version"], 2);

    let change = screen.next_change().await;
    assert_eq!((&change["actor"]["name"], &change["fields"]), (&json!("Anna"), &json!(["totalPrice"])));
    assert_eq!(change["booking"]["totalPrice"], "120.00");
    assert_eq!(change["before"]["totalPrice"], "100.00");

    let patch = json!({ "guestId": other_guest["id"] });
    let conflict = ben.update(&booking, 1, patch.clone(), json!({})).await;
    assert_eq!(conflict["__typename"], "Conflict");
    assert_eq!((&conflict["expectedVersion"], &conflict["currentVersion"]), (&json!(1), &json!(2)));
    assert_eq!(conflict["fields"], json!([]), "the price and the guest don't touch");
    assert_eq!(conflict["changes"][0]["actor"]["name"], "Anna");

    let merged = ben.update(&booking, 1, patch, json!({ "onStale": "MERGE" })).await;
    assert_eq!(merged["__typename"], "BookingSaved", "{merged}");
    assert_eq!(merged["mergedFields"], json!(["totalPrice"]));
    assert_eq!(merged["booking"]["totalPrice"], "120.00");
    assert_eq!(merged["booking"]["guest"]["name"], "Dora");
    assert_eq!(screen.next_change().await["revision"], merged["revision"]);
}
