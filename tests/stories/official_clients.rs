//! Clients that others have published, unchanged, watch through a restart and a cut: they come back by themselves, and
//! a revision is all that they need to miss nothing and hear nothing twice.

use std::process::Stdio;

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{ChildStdout, Command};
use tokio::time::timeout;

use crate::support::history::{Recording, Truth};
use crate::support::{House, PATIENCE, Proxy, Target, packages, text};

async fn node(script: &str) -> Command {
    let mut node = Command::new("node");
    node.current_dir(packages::npm("clients").await).arg(script);
    node
}

#[tokio::test]
async fn graphql_ws_from_npm() {
    misses_nothing(node("graphql-ws.mjs").await).await;
}

#[tokio::test]
async fn graphql_sse_from_npm() {
    misses_nothing(node("graphql-sse.mjs").await).await;
}

#[tokio::test]
async fn apollo_client_from_npm() {
    misses_nothing(node("apollo.mjs").await).await;
}

#[tokio::test]
async fn gql_from_pypi() {
    let mut python = Command::new(packages::python("clients/requirements.txt").await);
    python.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/clients/gql_client.py"));
    misses_nothing(python).await;
}

/// What a client prints, up to the change of a booking to a version.
async fn hear(
    lines: &mut Lines<BufReader<ChildStdout>>,
    recording: &mut Recording,
    id: &Value,
    version: i64,
) {
    loop {
        let line = timeout(PATIENCE, lines.next_line()).await.expect("it hears nothing").unwrap();
        let event: Value = serde_json::from_str(&line.expect("it has ended")).unwrap();
        recording.hear(&event);
        if event["bookingId"] == *id && event["version"] == version {
            return;
        }
    }
}

async fn misses_nothing(mut client: Command) {
    let house = House::open().await;
    let (server, leaving) = house.another_server().await;
    let front = Proxy::to(Target::Tcp(server)).await;
    let (anna, ben) = (house.anna().await, house.ben().await);
    let (booking, last) = (house.booking().await, house.booking().await);
    let start = anna.page(json!({ "first": 1 })).await["revision"].clone();
    let save = async |versions: std::ops::Range<i64>| {
        for version in versions {
            anna.save(&booking, version, json!({ "notes": format!("after {version}") })).await;
        }
    };

    client.args([front.address.to_string(), ben.token, text(&start), text(&last["id"])]);
    let mut running = client.stdout(Stdio::piped()).kill_on_drop(true).spawn().unwrap();
    let mut lines = BufReader::new(running.stdout.take().unwrap()).lines();
    let mut recording = Recording::from(&start);
    save(1..4).await;
    hear(&mut lines, &mut recording, &booking["id"], 4).await;

    // Its server is replaced by another.
    let (successor, _successor_shutdown) = house.another_server().await;
    front.lead_to(Target::Tcp(successor));
    leaving.begin();
    save(4..8).await;
    hear(&mut lines, &mut recording, &booking["id"], 8).await;

    // Its network is cut.
    front.cut();
    save(8..12).await;
    front.heal();
    hear(&mut lines, &mut recording, &booking["id"], 12).await;

    anna.save(&last, 1, json!({ "notes": "the end" })).await;
    hear(&mut lines, &mut recording, &last["id"], 2).await;
    let ended = timeout(PATIENCE, running.wait()).await.expect("it does not end").unwrap();
    assert!(ended.success(), "{ended}");
    let breach = recording.breach(&Truth::since(&house.database.pool, &start).await);
    assert!(breach.is_none(), "{breach:?}");
    assert!(recording.visits() >= 3, "it came {} times", recording.visits());
}
