//! Who was merged into somebody is erased with them: also what the history says of the time before.

use serde_json::{Value, json};

use super::{assert_nothing_left, erase, is_personal, places, stay, zacharias};
use crate::support::contract::outcome;
use crate::support::{House, Person, document, text};

/// Merges one into the other, on the versions that they have.
async fn merge(who: &Person, keep: &Value, remove: &Value) {
    let mut guests = vec![];
    for guest in [keep, remove] {
        let query = "query ($id: ID!) { guest(id: $id) { version } }";
        let version = who.run(query, json!({ "id": guest["id"] })).await["guest"]["version"].clone();
        guests.push(json!({ "id": guest["id"], "expectedVersion": version }));
    }
    let input =
        json!({ "keep": guests[0], "remove": guests[1], "patch": {}, "mutationId": text(&remove["id"]) });
    let merged = outcome(who, "mergeGuests", json!({ "input": input })).await;
    assert_eq!(merged["__typename"], "GuestsMerged", "{merged}");
}

#[tokio::test]
async fn nothing_is_left_of_those_who_were_merged_into_who_is_erased() {
    let house = House::open().await;
    let (mara, anna) = (house.mara().await, house.anna().await);
    // Twice: into somebody who is merged in turn.
    let [first, second] = [zacharias(&mara, json!({})).await, zacharias(&mara, json!({})).await];
    let kept = anna.guest("Somebody").await;
    let booking = stay(&house, &first, json!({})).await;
    anna.save(&booking, 1, json!({ "notes": "Quendelmann comes at ten" })).await;
    anna.save(&booking, 2, json!({ "notes": "" })).await;
    merge(&anna, &second, &first).await;
    merge(&anna, &kept, &second).await;
    assert!(places(&house.database).await.contains(&"change_log".to_owned()));
    let exported = frontdesk_export(&house, &kept).await;
    assert!(is_personal(&exported), "it is this person's: {exported}");
    let mut screen = anna.watch_from_now(document!("guest_screen"), json!({})).await;

    let erased = erase(&mara, &kept).await;
    assert_nothing_left(&house.database).await;
    assert!(erased["changes"].as_i64().unwrap() >= 7, "of all three: {erased}");
    assert_eq!(erase(&mara, &kept).await, erased, "once more changes nothing");
    let change = screen.next_change().await;
    assert_eq!((&change["guestId"], &change["action"]), (&kept["id"], &json!("UPDATED")));
    // On the list that is kept beside the backups: a dump from before the merge has them as they were.
    let noted: i64 = house.database.value("SELECT count(*) FROM erasures").await;
    assert_eq!(noted, 3);
    for guest in [&first, &second] {
        let told = mara.run(document!("erased_history"), json!({ "id": guest["id"] })).await;
        let last = &told["history"]["nodes"][0];
        assert_eq!((&last["action"], &last["actor"]["name"]), (&json!("DELETED"), &json!("Anna")), "{last}");
    }
}

async fn frontdesk_export(house: &House, guest: &Value) -> String {
    let run = crate::support::process::command(&["guest", "export", &text(&guest["id"])]);
    let mut run = run;
    run.env("DATABASE_URL", &house.database.url);
    crate::support::process::run(run).await.printed()
}

/// Whoever comes first: the merge finds who is erased, or is erased together with them.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_merge_at_the_very_moment_leaves_nothing() {
    let house = House::open().await;
    let (mara, anna) = (house.mara().await, house.anna().await);
    for _ in 0..8 {
        let [kept, gone] = [zacharias(&mara, json!({})).await, zacharias(&mara, json!({})).await];
        stay(&house, &gone, json!({})).await;
        let guest = |guest: &Value| json!({ "id": guest["id"], "expectedVersion": 1 });
        let input = json!({ "keep": guest(&kept), "remove": guest(&gone), "patch": {} });
        let (merged, _) =
            tokio::join!(outcome(&anna, "mergeGuests", json!({ "input": input })), erase(&mara, &kept));
        if merged["__typename"] != "GuestsMerged" {
            erase(&mara, &gone).await;
        }
        assert_nothing_left(&house.database).await;
    }
}
