//! Whatever is read where, and however the standby lags: what somebody sees never goes back.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

use serde_json::json;

use super::{Hotel, reading};
use crate::support::{Dice, Person, text};

/// At each of two servers.
const STEPS: usize = 250;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_reads_here_and_there_never_sees_an_older_state() {
    let hotel = Hotel::open().await;
    let (other, _running) = reading(&hotel.primary, &hotel.standby.url()).await;
    let people = [hotel.mara.clone(), hotel.mara.at(other)];
    hotel.is_read_at_the_standby(1).await;

    // Somebody else writes all the while, at either server.
    let (stop, saved) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicI64::new(1)));
    let writing = tokio::spawn({
        let (people, booking) = (people.clone(), hotel.booking.clone());
        let (stop, saved) = (Arc::clone(&stop), Arc::clone(&saved));
        async move {
            let mut version = 1;
            while !stop.load(Ordering::SeqCst) {
                let person = &people[usize::try_from(version % 2).unwrap()];
                let patch = json!({ "notes": format!("{version}"), "totalPrice": format!("{version}.00") });
                person.save(&booking, version, patch).await;
                version += 1;
                saved.store(version, Ordering::SeqCst);
            }
            version
        }
    });

    let mut dice = Dice::any();
    let mut seen = 1;
    let mut is_paused = false;
    for step in 0..STEPS {
        if dice.throw(12) == 0 {
            if is_paused {
                hotel.standby.resume().await;
            } else {
                hotel.standby.pause().await;
            }
            is_paused = !is_paused;
        }
        let person = &people[usize::try_from(dice.throw(2)).unwrap()];
        // Who was answered before this question may have told us.
        let least = seen.max(saved.load(Ordering::SeqCst));
        let what = dice.throw(6);
        let found = look(person, &hotel, what).await;
        assert!(found >= least, "step {step}, way {what}: version {found} after {least}");
        seen = found;
    }
    stop.store(true, Ordering::SeqCst);
    let last = writing.await.unwrap();
    hotel.standby.resume().await;
    hotel.is_read_at_the_standby(last).await;
    let mut reads = [0, 0];
    for person in &people {
        for (count, from) in reads.iter_mut().zip(["standby", "primary"]) {
            *count += person.reads(from).await;
        }
    }
    println!("{} readings at the standby, {} at the primary, {last} versions", reads[0], reads[1]);
    assert!(reads.iter().all(|count| *count > 0), "{reads:?}");
}

/// The version that somebody is shown in one of several ways.
async fn look(person: &Person, hotel: &Hotel, way: u64) -> i64 {
    let booking = &hotel.booking;
    match way {
        // Always the primary's.
        0 => {
            let one = "query($id: ID!) { booking(id: $id) { version } }";
            person.run(one, json!({ "id": text(&booking["id"]) })).await["booking"]["version"]
                .as_i64()
                .unwrap()
        }
        1 => person.newest_of_history(booking).await,
        2 => person.listed_with_revision(booking).await,
        _ => person.listed(booking).await,
    }
}
