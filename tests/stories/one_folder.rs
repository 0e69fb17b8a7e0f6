//! Two programs and one data folder: one after the other, never both.

use std::time::{Duration, Instant};

use crate::support::process::{command, run};
use crate::support::{Person, Program};

#[tokio::test]
async fn a_folder_in_use_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let first = Program::on_folder(folder.path(), &["--demo"]).await;

    let mut second = command(&["serve", "--listen", "127.0.0.1:0", "--data-dir"]);
    second.arg(folder.path());
    let message = run(second).await.refused(1);
    let name = folder.path().canonicalize().unwrap();
    let expected = format!(
        "frontdesk: The data folder {} is in use by another process (process {}). Stop",
        name.display(),
        first.id()
    );
    assert_eq!(message.lines().count(), 1, "{message}");
    assert!(message.starts_with(&expected), "{message}");

    // The first one is none the worse for it.
    Person::sign_in(first.address, "anna").await;
    first.stop().await;
}

#[tokio::test]
async fn the_second_start_is_quick() {
    let folder = tempfile::tempdir().unwrap();
    let asked = Instant::now();
    let first = Program::on_folder(folder.path(), &["--demo"]).await;
    println!("first start, with a new cluster: {:?}", asked.elapsed());
    first.stop().await;

    let asked = Instant::now();
    let second = Program::on_folder(folder.path(), &["--demo"]).await;
    let took = asked.elapsed();
    println!("second start: {took:?}");
    assert!(took < Duration::from_secs(10), "{took:?}");
    Person::sign_in(second.address, "anna").await;
    second.stop().await;
}
