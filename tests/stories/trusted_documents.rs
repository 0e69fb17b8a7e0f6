//! A server that executes only the documents on its operator's list.

use std::path::PathBuf;

use frontdesk::clock::Clock;
use frontdesk::server::Server;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::contract::code;
use crate::support::{Database, House, Person, Socket, cluster, document, options, persisted};

const GUESTS: &str = "query Guests($first: Int!) { guests(first: $first) { nodes { name } } }";

fn operation(id: &str, name: &str, kind: &str, body: &str) -> Value {
    json!({ "id": id, "name": name, "type": kind, "body": body })
}

fn list(operations: &[Value]) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("manifest.json");
    let format = "apollo-persisted-query-manifest";
    let manifest = json!({ "format": format, "version": 1, "operations": operations });
    std::fs::write(&file, manifest.to_string()).unwrap();
    (folder, file)
}

async fn ask(person: &Person, body: Value) -> Value {
    let request = person.http.post(format!("http://{}/graphql", person.address)).json(&body);
    request.bearer_auth(&person.token).send().await.unwrap().json().await.unwrap()
}

#[tokio::test]
async fn only_what_is_listed_is_executed() {
    let house = House::open().await;
    let (_folder, file) = list(&[
        operation("guests-1", "Guests", "query", GUESTS),
        operation("stream", "BookingStream", "subscription", document!("booking_stream")),
    ]);
    let settings = ["--demo", "--trusted-documents", file.to_str().unwrap()];
    let (address, shutdown) = house.another_server_with(&settings, Clock::system()).await;
    let free = house.anna().await;
    let anna = free.at(address);
    let variables = json!({ "first": 1 });
    let expected = free.run(GUESTS, variables.clone()).await;
    // As it is written, by its id, by its hash, and by both.
    let id = json!({ "persistedQuery": { "version": 1, "sha256Hash": "guests-1" } });
    for body in [
        json!({ "query": GUESTS, "variables": variables }),
        json!({ "variables": variables, "extensions": id }),
        json!({ "variables": variables, "extensions": persisted(GUESTS) }),
        json!({ "query": GUESTS, "variables": variables, "extensions": id }),
    ] {
        let answer = ask(&anna, body.clone()).await;
        assert_eq!(answer, json!({ "data": expected }), "{body}");
    }
    // Anything else is not, and sending it does not help.
    let other = format!("{GUESTS} ");
    let introspection = "{ __schema { queryType { name } } }";
    for body in [
        json!({ "query": other, "variables": variables }),
        json!({ "query": other, "variables": variables, "extensions": persisted(&other) }),
        json!({ "variables": variables, "extensions": persisted(&other) }),
        json!({ "query": introspection }),
        json!({ "query": "{ not even" }),
        json!({ "query": "mutation { signOut { __typename } }" }),
    ] {
        for _time in 0..2 {
            let refused = ask(&anna, body.clone()).await;
            assert_eq!(code(&refused), "DOCUMENT_NOT_TRUSTED", "{body}: {refused}");
            assert!(
                refused["data"].is_null() && refused["errors"][0]["message"].as_str().unwrap().ends_with('.')
            );
        }
    }
    // What a variable holds is still looked at.
    assert_eq!(
        code(&ask(&anna, json!({ "query": GUESTS, "variables": { "first": "x" } })).await),
        "BAD_REQUEST"
    );
    let mut socket = Socket::signed_in(&anna).await;
    socket.subscribe("1", document!("booking_stream"), json!({})).await;
    assert_eq!(socket.next_message().await["type"], "next");
    socket.subscribe("2", document!("booking_changed"), json!({})).await;
    let refused = socket.next_message().await;
    assert_eq!((&refused["type"], &refused["id"]), (&json!("error"), &json!("2")), "{refused}");
    assert_eq!(refused["payload"][0]["extensions"]["code"], "DOCUMENT_NOT_TRUSTED");
    shutdown.begin();
}

#[tokio::test]
async fn a_broken_list_ends_the_start_and_leaves_the_database_alone() {
    let database = Database::empty().await;
    let (_folder, file) = list(&[
        operation("guests-1", "Guests", "query", GUESTS),
        operation("old-7", "Old", "query", "query Old($id: ID!) { guest(id: $id) { nickname } }"),
    ]);
    let file = file.to_str().unwrap();
    let refused = async |file: &str| {
        let settings = ["--demo", "--trusted-documents", file];
        let options = options(&database.url, &cluster().secret, &settings);
        Server::prepare(&options, Clock::system()).await.unwrap_err().to_string()
    };
    let message = refused(file).await;
    let expected =
        format!("--trusted-documents names {file}, which has the operation \"Old\" (old-7), which can't");
    assert!(message.starts_with(&expected) && message.contains("nickname"), "{message}");
    let nowhere = refused("nowhere.json").await;
    assert!(
        nowhere.starts_with("--trusted-documents names nowhere.json, which can't be read: "),
        "{nowhere}"
    );
    let relations = "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace";
    assert_eq!(database.value::<i64>(relations).await, 0, "a refused start changes nothing");
}
