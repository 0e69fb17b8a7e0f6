//! No double booking, however many ask at once, and the refusal is quick.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::{House, Person, with};

const CLIENTS: usize = 50;
const ROUNDS: u32 = 20;
/// How long a round may take, in a debug build beside other tests. Without the room lock PostgreSQL finds one
/// deadlock a second, in every round; a single round may meet a machine that is busy.
const ROUND: Duration = Duration::from_secs(1);
const BUSY: Duration = Duration::from_secs(5);

/// Sends as many requests at once, and answers what came of them.
async fn all_at_once(person: &Person, input: &Value) -> Vec<Value> {
    let requests: Vec<_> = (0..CLIENTS)
        .map(|_| {
            let (person, input) = (person.clone(), input.clone());
            tokio::spawn(async move { person.create(&input).await })
        })
        .collect();
    let mut answers = Vec::with_capacity(CLIENTS);
    for request in requests {
        answers.push(request.await.unwrap());
    }
    answers
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_of_fifty_gets_the_room_and_the_others_hear_who_within_a_second() {
    let house = House::open().await;
    let anna = house.anna().await;
    let stay = house.stay().await;
    // Fifty connections are opened and fifty refusals prepared before the clock runs.
    anna.book(&with(stay.clone(), json!({ "checkIn": "2031-01-01", "checkOut": "2031-01-02" }))).await;
    all_at_once(&anna, &with(stay.clone(), json!({ "checkIn": "2031-01-01", "checkOut": "2031-01-02" })))
        .await;
    let night = chrono::NaiveDate::from_ymd_opt(2031, 2, 1).unwrap();
    let mut rounds = vec![];
    for round in 0..ROUNDS {
        let night = night + chrono::Days::new(round.into());
        let input = with(stay.clone(), json!({ "checkIn": night, "checkOut": night.succ_opt() }));
        let start = Instant::now();
        let answers = all_at_once(&anna, &input).await;
        let took = start.elapsed();
        let (saved, refused): (Vec<_>, Vec<_>) =
            answers.iter().partition(|answer| answer["__typename"] == "BookingSaved");
        assert_eq!((saved.len(), refused.len()), (1, CLIENTS - 1), "round {round}: {answers:?}");
        let winner = &saved[0]["booking"];
        for answer in refused {
            assert_eq!(answer["__typename"], "RoomUnavailable", "{answer}");
            let blocking = json!([{ "id": winner["id"], "reference": winner["reference"] }]);
            assert_eq!(answer["blocking"], blocking);
            assert!(!answer["freeRooms"].as_array().unwrap().is_empty());
            assert!(answer["freeRooms"].as_array().unwrap().iter().all(|room| room["id"] != stay["roomId"]));
        }
        rounds.push(took);
    }
    rounds.sort();
    let (median, longest) = (rounds[rounds.len() / 2], rounds[rounds.len() - 1]);
    println!("half of {ROUNDS} rounds took {median:?} at most, the longest {longest:?}");
    assert!(median < ROUND && longest < BUSY, "{rounds:?}");
    let held: i64 = house
        .database
        .value("SELECT count(*) FROM bookings a JOIN bookings b ON a.room_id = b.room_id AND a.id < b.id \
                AND a.check_in < b.check_out AND b.check_in < a.check_out \
                AND a.status IN ('CONFIRMED', 'CHECKED_IN', 'CHECKED_OUT') AND b.status IN ('CONFIRMED', 'CHECKED_IN', 'CHECKED_OUT')")
        .await;
    assert_eq!(held, 0, "no room is held twice on one night");
}
