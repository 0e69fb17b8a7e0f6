//! Many people add to one number: compare-and-set loses none of it.

use rust_decimal::Decimal;
use serde_json::{Value, json};

use crate::support::{House, Person, document, text};

const CLIENTS: usize = 20;
const ADDITIONS: usize = 50;

/// Adds one to the price, on the newest version that the last answer told of, until it is saved.
async fn add_one(person: &Person, booking: &Value, known: &mut (i64, Decimal)) {
    loop {
        let (version, price) = *known;
        let input = json!({
            "id": booking["id"], "expectedVersion": version, "onStale": "REJECT",
            "patch": { "totalPrice": (price + Decimal::ONE).to_string() },
        });
        let data = person.run(document!("add_to_price"), json!({ "input": input })).await;
        let answer = &data["updateBooking"];
        let saved = answer["__typename"] == "BookingSaved";
        let now = if saved { &answer["booking"] } else { &answer["current"] };
        assert!(saved || answer["__typename"] == "Conflict", "{answer}");
        *known = (now["version"].as_i64().unwrap(), text(&now["totalPrice"]).parse().unwrap());
        if saved {
            assert_eq!(*known, (version + 1, price + Decimal::ONE));
            return;
        }
    }
}

#[tokio::test]
async fn twenty_people_who_add_one_fifty_times_make_a_thousand() {
    let house = House::open().await;
    let anna = house.anna().await;
    let booking = house.booking().await;
    let clients: Vec<_> = (0..CLIENTS)
        .map(|_| {
            let (anna, booking) = (anna.clone(), booking.clone());
            tokio::spawn(async move {
                let mut known = (1, Decimal::ONE_HUNDRED);
                for _ in 0..ADDITIONS {
                    add_one(&anna, &booking, &mut known).await;
                }
            })
        })
        .collect();
    for client in clients {
        client.await.unwrap();
    }
    let total = i32::try_from(CLIENTS * ADDITIONS).unwrap();
    let now = anna.look_at(&booking).await;
    assert_eq!((&now["totalPrice"], &now["version"]), (&json!("1100.00"), &json!(total + 1)));
    let versions = house.database.versions(&booking).await;
    assert!(versions.into_iter().eq(1..=total + 1), "each version is logged once, in order");
}
