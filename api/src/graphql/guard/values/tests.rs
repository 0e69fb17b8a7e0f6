use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{TypeKind, TypeSystemDefinition};
use serde_json::{Value, json};

use super::*;

const SCHEMA: &str = "
    type Query {
        f(
            int: Int, text: String, id: ID!, flag: Boolean, day: Date, amount: Decimal, after: Revision,
            list: [Int!], lists: [[Int]], colour: Colour, filter: Filter, free: JSON
        ): Int
    }
    enum Colour { RED GREEN }
    input Filter { from: Date, colours: [Colour!], inner: Filter, must: Int!, may: Int! = 1 }
    scalar Date scalar Decimal scalar Revision scalar JSON";

/// What is said of a value for the argument of this name.
fn said(argument: &str, value: Value) -> String {
    said_with(argument, value, true)
}

fn said_with(argument: &str, value: Value, suggestions: bool) -> String {
    let schema = parse_schema(SCHEMA).unwrap();
    let mut definitions = schema.definitions.into_iter();
    let Some(TypeSystemDefinition::Type(query)) = definitions.next() else { panic!("no type") };
    let TypeKind::Object(query) = query.node.kind else { panic!("no object") };
    let mut arguments = query.fields[0].node.arguments.iter();
    let argument = &arguments.find(|input| input.node.name.node == argument).unwrap().node;
    let (types, mut misfits) = (Types::of(SCHEMA), vec![]);
    let fitting = Fitting { types: &types, suggestions };
    let value = ConstValue::from_json(value).unwrap();
    fitting.check(&argument.ty.node, &value, Path::Argument(&argument.name.node), &mut misfits);
    misfits.iter().map(|misfit| format!("{} {}.", misfit.path, misfit.rule)).collect::<Vec<_>>().join(" ")
}

#[test]
fn what_fits_is_not_spoken_of() {
    for (argument, value) in [
        ("int", json!(7)),
        ("int", json!(null)),
        ("int", json!(i32::MIN)),
        ("text", json!("")),
        ("id", json!("x")),
        ("id", json!(7)),
        ("flag", json!(false)),
        ("day", json!("2026-12-24")),
        ("amount", json!("1.50")),
        // Whoever takes an amount judges it, and names it.
        ("amount", json!("abc")),
        ("list", json!([1, 2])),
        ("list", json!(1)),
        ("lists", json!([[1, null], null])),
        ("colour", json!("RED")),
        ("filter", json!({ "must": 1, "colours": "RED", "inner": { "must": 2 }, "from": null })),
        ("free", json!({ "any": ["thing"] })),
    ] {
        assert_eq!(said(argument, value.clone()), "", "{argument} {value}");
    }
}

#[test]
fn a_wrong_value_is_named_with_its_way() {
    for (argument, value, words) in [
        ("int", json!("7"), "int must be a whole number of at most 32 bits, not \"7\"."),
        ("int", json!(1.5), "int must be a whole number of at most 32 bits, not 1.5."),
        ("int", json!(3_000_000_000_u64), "int must be a whole number of at most 32 bits, not 3000000000."),
        ("text", json!(7), "text must be a string, not 7."),
        ("id", json!(null), "id must not be null."),
        ("id", json!(1.5), "id must be an ID, which is a string, not 1.5."),
        ("flag", json!("true"), "flag must be true or false, not \"true\"."),
        ("day", json!("2026-02-30"), "day must be a day of the form YYYY-MM-DD, not \"2026-02-30\"."),
        ("amount", json!(true), "amount must be an amount, as a string, not true."),
        ("after", json!("!"), "after must be a revision that this API has given out, not \"!\"."),
        (
            "list",
            json!([1, null, "x"]),
            "list[1] must not be null. list[2] must be a whole number of at most 32 bits, not \"x\".",
        ),
        ("colour", json!("BLUE"), "colour must be one of RED, GREEN, not \"BLUE\"."),
        ("colour", json!(1), "colour must be a value of Colour, not 1."),
        ("filter", json!(["x"]), "filter must be an object of the type Filter, not a list."),
        ("filter", json!({}), "filter.must is missing."),
        ("filter", json!({ "must": null }), "filter.must must not be null."),
        (
            "filter",
            json!({ "must": 1, "inner": { "must": 1, "colours": ["RED", "BLUE"] } }),
            "filter.inner.colours[1] must be one of RED, GREEN, not \"BLUE\".",
        ),
        (
            "filter",
            json!({ "must": 1, "size": 2 }),
            "filter.size is no field of Filter: its fields are colours, from, inner, may, must.",
        ),
    ] {
        assert_eq!(said(argument, value.clone()), words, "{argument} {value}");
    }
    let long = said("int", json!("x".repeat(10_000)));
    assert!(long.len() < 200, "{long}");
}

#[test]
fn a_closed_schema_lists_nothing() {
    let unknown = said_with("colour", json!("BLUE"), false);
    assert_eq!(unknown, "colour must be one of the values of Colour, not \"BLUE\".");
    let unknown = said_with("filter", json!({ "must": 1, "size": 2 }), false);
    assert_eq!(unknown, "filter.size is no field of Filter.");
}
