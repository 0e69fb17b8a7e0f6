//! The answer was lost on the way: the same request under the same name is carried out once.

use serde_json::{Value, json};

use crate::support::{House, edit, with};

fn named(name: &str) -> Value {
    json!({ "mutationId": name })
}

fn assert_reused(answer: &Value) {
    assert_eq!(answer["__typename"], "InvalidInput", "{answer}");
    assert_eq!(answer["problems"][0]["field"], "mutationId");
}

#[tokio::test]
async fn a_creation_that_is_sent_again_gets_the_first_answer() {
    let house = House::open().await;
    let anna = house.anna().await;
    let input = with(house.stay().await, named("arrival"));
    let first = anna.create(&input).await;
    assert_eq!(first["__typename"], "BookingSaved", "{first}");
    let logged = house.database.logged().await;
    assert_eq!(anna.create(&input).await, first, "its own booking is in its room");

    let booking = &first["booking"];
    anna.save(booking, 1, json!({ "notes": "moved on" })).await;
    let later = anna.create(&input).await;
    assert_eq!(
        (&later["revision"], &later["booking"]["id"]),
        (&first["revision"], &booking["id"]),
        "{later}"
    );
    assert_reused(&anna.create(&with(input.clone(), json!({ "totalPrice": "99" }))).await);
    anna.delete(booking, 2, json!({})).await;
    let gone = anna.create(&input).await;
    assert_eq!(gone["__typename"], "AlreadyDeleted", "{gone}");
    assert_eq!(house.database.logged().await, logged + 2);
}

#[tokio::test]
async fn an_update_that_is_sent_again_gets_the_first_answer() {
    let house = House::open().await;
    let (anna, ben) = (house.anna().await, house.ben().await);
    let booking = house.booking().await;
    anna.save(&booking, 1, json!({ "notes": "anna's" })).await;
    let patch = json!({ "totalPrice": "90" });
    let merge = with(named("cheaper"), json!({ "onStale": "MERGE" }));
    let first = ben.update(&booking, 1, patch.clone(), merge.clone()).await;
    assert_eq!(first["__typename"], "BookingSaved", "{first}");
    let logged = house.database.logged().await;
    assert_eq!(ben.update(&booking, 1, patch.clone(), merge.clone()).await, first, "with what was merged");

    // The row has moved on: to send it again is no conflict, and takes nothing back.
    anna.save(&booking, 3, json!({ "totalPrice": "150" })).await;
    let later = ben.update(&booking, 1, patch.clone(), merge.clone()).await;
    assert_eq!(
        (&later["revision"], &later["mergedFields"]),
        (&first["revision"], &json!(["notes"])),
        "{later}"
    );
    assert_eq!(later["booking"]["totalPrice"], "150.00", "the booking as it is now");
    assert_eq!(house.database.logged().await, logged + 1);

    // Another content, another version or another row under that name is refused, also on the current version.
    assert_reused(&ben.update(&booking, 1, json!({ "totalPrice": "91" }), merge.clone()).await);
    assert_reused(&ben.update(&booking, 4, json!({ "totalPrice": "91" }), merge.clone()).await);
    assert_reused(&ben.update(&booking, 4, patch.clone(), merge.clone()).await);
    assert_reused(&ben.delete(&booking, 4, named("cheaper")).await);
    let other = house.booking().await;
    let logged = house.database.logged().await;
    assert_reused(&ben.update(&other, 1, patch.clone(), merge.clone()).await);
    assert_reused(&ben.update_all(&[with(edit(&other, 1, patch.clone()), merge.clone())]).await);
    assert_eq!(house.database.logged().await, logged);

    // Anna's "cheaper" is not Ben's.
    let hers = anna.update(&other, 1, patch, merge).await;
    assert_eq!(hers["__typename"], "BookingSaved", "{hers}");
    assert_eq!(house.database.logged().await, logged + 1);
}

#[tokio::test]
async fn an_update_whose_booking_was_deleted_since_says_so() {
    let house = House::open().await;
    let anna = house.anna().await;
    let booking = house.booking().await;
    let patch = json!({ "totalPrice": "90" });
    anna.update(&booking, 1, patch.clone(), named("cheaper")).await;
    anna.delete(&booking, 2, json!({})).await;
    let again = anna.update(&booking, 1, patch, named("cheaper")).await;
    assert_eq!(again["__typename"], "AlreadyDeleted", "{again}");
}

#[tokio::test]
async fn a_deletion_that_is_sent_again_gets_the_first_answer() {
    let house = House::open().await;
    let (anna, ben) = (house.anna().await, house.ben().await);
    let booking = house.booking().await;
    let first = anna.delete(&booking, 1, named("bye")).await;
    assert_eq!(first["__typename"], "BookingDeleted", "{first}");
    let logged = house.database.logged().await;
    assert_eq!(anna.delete(&booking, 1, named("bye")).await, first);
    assert_reused(&anna.delete(&booking, 2, named("bye")).await);
    let gone = ben.delete(&booking, 1, named("bye")).await;
    assert_eq!(gone["__typename"], "AlreadyDeleted", "Ben's is another: {gone}");
    assert_eq!(house.database.logged().await, logged);
}

#[tokio::test]
async fn two_retries_at_the_same_time_are_carried_out_once() {
    let house = House::open().await;
    let anna = house.anna().await;
    let booking = house.booking().await;
    for version in 1..=15 {
        for (name, patch) in [
            ("note", json!({ "notes": format!("note {version}") })),
            ("merge", json!({ "notes": format!("merged {version}"), "adults": 1 + version % 2 })),
        ] {
            let now = anna.look_at(&booking).await["version"].as_i64().unwrap();
            let on_stale = if name == "merge" { "MERGE" } else { "REJECT" };
            let more = with(named(&format!("{name} {version}")), json!({ "onStale": on_stale }));
            let send = || anna.update(&booking, now, patch.clone(), more.clone());
            let (one, two, three) = tokio::join!(send(), send(), send());
            for answer in [&one, &two, &three] {
                assert_eq!(answer["__typename"], "BookingSaved", "{answer}");
                assert_eq!(answer["revision"], one["revision"]);
            }
            assert_eq!(anna.look_at(&booking).await["version"], now + 1);
        }
        // Notes are set in one statement; whether somebody is a no-show is decided with the row in hand.
        let stay = with(house.stay().await, json!({ "checkIn": "2020-05-01", "checkOut": "2020-05-02" }));
        let guest = anna.book(&stay).await;
        let send =
            || anna.update(&guest, 1, json!({ "status": "NO_SHOW" }), named(&format!("no show {version}")));
        let (one, two, three) = tokio::join!(send(), send(), send());
        for answer in [&one, &two, &three] {
            assert_eq!(answer["__typename"], "BookingSaved", "{answer}");
            assert_eq!(answer["revision"], one["revision"]);
        }
        // And creations and deletions.
        let input = with(stay, json!({ "mutationId": format!("create {version}") }));
        let create = || anna.create(&input);
        let (one, two, three) = tokio::join!(create(), create(), create());
        for answer in [&one, &two, &three] {
            assert_eq!(answer["__typename"], "BookingSaved", "{answer}");
            assert_eq!(answer["revision"], one["revision"]);
        }
        let bye = named(&format!("delete {version}"));
        let delete = || anna.delete(&one["booking"], 1, bye.clone());
        let (one, two, three) = tokio::join!(delete(), delete(), delete());
        for answer in [&one, &two, &three] {
            assert_eq!(answer["__typename"], "BookingDeleted", "{answer}");
            assert_eq!(answer["revision"], one["revision"]);
        }
    }
}
