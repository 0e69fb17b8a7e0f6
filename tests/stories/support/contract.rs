//! `schema.graphql` as a list to check tables against, and requests that are written from it: a field that is new
//! there is found by the stories which claim to know them all.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use apollo_compiler::Schema;
use apollo_compiler::ast::FieldDefinition;
use apollo_compiler::schema::{ExtendedType, InputObjectType};
use apollo_compiler::validation::Valid;
use serde_json::{Value, json};

use super::Person;

/// The text that clients are given.
pub(crate) const SDL: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../schema.graphql"));

/// The three kinds of operations, with the types that hold their fields.
pub(crate) const KINDS: [(&str, &str); 3] =
    [("query", "Query"), ("mutation", "Mutation"), ("subscription", "Subscription")];

pub(crate) fn contract() -> &'static Valid<Schema> {
    static CONTRACT: OnceLock<Valid<Schema>> = OnceLock::new();
    CONTRACT.get_or_init(|| {
        Schema::parse_and_validate(SDL, "schema.graphql").unwrap_or_else(|invalid| panic!("{invalid}"))
    })
}

/// The fields at the root of an operation of this kind.
pub(crate) fn roots(kind: &str) -> Vec<&'static FieldDefinition> {
    let (_, root) = KINDS.into_iter().find(|(name, _)| *name == kind).unwrap();
    contract().get_object(root).unwrap().fields.values().map(|field| &***field).collect()
}

pub(crate) fn root(kind: &str, field: &str) -> &'static FieldDefinition {
    let found = roots(kind).into_iter().find(|root| root.name == field);
    found.unwrap_or_else(|| panic!("schema.graphql has no {kind} {field}"))
}

/// The members of a union.
pub(crate) fn members(union: &str) -> Vec<&'static str> {
    match contract().types.get(union) {
        Some(ExtendedType::Union(union)) => union.members.iter().map(|member| member.as_str()).collect(),
        other => panic!("{union} is no union: {other:?}"),
    }
}

pub(crate) fn input(name: &str) -> Option<&'static InputObjectType> {
    match contract().types.get(name) {
        Some(ExtendedType::InputObject(input)) => Some(input),
        _ => None,
    }
}

/// A document with one field at its root. It takes the arguments that are given as variables of their declared
/// types, and selects what is cheap to answer.
pub(crate) fn request(kind: &str, field: &str, arguments: &Value) -> String {
    let definition = root(kind, field);
    let mut variables = vec![];
    let mut passed = vec![];
    for name in arguments.as_object().unwrap().keys() {
        let argument = definition.arguments.iter().find(|argument| argument.name == name.as_str());
        let argument = argument.unwrap_or_else(|| panic!("{field} has no argument {name}"));
        variables.push(format!("${name}: {}", argument.ty));
        passed.push(format!("{name}: ${name}"));
    }
    let bracketed = |list: Vec<String>| match list.as_slice() {
        [] => String::new(),
        list => format!("({})", list.join(", ")),
    };
    let selection = selection(definition.ty.inner_named_type(), 2);
    format!("{kind} {field}{} {{ {field}{} {selection} }}", bracketed(variables), bracketed(passed))
}

/// Asks for one field; answers all that came back.
pub(crate) async fn ask(person: &Person, kind: &str, field: &str, arguments: Value) -> Value {
    let document = request(kind, field, &arguments);
    person.ask(&document, arguments).await
}

/// Carries out one mutation; answers the member of its result union.
pub(crate) async fn outcome(person: &Person, mutation: &str, arguments: Value) -> Value {
    let answer = ask(person, "mutation", mutation, arguments.clone()).await;
    assert_eq!(answer["errors"], Value::Null, "{mutation} {arguments}\n{answer}");
    answer["data"][mutation].clone()
}

/// `extensions.code` of the first error, or nothing.
pub(crate) fn code(answer: &Value) -> &str {
    answer["errors"][0]["extensions"]["code"].as_str().unwrap_or_default()
}

/// Fails with a list of what only one of the two has.
pub(crate) fn assert_same(what: &str, table: &BTreeSet<String>, schema: &BTreeSet<String>) {
    let missing: Vec<_> = schema.difference(table).collect();
    let extra: Vec<_> = table.difference(schema).collect();
    let differences = json!({ "without a case": missing, "not in schema.graphql": extra });
    assert!(missing.is_empty() && extra.is_empty(), "{what}: {differences:#}");
}

fn selection(name: &str, depth: usize) -> String {
    let contract = contract();
    let fields = match &contract.types[name] {
        ExtendedType::Union(union) if depth > 1 => {
            let members =
                union.members.iter().map(|member| format!("... on {member} {}", selection(member, depth)));
            return format!("{{ __typename {} }}", members.collect::<Vec<_>>().join(" "));
        }
        ExtendedType::Union(_) => return "{ __typename }".to_owned(),
        ExtendedType::Interface(interface) => &interface.fields,
        ExtendedType::Object(object) => &object.fields,
        _ => return String::new(),
    };
    let mut parts = vec!["__typename".to_owned()];
    for field in fields.values().filter(|field| field.arguments.is_empty()) {
        let inner = field.ty.inner_named_type();
        if contract.types[inner].is_leaf() {
            parts.push(field.name.to_string());
        } else if depth > 0 {
            parts.push(format!("{} {}", field.name, selection(inner, depth - 1)));
        }
    }
    format!("{{ {} }}", parts.join(" "))
}
