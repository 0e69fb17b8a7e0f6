use async_graphql::{EmptyMutation, EmptySubscription, Object, Schema};
use serde_json::json;

use super::*;
use crate::graphql::guard::validating;

struct Query;

#[Object]
impl Query {
    async fn hello(&self, name: Option<String>, first: Option<i32>) -> String {
        format!("{name:?} {first:?}")
    }
}

/// What is said of a list with one operation.
async fn said(id: &str, name: &str, kind: &str, body: &str) -> Result<Trusted, String> {
    let operation = json!({ "id": id, "name": name, "type": kind, "body": body });
    read(&json!({ "format": FORMAT, "version": 1, "operations": [operation] }).to_string()).await
}

async fn read(manifest: &str) -> Result<Trusted, String> {
    let limits = Limits::default();
    let validator = validating(Schema::build(Query, EmptyMutation, EmptySubscription), &limits).finish();
    let mut trusted = Trusted::default();
    trusted.add(manifest, &validator, &limits).await.map(|()| trusted)
}

#[tokio::test]
async fn a_document_is_found_by_its_id_and_by_its_hash() {
    let body = "query Hello($name: String!, $first: Int!) { hello(name: $name, first: $first) }";
    let trusted = said("hello-1", "Hello", "query", body).await.unwrap();
    let digits: String = hash(body).iter().map(|byte| format!("{byte:02X}")).collect();
    for id in ["hello-1", &digits, &digits.to_lowercase()] {
        assert!(trusted.named(id).and_then(|hash| trusted.document(&hash)).is_some(), "{id}");
    }
    for id in ["hello-2", "", &digits[1..], &format!("{digits}0"), &digits.replace(&digits[..1], "g")] {
        assert!(trusted.named(id).and_then(|hash| trusted.document(&hash)).is_none(), "{id}");
    }
}

#[tokio::test]
async fn a_broken_list_is_told_by_its_entry() {
    for (name, kind, body, expected) in [
        ("A", "query", "query A { nope }", "which can't be executed: Unknown field \"nope\""),
        ("A", "query", "query A { hello", "which can't be executed: Syntax error in line 1, column 16"),
        ("A", "query", "query A { hello(name: 7) }", "which can't be executed: Invalid value for argument"),
        ("A", "query", "query B { hello }", "whose body is not named so"),
        ("A", "query", "{ hello }", "whose body is not named so"),
        ("A", "mutation", "query A { hello }", "whose body is a query, not a mutation"),
        ("A", "query", "query A { hello } query B { hello }", "whose body has not exactly one operation"),
        (
            "A",
            "query",
            &format!("query A {{ {} }}", "hello ".repeat(2_500)),
            "which can't be executed: The request has",
        ),
    ] {
        let error = said("id-1", name, kind, body).await.unwrap_err();
        assert!(error.starts_with(&format!("has the operation \"{name}\" (id-1), {expected}")), "{error}");
    }
    for (manifest, expected) in [
        ("{", "is not a list of documents: EOF"),
        ("[]", "is not a list of documents: "),
        (r#"{"format":"relay","version":1,"operations":[]}"#, "is not of the format"),
        (
            r#"{"format":"apollo-persisted-query-manifest","version":2,"operations":[]}"#,
            "is not of the format",
        ),
    ] {
        let error = read(manifest).await.unwrap_err();
        assert!(error.starts_with(expected), "{error}");
    }
    let operation = |body: &str| json!({ "id": "1", "name": "A", "type": "query", "body": body });
    let twice = json!({ "format": FORMAT, "version": 1,
        "operations": [operation("query A { hello }"), operation("query A { again: hello }")] });
    let error = read(&twice.to_string()).await.unwrap_err();
    assert_eq!(error, "has the operation \"A\" (1), whose id another document has");
}
