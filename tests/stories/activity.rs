//! Who changed what in the whole house, newest first, page after page, by whom, by noun and by day.

use chrono::DateTime;
use frontdesk::clock::Clock;
use serde_json::{Value, json};

use crate::support::House;
use crate::support::Person;
use crate::support::contract::outcome;

const PAGE: &str = "query ($filter: ActivityFilter, $first: Int, $after: String) { activity(filter: $filter, first: $first, after: $after) {
    nodes { entity action actor { name } rowId version } pageInfo { hasNextPage endCursor } } }";

async fn page(mara: &Person, variables: Value) -> (Vec<Value>, Value) {
    let page = mara.run(PAGE, variables).await["activity"].clone();
    (page["nodes"].as_array().unwrap().clone(), page["pageInfo"].clone())
}

#[tokio::test]
async fn the_newest_comes_first_and_each_once() {
    let house = House::open().await;
    let (mara, anna) = (house.mara().await, house.anna().await);
    let booking = house.booking().await;
    anna.update(&booking, 1, json!({ "notes": "late" }), json!({})).await;
    outcome(&anna, "createGuest", json!({ "input": { "name": "Dora" } })).await;

    let (all, _) = page(&mara, json!({ "first": 200 })).await;
    let told: Vec<_> = all[..3]
        .iter()
        .map(|entry| {
            (
                entry["entity"].as_str().unwrap(),
                entry["action"].as_str().unwrap(),
                entry["actor"]["name"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [("GUEST", "CREATED", "Anna"), ("BOOKING", "UPDATED", "Anna"), ("BOOKING", "CREATED", "Mara")]
    );

    // By pages of seven: the same, each once.
    let mut walked = vec![];
    let mut after = Value::Null;
    while walked.len() < all.len() {
        let (nodes, info) = page(&mara, json!({ "first": 7, "after": after })).await;
        walked.extend(nodes);
        after = info["endCursor"].clone();
    }
    assert_eq!(walked[..all.len()], all[..]);

    let people = mara.run("{ activityActors { id name } }", json!({})).await;
    let people = people["activityActors"].as_array().unwrap();
    let id =
        |name: &str| people.iter().find(|person| person["name"] == name).map(|person| person["id"].clone());
    let (own, _) = page(&mara, json!({ "filter": { "actorId": id("Anna").unwrap() } })).await;
    assert_eq!(own.len(), 2, "{own:?}");
    assert_eq!(id("Ben"), None, "who did nothing is not named");
    let filter = json!({ "actorId": id("Anna").unwrap(), "entity": "BOOKING" });
    let (own, info) = page(&mara, json!({ "filter": filter })).await;
    assert_eq!((own.len(), &own[0]["rowId"], &info["hasNextPage"]), (1, &booking["id"], &json!(false)));
}

#[tokio::test]
async fn a_day_is_the_houses() {
    let clock = Clock::from_fn(|| DateTime::parse_from_rfc3339("2030-05-10T12:00:00Z").unwrap().to_utc());
    let house =
        House::open_with(&["--demo", "--time-zone", "Asia/Tokyo", "--day-ends", "03:00"], clock).await;
    let mara = house.mara().await;
    let (all, _) = page(&mara, json!({ "first": 200 })).await;
    // The log's time is PostgreSQL's: put two entries to either side of a night's end.
    house.database.sql("UPDATE change_log SET at = '2030-05-09T17:59:59Z' WHERE (revision, index) = (SELECT min(revision), 0 FROM change_log)").await;
    house.database.sql("UPDATE change_log SET at = '2030-05-09T18:00:00Z' WHERE (revision, index) = (SELECT min(revision), 1 FROM change_log)").await;
    assert!(all.len() > 2);
    for (day, count) in [("2030-05-09", 1), ("2030-05-10", 1), ("2030-05-11", 0)] {
        let (nodes, _) = page(&mara, json!({ "filter": { "day": day } })).await;
        assert_eq!(nodes.len(), count, "{day}");
    }
}
