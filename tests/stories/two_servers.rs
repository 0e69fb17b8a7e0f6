//! Two server processes on one database work as one.

use serde_json::json;

use crate::support::{
    Clerk, Database, Person, Program, Proxy, Target, Workday, assert_all_were_sent_over, document, eventually,
};

#[tokio::test]
async fn what_is_written_through_one_is_seen_through_the_other() {
    let database = Database::new().await;
    let here = Program::on_database(&database.url, &["--demo"]).await;
    let there = Program::on_database(&database.url, &["--demo"]).await;
    let mara = Person::sign_in(here.address, "mara").await;
    // One secret: a token of one is good for the other.
    let ben = mara.at(there.address);
    let mut screen = ben.watch(document!("booking_versions"), json!({})).await;
    let ready = screen.ready().await;

    let mut clerk = Clerk::new(mara.clone(), &mara).await;
    clerk.write_on(6).await;
    let mut last = ready.clone();
    for version in [1, 2, 3, 1, 2, 3] {
        let change = screen.next_change().await;
        assert_eq!(change["version"], version, "{change}");
        last = change["revision"].as_str().unwrap().to_owned();
    }

    // A cursor of one is good for the other, too.
    let mut elsewhere = mara.watch(document!("booking_versions"), json!({ "after": last })).await;
    elsewhere.ready().await;
    clerk.person.address = there.address;
    clerk.write_on(1).await;
    assert_eq!(elsewhere.next_change().await["action"], "CREATED");
    let mut from_before = mara.watch(document!("booking_versions"), json!({ "after": ready })).await;
    from_before.ready().await;
    for version in [1, 2, 3, 1, 2, 3, 1] {
        assert_eq!(from_before.next_change().await["version"], version);
    }
    clerk.repeat_all().await;
    here.stop().await;
    there.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rolling_restart_loses_nothing() {
    let database = Database::new().await;
    let server = async || Program::on_database(&database.url, &["--demo"]).await;
    let mut servers = [server().await, server().await];
    let front = async |server: &Program| Proxy::to(Target::Tcp(server.address)).await;
    let fronts = [front(&servers[0]).await, front(&servers[1]).await];
    let at = [fronts[0].address, fronts[1].address];
    let day = Workday::begin(at).await;
    for number in [0, 1, 0] {
        let successor = server().await;
        fronts[number].lead_to(Target::Tcp(successor.address));
        std::mem::replace(&mut servers[number], successor).stop().await;
        let logged = database.logged().await;
        eventually("people work on", async || database.logged().await > logged + 10).await;
    }
    assert_all_were_sent_over(&day.end(&database).await);
    for server in servers {
        server.stop().await;
    }
}
