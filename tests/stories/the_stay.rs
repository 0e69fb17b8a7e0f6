//! How far a stay has come, and what may still change then. Days are the hotel's own.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, Days, NaiveDate};
use frontdesk::clock::Clock;
use serde_json::{Value, json};

use crate::support::{House, text, with};

/// Noon in Berlin on 2030-05-10.
const NOON: &str = "2030-05-10T10:00:00Z";
const BERLIN: [&str; 3] = ["--demo", "--time-zone", "Europe/Berlin"];
const STATUSES: [&str; 6] = ["INQUIRY", "CONFIRMED", "CHECKED_IN", "CHECKED_OUT", "CANCELLED", "NO_SHOW"];

fn clock_at(instant: &str) -> Clock {
    let instant = instant.parse().unwrap();
    Clock::from_fn(move || instant)
}

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2030, 5, 10).unwrap()
}

/// The day that is so many days from today.
fn day(offset: i64) -> NaiveDate {
    today() + chrono::TimeDelta::days(offset)
}

/// Where today lies in a stay: its first night and its day of departure, counted from today.
const STAYS: [(&str, i64, i64); 6] = [
    ("before arrival", 1, 4),
    ("day of arrival", 0, 3),
    ("in the middle", -2, 2),
    ("came after midnight", -1, 1),
    ("day of departure", -3, 0),
    ("long after", -9, -7),
];

/// The moves that hotels make. Written down once more here, so that the rules are not their own measure.
fn is_allowed(from: &str, to: &str, stay: &str) -> bool {
    match (from, to) {
        (from, to) if from == to => true,
        ("INQUIRY", "CONFIRMED" | "CANCELLED") => true,
        ("CONFIRMED", "CANCELLED") => true,
        // Who comes after midnight comes on the day of departure, if it was to be one night.
        ("CONFIRMED", "CHECKED_IN") => !["before arrival", "long after"].contains(&stay),
        ("CONFIRMED", "NO_SHOW") => stay != "before arrival",
        ("NO_SHOW", "CONFIRMED") => true,
        ("CHECKED_IN", "CHECKED_OUT") => true,
        // Called off by mistake.
        ("CANCELLED", "CONFIRMED") => !["day of departure", "long after"].contains(&stay),
        // Checked in by mistake.
        ("CHECKED_IN", "CONFIRMED") => stay == "day of arrival",
        _ => false,
    }
}

/// A booking as a program put it into the tables: of any status, on any days, in a room of its own.
async fn placed(house: &House, status: &str, check_in: NaiveDate, check_out: NaiveDate) -> Value {
    let id: uuid::Uuid = house
        .database
        .value(&format!(
            "WITH room AS (INSERT INTO rooms (name) VALUES (gen_random_uuid()::text) RETURNING id) \
             INSERT INTO bookings (room_id, guest_id, check_in, check_out, status) \
             SELECT room.id, (SELECT min(id::text)::uuid FROM guests), '{check_in}', '{check_out}', '{status}' \
             FROM room RETURNING id"
        ))
        .await;
    json!({ "id": id })
}

/// The fields that were refused.
fn refused(answer: &Value) -> Vec<String> {
    assert_eq!(answer["__typename"], "InvalidInput", "{answer}");
    answer["problems"].as_array().unwrap().iter().map(|problem| text(&problem["field"])).collect()
}

/// The rule that was broken, by name.
fn rule(answer: &Value) -> String {
    text(&answer["problems"][0]["rule"])
}

#[tokio::test]
async fn a_stay_moves_as_hotels_move_it_and_in_no_other_way() {
    let house = House::open_with(&BERLIN, clock_at(NOON)).await;
    let anna = house.anna().await;
    for (stay, arrival, departure) in STAYS {
        for from in STATUSES {
            for to in STATUSES {
                let booking = placed(&house, from, day(arrival), day(departure)).await;
                let answer = anna.update(&booking, 1, json!({ "status": to }), json!({})).await;
                let what = format!("{from} → {to}, {stay}: {answer}");
                if is_allowed(from, to, stay) {
                    assert_eq!(answer["__typename"], "BookingSaved", "{what}");
                    assert_eq!(answer["booking"]["status"], to, "{what}");
                    assert_eq!(answer["booking"]["version"], if from == to { 1 } else { 2 }, "{what}");
                } else {
                    assert_eq!(refused(&answer), ["status"], "{what}");
                    assert_eq!(house.database.versions(&booking).await, [1], "{what}");
                }
            }
        }
    }
}

#[tokio::test]
async fn a_new_stay_begins_as_hotels_begin_it() {
    let house = House::open_with(&BERLIN, clock_at(NOON)).await;
    let anna = house.anna().await;
    for (place, arrival, departure) in STAYS {
        for status in STATUSES {
            let dates = json!({ "checkIn": day(arrival), "checkOut": day(departure), "status": status });
            let answer = anna.create(&with(house.stay().await, dates)).await;
            let allowed = match status {
                "INQUIRY" | "CONFIRMED" => true,
                "CHECKED_IN" => ["day of arrival", "came after midnight"].contains(&place),
                _ => false,
            };
            if allowed {
                assert_eq!(answer["booking"]["status"], status, "{place}: {answer}");
            } else {
                assert_eq!(refused(&answer), ["status"], "{status}, {place}");
            }
        }
    }
}

#[tokio::test]
async fn in_house_only_the_nights_that_remain_change() {
    let house = House::open_with(&BERLIN, clock_at(NOON)).await;
    let (anna, mara) = (house.anna().await, house.mara().await);
    let room = mara.room().await;
    let in_house = || placed(&house, "CHECKED_IN", day(-2), day(3));
    for (patch, field) in [
        (json!({ "checkIn": day(-1) }), "checkIn"),
        (json!({ "roomId": room["id"] }), "roomId"),
        (json!({ "checkOut": day(-1) }), "checkOut"),
    ] {
        let answer = anna.update(&in_house().await, 1, patch, json!({})).await;
        assert_eq!(refused(&answer), [field]);
        assert_eq!(rule(&answer), "IN_HOUSE");
    }
    for check_out in [day(0), day(1), day(9)] {
        let booking = in_house().await;
        let saved = anna.save(&booking, 1, json!({ "checkOut": check_out, "adults": 2 })).await;
        assert_eq!(saved["booking"]["checkOut"], check_out.to_string());
    }
    // On the day of arrival a guest who does not like the room gets another.
    let arrived = placed(&house, "CHECKED_IN", day(0), day(3)).await;
    assert_eq!(
        anna.save(&arrived, 1, json!({ "roomId": room["id"] })).await["booking"]["room"],
        json!({
            "id": room["id"], "name": room["name"]
        })
    );
    // A longer stay needs the room to be free.
    let next = json!({ "roomId": room["id"], "checkIn": day(3), "checkOut": day(5) });
    let next = anna.book(&with(house.stay().await, next)).await;
    let longer = anna.update(&arrived, 2, json!({ "checkOut": day(4) }), json!({})).await;
    assert_eq!(longer["__typename"], "RoomUnavailable", "{longer}");
    assert_eq!(longer["blocking"][0]["id"], next["id"]);
}

#[tokio::test]
async fn what_has_ended_no_longer_moves() {
    let house = House::open_with(&BERLIN, clock_at(NOON)).await;
    let (anna, mara) = (house.anna().await, house.mara().await);
    let room = mara.room().await;
    for status in ["CHECKED_OUT", "CANCELLED", "NO_SHOW"] {
        let booking = placed(&house, status, day(-2), day(3)).await;
        for (patch, field) in [
            (json!({ "checkIn": day(-1) }), "checkIn"),
            (json!({ "checkOut": day(4) }), "checkOut"),
            (json!({ "roomId": room["id"] }), "roomId"),
        ] {
            let answer = anna.update(&booking, 1, patch, json!({})).await;
            assert_eq!(refused(&answer), [field], "{status}");
            assert_eq!(rule(&answer), "OVER");
        }
        let saved = anna.save(&booking, 1, json!({ "notes": "paid", "totalPrice": "10" })).await;
        assert_eq!(saved["booking"]["notes"], "paid", "{status}");
    }
    // Who was not expected any more comes after all, for the nights and in the room that are left.
    let late = placed(&house, "NO_SHOW", day(-2), day(3)).await;
    let patch = json!({ "status": "CONFIRMED", "roomId": room["id"], "checkIn": day(0) });
    assert_eq!(anna.save(&late, 1, patch).await["booking"]["status"], "CONFIRMED");
}

#[tokio::test]
async fn who_leaves_early_leaves_the_rest_to_others() {
    let house = House::open_with(&BERLIN, clock_at(NOON)).await;
    let (anna, ben) = (house.anna().await, house.ben().await);
    for (check_in, departure) in [(day(-2), day(0)), (day(0), day(1))] {
        let leaving = placed(&house, "CHECKED_IN", check_in, day(5)).await;
        let room = anna.look_at(&leaving).await["room"]["id"].clone();
        let rest = json!({ "roomId": room, "checkIn": departure, "checkOut": day(5) });
        let rest = with(house.stay().await, rest);
        assert_eq!(ben.create(&rest).await["__typename"], "RoomUnavailable");
        let left = anna.save(&leaving, 1, json!({ "status": "CHECKED_OUT" })).await;
        let left = &left["booking"];
        assert_eq!((&left["checkIn"], &left["checkOut"]), (&json!(check_in), &json!(departure)));
        ben.book(&rest).await;
        // The nights that were slept there stay the guest's own.
        let slept = json!({ "roomId": room, "checkIn": check_in, "checkOut": departure });
        let slept = ben.create(&with(house.stay().await, slept)).await;
        assert_eq!(slept["blocking"][0]["id"], leaving["id"], "{slept}");
    }
    // Who leaves in time or late changes no date.
    for departure in [day(0), day(-1)] {
        let leaving = placed(&house, "CHECKED_IN", day(-3), departure).await;
        let left = anna.save(&leaving, 1, json!({ "status": "CHECKED_OUT" })).await;
        assert_eq!(left["booking"]["checkOut"], departure.to_string());
    }
}

#[tokio::test]
async fn today_is_the_hotels_own_day() {
    // One instant: still the 10th in New York and in London, already the 11th in Berlin.
    let instant = "2030-05-10T22:30:00Z";
    for (zone, is_next_day) in
        [("America/New_York", false), ("Europe/London", false), ("Europe/Berlin", true)]
    {
        let house = House::open_with(&["--demo", "--time-zone", zone], clock_at(instant)).await;
        let anna = house.anna().await;
        let arriving = placed(&house, "CONFIRMED", day(1), day(3)).await;
        let answer = anna.update(&arriving, 1, json!({ "status": "CHECKED_IN" }), json!({})).await;
        if is_next_day {
            assert_eq!(answer["__typename"], "BookingSaved", "{zone}: {answer}");
        } else {
            assert_eq!(refused(&answer), ["status"], "{zone}");
            assert_eq!(rule(&answer), "TODAY");
            let message = text(&answer["message"]);
            assert!(message.contains("2030-05-10"), "it says which day it is: {message}");
        }
    }
}

#[tokio::test]
async fn who_comes_after_midnight_is_still_checked_in() {
    // Half past one at night: the guest of the night that began on the 9th stands at the desk.
    let house = House::open_with(&BERLIN, clock_at("2030-05-09T23:30:00Z")).await;
    let anna = house.anna().await;
    let expected = placed(&house, "CONFIRMED", day(-1), day(0)).await;
    let saved = anna.save(&expected, 1, json!({ "status": "CHECKED_IN" })).await;
    assert_eq!(saved["booking"]["checkOut"], day(0).to_string());
    let walk_in = json!({ "checkIn": day(-1), "checkOut": day(0), "status": "CHECKED_IN" });
    assert_eq!(anna.book(&with(house.stay().await, walk_in)).await["status"], "CHECKED_IN");
    let too_late = json!({ "checkIn": day(-2), "checkOut": day(1), "status": "CHECKED_IN" });
    let answer = anna.create(&with(house.stay().await, too_late)).await;
    assert_eq!((refused(&answer), rule(&answer)), (vec!["status".to_owned()], "TODAY".to_owned()));
}

#[tokio::test]
async fn the_house_says_when_its_business_day_ends() {
    // Half past one at night in Berlin, where this house's day goes on until three.
    let settings = ["--demo", "--time-zone", "Europe/Berlin", "--day-ends", "03:00", "--locale", "de-DE"];
    let house = House::open_with(&settings, clock_at("2030-05-10T23:30:00Z")).await;
    let vera = house.vera().await;
    let told = vera.run("{ hotel { timeZone today todayEndsAt locale } }", json!({})).await;
    let hotel = json!({
        "timeZone": "Europe/Berlin", "today": "2030-05-10", "todayEndsAt": "2030-05-11T01:00:00+00:00",
        "locale": "de-DE",
    });
    assert_eq!(told["hotel"], hotel);
    let tomorrow = placed(&house, "CONFIRMED", day(1), day(2)).await;
    let answer = house.anna().await.update(&tomorrow, 1, json!({ "status": "CHECKED_IN" }), json!({})).await;
    assert_eq!(rule(&answer), "TODAY");
}

#[tokio::test]
async fn the_day_changes_at_the_hotels_midnight() {
    let start = DateTime::parse_from_rfc3339("2030-05-10T21:59:00Z").unwrap().timestamp();
    let now = Arc::new(AtomicI64::new(start));
    let clock = Clock::from_fn({
        let now = Arc::clone(&now);
        move || DateTime::from_timestamp(now.load(Ordering::Relaxed), 0).unwrap()
    });
    let house = House::open_with(&BERLIN, clock).await;
    let anna = house.anna().await;
    let arriving = placed(&house, "CONFIRMED", today() + Days::new(1), today() + Days::new(2)).await;
    let check_in = json!({ "status": "CHECKED_IN" });
    assert_eq!(refused(&anna.update(&arriving, 1, check_in.clone(), json!({})).await), ["status"]);
    now.fetch_add(60, Ordering::Relaxed);
    assert_eq!(anna.save(&arriving, 1, check_in).await["booking"]["status"], "CHECKED_IN");
}
