use serde_json::{Value, json};

use super::*;

const LIMIT: usize = 1_000;
const SECOND: Duration = Duration::from_secs(1);
const INIT: &str = r#"{"type":"connection_init"}"#;

fn subscribe(id: &str, query: &str) -> String {
    json!({ "type": "subscribe", "id": id, "payload": { "query": query } }).to_string()
}

fn complete(id: &str) -> String {
    json!({ "type": "complete", "id": id }).to_string()
}

/// An effect in a few words.
fn word(effect: &Effect) -> String {
    match effect {
        Effect::Send(text) => {
            let message: Value = serde_json::from_str(text).unwrap();
            let id = message.get("id").map(|id| format!(" {}", id.as_str().unwrap())).unwrap_or_default();
            format!("{}{id}", message["type"].as_str().unwrap())
        }
        Effect::Ping => "ping".to_owned(),
        Effect::Authenticate(_) => "authenticate".to_owned(),
        Effect::Start { ticket, .. } => format!("start {ticket}"),
        Effect::Stop(ticket) => format!("stop {ticket}"),
        Effect::Close(close) => format!("close {}", close.code),
        Effect::Terminate => "terminate".to_owned(),
    }
}

fn words(effects: &[Effect]) -> String {
    effects.iter().map(word).collect::<Vec<_>>().join(", ")
}

fn opened() -> Protocol {
    Protocol::new(SocketSettings { operations: 3, ..Default::default() }, LIMIT)
}

fn authenticating() -> Protocol {
    let mut protocol = opened();
    assert_eq!(words(&protocol.message(INIT)), "authenticate");
    protocol
}

fn ready() -> Protocol {
    let mut protocol = authenticating();
    assert_eq!(words(&protocol.accepted()), "connection_ack");
    protocol
}

/// With a subscription `s` of ticket 0, a query `q` of ticket 1 and a mutation `m` of ticket 2.
fn busy() -> Protocol {
    let mut protocol = ready();
    let operations =
        [("s", OperationType::Subscription), ("q", OperationType::Query), ("m", OperationType::Mutation)];
    for (ticket, (id, kind)) in (0..).zip(operations) {
        assert_eq!(words(&protocol.message(&subscribe(id, "{ a }"))), format!("start {ticket}"));
        protocol.is_a(ticket, Some(kind));
    }
    protocol
}

fn goodbye() -> Close {
    Close::new(code::GOING_AWAY, "The server is stopping.")
}

fn leaving() -> Protocol {
    let mut protocol = busy();
    assert_eq!(words(&protocol.leave(goodbye(), SECOND)), "stop 0");
    protocol
}

fn closed() -> Protocol {
    let mut protocol = busy();
    assert_eq!(words(&protocol.binary()), "close 4400");
    protocol
}

fn answer() -> Response {
    Response::new(async_graphql::Value::from(1))
}

fn refused() -> Response {
    Response::from_errors(vec![problem("VALIDATION_FAILED", "no such field")])
}

#[test]
fn each_message_in_each_state() {
    let new = subscribe("new", "{ a }");
    let known = subscribe("q", "{ a }");
    let (done, unknown) = (complete("q"), complete("other"));
    let ping = r#"{"type":"ping","payload":{"a":[1]}}"#;
    #[rustfmt::skip]
    let table: [(&str, [&str; 6]); 8] = [
        // message        opened          authenticating  ready           busy            leaving    closed
        (INIT,           ["authenticate", "close 4429",   "close 4429",   "close 4429",   "",        ""]),
        (ping,           ["pong",         "pong",         "pong",         "pong",         "",        ""]),
        (r#"{"type":"pong"}"#, ["",       "",             "",             "",             "",        ""]),
        (&new,           ["close 4401",   "close 4401",   "start 0",      "error new",    "",        ""]),
        (&known,         ["close 4401",   "close 4401",   "start 0",      "close 4409",   "",        ""]),
        (&done,          ["",             "",             "",             "stop 1",       "stop 1",  ""]),
        (&unknown,       ["",             "",             "",             "",             "",        ""]),
        ("[]",           ["close 4400",   "close 4400",   "close 4400",   "close 4400",   "close 4400", ""]),
    ];
    for (message, expected) in table {
        let states = [opened(), authenticating(), ready(), busy(), leaving(), closed()];
        for (mut state, expected) in states.into_iter().zip(expected) {
            let before = format!("{state:?}");
            assert_eq!(words(&state.message(message)), expected, "{message} in {before}");
        }
    }
}

#[test]
fn an_invalid_message_closes_with_4400_and_says_why() {
    let long = json!({ "type": "complete", "id": "x".repeat(257) }).to_string();
    for (message, reason) in [
        ("", "must be JSON"),
        ("{", "must be JSON"),
        ("7", "must be a JSON object"),
        (r#"[{"type":"ping"}]"#, "must be a JSON object"),
        ("{}", "must have a `type`"),
        (r#"{"type":7}"#, "must have a `type`"),
        (r#"{"type":"start","id":"1"}"#, "`start`"),
        (r#"{"type":"connection_ack"}"#, "`connection_ack`"),
        (r#"{"type":"next","id":"1","payload":{}}"#, "`next`"),
        (r#"{"type":"connection_init","payload":"Bearer"}"#, "`payload` must be an object"),
        (r#"{"type":"ping","payload":[]}"#, "`payload` must be an object"),
        (r#"{"type":"pong","payload":1}"#, "`payload` must be an object"),
        (r#"{"type":"complete"}"#, "must have an `id`"),
        (r#"{"type":"complete","id":""}"#, "`id` is empty"),
        (r#"{"type":"complete","id":1}"#, "must have an `id`"),
        (&long, "longer than 256 bytes"),
        (r#"{"type":"subscribe","payload":{"query":"{ a }"}}"#, "must have an `id`"),
        (r#"{"type":"subscribe","id":"","payload":{"query":"{ a }"}}"#, "`id` is empty"),
        (r#"{"type":"subscribe","id":"1"}"#, "`payload` of a subscribe is missing"),
        (r#"{"type":"subscribe","id":"1","payload":null}"#, "`payload` of a subscribe is missing"),
        (r#"{"type":"subscribe","id":"1","payload":"{ a }"}"#, "`payload` must be an object"),
        (r#"{"type":"subscribe","id":"1","payload":{}}"#, "`query` is missing"),
        (r#"{"type":"subscribe","id":"1","payload":{"query":1}}"#, "`query` must be a string"),
        (r#"{"type":"subscribe","id":"1","payload":{"query":"{a}","variables":[]}}"#, "`variables` must be"),
        (r#"{"type":"subscribe","id":"1","payload":{"query":"{a}","operationName":1}}"#, "`operationName`"),
        (r#"{"type":"subscribe","id":"1","payload":{"query":"{a}","extensions":1}}"#, "`extensions` must be"),
    ] {
        for mut state in [opened(), ready()] {
            match &state.message(message)[..] {
                [Effect::Close(close)] => {
                    assert_eq!(close.code, code::BAD_REQUEST, "{message}");
                    assert!(close.reason.contains(reason), "{message}: {}", close.reason);
                }
                other => panic!("{message}: {other:?}"),
            }
        }
    }
}

#[test]
fn what_may_be_null_or_missing_is_no_fault() {
    for message in [
        r#"{"type":"connection_init"}"#,
        r#"{"type":"connection_init","payload":null,"id":7,"more":true}"#,
        r#"{"type":"connection_init","payload":{}}"#,
    ] {
        assert_eq!(words(&opened().message(message)), "authenticate", "{message}");
    }
    let payload = json!({ "query": "{ a }", "variables": null, "operationName": null, "extensions": null });
    let message = json!({ "type": "subscribe", "id": "1", "payload": payload });
    assert_eq!(words(&ready().message(&message.to_string())), "start 0");
}

/// A subscribe whose payload has so many bytes, with its members in the order that clients send them or another.
fn sized(id: &str, bytes: usize, id_last: bool) -> String {
    let payload = json!({ "query": "{ a }", "extensions": { "pad": "" } }).to_string();
    let payload = payload.replace("\"\"", &format!("\"{}\"", "x".repeat(bytes - payload.len())));
    assert_eq!(payload.len(), bytes);
    let id = json!(id);
    match id_last {
        true => format!(r#"{{"type":"subscribe","payload":{payload},"id":{id}}}"#),
        false => format!(r#"{{"id":{id},"type":"subscribe","payload":{payload}}}"#),
    }
}

#[test]
fn a_request_that_is_too_large_costs_only_itself() {
    for id_last in [false, true] {
        let mut protocol = busy();
        let effects = protocol.message(&sized("large", LIMIT + 1, id_last));
        let [Effect::Send(text)] = &effects[..] else { panic!("{effects:?}") };
        let message: Value = serde_json::from_str(text).unwrap();
        assert_eq!((&message["type"], &message["id"]), (&json!("error"), &json!("large")));
        assert_eq!(message["payload"][0]["extensions"]["code"], "PAYLOAD_TOO_LARGE");
        assert!(message["payload"][0]["message"].as_str().unwrap().contains("1000 bytes"), "{message}");
        assert_eq!(words(&protocol.answered(0, &answer())), "next s", "the others go on");
        assert_eq!(words(&protocol.message(&complete("q"))), "stop 1");
        assert_eq!(words(&protocol.message(&sized("large", LIMIT, id_last))), "start 3", "the id is free");
    }
    assert_eq!(words(&busy().message(&sized("q", LIMIT + 1, false))), "close 4409");
    assert_eq!(words(&opened().message(&sized("q", LIMIT + 1, false))), "close 4401");
    assert_eq!(words(&leaving().message(&sized("q", LIMIT + 1, false))), "");
    // Nobody can be told of these.
    for kind in ["connection_init", "ping", "pong"] {
        let message = json!({ "type": kind, "payload": { "a": "x".repeat(LIMIT) } }).to_string();
        assert_eq!(words(&opened().message(&message)), "close 1009", "{kind}");
    }
}

#[test]
fn the_other_close_codes() {
    assert_eq!(words(&opened().unacceptable()), "close 4406");
    assert_eq!(words(&ready().binary()), "close 4400");
    assert_eq!(words(&ready().too_large()), "close 1009");
    assert_eq!(words(&ready().unreadable()), "close 1002");
    assert_eq!(words(&authenticating().rejected(Close::new(code::FORBIDDEN, "no"))), "close 4403");
    assert_eq!(words(&opened().tick(10 * SECOND)), "close 4408");
    assert_eq!(words(&opened().tick(9 * SECOND)), "");
    assert_eq!(words(&authenticating().tick(10 * SECOND)), "", "the client did what it had to");
    // Whoever says something else meanwhile has not begun.
    let mut chatty = opened();
    assert_eq!(words(&chatty.message(r#"{"type":"ping"}"#)), "pong");
    assert_eq!(words(&chatty.tick(10 * SECOND)), "close 4408");
}

#[test]
fn a_ping_comes_back_with_its_payload() {
    let mut protocol = opened();
    for (ping, pong) in [
        (json!({ "type": "ping" }), json!({ "type": "pong" })),
        (json!({ "type": "ping", "payload": null }), json!({ "type": "pong" })),
        (json!({ "type": "ping", "payload": { "a": 1 } }), json!({ "type": "pong", "payload": { "a": 1 } })),
    ] {
        match &protocol.message(&ping.to_string())[..] {
            [Effect::Send(text)] => assert_eq!(serde_json::from_str::<Value>(text).unwrap(), pong),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn an_operation_from_its_start_to_its_end() {
    let mut protocol = busy();
    assert_eq!(words(&protocol.answered(0, &answer())), "next s");
    assert_eq!(words(&protocol.answered(0, &answer())), "next s");
    assert_eq!(words(&protocol.answered(1, &answer())), "next q");
    assert_eq!(words(&protocol.ended(1)), "complete q");
    assert_eq!(words(&protocol.ended(1)), "", "only once");
    assert_eq!(words(&protocol.message(&complete("q"))), "", "both may complete at the same time");
    assert_eq!(words(&protocol.message(&subscribe("q", "{ a }"))), "start 3", "the id is free again");
    assert_eq!(words(&protocol.answered(1, &answer())), "", "a ticket is never used again");
    assert_eq!(words(&protocol.answered(3, &answer())), "next q");
}

#[test]
fn a_refused_request_gets_one_error_and_nothing_else() {
    let mut protocol = busy();
    let effects = protocol.answered(1, &refused());
    assert_eq!(words(&effects), "error q, stop 1");
    let Effect::Send(text) = &effects[0] else { panic!("{effects:?}") };
    let message: Value = serde_json::from_str(text).unwrap();
    assert_eq!(message["payload"][0]["extensions"]["code"], "VALIDATION_FAILED");
    assert_eq!(words(&protocol.ended(1)), "");
    assert_eq!(words(&protocol.message(&subscribe("q", "{ a }"))), "start 3");
}

#[test]
fn a_completed_operation_is_not_heard_of_again() {
    let mut protocol = busy();
    assert_eq!(words(&protocol.message(&complete("s"))), "stop 0", "and no complete in return");
    assert_eq!(words(&protocol.answered(0, &answer())), "");
    assert_eq!(words(&protocol.ended(0)), "");
    assert_eq!(words(&protocol.message(&subscribe("s", "subscription { a }"))), "start 3");
}

#[test]
fn a_mutation_is_not_given_up_and_keeps_its_place() {
    let mut protocol = busy();
    assert_eq!(words(&protocol.message(&complete("m"))), "", "it is not stopped");
    assert_eq!(words(&protocol.message(&complete("m"))), "");
    assert_eq!(words(&protocol.message(&subscribe("m", "{ a }"))), "error m", "it still runs");
    assert_eq!(words(&protocol.answered(2, &answer())), "");
    assert_eq!(words(&protocol.ended(2)), "");
    assert_eq!(words(&protocol.message(&subscribe("m", "mutation { a }"))), "start 3");
}

#[test]
fn one_operation_too_many_is_told_so() {
    let mut protocol = busy();
    let effects = protocol.message(&subscribe("more", "{ a }"));
    let [Effect::Send(text)] = &effects[..] else { panic!("{effects:?}") };
    let message: Value = serde_json::from_str(text).unwrap();
    assert_eq!((&message["type"], &message["id"]), (&json!("error"), &json!("more")));
    assert_eq!(message["payload"][0]["extensions"]["code"], "TOO_MANY_OPERATIONS");
    assert_eq!(words(&protocol.message(&complete("q"))), "stop 1");
    assert_eq!(words(&protocol.message(&subscribe("more", "{ a }"))), "start 3");
}

#[test]
fn a_goodbye_waits_for_answers_but_not_for_ever() {
    let mut protocol = leaving();
    assert_eq!(words(&protocol.leave(goodbye(), SECOND)), "", "once is enough");
    assert_eq!(words(&protocol.answered(0, &answer())), "", "nothing more of a subscription");
    assert_eq!(words(&protocol.answered(1, &answer())), "next q");
    assert_eq!(words(&protocol.ended(1)), "complete q");
    assert_eq!(words(&protocol.answered(2, &answer())), "next m");
    assert_eq!(words(&protocol.ended(2)), "complete m, close 1001");

    let mut protocol = leaving();
    assert_eq!(words(&protocol.tick(5 * SECOND)), "");
    assert_eq!(protocol.wakes_at(), 6 * SECOND);
    assert_eq!(words(&protocol.tick(6 * SECOND)), "close 1001");

    let mut protocol = leaving();
    assert_eq!(words(&protocol.answered(1, &refused())), "error q, stop 1");
    assert_eq!(words(&protocol.message(&complete("m"))), "close 1001", "nobody waits for it");

    for mut idle in [opened(), authenticating(), ready()] {
        assert_eq!(words(&idle.leave(goodbye(), SECOND)), "close 1001");
        assert_eq!(words(&idle.accepted()), "", "too late");
    }
}

#[test]
fn what_is_refused_is_waited_for_as_one_answer() {
    let mut protocol = ready();
    assert_eq!(words(&protocol.message(&subscribe("r", "{"))), "start 0");
    protocol.is_a(0, None);
    assert_eq!(words(&protocol.leave(goodbye(), SECOND)), "");
    assert_eq!(words(&protocol.answered(0, &refused())), "error r, stop 0, close 1001");
}

#[test]
fn whoever_is_silent_after_a_ping_is_dropped() {
    let mut protocol = ready();
    assert_eq!(protocol.wakes_at(), 25 * SECOND);
    assert_eq!(words(&protocol.tick(24 * SECOND)), "");
    assert_eq!(words(&protocol.tick(25 * SECOND)), "ping");
    assert_eq!(protocol.wakes_at(), 45 * SECOND);
    protocol.heard();
    assert_eq!(protocol.wakes_at(), 50 * SECOND);
    assert_eq!(words(&protocol.tick(45 * SECOND)), "");
    assert_eq!(words(&protocol.tick(50 * SECOND)), "ping");
    assert_eq!(words(&protocol.message(r#"{"type":"pong"}"#)), "", "any message is a sign of life");
    assert_eq!(words(&protocol.tick(75 * SECOND)), "ping");
    // What came while the server was writing has not been read yet.
    protocol.deaf_for(7 * SECOND);
    assert_eq!(words(&protocol.tick(101 * SECOND)), "");
    assert_eq!(words(&protocol.tick(102 * SECOND)), "terminate");
    assert_eq!(words(&protocol.tick(200 * SECOND)), "", "nothing comes after it");
    assert_eq!(words(&protocol.message(INIT)), "");
}

#[test]
fn nothing_comes_after_the_close() {
    let mut protocol = closed();
    assert_eq!(words(&protocol.binary()), "");
    assert_eq!(words(&protocol.answered(0, &answer())), "");
    assert_eq!(words(&protocol.ended(0)), "");
    assert_eq!(words(&protocol.leave(goodbye(), SECOND)), "");
    assert_eq!(words(&protocol.rejected(goodbye())), "");
    assert_eq!(words(&protocol.tick(99 * SECOND)), "");
    assert!(protocol.is_leaving());
}
