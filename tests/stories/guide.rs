//! The guide for those who build on the API (`api/guide`) is true: its examples are acted out as they are printed, its
//! programs run, its tables are those of the server.

mod page;
mod programs;
mod tables;
mod walk;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::json;

use crate::throwaway::{Place, Throwaway};
use page::{Example, FOLDER, examples, pages};
use walk::{matches, walk};

#[tokio::test]
async fn every_example_works_as_printed() {
    let place = Place::new();
    let server = Throwaway::start(&place).await;
    let mut faults = vec![];
    for (name, text) in pages() {
        server.reset().await;
        let walked = match examples(&text) {
            Ok(examples) => walk(&server, &examples).await,
            Err(fault) => Err(fault),
        };
        faults.extend(walked.err().map(|fault| format!("{name}:{fault}")));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
}

#[tokio::test]
async fn an_example_that_is_wrong_is_found() {
    let place = Place::new();
    let server = Throwaway::start(&place).await;
    let page = "```graphql ben\nquery($id: ID!) { me { name } guest(id: $id) { name } }\n```\n\
        ```json variables\n{ \"id\": \"01900000-0000-7000-8000-000200000001\" }\n```\n\
        ```json answer\n{ \"data\": { \"me\": { \"name\": \"Ben\" }, \"guest\": { \"name\": \"Carla …\" } } }\n```\n\
        ```graphql\nsubscription { guestChanged { __typename } }\n```\n\
        ```json event\n{ \"__typename\": \"StreamReady\" }\n```\n\
        ```console\n$ echo $ANNA\ney…\n```\n";
    walk(&server, &examples(page).unwrap()).await.unwrap();
    for (right, wrong, line) in [
        ("graphql ben", "graphql vera", "1: "),
        ("{ name }", "{ nom }", "1: "),
        ("Carla", "Karla", "1: "),
        ("StreamReady", "StreamGap", "13: "),
        ("ey…", "no…", "16: "),
    ] {
        let found = walk(&server, &examples(&page.replace(right, wrong)).unwrap()).await.unwrap_err();
        assert!(found.starts_with(line), "{wrong}: {found}");
    }
    assert!(examples("```yaml\n```").unwrap_err().starts_with("1: "));
}

#[test]
fn answers_are_compared_to_what_is_printed() {
    let mut names = BTreeMap::new();
    for (expected, answer, same) in [
        (json!({ "a": "…" }), json!({ "a": [1] }), true),
        (json!({ "a": 1 }), json!({ "a": 1, "b": 2 }), false),
        (json!([1, "…"]), json!([1, 2, 3]), true),
        (json!([1, "…"]), json!([2, 3]), false),
        (json!([1]), json!([1, 2]), false),
        (json!("B-…"), json!("B-1042"), true),
        (json!("B-…"), json!(1042), false),
        (json!("$here"), json!("abc"), true),
    ] {
        assert_eq!(matches(&expected, &answer, &mut names), same, "{expected} and {answer}");
    }
    assert_eq!(names["$here"], "abc");
}

#[test]
fn every_link_leads_somewhere() {
    let mut lost = BTreeSet::new();
    for (name, text) in pages() {
        let folder = Path::new(FOLDER).join(&name);
        for link in text.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(link, _)| link) {
            let file = link.split('#').next().unwrap();
            if !link.contains("://") && !file.is_empty() && !folder.with_file_name(file).exists() {
                lost.insert(format!("{name}: {link}"));
            }
        }
    }
    assert!(lost.is_empty(), "{lost:?}");
}

/// What can't be compiled here says so.
#[test]
fn what_is_only_shown_says_so() {
    for (name, text) in pages() {
        let examples = examples(&text).unwrap();
        let shown = examples.iter().any(|(_, example)| matches!(example, Example::Shown(_)));
        assert!(!shown || text.contains("is not run by our tests"), "{name}");
    }
}
