//! The program is killed while people write. What they were told is saved is saved.

use std::time::Duration;

use crate::support::{Clerk, PATIENCE, Person, Program, assert_each_write_once};

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
        let moment = Duration::from_micros(300_000 + uuid::Uuid::new_v4().as_u64_pair().0 % 700_000);
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
