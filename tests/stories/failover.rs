//! A standby takes over that had not heard of the last changes: who was told of them hears that they are lost, before
//! new ones take their places.

use frontdesk::clock::Clock;
use serde_json::{Value, json};

use crate::support::site::Site;
use crate::support::{Clerk, Person, Proxy, document, serve};

async fn first_event(person: &Person, after: &str) -> Value {
    person.watch(document!("booking_versions"), json!({ "after": after })).await.next().await
}

/// The standby writes as often as the lost changes were, and once more, each time a transaction.
const AS_MANY: &str = "DO $$ BEGIN FOR note IN 1 .. 4 LOOP \
    UPDATE bookings SET notes = 'after the failover ' || note; COMMIT; END LOOP; END $$";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_failover_loses_is_a_gap() {
    let primary = Site::new().await;
    let (line, url) = Proxy::to_postgres(&primary.url()).await;
    let (address, _running) = serve(&url, &["--demo"], Clock::system()).await;
    let mara = Person::sign_in(address, "mara").await;
    let mut clerk = Clerk::new(mara.clone(), &mara).await;
    let mut screen = mara.watch(document!("booking_versions"), json!({})).await;
    screen.ready().await;
    clerk.write_on(2).await;
    let standby = primary.standby().await;
    let kept = [screen.next_change().await, screen.next_change().await];
    standby.stop_following().await;
    clerk.write_on(3).await;
    let lost = [screen.next_change().await, screen.next_change().await, screen.next_change().await];
    let cursor = |change: &Value| change["revision"].as_str().unwrap().to_owned();
    let last: i64 = primary.value("SELECT max(revision) FROM change_log").await;

    // Nobody but the standby's own people see it before it has written.
    line.cut();
    primary.stop().await;
    standby.promote().await;
    standby.sql(AS_MANY).await;
    assert!(standby.value::<i64>("SELECT max(revision) FROM change_log").await > last);

    // A server that starts now, before the standby's first checkpoint.
    let (other, _other) = serve(&standby.url(), &["--demo"], Clock::system()).await;
    let elsewhere = mara.at(other);
    assert_eq!(first_event(&elsewhere, &cursor(&lost[2])).await["__typename"], "StreamGap");

    // The server that went on all the while: those who watched it, and those who come back to it.
    line.lead_to_postgres(&standby.url());
    line.heal();
    let gap = screen.next_change().await;
    assert_eq!(gap["__typename"], "StreamGap", "{gap}");
    screen.completed().await;
    standby.sql("CHECKPOINT").await;
    let (later, _later) = serve(&standby.url(), &["--demo"], Clock::system()).await;
    for at in [address, other, later] {
        let person = mara.at(at);
        for change in kept.iter().chain(&lost) {
            assert_eq!(first_event(&person, &cursor(change)).await["__typename"], "StreamGap", "{change}");
        }
        // What the gap offers can be taken, and leads to what is written from here on.
        let ready = first_event(&person, gap["latest"].as_str().unwrap()).await;
        assert_eq!(ready["__typename"], "StreamReady", "{ready}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_new_life_begins_with_the_first_look_at_it() {
    let primary = Site::new().await;
    let (line, url) = Proxy::to_postgres(&primary.url()).await;
    // Its listener never hears of the standby: what it reads tells it all the same.
    let options = ["--demo", "--database-listen-url", "postgres://nobody@127.0.0.1:1/nowhere"];
    let (address, _running) = serve(&url, &options, Clock::system()).await;
    let mara = Person::sign_in(address, "mara").await;
    let standby = primary.standby().await;
    standby.stop_following().await;
    let mut screen = mara.watch(document!("booking_versions"), json!({})).await;
    screen.ready().await;
    Clerk::new(mara.clone(), &mara).await.write_on(1).await;
    let lost = screen.next_change().await["revision"].as_str().unwrap().to_owned();

    line.cut();
    primary.stop().await;
    standby.promote().await;
    standby.sql(AS_MANY).await;
    line.lead_to_postgres(&standby.url());
    line.heal();
    assert_eq!(first_event(&mara, &lost).await["__typename"], "StreamGap");
    let missed = mara.run(document!("missed_changes"), json!({ "after": lost })).await;
    assert_eq!(missed["changes"]["nodes"], json!([]), "{missed}");
    assert_eq!(screen.next_change().await["__typename"], "StreamGap");
}
