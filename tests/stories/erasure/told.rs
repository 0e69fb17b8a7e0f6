//! Who watches is told of an erasure, and of nothing that was erased: neither by the log, nor by what a server, this or
//! another, has kept in memory.

use serde_json::{Value, json};

use super::{erase, is_personal, stay, zacharias};
use crate::support::{House, Person, Watcher, document};

/// All that is told from a place up to what was there, and the watcher, who stays.
async fn missed(person: &Person, document: &str, after: &Value) -> (Vec<Value>, Watcher) {
    let mut screen = person.watch(document, json!({ "after": after })).await;
    screen.ready().await;
    let mut told = vec![];
    loop {
        let event = screen.next().await;
        if event["__typename"] == "StreamBookmark" {
            return (told, screen);
        }
        told.push(event);
    }
}

fn personal(told: &[Value]) -> usize {
    told.iter().filter(|event| is_personal(&event.to_string())).count()
}

#[tokio::test]
async fn who_comes_back_from_before_is_told_nothing_personal() {
    let house = House::open().await;
    let (there, _shutdown) = house.another_server().await;
    let (mara, anna) = (house.mara().await, house.anna().await);
    let start = mara.page(json!({ "first": 1 })).await["revision"].clone();
    let guest = zacharias(&mara, json!({})).await;
    let booking = stay(&house, &guest, json!({})).await;
    anna.save(&booking, 1, json!({ "notes": "Quendelmann comes at ten" })).await;
    anna.save(&booking, 2, json!({ "adults": 1 })).await;

    // Both servers have rendered that for somebody, and keep it for others.
    let mut screens = vec![];
    for person in [anna.clone(), anna.at(there)] {
        for document in [document!("booking_changed"), document!("guest_screen")] {
            let (told, screen) = missed(&person, document, &start).await;
            assert!(personal(&told) > 0, "{told:?}");
            screens.push((person.clone(), document, told.len(), screen));
        }
    }
    erase(&mara, &guest).await;

    for (person, document, count, screen) in &mut screens {
        // Live, the erasure is a change as any other.
        let change = screen.next_change().await;
        assert!(!is_personal(&change.to_string()), "{change}");
        assert_eq!(change["action"], "UPDATED");
        let (told, _) = missed(person, document, &start).await;
        assert_eq!((told.len(), personal(&told)), (*count + 1, 0), "{told:?}");
    }
    for person in [anna.clone(), anna.at(there)] {
        let page = person
            .run(
                "query($after: Revision) { changes(after: $after) { nodes { diff { field before after } \
            before { ... on GuestSnapshot { name email phone notes } ... on BookingSnapshot { notes } } \
            after { ... on GuestSnapshot { name email phone notes } ... on BookingSnapshot { notes } } } } }",
                json!({ "after": start }),
            )
            .await;
        assert!(!is_personal(&page.to_string()), "{page}");
    }
}

/// A watcher who reads slowly has some of it before the erasure, and nothing of it after.
#[tokio::test]
async fn who_is_in_the_middle_of_it_is_told_no_more() {
    const CHANGES: usize = 200;
    let house = House::open().await;
    let (mara, anna) = (house.mara().await, house.anna().await);
    let guest = zacharias(&mara, json!({})).await;
    let booking = stay(&house, &guest, json!({})).await;
    let start = mara.page(json!({ "first": 1 })).await["revision"].clone();
    // In one go, so that they are one page.
    house
        .database
        .sql(&format!(
            "DO $$ BEGIN FOR i IN 1..{CHANGES} LOOP \
             UPDATE bookings SET notes = 'juniper ' || i || repeat('x', 9000) WHERE id = '{}'; END LOOP; END $$",
            booking["id"].as_str().unwrap()
        ))
        .await;
    let variables = json!({ "after": start });
    let mut screen =
        Watcher::narrow(house.address, &anna.token, document!("booking_changed"), variables).await;
    screen.ready().await;
    assert!(is_personal(&screen.next().await.to_string()));
    erase(&mara, &guest).await;
    let mut told = vec![];
    while told.len() < CHANGES {
        told.push(screen.next_change().await);
    }
    let versions: Vec<_> = told.iter().map(|change| change["version"].as_i64().unwrap()).collect();
    assert!(versions.is_sorted_by(|one, next| *next == one + 1), "each once and in order: {versions:?}");
    assert!(personal(&told) < CHANGES / 2, "{} of {CHANGES}", personal(&told));
    let first_without = told.iter().position(|change| !is_personal(&change.to_string())).unwrap();
    assert_eq!(personal(&told[first_without..]), 0);
}
