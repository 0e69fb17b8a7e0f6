//! The guide's tables of codes and limits are the server's.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::page::page;
use crate::support::contract::{assert_same, code, contract};
use crate::support::{House, Person, document, options, text, with};

/// What stands in backticks.
fn quoted(cell: &str) -> Vec<&str> {
    cell.split('`').skip(1).step_by(2).collect()
}

/// The rows of all tables of a page, cell by cell.
fn rows(markdown: &str) -> Vec<Vec<String>> {
    let rows = markdown.lines().filter(|line| line.starts_with("| ")).map(|line| {
        let cells = line.trim_matches('|').split('|');
        cells.map(|cell| cell.trim().to_owned()).collect()
    });
    rows.collect()
}

/// The sources that answer requests.
fn sources() -> String {
    let mut text = String::new();
    let mut folders: Vec<_> = ["graphql", "transport"]
        .map(|name| Path::new(env!("CARGO_MANIFEST_DIR")).join("../api/src").join(name))
        .into();
    while let Some(folder) = folders.pop() {
        let entries: Vec<PathBuf> =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        for path in entries {
            if path.is_dir() && !path.ends_with("tests") {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") && !path.ends_with("tests.rs") {
                let file = fs::read_to_string(path).unwrap();
                text += file.split("#[cfg(test)]").next().unwrap();
            }
        }
    }
    text
}

/// Texts in capitals, which codes are, and all others of them here.
fn codes(sources: &str) -> BTreeSet<String> {
    const OTHERS: [&str; 9] = ["DENY", "DESK", "GET", "HEAD", "ID", "MANAGER", "OPTIONS", "POST", "VIEWER"];
    let code_lines = sources.lines().filter(|line| !line.trim_start().starts_with("//"));
    let texts = code_lines.flat_map(|line| line.split('"').skip(1).step_by(2));
    let capitals =
        texts.filter(|text| text.len() > 1 && text.chars().all(|c| c.is_ascii_uppercase() || c == '_'));
    capitals.filter(|text| !OTHERS.contains(text)).map(str::to_owned).collect()
}

#[test]
fn every_code_has_a_row() {
    let sources = sources();
    let page = page("errors.md");
    let table = rows(&page).into_iter().filter_map(|row| {
        let [code] = quoted(&row[0])[..] else { return None };
        assert!(row.len() == 4 && !row[2].is_empty() && !row[3].is_empty(), "{row:?}");
        Some(code.to_owned())
    });
    assert_same("codes of errors", &table.collect(), &codes(&sources));

    // The codes of a socket's end stand in one module.
    let closes = sources
        .lines()
        .filter_map(|line| line.split_once(": u16 = "))
        .map(|(_, number)| number.trim_matches(';'));
    let closes: BTreeSet<_> = closes.map(str::to_owned).collect();
    assert!(closes.contains("4403"), "{closes:?}");
    let table = rows(&page).into_iter().map(|row| row[0].clone()).filter(|cell| cell.parse::<u16>().is_ok());
    assert_same("codes of a closed socket", &table.collect(), &closes);
}

#[test]
fn a_new_code_is_seen() {
    let text = "const A: &str = \"GONE_HOME\";\n// \"IN_WORDS\"\nask(\"POST\", \"in small\", \"SO\")";
    assert_eq!(codes(text).into_iter().collect::<Vec<_>>(), ["GONE_HOME", "SO"]);
}

/// What a client without a compiler is told by hand.
#[test]
fn apollos_possible_types_are_the_schemas() {
    let page = page("clients/apollo.md");
    let possible = page.split("possibleTypes: {").nth(1).unwrap().split('}').next().unwrap();
    for interface in ["Node", "Versioned", "Problem"] {
        let listed = possible.split(&format!("{interface}: [")).nth(1).unwrap().split(']').next().unwrap();
        let listed: BTreeSet<_> = listed.split('\'').skip(1).step_by(2).map(str::to_owned).collect();
        let types = contract().types.iter().filter_map(|(name, kind)| Some((name, kind.as_object()?)));
        let schema =
            types.filter(|(_, object)| object.implements_interfaces.iter().any(|own| **own == interface));
        assert_same(interface, &listed, &schema.map(|(name, _)| name.to_string()).collect());
    }
}

/// The numbers of the table, by what they limit.
fn limits() -> BTreeMap<String, usize> {
    let rows = rows(&page("cursors-and-limits.md")).into_iter().filter(|row| row.len() == 3);
    rows.filter_map(|row| {
        Some((row[0].split(", `").next()?.split(": ").next()?.to_owned(), row[1].parse().ok()?))
    })
    .collect()
}

#[test]
fn the_limits_are_those_of_the_settings() {
    let settings = options("postgres://hotel", Path::new("secret"), &[]);
    let (limits, sockets) = (settings.limits(), settings.sockets());
    let mut page = self::limits();
    for (what, number) in [
        ("bytes of a request", settings.body_limit as usize),
        ("mutations in a request", limits.root_mutations),
        ("bytes of a document", limits.document_bytes),
        ("names, values and punctuators in a document", limits.tokens),
        ("fields below one another", limits.depth),
        ("fields, fragments and arguments of an operation", limits.cost),
        ("points of complexity", limits.complexity),
        ("values in variables", limits.values),
        ("errors in an answer", limits.errors),
        ("sockets and streams of an account", sockets.per_account),
        ("operations on a socket at a time", sockets.operations),
        ("seconds until `connection_init`", sockets.init_within.as_secs() as usize),
        ("hours of a session", settings.session_hours as usize),
        ("days that a revision can be resumed from", settings.keep.replay_days as usize),
    ] {
        assert_eq!(page.remove(what), Some(number), "{what}");
    }
    let rest: Vec<_> = page.into_keys().collect();
    assert_eq!(rest, TRIED, "each other limit is tried");
}

/// Limits that no setting holds.
const TRIED: [&str; 9] = [
    "bytes of a `mutationId`",
    "characters of a search",
    "ids in one condition of a filter",
    "new bookings in one `createBookings`",
    "rooms in one `createRooms`",
    "rows of a page",
    "rows of a page where none is asked for",
    "updates in one `updateBookings`",
    "words of a search",
];

const PAGE: &str =
    "query($first: Int, $filter: GuestFilter) { guests(first: $first, filter: $filter) { nodes { id } } }";

async fn is_the_most(person: &Person, what: &str, document: &str, variables: impl Fn(usize) -> Value) {
    let most = limits()[what];
    let answer = person.ask(document, variables(most)).await;
    assert_eq!(answer["errors"], Value::Null, "{what}: {answer}");
    let refused = person.ask(document, variables(most + 1)).await;
    assert_eq!(code(&refused), "BAD_REQUEST", "{what}: {refused}");
}

#[tokio::test]
async fn the_other_limits_are_met_by_trying() {
    let house = House::open().await;
    let anna = house.anna().await;
    is_the_most(&anna, "rows of a page", PAGE, |rows| json!({ "first": rows })).await;
    let ids = |count| vec![uuid::Uuid::now_v7().to_string(); count];
    is_the_most(
        &anna,
        "ids in one condition of a filter",
        PAGE,
        |count| json!({ "filter": { "ids": ids(count) } }),
    )
    .await;
    is_the_most(
        &anna,
        "characters of a search",
        PAGE,
        |count| json!({ "filter": { "text": "a".repeat(count) } }),
    )
    .await;
    let words = |count| (0..count).map(|n| format!("w{n}x")).collect::<Vec<_>>().join(" ");
    is_the_most(&anna, "words of a search", PAGE, |count| json!({ "filter": { "text": words(count) } }))
        .await;

    let limits = limits();
    let everything =
        anna.run("{ bookings { nodes { id } } all: bookings(first: 200) { nodes { id } } }", json!({})).await;
    let length = |list: &str| everything[list]["nodes"].as_array().unwrap().len();
    assert_eq!(length("bookings"), limits["rows of a page where none is asked for"].min(length("all")));
    assert!(length("all") > length("bookings"), "there are more");

    let save = async |count: usize, name: usize| {
        let update = json!({ "id": uuid::Uuid::now_v7(), "expectedVersion": 1, "patch": { "notes": "" },
                             "mutationId": "m".repeat(name) });
        let saved = anna.run(document!("group_update"), json!({ "input": vec![update; count] })).await;
        text(&saved["updateBookings"]["__typename"])
    };
    let (updates, name) = (limits["updates in one `updateBookings`"], limits["bytes of a `mutationId`"]);
    assert_eq!(save(1, name).await, "NotFound");
    assert_eq!(save(1, name + 1).await, "InvalidInput");
    assert_eq!(save(updates + 1, name).await, "InvalidInput");
    let group: Vec<_> = (0..updates)
        .map(|_| json!({ "id": uuid::Uuid::now_v7(), "expectedVersion": 1, "patch": {} }))
        .collect();
    let saved = anna.run(document!("group_update"), json!({ "input": group })).await;
    assert_eq!(saved["updateBookings"]["__typename"], "NotFound", "{saved}");

    let stay = house.stay().await;
    let most = limits["new bookings in one `createBookings`"];
    let nights = |count: usize| -> Vec<_> {
        let night = chrono::NaiveDate::from_ymd_opt(2032, 1, 1).unwrap();
        night
            .iter_days()
            .take(count)
            .map(|day| with(stay.clone(), json!({ "checkIn": day, "checkOut": day.succ_opt() })))
            .collect()
    };
    assert_eq!(anna.create_all(&nights(most + 1)).await["__typename"], "InvalidInput");
    assert_eq!(anna.create_all(&nights(most)).await["__typename"], "BookingsSaved");
}
