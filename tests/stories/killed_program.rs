//! The program is killed while people write. What they were told is saved is saved.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures_util::FutureExt;

use crate::support::{Clerk, Dice, House, PATIENCE, Person, Program, assert_each_write_once};

const ROUNDS: usize = 3;
const CLERKS: usize = 4;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kill_loses_no_acknowledged_write_and_repeats_none() {
    let folder = tempfile::tempdir().unwrap();
    let mut program = Program::on_folder(folder.path(), &["--demo"]).await;
    let mara = Person::sign_in(program.address, "mara").await;
    let mut clerks = vec![];
    for _ in 0..CLERKS {
        clerks.push(Clerk::new(Person::sign_in(program.address, "anna").await, &mara).await);
    }
    let mut dice = Dice::any();
    for round in 0..ROUNDS {
        let before: usize = clerks.iter().map(Clerk::acknowledged).sum();
        let work = clerks.into_iter().map(|mut clerk| {
            tokio::spawn(async move {
                clerk.write_until_cut_off().await;
                clerk
            })
        });
        let work: Vec<_> = work.collect();
        // A moment that nobody chose.
        let moment = Duration::from_micros(300_000 + dice.throw(700_000));
        tokio::time::sleep(moment).await;
        program.kill().await;
        clerks = vec![];
        for clerk in work {
            clerks.push(tokio::time::timeout(PATIENCE, clerk).await.unwrap().unwrap());
        }

        program = Program::on_folder(folder.path(), &["--demo"]).await;
        let database = program.folder().database().await;
        assert_each_write_once(&database, &clerks).await;
        for clerk in &mut clerks {
            clerk.person.address = program.address;
            clerk.insist().await;
        }
        assert_each_write_once(&database, &clerks).await;
        let (acknowledged, all) =
            clerks.iter().fold((0, 0), |(a, b), clerk| (a + clerk.acknowledged(), b + clerk.writes.len()));
        assert_eq!(acknowledged, all);
        assert!(acknowledged >= before + CLERKS, "nobody wrote anything before the kill");
        println!("round {round}: killed after {moment:?}; {acknowledged} writes, each there once");
    }
    for clerk in &mut clerks {
        clerk.repeat_all().await;
    }
    assert_each_write_once(&program.folder().database().await, &clerks).await;
    program.stop().await;
}

/// The check that the stories of kills rest on finds what they are about.
#[tokio::test]
async fn a_lost_or_repeated_write_would_be_found() {
    let planted = [
        // A write that is gone, from the rows and the log, with all traces.
        (
            "left: []",
            "DELETE FROM change_log WHERE row_id = (SELECT id FROM last) AND version = 3; \
         UPDATE bookings SET version = 2, notes = (SELECT after ->> 'notes' FROM change_log \
             WHERE row_id = bookings.id AND version = 2) WHERE id = (SELECT id FROM last)",
        ),
        // One whose row went back, but not its log.
        ("the log and", "UPDATE bookings SET version = 2 WHERE id = (SELECT id FROM last)"),
        // One that was carried out a second time, as another booking.
        (
            "a change that nobody made",
            "INSERT INTO bookings (room_id, guest_id, check_in, check_out, status, adults, total_price, currency, notes) \
         SELECT room_id, guest_id, check_in + 100, check_out + 100, status, adults, total_price, currency, notes \
         FROM bookings WHERE id = (SELECT id FROM last)",
        ),
        // One that somebody nobody knows of has made.
        ("a change that nobody made", "UPDATE bookings SET notes = 'mine' WHERE id = (SELECT id FROM last)"),
        // One that is logged under another name.
        (
            "a write that no clerk made",
            "UPDATE change_log SET mutation = jsonb_set(mutation, '{id}', '\"other\"') \
         WHERE row_id = (SELECT id FROM last) AND version = 2",
        ),
    ];
    for (fault, plant) in planted {
        let house = House::open().await;
        let mara = house.mara().await;
        let mut clerk = Clerk::new(mara.clone(), &mara).await;
        clerk.write_on(6).await;
        let clerks = [clerk];
        assert_each_write_once(&house.database.pool, &clerks).await;
        // After the back of the triggers, where the version is concerned.
        let quiet = if plant.contains("version = 2,") || plant.contains("SET version") {
            "replica"
        } else {
            "origin"
        };
        let last = "CREATE TEMPORARY TABLE last AS SELECT id FROM bookings ORDER BY id DESC LIMIT 1";
        house
            .database
            .sql(&format!("BEGIN; SET LOCAL session_replication_role = {quiet}; {last}; {plant}; COMMIT"))
            .await;
        let check = AssertUnwindSafe(assert_each_write_once(&house.database.pool, &clerks));
        let Err(found) = check.catch_unwind().await else { panic!("not found: {plant}") };
        let found =
            found.downcast_ref::<String>().map(String::as_str).or(found.downcast_ref::<&str>().copied());
        assert!(found.is_some_and(|words| words.contains(fault)), "{plant}: {found:?}");
    }
}
