//! The connection that hears notifications is cut while people work: nobody notices.

use serde_json::json;

use crate::support::{House, eventually};

const LISTENERS: &str = "SELECT count(*) FROM pg_stat_activity \
                         WHERE datname = current_database() AND application_name = 'frontdesk listener'";
const CUT: &str = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity \
                   WHERE datname = current_database() AND application_name = 'frontdesk listener'";

#[tokio::test]
async fn nothing_is_missed_nor_repeated_while_the_listener_is_cut_off() {
    let house = House::open().await;
    let (anna, ben) = (house.anna().await, house.ben().await);
    let booking = house.booking().await;
    let mut screen = ben.watch_all().await;
    let database = &house.database;
    let listening = || async { database.value::<i64>(LISTENERS).await == 1 };
    let mut version = 1;
    for _ in 0..4 {
        eventually("the listener is connected", listening).await;
        for write in 0..15 {
            if write == 5 {
                assert_eq!(database.value::<i64>(CUT).await, 1);
            }
            anna.save(&booking, version, json!({ "notes": format!("note {version}") })).await;
            version += 1;
        }
    }
    for expected in 2..=version {
        let change = screen.next_change().await;
        assert_eq!(change["version"], expected, "{change}");
        assert_eq!(change["booking"]["notes"], format!("note {}", expected - 1));
    }
    eventually("the listener is back", listening).await;
    anna.save(&booking, version, json!({ "notes": "the end" })).await;
    assert_eq!(screen.next_change().await["booking"]["notes"], "the end");
}
