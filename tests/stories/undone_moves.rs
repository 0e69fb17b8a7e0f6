//! Mistakes at the desk: a check-in, a check-out, a no-show or a cancellation that is taken back.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{Days, NaiveDate, TimeDelta, Timelike};
use frontdesk::clock::Clock;
use serde_json::{Value, json};

use crate::support::{House, Person, edit, text, with};

/// A house where it is about noon, whatever the hour of the machine is, and whose days the story turns.
struct Desk {
    house: House,
    today: NaiveDate,
    days: Arc<AtomicI64>,
}

impl Desk {
    async fn open() -> Self {
        let now = Clock::system().now();
        let ahead = 12 - i64::from(now.hour());
        // These zones have the opposite sign.
        let zone = format!("Etc/GMT{:+}", -ahead);
        let days = Arc::new(AtomicI64::new(0));
        let clock = Clock::from_fn({
            let days = Arc::clone(&days);
            move || Clock::system().now() + TimeDelta::days(days.load(Ordering::Relaxed))
        });
        let house =
            House::open_with(&["--demo", "--time-zone", &zone, "--session-hours", "200"], clock).await;
        Self { house, today: (now + TimeDelta::hours(ahead)).date_naive(), days }
    }

    /// The day that is so many days from the one on which the story began.
    fn day(&self, offset: i64) -> NaiveDate {
        self.today + TimeDelta::days(offset)
    }

    fn turn_the_day(&self) {
        self.days.fetch_add(1, Ordering::Relaxed);
    }

    /// A confirmed booking of these nights, in a room of its own.
    async fn booked(&self, from: i64, to: i64) -> Value {
        let nights = json!({ "checkIn": self.day(from), "checkOut": self.day(to) });
        self.house.anna().await.book(&with(self.house.stay().await, nights)).await
    }

    /// Another guest's booking of these nights in the same room, or why it can't be made.
    async fn other(&self, booking: &Value, from: i64, to: i64) -> Value {
        let room = self.house.anna().await.look_at(booking).await["room"]["id"].clone();
        let nights = json!({ "roomId": room, "checkIn": self.day(from), "checkOut": self.day(to) });
        self.house.ben().await.create(&with(self.house.stay().await, nights)).await
    }
}

fn to(status: &str) -> Value {
    json!({ "status": status })
}

async fn moves(who: &Person, booking: &Value) -> Value {
    let document = "query ($id: ID!) { booking(id: $id) { moves } }";
    who.run(document, json!({ "id": booking["id"] })).await["booking"]["moves"].clone()
}

/// The field and the rule of the one problem.
fn problem(answer: &Value) -> (String, String) {
    assert_eq!(answer["__typename"], "InvalidInput", "{answer}");
    (text(&answer["problems"][0]["field"]), text(&answer["problems"][0]["rule"]))
}

fn broken(rule: &str) -> (String, String) {
    ("status".to_owned(), rule.to_owned())
}

#[tokio::test]
async fn a_check_out_is_undone_on_its_day_with_the_departure_it_had() {
    let desk = Desk::open().await;
    let anna = desk.house.anna().await;
    let booking = desk.booked(0, 5).await;
    anna.save(&booking, 1, to("CHECKED_IN")).await;
    let left = anna.save(&booking, 2, to("CHECKED_OUT")).await;
    assert_eq!(left["booking"]["checkOut"], desk.day(1).to_string(), "the rest is free");
    assert_eq!(moves(&anna, &booking).await, json!(["CHECKED_IN"]));

    let back = anna.save(&booking, 3, to("CHECKED_IN")).await;
    assert_eq!(back["booking"]["checkOut"], desk.day(5).to_string());
    assert_eq!(back["booking"]["version"], 4);
    // And once more: the departure is that of before, not the one of the first mistake.
    anna.save(&booking, 4, to("CHECKED_OUT")).await;
    let back = anna.save(&booking, 5, with(to("CHECKED_IN"), json!({ "checkOut": desk.day(3) }))).await;
    assert_eq!(back["booking"]["checkOut"], desk.day(3).to_string(), "who says another departure gets it");

    anna.save(&booking, 6, to("CHECKED_OUT")).await;
    desk.turn_the_day();
    assert_eq!(moves(&anna, &booking).await, json!([]));
    let answer = anna.update(&booking, 7, to("CHECKED_IN"), json!({})).await;
    assert_eq!(problem(&answer), broken("TODAY"));
}

#[tokio::test]
async fn an_undone_check_out_never_takes_the_room_from_who_has_it_meanwhile() {
    let desk = Desk::open().await;
    let anna = desk.house.anna().await;
    let booking = desk.booked(0, 5).await;
    anna.save(&booking, 1, to("CHECKED_IN")).await;
    anna.save(&booking, 2, to("CHECKED_OUT")).await;
    let other = desk.other(&booking, 3, 4).await;
    let answer = anna.update(&booking, 3, to("CHECKED_IN"), json!({})).await;
    assert_eq!(answer["__typename"], "RoomUnavailable", "{answer}");
    assert_eq!(answer["blocking"][0]["id"], other["booking"]["id"], "it says who has the room");
    let inputs = [edit(&booking, 3, to("CHECKED_IN"))];
    let answer = anna.update_all(&inputs).await;
    assert_eq!(answer["__typename"], "RoomUnavailable", "{answer}");
    // Until the other comes the guest may stay.
    let patch = with(to("CHECKED_IN"), json!({ "checkOut": desk.day(3) }));
    assert_eq!(anna.save(&booking, 3, patch).await["booking"]["checkOut"], desk.day(3).to_string());
}

#[tokio::test]
async fn of_an_undone_check_out_and_a_new_booking_at_the_same_time_one_gets_the_room() {
    let desk = Desk::open().await;
    let anna = desk.house.anna().await;
    for _ in 0..5 {
        let booking = desk.booked(0, 5).await;
        anna.save(&booking, 1, to("CHECKED_IN")).await;
        anna.save(&booking, 2, to("CHECKED_OUT")).await;
        let (undone, other) =
            tokio::join!(anna.update(&booking, 3, to("CHECKED_IN"), json!({})), desk.other(&booking, 2, 4));
        let mut ends = [text(&undone["__typename"]), text(&other["__typename"])];
        ends.sort();
        assert_eq!(ends, ["BookingSaved", "RoomUnavailable"], "{undone} {other}");
    }
}

#[tokio::test]
async fn what_is_undone_collides_like_any_other_write() {
    let desk = Desk::open().await;
    let (anna, ben) = (desk.house.anna().await, desk.house.ben().await);
    let booking = desk.booked(0, 5).await;
    anna.save(&booking, 1, to("CHECKED_IN")).await;
    anna.save(&booking, 2, to("CHECKED_OUT")).await;
    ben.save(&booking, 3, json!({ "notes": "left the keys" })).await;
    let answer = anna.update(&booking, 3, to("CHECKED_IN"), json!({})).await;
    assert_eq!(answer["__typename"], "Conflict", "{answer}");
    let merged = anna.update(&booking, 3, to("CHECKED_IN"), json!({ "onStale": "MERGE" })).await;
    assert_eq!(merged["mergedFields"], json!(["notes"]), "{merged}");
    assert_eq!(merged["booking"]["checkOut"], desk.day(5).to_string(), "{merged}");
    // Ben, who still sees the check-out, is told what Anna has made of the stay.
    let answer = ben.update(&booking, 4, to("CHECKED_IN"), json!({ "onStale": "MERGE" })).await;
    assert_eq!(answer["__typename"], "Conflict", "{answer}");
    anna.save(&booking, 5, to("CHECKED_OUT")).await;
    // Sent again under its name it is carried out once.
    let named = json!({ "mutationId": "undo" });
    let first = anna.update(&booking, 6, to("CHECKED_IN"), named.clone()).await;
    assert_eq!(first["booking"]["version"], 7, "{first}");
    assert_eq!(anna.update(&booking, 6, to("CHECKED_IN"), named).await["booking"]["version"], 7);
}

#[tokio::test]
async fn a_cancellation_is_undone_as_long_as_the_room_is_free() {
    let desk = Desk::open().await;
    let anna = desk.house.anna().await;
    let booking = desk.booked(0, 2).await;
    anna.save(&booking, 1, to("CANCELLED")).await;
    desk.turn_the_day();
    assert_eq!(moves(&anna, &booking).await, json!(["CONFIRMED"]));
    let was_none = anna.update(&booking, 2, to("INQUIRY"), json!({})).await;
    assert_eq!(problem(&was_none), broken("MOVE"));
    let other = desk.other(&booking, 1, 2).await;
    let answer = anna.update(&booking, 2, to("CONFIRMED"), json!({})).await;
    assert_eq!(answer["blocking"][0]["id"], other["booking"]["id"], "{answer}");
    // In another room, in one write.
    let room = desk.house.mara().await.room().await;
    let patch = with(to("CONFIRMED"), json!({ "roomId": room["id"] }));
    assert_eq!(anna.save(&booking, 2, patch).await["booking"]["room"]["id"], room["id"]);

    anna.save(&booking, 3, to("CANCELLED")).await;
    desk.turn_the_day();
    let over = anna.update(&booking, 4, to("CONFIRMED"), json!({})).await;
    assert_eq!(problem(&over), broken("TODAY"));
    // Also long after the departure it is undone on the day of the mistake itself.
    let old = desk.booked(-9, -7).await;
    anna.save(&old, 1, to("CANCELLED")).await;
    desk.days.store(0, Ordering::Relaxed);
    assert_eq!(anna.save(&old, 2, to("CONFIRMED")).await["booking"]["status"], "CONFIRMED");
}

#[tokio::test]
async fn an_inquiry_that_was_called_off_is_an_inquiry_again() {
    let desk = Desk::open().await;
    let anna = desk.house.anna().await;
    let nights = json!({ "checkIn": desk.day(2), "checkOut": desk.day(4), "status": "INQUIRY" });
    let inquiry = anna.book(&with(desk.house.stay().await, nights)).await;
    anna.save(&inquiry, 1, to("CANCELLED")).await;
    assert_eq!(moves(&anna, &inquiry).await, json!(["INQUIRY", "CONFIRMED"]));
    assert_eq!(anna.save(&inquiry, 2, to("INQUIRY")).await["booking"]["status"], "INQUIRY");
}

#[tokio::test]
async fn a_confirmation_is_undone_on_its_day_and_frees_the_room() {
    let desk = Desk::open().await;
    let anna = desk.house.anna().await;
    let nights = json!({ "checkIn": desk.day(2), "checkOut": desk.day(4), "status": "INQUIRY" });
    let inquiry = anna.book(&with(desk.house.stay().await, nights)).await;
    anna.save(&inquiry, 1, to("CONFIRMED")).await;
    let refused = desk.other(&inquiry, 2, 3).await;
    assert_eq!(refused["__typename"], "RoomUnavailable", "{refused}");
    assert_eq!(moves(&anna, &inquiry).await, json!(["INQUIRY", "CANCELLED"]));
    assert_eq!(anna.save(&inquiry, 2, to("INQUIRY")).await["booking"]["status"], "INQUIRY");
    let other = desk.other(&inquiry, 2, 3).await;
    assert_eq!(other["__typename"], "BookingSaved", "{other}");

    // Another day it is what was promised, and what was never asked for does not become an inquiry.
    let room = desk.house.mara().await.room().await;
    anna.save(&inquiry, 3, with(to("CONFIRMED"), json!({ "roomId": room["id"] }))).await;
    desk.turn_the_day();
    assert_eq!(problem(&anna.update(&inquiry, 4, to("INQUIRY"), json!({})).await), broken("TODAY"));
    let booked = desk.booked(3, 5).await;
    assert_eq!(problem(&anna.update(&booked, 1, to("INQUIRY"), json!({})).await), broken("MOVE"));
}

#[tokio::test]
async fn a_check_in_and_a_no_show_are_undone() {
    let desk = Desk::open().await;
    let anna = desk.house.anna().await;
    // The guest came a day late: what counts is the day of the check-in, not that of the arrival.
    let late = desk.booked(-1, 3).await;
    anna.save(&late, 1, to("CHECKED_IN")).await;
    assert_eq!(moves(&anna, &late).await, json!(["CONFIRMED", "CHECKED_OUT"]));
    anna.save(&late, 2, to("CONFIRMED")).await;
    anna.save(&late, 3, to("NO_SHOW")).await;
    assert_eq!(moves(&anna, &late).await, json!(["CONFIRMED"]));
    anna.save(&late, 4, to("CONFIRMED")).await;
    anna.save(&late, 5, to("CHECKED_IN")).await;
    desk.turn_the_day();
    assert_eq!(moves(&anna, &late).await, json!(["CHECKED_OUT"]));
    let answer = anna.update(&late, 6, to("CONFIRMED"), json!({})).await;
    assert_eq!(problem(&answer), broken("TODAY"));
}

#[tokio::test]
async fn the_moves_are_told_for_other_days_too() {
    let desk = Desk::open().await;
    let vera = desk.house.vera().await;
    let early = desk.booked(1, 3).await;
    assert_eq!(moves(&vera, &early).await, json!(["CANCELLED"]));
    let document = "query ($id: ID!, $from: Date, $to: Date) { booking(id: $id) { moves(checkIn: $from, checkOut: $to) } }";
    let today = json!({ "id": early["id"], "from": desk.day(0), "to": desk.day(0) + Days::new(1) });
    let moves = vera.run(document, today).await["booking"]["moves"].clone();
    assert_eq!(moves, json!(["CHECKED_IN", "CANCELLED", "NO_SHOW"]));
}
