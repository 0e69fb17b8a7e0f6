use async_graphql::parser::types::Selection;
use async_graphql_value::Value;

use super::super::{Limits, parse};

/// The value of the argument of `{ a(b: LITERAL) }`, and where the field after it stands.
fn read(literal: &str) -> Result<(String, (usize, usize)), String> {
    let document = format!("{{ a(b: {literal}) after }}");
    let parsed = parse(&document, &Limits::default()).map_err(|error| error.message)?;
    let (_, operation) = parsed.operations.iter().next().unwrap();
    let [a, after] = &operation.node.selection_set.node.items[..] else { panic!("{document}") };
    let Selection::Field(field) = &a.node else { panic!("{document}") };
    let Some(Value::String(text)) = field.node.get_argument("b").map(|value| &value.node) else {
        panic!("{document}")
    };
    Ok((text.clone(), (after.pos.line, after.pos.column)))
}

/// `cases.json` has literals beside what graphql-js 16 reads them as, null where it refuses them.
#[test]
fn literals_are_read_as_by_graphql_js() {
    let cases: Vec<(String, Option<String>)> = serde_json::from_str(include_str!("cases.json")).unwrap();
    for (literal, said) in cases {
        match (read(&literal), said) {
            (Ok((read, place)), Some(said)) => {
                assert_eq!(read, said, "{literal}");
                // Positions are those of the document as it was sent. A lone carriage return ends no line for the
                // parser.
                let before = format!("{{ a(b: {literal}) ");
                let line_start = before.rfind('\n').map_or(0, |at| at + 1);
                let column = before[line_start..].chars().count() + 1;
                assert_eq!(place, (before.matches('\n').count() + 1, column), "{literal}");
            }
            (Err(message), None) => {
                assert!(message.starts_with("Syntax error in line 1, column "), "{literal}: {message}");
            }
            (read, said) => panic!("{literal}: {read:?} instead of {said:?}"),
        }
    }
}

#[test]
fn what_looks_like_a_marker_is_kept() {
    let literal = "\"\u{F0000}\u{20000} \\u0041\"";
    assert_eq!(read(literal).unwrap().0, "\u{F0000}\u{20000} A");
    let escaped = r#""\u{F0000}\u{20000}""#;
    assert_eq!(read(escaped).unwrap().0, "\u{F0000}\u{20000}");
}

#[test]
fn variables_defaults_and_nested_values_are_read_too() {
    let document = r#"query A($a: [X] = [{b: "\u{41}"}]) { f(x: [{y: "\u{42}"}]) ...F } query B { g(x: "\u{43}") }
        fragment F on Query @d(x: "\u{44}") { h(x: """\"""""") }"#;
    let parsed = parse(document, &Limits::default()).unwrap();
    let shown = format!("{parsed:?}");
    for said in ["String(\"A\")", "String(\"B\")", "String(\"C\")", "String(\"D\")", r#"String("\"\"\"")"#] {
        assert!(shown.contains(said), "{said} is missing in {shown}");
    }
}

#[test]
fn a_name_stands_once_in_an_object() {
    let refused = |document: &str| parse(document, &Limits::default()).unwrap_err().message;
    assert_eq!(refused(r#"{ a(b: {c: 1, d: {c: 2}, c: 3}) }"#), "An object gives the field \"c\" twice.");
    assert_eq!(refused("query($v: X = {c: 1 c: 2}) { a }"), "An object gives the field \"c\" twice.");
    for document in
        ["{ a: b(c: {d: 1}, e: [{d: 1}, {d: 2}]) { d: f d: f } }", "{ a(b: {b: {b: \"b: b:\"}}) }"]
    {
        parse(document, &Limits::default()).unwrap();
    }
}
