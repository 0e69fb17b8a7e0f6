//! Two guests who are one and the same become one, and nothing of either is lost.

mod at_once;
mod known;

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::contract::outcome;
use crate::support::{House, Person, document, ids, position, text, with};

/// `mergeGuests` on these versions, answering the member of its result.
pub(super) async fn merge(who: &Person, keep: (&Value, i64), remove: (&Value, i64), more: Value) -> Value {
    let guest = |(guest, version): (&Value, i64)| json!({ "id": guest["id"], "expectedVersion": version });
    let input = json!({ "keep": guest(keep), "remove": guest(remove), "patch": {} });
    outcome(who, "mergeGuests", json!({ "input": with(input, more) })).await
}

/// A guest with more than a name.
pub(super) async fn guest(who: &Person, input: Value) -> Value {
    who.run(document!("create_guest"), json!({ "input": input })).await["createGuest"]["guest"].clone()
}

/// A booking of a guest, in a room of its own.
async fn booked(house: &House, guest: &Value) -> Value {
    house.anna().await.book(&with(house.stay().await, json!({ "guestId": guest["id"] }))).await
}

async fn bookings_of(who: &Person, guest: &Value) -> BTreeSet<String> {
    let query = "query ($ids: [ID!]) { bookings(filter: { guestIds: $ids }) { nodes { id } } }";
    ids(&who.run(query, json!({ "ids": [guest["id"]] })).await["bookings"])
}

#[tokio::test]
async fn all_bookings_name_the_guest_who_stays_and_who_watches_is_told_as_of_one_act() {
    let house = House::open().await;
    let (anna, ben) = (house.anna().await, house.ben().await);
    let kept = guest(&anna, json!({ "name": "Greta Nowak", "phone": "1" })).await;
    let gone = guest(&anna, json!({ "name": "G. Nowak", "phone": "2", "notes": "likes the sea" })).await;
    let [first, second] = [booked(&house, &gone).await, booked(&house, &gone).await];
    let own = booked(&house, &kept).await;
    anna.save(&second, 1, json!({ "status": "CANCELLED" })).await;
    let mut guests = ben.watch_from_now(document!("guest_screen"), json!({})).await;
    let mut bookings = ben.watch_from_now(document!("booking_changed"), json!({})).await;

    let merged = merge(&anna, (&kept, 1), (&gone, 1), json!({ "patch": { "phone": "2" } })).await;
    assert_eq!(merged["__typename"], "GuestsMerged", "{merged}");
    assert_eq!((&merged["bookings"], &merged["removedId"]), (&json!(2), &gone["id"]));
    assert_eq!((&merged["guest"]["phone"], &merged["guest"]["name"]), (&json!("2"), &json!("Greta Nowak")));
    assert_eq!(
        (&merged["removed"]["notes"], &merged["guest"]["version"]),
        (&json!("likes the sea"), &json!(2))
    );

    let all = [&first, &second, &own].map(|booking| text(&booking["id"]));
    assert_eq!(bookings_of(&ben, &kept).await, BTreeSet::from(all));
    assert_eq!(bookings_of(&ben, &gone).await, BTreeSet::new());
    let history = &anna.look_at(&first).await["history"]["edges"][0]["node"];
    assert_eq!((&history["fields"], &history["actor"]["name"]), (&json!(["guestId"]), &json!("Anna")));

    let told = [guests.next_change().await, guests.next_change().await];
    assert_eq!(told.each_ref().map(|change| &change["action"]), ["UPDATED", "DELETED"]);
    assert_eq!(told[1]["guestId"], gone["id"]);
    let moved = bookings.changes(2).await;
    let revisions: BTreeSet<_> =
        told.iter().chain(&moved).map(|change| position(&change["revision"]).revision).collect();
    assert_eq!(revisions, BTreeSet::from([position(&merged["revision"]).revision]), "one transaction");
}

#[tokio::test]
async fn a_version_that_somebody_has_changed_since_is_a_conflict_about_that_guest() {
    let house = House::open().await;
    let (anna, ben) = (house.anna().await, house.ben().await);
    for of in [0, 1] {
        let both = [ben.guest("Greta").await, ben.guest("Greta").await];
        let booking = booked(&house, &both[1]).await;
        let edit = json!({ "id": both[of]["id"], "expectedVersion": 1, "patch": { "phone": "7" } });
        ben.run(document!("edit_guest"), json!({ "input": edit })).await;
        let answer =
            merge(&anna, (&both[0], 1), (&both[1], 1), json!({ "patch": { "phone": "1", "notes": "x" } }))
                .await;
        assert_eq!(answer["__typename"], "Conflict", "{answer}");
        assert_eq!((&answer["current"]["id"], &answer["currentVersion"]), (&both[of]["id"], &json!(2)));
        assert!(text(&answer["message"]).starts_with("Ben changed this"), "{answer}");
        let fields: Vec<_> =
            answer["fields"].as_array().unwrap().iter().map(|field| &field["field"]).collect();
        assert_eq!(fields, if of == 0 { vec!["phone"] } else { vec![] });
        // Nothing of it was written.
        assert_eq!(anna.look_at(&booking).await["guest"]["id"], both[1]["id"]);
        let versions: [i64; 2] = if of == 0 { [2, 1] } else { [1, 2] };
        let again = merge(&anna, (&both[0], versions[0]), (&both[1], versions[1]), json!({})).await;
        assert_eq!(again["__typename"], "GuestsMerged", "{again}");
    }
}

#[tokio::test]
async fn who_is_not_there_can_not_be_merged() {
    let house = House::open().await;
    let anna = house.anna().await;
    let [one, other, third] = [anna.guest("Ida").await, anna.guest("Ida").await, anna.guest("Ida").await];
    let nobody = json!({ "id": uuid::Uuid::now_v7() });
    for (keep, remove, missing) in [(&nobody, &one, &nobody), (&one, &nobody, &nobody)] {
        let answer = merge(&anna, (keep, 1), (remove, 1), json!({})).await;
        assert_eq!(
            (&answer["__typename"], &answer["rowId"]),
            (&json!("NotFound"), &missing["id"]),
            "{answer}"
        );
    }
    let same = merge(&anna, (&one, 1), (&one, 1), json!({})).await;
    assert_eq!(
        (&same["problems"][0]["field"], &same["problems"][0]["rule"]),
        (&json!("remove.id"), &json!("GROUP"))
    );
    let bad =
        merge(&anna, (&one, 1), (&other, 1), json!({ "patch": { "country": "XX", "email": "no" } })).await;
    let fields: BTreeSet<_> =
        bad["problems"].as_array().unwrap().iter().map(|problem| text(&problem["field"])).collect();
    assert_eq!(fields, ["country", "email"].map(str::to_owned).into(), "{bad}");

    merge(&anna, (&one, 1), (&other, 1), json!({})).await;
    for (keep, remove) in [(&third, &other), (&other, &third)] {
        let answer = merge(&anna, (keep, 1), (remove, 1), json!({})).await;
        assert_eq!(
            (&answer["__typename"], &answer["rowId"]),
            (&json!("AlreadyDeleted"), &other["id"]),
            "{answer}"
        );
    }
    // Whoever has the one open is led to the other, also where that one was merged in turn.
    merge(&anna, (&third, 1), (&one, 1), json!({})).await;
    let query = "query ($id: ID!) { guestMerge(id: $id) { guest { id } mergedBy { name } } }";
    let found = anna.run(query, json!({ "id": other["id"] })).await["guestMerge"].clone();
    assert_eq!(found, json!({ "guest": { "id": third["id"] }, "mergedBy": { "name": "Anna" } }));
    assert_eq!(anna.run(query, json!({ "id": third["id"] })).await["guestMerge"], Value::Null);
}

#[tokio::test]
async fn a_merge_that_is_sent_again_is_carried_out_once() {
    let house = House::open().await;
    let anna = house.anna().await;
    let [kept, gone] = [anna.guest("Jo").await, anna.guest("Jo").await];
    booked(&house, &gone).await;
    let named = json!({ "mutationId": "one of two", "patch": { "notes": "both" } });
    let both = tokio::join!(
        merge(&anna, (&kept, 1), (&gone, 1), named.clone()),
        merge(&anna, (&kept, 1), (&gone, 1), named.clone())
    );
    assert_eq!(both.0["__typename"], "GuestsMerged", "{}", both.0);
    assert_eq!(both.0, both.1);
    let edit = json!({ "id": kept["id"], "expectedVersion": 2, "patch": { "phone": "9" } });
    anna.run(document!("edit_guest"), json!({ "input": edit })).await;
    let later = merge(&anna, (&kept, 1), (&gone, 1), named.clone()).await;
    assert_eq!((&later["bookings"], &later["removed"]), (&json!(1), &both.0["removed"]), "{later}");
    assert_eq!((&later["guest"]["version"], &later["revision"]), (&json!(3), &both.0["revision"]));
    let other = merge(&anna, (&kept, 2), (&gone, 1), named).await;
    assert_eq!(
        (&other["problems"][0]["field"], &other["problems"][0]["rule"]),
        (&json!("mutationId"), &json!("TAKEN"))
    );
    assert_eq!(house.database.versions(&gone).await, [1, 2]);
}
