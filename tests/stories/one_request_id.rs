//! One id from the proxy's request to the answer, each of its log lines and the mistake that somebody is told of; on a
//! socket, one for each operation.

use serde_json::{Value, json};

use crate::support::{Database, Person, Program, Socket, eventually};

const FROM_THE_PROXY: &str = "proxy-4711.abc";
const BROKEN: &str = "{ guests(first: 1) { nodes { name } } }";

/// A server whose log is read by machines, on a database in which a question for guests is a mistake that nobody
/// planned.
async fn broken_house(more: &[&str]) -> (Database, Program, Person) {
    let database = Database::new().await;
    let options = ["--demo", "--log-format", "json", "--log", "debug"];
    let server = Program::on_database(&database.url, &[&options, more].concat()).await;
    let anna = Person::sign_in(server.address, "anna").await;
    database.sql("ALTER TABLE guests RENAME COLUMN name TO called").await;
    (database, server, anna)
}

async fn asked(anna: &Person, id: &str) -> (String, Value) {
    let request = anna.http.post(format!("http://{}/graphql", anna.address)).bearer_auth(&anna.token);
    let answer = request.header("x-request-id", id).json(&json!({ "query": BROKEN })).send().await.unwrap();
    let told = answer.headers()["x-request-id"].to_str().unwrap().to_owned();
    (told, answer.json().await.unwrap())
}

/// The messages that the log has under an id, once there is one of them that begins so.
async fn logged(server: &Program, id: &str, awaited: &str) -> Vec<String> {
    let lines = || -> Vec<String> {
        let log = server.log();
        let lines = log.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
        let ours = lines.filter(|line| line["span"]["request_id"] == id);
        ours.filter_map(|line| line["message"].as_str().map(str::to_owned)).collect()
    };
    eventually(awaited, async || lines().iter().any(|line| line.starts_with(awaited))).await;
    lines()
}

#[tokio::test]
async fn a_trusted_proxys_id_is_in_the_answer_the_log_and_the_mistake() {
    let (_database, server, anna) = broken_house(&["--trusted-proxy", "127.0.0.1"]).await;
    let (told, answer) = asked(&anna, FROM_THE_PROXY).await;
    assert_eq!(told, FROM_THE_PROXY);
    let extensions = json!({ "code": "INTERNAL", "requestId": FROM_THE_PROXY });
    assert_eq!(answer["errors"][0]["extensions"], extensions, "{answer}");
    let lines = logged(&server, FROM_THE_PROXY, "POST /graphql answered 200").await;
    assert!(lines.iter().any(|line| line.starts_with("a request failed")), "{lines:?}");
    for bad in ["short", "with a space", "quote\"quote\"", &"a".repeat(200)] {
        let (told, answer) = asked(&anna, bad).await;
        assert!(uuid::Uuid::parse_str(&told).is_ok(), "{bad}: {told}");
        assert_eq!(answer["errors"][0]["extensions"]["requestId"], told, "{answer}");
    }
}

#[tokio::test]
async fn nobody_elses_id_is_believed() {
    let (_database, server, anna) = broken_house(&[]).await;
    let (told, answer) = asked(&anna, FROM_THE_PROXY).await;
    assert!(uuid::Uuid::parse_str(&told).is_ok(), "{told}");
    assert_eq!(answer["errors"][0]["extensions"]["requestId"], told, "{answer}");
    logged(&server, &told, "a request failed").await;
    assert!(!server.log().contains(FROM_THE_PROXY));
}

#[tokio::test]
async fn each_operation_of_a_socket_has_an_id_and_so_has_a_stream() {
    let (_database, server, anna) = broken_house(&[]).await;
    let mut socket = Socket::signed_in(&anna).await;
    let mut sockets = vec![];
    for id in ["1", "guests"] {
        socket.subscribe(id, BROKEN, json!({})).await;
        let next = socket.next_message().await;
        let told = next["payload"]["errors"][0]["extensions"]["requestId"].as_str().unwrap_or_default();
        let (socket_id, operation) = told.split_once('/').unwrap_or_else(|| panic!("no id: {next}"));
        assert!(uuid::Uuid::parse_str(socket_id).is_ok() && operation == id, "{told}");
        logged(&server, told, "a request failed").await;
        sockets.push(socket_id.to_owned());
        assert_eq!(socket.next_message().await["type"], "complete");
    }
    assert_eq!(sockets[0], sockets[1], "both were on one socket");

    let stream = anna.http.post(format!("http://{}/graphql/stream", anna.address)).bearer_auth(&anna.token);
    let stream = stream.json(&json!({ "query": BROKEN })).send().await.unwrap();
    let id = stream.headers()["x-request-id"].to_str().unwrap().to_owned();
    let events = stream.text().await.unwrap();
    assert!(events.contains(&format!("\"requestId\":\"{id}\"")), "{events}");
    logged(&server, &id, "a request failed").await;
}
