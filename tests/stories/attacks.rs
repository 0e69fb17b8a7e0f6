//! Requests that are made to hurt: each is refused in a well-formed answer, and the house goes on.

use std::time::{Duration, Instant};

use reqwest::header::{CONTENT_TYPE, ORIGIN};
use serde_json::{Value, json};

use crate::support::{House, PATIENCE, Person, Socket};

/// More than any of them may take, on a machine that runs all stories at once. What it takes is printed.
const GENEROUS: Duration = Duration::from_secs(2);

/// Documents, with the codes they may be refused with.
fn documents() -> Vec<(&'static str, String, Value, &'static [&'static str])> {
    const COMPLEX: &[&str] = &["REQUEST_TOO_COMPLEX"];
    const INVALID: &[&str] = &["GRAPHQL_VALIDATION_FAILED"];
    const EITHER: &[&str] = &["REQUEST_TOO_COMPLEX", "GRAPHQL_VALIDATION_FAILED"];
    const UNREADABLE: &[&str] = &["GRAPHQL_PARSE_FAILED", "REQUEST_TOO_COMPLEX"];
    let nothing = || json!({});
    let aliases = |count: usize| (0..count).map(|n| format!("a{n}: me {{ id }} ")).collect::<String>();
    // Each fragment spreads the next twice: 2 to the power of 40 fields.
    let exponential: String = (0..40)
        .map(|n| format!("fragment F{n} on Query {{ ...F{} ...F{} }} ", n + 1, n + 1))
        .chain(["fragment F40 on Query { me { id } } { ...F0 }".to_owned()])
        .collect();
    // Many fragments, each with many fields, spread many times.
    let quadratic =
        format!("fragment F on Query {{ {} }} {{ {} }}", "me { id } ".repeat(400), "...F ".repeat(400));
    let chain: String = (0..400)
        .map(|n| format!("fragment F{n} on Query {{ ...F{} }} ", n + 1))
        .chain(["fragment F400 on Query { me { id } } { ...F0 }".to_owned()])
        .collect();
    let directives = format!("{{ me {} {{ id }} }}", "@include(if: true) ".repeat(500));
    let introspection = format!(
        "{{ __schema {{ {} {{ name }} {} }} }}",
        "types { fields { type ".repeat(5),
        "} } ".repeat(5)
    );
    let create = "createGuest(input: { name: \"Mallory\" }) { __typename }";
    let six: String = (0..6).map(|n| format!("m{n}: {create} ")).collect();
    let operations: String = (0..1_000).map(|n| format!("query Q{n} {{ me {{ id }} }} ")).collect();
    let list = format!(
        "query($ids: [ID!]) {{ bookings(filter: {{ ids: $ids }}) {{ revision }} }} {{ {} }}",
        aliases(2)
    );
    vec![
        ("two thousand brackets", "[".repeat(2_000), nothing(), UNREADABLE),
        ("brackets in a value", format!("{{ booking(id: {}", "[".repeat(2_000)), nothing(), UNREADABLE),
        ("brackets in a type", format!("query($a: {}", "[".repeat(2_000)), nothing(), UNREADABLE),
        ("five thousand levels", "{a".repeat(5_000), nothing(), UNREADABLE),
        (
            "five thousand levels, closed",
            format!("{}{}", "{a".repeat(5_000), "}".repeat(5_000)),
            nothing(),
            COMPLEX,
        ),
        ("sixty levels", format!("{}{}", "{a".repeat(60), "}".repeat(60)), nothing(), EITHER),
        ("an exponential bomb", exponential, nothing(), COMPLEX),
        ("a quadratic bomb", quadratic, nothing(), COMPLEX),
        ("a chain of fragments", chain, nothing(), COMPLEX),
        ("ten thousand aliases", format!("{{ {} }}", aliases(10_000)), nothing(), COMPLEX),
        ("a thousand aliases", format!("{{ {} }}", aliases(1_000)), nothing(), COMPLEX),
        ("a fragment in itself", "fragment F on Query { ...F } { ...F }".to_owned(), nothing(), EITHER),
        (
            "fragments in a circle",
            "fragment A on Query { ...B } fragment B on Query { ...A } { ...A }".to_owned(),
            nothing(),
            EITHER,
        ),
        ("five hundred directives", directives, nothing(), COMPLEX),
        ("the schema's schema's schema", introspection, nothing(), EITHER),
        ("six writes", format!("mutation {{ {six} }}"), nothing(), COMPLEX),
        ("a thousand operations", operations, nothing(), COMPLEX),
        (
            "unknown fields",
            format!("{{ {} }}", (0..300).map(|n| format!("no{n} ")).collect::<String>()),
            nothing(),
            INVALID,
        ),
        ("a long name", format!("{{ {} }}", "a".repeat(30_000)), nothing(), INVALID),
        ("an endless string", format!("{{ booking(id: \"{}", "a".repeat(10_000)), nothing(), UNREADABLE),
        ("a long document", format!("{{ me {{ id }} }} #{}", "#".repeat(100_000)), nothing(), COMPLEX),
        ("commas", ",".repeat(40_000), nothing(), COMPLEX),
        ("nothing", String::new(), nothing(), UNREADABLE),
        (
            "two subscriptions in one",
            "subscription { guestChanged { __typename } roomChanged { __typename } }".to_owned(),
            nothing(),
            // By POST it is at the wrong door.
            &["BAD_REQUEST", "GRAPHQL_VALIDATION_FAILED"],
        ),
        (
            "which operation?",
            list,
            nothing(),
            &["BAD_REQUEST", "GRAPHQL_VALIDATION_FAILED", "GRAPHQL_PARSE_FAILED"],
        ),
    ]
}

/// The time that this process has spent on its processors so far, as Linux counts it.
fn processor_time() -> Option<Duration> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let ticks: u64 =
        stat.rsplit_once(") ")?.1.split(' ').skip(11).take(2).filter_map(|n| n.parse::<u64>().ok()).sum();
    // A tick is a hundredth of a second wherever Linux runs.
    Some(Duration::from_millis(ticks * 10))
}

struct Watch(&'static str, Instant, Option<Duration>);

impl Watch {
    fn start(what: &'static str) -> Self {
        Self(what, Instant::now(), processor_time())
    }

    #[expect(clippy::print_stderr, reason = "how long it took is for whoever runs the story alone")]
    fn stop(self) {
        let Self(what, begun, spent) = self;
        let took = begun.elapsed();
        let spent = processor_time().zip(spent).map(|(now, then)| now.saturating_sub(then));
        eprintln!("{what}: {took:?}, of processors {spent:?}");
        assert!(took < GENEROUS, "{what} took {took:?}");
    }
}

/// An answer without data whose errors are few, short, in words, and have one of these codes.
fn assert_refused(what: &str, answer: &Value, codes: &[&str]) {
    let short: String = answer.to_string().chars().take(600).collect();
    assert_eq!(answer.get("data"), None, "{what}: {short}");
    let errors = answer["errors"].as_array().unwrap_or_else(|| panic!("{what}: {short}"));
    assert!((1..=5).contains(&errors.len()), "{what}: {} errors", errors.len());
    for error in errors {
        let message = error["message"].as_str().unwrap();
        assert!(!message.is_empty() && message.len() < 2_100, "{what}: {short}");
        let code = error["extensions"]["code"].as_str().unwrap_or_default();
        assert!(codes.contains(&code), "{what}: {code:?} is none of {codes:?}\n{short}");
    }
}

async fn works(person: &Person) {
    let me = person.run("{ me { name } rooms { nodes { id } } }", json!({})).await;
    assert_eq!(me["me"]["name"], "Anna");
}

#[tokio::test]
async fn over_http() {
    let house = House::open().await;
    let anna = house.anna().await;
    let before: i64 = house.database.value("SELECT count(*) FROM change_log").await;
    for (what, document, variables, codes) in documents() {
        let watch = Watch::start(what);
        let body = json!({ "query": document, "variables": variables });
        for (accept, status) in [("application/json", 200), ("application/graphql-response+json", 400)] {
            let request =
                anna.http.post(format!("http://{}/graphql", house.address)).bearer_auth(&anna.token);
            let answer = request.header("accept", accept).json(&body).send().await.unwrap();
            assert_eq!(answer.status(), status, "{what}");
            assert_refused(what, &answer.json().await.unwrap(), codes);
        }
        watch.stop();
    }
    works(&anna).await;
    let after: i64 = house.database.value("SELECT count(*) FROM change_log").await;
    assert_eq!(before, after);
}

#[tokio::test]
async fn over_a_socket() {
    let house = House::open().await;
    let anna = house.anna().await;
    let mut socket = Socket::signed_in(&anna).await;
    for (number, (what, document, variables, codes)) in documents().into_iter().enumerate() {
        if document.len() > 60_000 {
            continue;
        }
        let watch = Watch::start(what);
        let id = number.to_string();
        socket.subscribe(&id, &document, variables).await;
        let answer = socket.next_message().await;
        assert_eq!(answer["id"], id.as_str(), "{what}: {answer}");
        assert_eq!(answer["type"], "error", "{what}: {answer}");
        let refused = json!({ "errors": answer["payload"] });
        assert_refused(what, &refused, codes);
        watch.stop();
    }
    // The same socket still serves.
    socket.subscribe("last", "{ me { name } }", json!({})).await;
    assert_eq!(socket.next_message().await["payload"]["data"]["me"]["name"], "Anna");
    works(&anna).await;
}

/// A frame that no document needs ends the socket that sent it, and nothing else.
#[tokio::test]
async fn a_frame_too_large_ends_its_socket() {
    let house = House::open().await;
    let anna = house.anna().await;
    let nested = format!("{{\"type\":\"ping\",\"payload\":{}", "[".repeat(60_000));
    for text in ["[".repeat(1_000_000), nested] {
        let mut socket = Socket::signed_in(&anna).await;
        socket.send_text(text).await;
        let ended = tokio::time::timeout(PATIENCE, socket.next()).await.unwrap();
        assert_eq!(ended, Err(4400), "it is no JSON");
    }
    works(&anna).await;
}

#[tokio::test]
async fn variables_as_a_weapon() {
    let house = House::open().await;
    let anna = house.anna().await;
    let url = format!("http://{}/graphql", house.address);
    let query = "query($f: BookingFilter) { bookings(filter: $f) { revision } }";
    let nested = |depth: usize| {
        let value = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        format!("{{\"query\":{},\"variables\":{{\"f\":{value}}}}}", json!(query))
    };
    let objects = format!(
        "{{\"query\":{},\"variables\":{{\"f\":{}1{}}}}}",
        json!(query),
        "{\"ids\":".repeat(100),
        "}".repeat(100)
    );
    let many: Vec<_> = (0..20_000).collect();
    let many = json!({ "query": query, "variables": { "f": { "ids": many } } }).to_string();
    let copied = format!(
        "query($f: BookingFilter) {{ {} }}",
        (0..200).map(|n| format!("a{n}: bookings(filter: $f) {{ revision }} ")).collect::<String>()
    );
    let values: Vec<_> = (0..400).map(|n| n.to_string()).collect();
    let copied = json!({ "query": copied, "variables": { "f": { "ids": values } } }).to_string();
    for (what, body, status) in [
        ("100,000 brackets in a variable", nested(100_000), 400),
        ("200 brackets in a variable", nested(200), 400),
        ("100 brackets in a variable", nested(100), 200),
        ("objects in objects", objects, 200),
        ("many values", many, 200),
        ("one variable many times", copied, 200),
    ] {
        let watch = Watch::start(what);
        let request = anna.http.post(&url).bearer_auth(&anna.token).header(CONTENT_TYPE, "application/json");
        let answer = request.body(body).send().await.unwrap();
        assert_eq!(answer.status(), status, "{what}");
        let codes = ["BAD_REQUEST", "REQUEST_TOO_COMPLEX", "GRAPHQL_VALIDATION_FAILED"];
        let mut answer: Value = answer.json().await.unwrap();
        if answer["errors"][0]["path"].is_array() {
            // The library reads variables when it executes the field that takes them, so there is `data`.
            assert_eq!(answer.as_object_mut().unwrap().remove("data"), Some(Value::Null), "{what}");
        }
        assert_refused(what, &answer, &codes);
        watch.stop();
    }
    works(&anna).await;
}

#[tokio::test]
async fn the_envelope_is_checked_too() {
    let house = House::open().await;
    let anna = house.anna().await;
    let url = format!("http://{}/graphql", house.address);
    let post = |kind: &'static str, body: String| {
        anna.http.post(&url).bearer_auth(&anna.token).header(CONTENT_TYPE, kind).body(body)
    };
    let json_type = "application/json";
    let form = "multipart/form-data; boundary=x";
    let multipart = "--x\r\nContent-Disposition: form-data; name=\"operations\"\r\n\r\n{\"query\":\"{me{id}}\"}\r\n--x--\r\n";
    let write = "mutation%7BcreateGuest(input:%7Bname:%22Mallory%22%7D)%7B__typename%7D%7D";
    let large = json!({ "query": "{ me { id } }", "variables": { "x": "x".repeat(20_000_000) } }).to_string();
    let no_object = "[{\"query\":\"{me{id}}\"},{\"query\":\"{me{id}}\"}]".to_owned();
    for (what, request, status, code) in [
        ("20 MB", post(json_type, large), 413, "PAYLOAD_TOO_LARGE"),
        (
            "a write by GET",
            anna.http.get(format!("{url}?query={write}")).bearer_auth(&anna.token),
            405,
            "METHOD_NOT_ALLOWED",
        ),
        ("a read by GET", anna.http.get(format!("{url}?query=%7Bme%7Bid%7D%7D")), 405, "METHOD_NOT_ALLOWED"),
        (
            "a form",
            post("application/x-www-form-urlencoded", "query={me{id}}".into()),
            415,
            "UNSUPPORTED_MEDIA_TYPE",
        ),
        ("plain text", post("text/plain", "{\"query\":\"{me{id}}\"}".into()), 415, "UNSUPPORTED_MEDIA_TYPE"),
        ("multipart", post(form, multipart.into()), 415, "UNSUPPORTED_MEDIA_TYPE"),
        ("UTF-16", post("application/json; charset=utf-16", "{}".into()), 415, "UNSUPPORTED_MEDIA_TYPE"),
        ("a batch", post(json_type, no_object), 400, "BAD_REQUEST"),
        ("an empty batch", post(json_type, "[]".into()), 400, "BAD_REQUEST"),
        ("nothing", post(json_type, String::new()), 400, "BAD_REQUEST"),
        ("half", post(json_type, "{\"query\":\"{me".into()), 400, "BAD_REQUEST"),
        ("no query", post(json_type, "{}".into()), 400, "BAD_REQUEST"),
        ("a number", post(json_type, "{\"query\":7}".into()), 400, "BAD_REQUEST"),
        (
            "a list of variables",
            post(json_type, "{\"query\":\"{me{id}}\",\"variables\":[]}".into()),
            400,
            "BAD_REQUEST",
        ),
        (
            "a foreign page",
            post(json_type, "{\"query\":\"{me{id}}\"}".into()).header(ORIGIN, "https://evil.example"),
            403,
            "FOREIGN_ORIGIN",
        ),
        (
            "a sandboxed page",
            post(json_type, "{\"query\":\"{me{id}}\"}".into()).header(ORIGIN, "null"),
            403,
            "FOREIGN_ORIGIN",
        ),
        (
            "another machine",
            post(json_type, "{\"query\":\"{me{id}}\"}".into()).header(ORIGIN, "http://192.0.2.1:8080"),
            403,
            "FOREIGN_ORIGIN",
        ),
        (
            "pictures",
            post(json_type, "{\"query\":\"{me{id}}\"}".into()).header("accept", "image/png"),
            406,
            "NOT_ACCEPTABLE",
        ),
    ] {
        let watch = Watch::start(what);
        let answer = request.send().await.unwrap_or_else(|error| panic!("{what}: {error:?}"));
        assert_eq!(answer.status(), status, "{what}");
        assert!(answer.headers().get("access-control-allow-origin").is_none(), "{what}");
        assert_refused(what, &answer.json().await.unwrap(), &[code]);
        watch.stop();
    }
    // A page of somebody else may not even ask.
    let preflight = anna.http.request(reqwest::Method::OPTIONS, &url).header(ORIGIN, "https://evil.example");
    let preflight = preflight.header("access-control-request-method", "POST").send().await.unwrap();
    assert!(!preflight.status().is_success());
    assert!(preflight.headers().get("access-control-allow-origin").is_none());
    works(&anna).await;
}

#[tokio::test]
async fn a_foreign_page_gets_no_socket() {
    let house = House::open().await;
    let own = format!("http://{}", house.address);
    for origin in ["https://evil.example", "null", "http://192.0.2.1:8080", &format!("{own}.evil.example")] {
        let Err((status, body)) = Socket::upgrade(house.address, &[("origin", origin)]).await else {
            panic!("{origin} got a socket")
        };
        assert_eq!(status, 403, "{origin}");
        assert!(body.is_null() || body["errors"][0]["extensions"]["code"] == "FOREIGN_ORIGIN", "{body}");
    }
    assert!(Socket::upgrade(house.address, &[("origin", own.as_str())]).await.is_ok());
    works(&house.anna().await).await;
}

/// A house that says nothing about itself.
#[tokio::test]
async fn a_silent_house() {
    let options = ["--demo", "--no-introspection", "--no-suggestions"];
    let silent = House::open_with(&options, frontdesk::clock::Clock::system()).await;
    let talkative = House::open().await;
    let (there, here) = (silent.anna().await, talkative.anna().await);

    let typo = "{ bookins { revision } }";
    assert!(here.ask(typo, json!({})).await["errors"][0]["message"].as_str().unwrap().contains("bookings"));
    let message = there.ask(typo, json!({})).await;
    assert!(!message.to_string().contains("bookings"), "{message}");

    for question in ["{ __schema { types { name } } }", "{ __type(name: \"Booking\") { fields { name } } }"] {
        assert_eq!(here.ask(question, json!({})).await["errors"], Value::Null);
        let answer = there.ask(question, json!({})).await;
        assert!(
            !answer.to_string().contains("totalPrice") && !answer.to_string().contains("BookingSaved"),
            "{answer}"
        );
        let error = &answer["errors"][0];
        assert_eq!(error["message"], "This server answers no questions about its schema.", "{answer}");
        assert_eq!(error["extensions"]["code"], "GRAPHQL_VALIDATION_FAILED", "{answer}");
    }
    // What clients use all the time is no question about the schema.
    let named = there.run("{ __typename me { __typename } }", json!({})).await;
    assert_eq!(named, json!({ "__typename": "Query", "me": { "__typename": "User" } }));
    works(&there).await;
}

#[tokio::test]
async fn many_mistakes_get_few_errors() {
    let house = House::open().await;
    let anna = house.anna().await;
    let fields: String = (0..200).map(|n| format!("nothing{n} ")).collect();
    let answer = anna.ask(&format!("{{ {fields} }}"), json!({})).await;
    assert_eq!(answer["errors"].as_array().unwrap().len(), 5);
    assert_eq!(answer["extensions"]["errorsOmitted"], 195);
}
