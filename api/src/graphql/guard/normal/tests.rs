use async_graphql::parser::parse_query;
use serde_json::json;

use super::*;

const SCHEMA: &str = "
    type Query { pet(name: String): Pet dog: Dog named: Named }
    union Pet = Dog | Cat
    interface Named { name: String }
    type Dog implements Named { name: String barks: Boolean owner: Owner }
    type Cat implements Named { name: String meows: Boolean }
    type Owner { name: String dog: Dog }";

/// The document as it is executed, in the words that it would be written with.
fn executed(document: &str, variables: serde_json::Value) -> String {
    let (types, document) = (Types::of(SCHEMA), parse_query(document).unwrap());
    let operation = &document.operations.iter().next().unwrap().1.node;
    let mut variables = Variables::from_json(variables);
    fill_in(operation, &mut variables);
    let normal = normal(&types, &document, operation, &variables);
    written(&normal.selection_set.node)
}

fn written(set: &SelectionSet) -> String {
    let words = set.items.iter().map(|item| {
        let (name, inner) = match &item.node {
            Selection::Field(field) => {
                let field = &field.node;
                let alias = field.alias.as_ref().map(|alias| format!("{}: ", alias.node)).unwrap_or_default();
                let arguments: Vec<_> = field
                    .arguments
                    .iter()
                    .map(|(name, value)| format!("({}: {})", name.node, value.node))
                    .collect();
                (format!("{alias}{}{}", field.name.node, arguments.concat()), &field.selection_set.node)
            }
            Selection::InlineFragment(inline) => {
                let on = &inline.node.type_condition.as_ref().unwrap().node.on.node;
                (format!("... on {on}"), &inline.node.selection_set.node)
            }
            Selection::FragmentSpread(spread) => panic!("{} is not expanded", spread.node.fragment_name.node),
        };
        if inner.items.is_empty() { name } else { format!("{name} {{ {} }}", written(inner)) }
    });
    words.collect::<Vec<_>>().join(" ")
}

#[test]
fn each_key_is_there_once_in_the_order_of_the_first() {
    for (document, expected) in [
        ("{ dog { name } dog { barks name } }", "dog { name barks }"),
        ("{ dog { name } a: dog { name } dog { barks } }", "dog { name barks } a: dog { name }"),
        (
            "{ dog { owner { name } ...F } } fragment F on Dog { barks owner { dog { name } } }",
            "dog { owner { name dog { name } } barks }",
        ),
        ("{ ...F ...F dog { barks } } fragment F on Query { dog { name } }", "dog { name barks }"),
        (
            "{ pet(name: \"Rex\") { __typename } }",
            "pet(name: \"Rex\") { ... on Dog { __typename } ... on Cat { __typename } }",
        ),
    ] {
        assert_eq!(executed(document, json!({})), expected, "{document}");
    }
}

#[test]
fn what_may_be_of_several_types_has_its_keys_for_each() {
    for (document, expected) in [
        (
            "{ pet { ... on Dog { barks } ... on Named { name } } }",
            "pet { ... on Dog { barks name } ... on Cat { name } }",
        ),
        (
            "{ named { name ... on Pet { ... on Cat { meows } } } }",
            "named { ... on Dog { name } ... on Cat { name meows } }",
        ),
        ("{ dog { ... on Pet { kind: __typename } ... on Cat { meows } } }", "dog { kind: __typename }"),
        ("{ pet { ... on Cat { meows } } }", "pet { ... on Cat { meows } }"),
    ] {
        assert_eq!(executed(document, json!({})), expected, "{document}");
    }
}

#[test]
fn what_is_skipped_is_gone_by_the_defaults_too() {
    let document = "query($yes: Boolean! = true, $no: Boolean = false) {
        dog { name @include(if: $yes) barks @skip(if: $yes) ... @include(if: $no) { owner { name } } }
        named @skip(if: $no) { name @include(if: false) } }";
    assert_eq!(executed(document, json!({})), "dog { name } named");
    let other = json!({ "yes": false, "no": true });
    assert_eq!(executed(document, other), "dog { barks owner { name } }");
    // Asked for twice, one of them is enough.
    assert_eq!(executed("{ dog { name @skip(if: true) name } }", json!({})), "dog { name }");
}

#[test]
fn a_typename_hands_its_directives_to_what_is_around_it() {
    let mut document =
        parse_query("query($no: Boolean!) { dog { __typename @skip(if: $no) name } }").unwrap();
    around_typename(&mut document);
    let operation = &document.operations.iter().next().unwrap().1.node;
    let Selection::Field(dog) = &operation.selection_set.node.items[0].node else { panic!("no field") };
    let inner = &dog.node.selection_set.node.items;
    let Selection::InlineFragment(around) = &inner[0].node else { panic!("no fragment") };
    assert_eq!(around.node.directives[0].node.name.node, "skip");
    assert!(matches!(&inner[1].node, Selection::Field(name) if name.node.name.node == "name"));
}
