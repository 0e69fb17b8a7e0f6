//! Merges beside everything else that is written at the same time.

use serde_json::{Value, json};

use super::merge;
use crate::support::contract::{ask, outcome};

use crate::support::{Dice, House, Person, complete_log, text, with};

/// Bookings whose last word on their guest is one who was deleted before it, holes in a row's versions, and deadlocks.
async fn assert_sound(house: &House) {
    complete_log(&house.database.pool).await;
    let late = "SELECT count(*) FROM change_log b JOIN change_log d ON d.action = 'DELETE' AND d.entity = 'guests' \
                AND b.entity = 'bookings' AND b.after ->> 'guest_id' = d.row_id::text \
                AND (b.revision, b.index) > (d.revision, d.index)";
    assert_eq!(house.database.value::<i64>(late).await, 0, "a booking came to a guest who was gone");
    let left =
        "SELECT count(*) FROM bookings b WHERE NOT EXISTS (SELECT FROM guests g WHERE g.id = b.guest_id)";
    assert_eq!(house.database.value::<i64>(left).await, 0);
    let holes = "SELECT count(*) FROM (SELECT version, row_number() OVER (PARTITION BY row_id ORDER BY revision, index) \
                 AS place FROM change_log) AS entry WHERE version <> place";
    assert_eq!(house.database.value::<i64>(holes).await, 0, "versions follow on each other");
    let deadlocks = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()";
    assert_eq!(house.database.value::<i64>(deadlocks).await, 0);
}

/// Of somebody who books for a guest while another merges them away, both have their way, or the booking says why not.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_booking_that_is_made_meanwhile_is_not_lost() {
    let house = House::open().await;
    let (anna, ben, mara) = (house.anna().await, house.ben().await, house.mara().await);
    let other = anna.book(&house.stay().await).await;
    let mut version = 1;
    for _ in 0..12 {
        let [kept, gone] = [anna.guest("Kai").await, anna.guest("Kai").await];
        let stay = with(house.stay().await, json!({ "guestId": gone["id"] }));
        let (merged, made, moved) = tokio::join!(
            merge(&anna, (&kept, 1), (&gone, 1), json!({})),
            ben.create(&stay),
            mara.update(&other, version, json!({ "guestId": gone["id"] }), json!({})),
        );
        assert_eq!(merged["__typename"], "GuestsMerged", "{merged}");
        for answer in [&made, &moved] {
            match answer["__typename"].as_str() {
                Some("BookingSaved") => {
                    let now = anna.look_at(&answer["booking"]).await;
                    assert_eq!(now["guest"]["id"], kept["id"], "whoever came first, it names who stayed");
                }
                _ => assert_eq!(answer["problems"][0]["field"], "guestId", "{answer}"),
            }
        }
        version = anna.look_at(&other).await["version"].as_i64().unwrap();
    }
    assert_sound(&house).await;
}

/// Each into the other, and round in a ring.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_merges_that_cross_one_is_carried_out() {
    let house = House::open().await;
    let (anna, ben) = (house.anna().await, house.ben().await);
    for _ in 0..12 {
        let [one, other] = [anna.guest("Mo").await, anna.guest("Mo").await];
        let (there, back) = tokio::join!(
            merge(&anna, (&one, 1), (&other, 1), json!({})),
            merge(&ben, (&other, 1), (&one, 1), json!({}))
        );
        let mut ends = [text(&there["__typename"]), text(&back["__typename"])];
        ends.sort();
        assert_eq!(ends, ["AlreadyDeleted", "GuestsMerged"], "{there} {back}");
    }
    assert_sound(&house).await;
}

/// Somebody who writes at random, each write under a name, and remembers what was acknowledged.
struct Random {
    person: Person,
    dice: Dice,
    rooms: Vec<Value>,
    guests: Vec<Value>,
    bookings: Vec<Value>,
    acknowledged: Vec<String>,
}

impl Random {
    fn any_of(&mut self, rows: fn(&Self) -> &Vec<Value>) -> Option<Value> {
        let sides = rows(self).len() as u64;
        (sides > 0)
            .then(|| usize::try_from(self.dice.throw(sides)).unwrap())
            .map(|place| rows(self)[place].clone())
    }

    async fn version_of(&self, noun: &str, row: &Value) -> Value {
        ask(&self.person, "query", noun, json!({ "id": row["id"] })).await["data"][noun]["version"].clone()
    }

    async fn write(&mut self) {
        let name = uuid::Uuid::now_v7().to_string();
        let guest = self.any_of(|own| &own.guests).unwrap();
        let version = self.version_of("guest", &guest).await;
        let booking = self.any_of(|own| &own.bookings);
        let (mutation, input) = match (self.dice.throw(8), booking) {
            (0..2, _) => {
                let other = self.any_of(|own| &own.guests).unwrap();
                let seen = self.version_of("guest", &other).await;
                if other == guest || version.is_null() || seen.is_null() {
                    return;
                }
                let input = json!({ "keep": { "id": guest["id"], "expectedVersion": version },
                    "remove": { "id": other["id"], "expectedVersion": seen }, "patch": { "notes": name } });
                ("mergeGuests", input)
            }
            (2..4, Some(booking)) => {
                let version = self.version_of("booking", &booking).await;
                let patch = json!({ "guestId": guest["id"], "notes": name });
                ("updateBooking", json!({ "id": booking["id"], "expectedVersion": version, "patch": patch }))
            }
            (4, _) if !version.is_null() => {
                let patch = json!({ "notes": name });
                ("updateGuest", json!({ "id": guest["id"], "expectedVersion": version, "patch": patch }))
            }
            (5, _) if !version.is_null() => {
                ("deleteGuest", json!({ "id": guest["id"], "expectedVersion": version }))
            }
            (6, _) => {
                let made = outcome(&self.person, "createGuest", json!({ "input": { "name": "Any" } })).await;
                self.guests.push(made["guest"].clone());
                return;
            }
            _ => {
                let room = self.any_of(|own| &own.rooms).unwrap();
                let input = json!({ "roomId": room["id"], "guestId": guest["id"], "checkIn": "2030-05-01",
                    "checkOut": "2030-05-04", "status": "INQUIRY", "notes": name });
                ("createBooking", input)
            }
        };
        let input = with(input, json!({ "mutationId": name }));
        // No end but those that are planned for; `outcome` fails on an error.
        let end = outcome(&self.person, mutation, json!({ "input": input })).await;
        match end["__typename"].as_str().unwrap() {
            "BookingSaved" | "GuestSaved" | "GuestsMerged" | "GuestDeleted" => self.acknowledged.push(name),
            "Conflict" | "AlreadyDeleted" | "GuestInUse" | "NotFound" => {}
            _ => assert_eq!(end["problems"][0]["field"], "guestId", "{mutation}: {end}"),
        }
        if mutation == "createBooking" && end["booking"].is_object() {
            self.bookings.push(end["booking"].clone());
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn however_it_falls_every_acknowledged_write_is_there_once_and_every_booking_has_a_guest() {
    let house = House::open().await;
    let mut seeds = Dice::any();
    let mara = house.mara().await;
    let mut shared = vec![];
    for _ in 0..6 {
        shared.push(mara.guest("Any").await);
    }
    let rooms = vec![mara.room().await, mara.room().await];
    let bookings = vec![house.booking().await, house.booking().await];
    let people = [house.anna().await, house.ben().await, mara.clone(), house.anna().await];
    let writers = people.map(|person| {
        let dice = Dice(seeds.throw(u64::MAX));
        let (rooms, guests, bookings) = (rooms.clone(), shared.clone(), bookings.clone());
        tokio::spawn(async move {
            let mut random = Random { person, dice, rooms, guests, bookings, acknowledged: vec![] };
            for _ in 0..60 {
                random.write().await;
            }
            random.acknowledged
        })
    });
    let mut acknowledged = vec![];
    for writer in writers {
        acknowledged.extend(writer.await.unwrap());
    }
    assert!(acknowledged.len() > 40, "{}", acknowledged.len());
    assert_sound(&house).await;
    for name in acknowledged {
        let logged = format!("SELECT count(*) FROM change_log WHERE mutation ->> 'id' = '{name}'");
        assert_eq!(house.database.value::<i64>(&logged).await, 1, "{name}");
    }
    let merged: i64 = house.database.value("SELECT count(*) FROM guest_merges").await;
    assert!(merged > 0, "nothing was merged");
}
