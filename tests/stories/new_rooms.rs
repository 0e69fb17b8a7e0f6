//! Several rooms are made at once: all or none, and once however often they are sent.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::House;
use crate::support::contract::outcome;

fn rooms(names: impl IntoIterator<Item = i32>) -> Vec<Value> {
    let room = |name: i32| {
        json!({ "name": name.to_string(), "roomType": "Double", "capacity": 2, "nightlyRate": "95.00",
                "mutationId": Uuid::now_v7() })
    };
    names.into_iter().map(room).collect()
}

#[tokio::test]
async fn a_house_gets_its_rooms_in_one_go() {
    let house = House::open().await;
    let (mara, anna) = (house.mara().await, house.anna().await);
    let mut screen = anna.watch("subscription { roomChanged { __typename ... on StreamReady { revision } ... on RoomChange { revision room { name } } } }", json!({})).await;
    screen.ready().await;
    let input = json!({ "input": rooms(500..700) });
    let made = outcome(&mara, "createRooms", input.clone()).await;
    assert_eq!(made["__typename"], "RoomsSaved", "{made}");
    assert_eq!(made["rooms"].as_array().unwrap().len(), 200);
    let mut revision = Value::Null;
    for name in 500..700 {
        let change = screen.next_change().await;
        assert_eq!(change["room"]["name"], name.to_string());
        revision = change["revision"].clone();
    }
    assert_eq!(made["revision"], revision, "one transaction, told in its order");

    let again = outcome(&mara, "createRooms", input).await;
    assert_eq!(again["rooms"], made["rooms"], "a retry makes no second ones");
    let one_more = outcome(&mara, "createRooms", json!({ "input": rooms(700..901) })).await;
    assert_eq!(one_more["problems"][0]["rule"], "LENGTH", "{one_more}");
}

#[tokio::test]
async fn all_or_none() {
    let house = House::open().await;
    let mara = house.mara().await;
    let count = || house.database.value::<i64>("SELECT count(*) FROM rooms");
    let before = count().await;
    // The demo has a room 101 and a 102.
    let taken = outcome(&mara, "createRooms", json!({ "input": rooms(99..104) })).await;
    assert_eq!(taken["__typename"], "InvalidInput", "{taken}");
    let named: Vec<_> = taken["problems"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| (&p["field"], &p["rule"], &p["update"]["index"]))
        .collect();
    let (name, rule) = (json!("name"), json!("TAKEN"));
    let at = [json!(2), json!(3), json!(4)];
    assert_eq!(
        named,
        [(&name, &rule, &at[0]), (&name, &rule, &at[1]), (&name, &rule, &at[2])],
        "all that are taken"
    );
    let twice = outcome(&mara, "createRooms", json!({ "input": rooms([900, 901, 900]) })).await;
    assert_eq!(
        (&twice["problems"][0]["rule"], &twice["update"]["index"]),
        (&json!("GROUP"), &json!(2)),
        "{twice}"
    );
    assert_eq!(count().await, before);

    // Two make the same rooms at once: one makes them all, the other is told of all.
    let (mine, theirs) = (json!({ "input": rooms(800..820) }), json!({ "input": rooms((800..820).rev()) }));
    let (mine, theirs) =
        tokio::join!(outcome(&mara, "createRooms", mine), outcome(&mara, "createRooms", theirs));
    let mut ends = [mine["__typename"].as_str().unwrap(), theirs["__typename"].as_str().unwrap()];
    ends.sort_unstable();
    assert_eq!(ends, ["InvalidInput", "RoomsSaved"], "{mine}\n{theirs}");
    assert_eq!(count().await, before + 20);
}
