//! Variables that were not provided.
//!
//! Where a nullable variable without a default is not provided, the argument or the input field that it stands for is
//! as good as not written (<https://spec.graphql.org/September2025/#CoerceArgumentValues()>,
//! <https://spec.graphql.org/September2025/#sec-Input-Objects.Input-Coercion>): the default counts, and a patch leaves
//! its field untouched. The library takes such an argument for null, so what is missing is taken out of the document
//! before it is executed. In a list it is null, by the specification too.

use std::collections::HashSet;

use async_graphql::parser::types::{DocumentOperations, ExecutableDocument, OperationDefinition};
use async_graphql::{Name, Variables};
use async_graphql_value::Value;

use super::named;
use super::walk;

/// Takes out of `document` what stands for variables that the operation `name` leaves open and `variables` lacks.
pub(super) fn leave_out(document: &mut ExecutableDocument, name: Option<&str>, variables: &Variables) {
    let Some(operation) = named(document, name) else { return };
    let definitions = operation.variable_definitions.iter().map(|definition| &definition.node);
    let optional = definitions
        .filter(|definition| definition.var_type.node.nullable && definition.default_value.is_none());
    let absent: HashSet<Name> = optional
        .map(|definition| definition.name.node.clone())
        .filter(|name| !variables.contains_key(name))
        .collect();
    if absent.is_empty() {
        return;
    }
    let mut used = HashSet::new();
    walk::fragments(document, &mut |arguments| {
        arguments.retain_mut(|(_, value)| is_there(&mut value.node, &absent, &mut used));
    });
    match &mut document.operations {
        DocumentOperations::Single(operation) => prune(&mut operation.node, &absent, &mut used),
        DocumentOperations::Multiple(operations) => {
            // A document's only operation need not be named by the request.
            let only = operations.keys().next().filter(|_| name.is_none()).cloned();
            let executed = |own: &Name| name == Some(own.as_str()) || only.as_ref() == Some(own);
            // Another operation may have to have a variable of this name: it keeps what it says itself, and loses the
            // definition only where it used the variable by a fragment and no longer does.
            for (_, other) in operations.iter_mut().filter(|(own, _)| !executed(own)) {
                let mut uses = HashSet::new();
                prune(&mut other.node.clone(), &absent, &mut uses);
                let lost = |name: &Name| used.contains(name) && !uses.contains(name);
                other.node.variable_definitions.retain(|definition| !lost(&definition.node.name.node));
            }
            for (_, operation) in operations.iter_mut().filter(|(own, _)| executed(own)) {
                prune(&mut operation.node, &absent, &mut used);
            }
        }
    }
}

/// Takes out of an operation what stands for `absent` variables, and their definitions where they were used: one that
/// is never used stays, because that is an error of the document.
fn prune(operation: &mut OperationDefinition, absent: &HashSet<Name>, used: &mut HashSet<Name>) {
    walk::operation(operation, &mut |arguments| {
        arguments.retain_mut(|(_, value)| is_there(&mut value.node, absent, used));
    });
    operation.variable_definitions.retain(|definition| !used.contains(&definition.node.name.node));
}

/// Whether a value is there; what is missing inside of it is taken out. Recurses as deeply as the value is bracketed,
/// which the scan has bounded.
fn is_there(value: &mut Value, absent: &HashSet<Name>, used: &mut HashSet<Name>) -> bool {
    match value {
        Value::Variable(name) if absent.contains(name) => {
            used.insert(name.clone());
            return false;
        }
        Value::List(items) => {
            for item in items {
                if !is_there(item, absent, used) {
                    *item = Value::Null;
                }
            }
        }
        Value::Object(fields) => fields.retain(|_, field| is_there(field, absent, used)),
        _ => {}
    }
    true
}

#[cfg(test)]
mod tests {
    use async_graphql::Variables;
    use async_graphql::parser::parse_query;
    use serde_json::json;

    use super::*;

    /// What is left of a document for its operation `name`, in the words that it is written with.
    fn left(document: &str, name: Option<&str>, variables: serde_json::Value) -> String {
        let mut parsed = parse_query(document).unwrap();
        leave_out(&mut parsed, name, &Variables::from_json(variables));
        let mut words = String::new();
        let mut operations: Vec<_> = parsed.operations.iter().collect();
        operations.sort_by_key(|(name, _)| name.cloned());
        for (_, operation) in operations {
            for definition in &operation.node.variable_definitions {
                words += &format!("${} ", definition.node.name.node);
            }
            let mut operation = operation.node.clone();
            walk::operation(&mut operation, &mut |arguments| {
                for (name, value) in arguments {
                    words += &format!("{}: {} ", name.node, value.node);
                }
            });
        }
        walk::fragments(&mut parsed, &mut |arguments| {
            for (name, value) in arguments {
                words += &format!("fragment {}: {} ", name.node, value.node);
            }
        });
        words.trim_end().to_owned()
    }

    #[test]
    fn what_stands_for_an_absent_variable_is_not_there() {
        let document = "mutation($id: ID!, $n: String, $e: String, $l: Int) {
            update(input: {id: $id, patch: {name: $n, email: $e}, list: [$l, 1]}, onStale: $e) { id } }";
        let kept = "input: {id: $id, patch: {name: $n}, list: [null, 1]}";
        assert_eq!(left(document, None, json!({"id": "1", "n": "x"})), format!("$id $n {kept}"));
        // Null is something else than nothing.
        let cleared = left(document, None, json!({"id": "1", "n": "x", "e": null, "l": 2}));
        assert!(cleared.starts_with("$id $n $e $l ") && cleared.contains("email: $e"), "{cleared}");
    }

    #[test]
    fn a_variable_that_must_be_there_or_has_a_default_stays() {
        let document = "query($a: Int!, $b: Int = 1, $c: Int) { f(a: $a, b: $b) g }";
        assert_eq!(left(document, None, json!({})), "$a $b $c a: $a b: $b");
    }

    #[test]
    fn an_only_operation_is_found_by_its_name_and_without() {
        let document = "query Page($a: Int) { f(a: $a) }";
        assert_eq!(left(document, None, json!({})), "");
        assert_eq!(left(document, Some("Page"), json!({})), "");
        assert_eq!(left(document, None, json!({"a": 1})), "$a a: $a");
    }

    #[test]
    fn another_operation_keeps_what_it_says_itself() {
        let document =
            "query A($v: Int) { ...F } query B($v: Int!) { g(b: $v) ...F } query C($v: Int) { ...F }
            fragment F on Query { f(x: $v, y: 2) }";
        assert_eq!(left(document, Some("A"), json!({})), "$v b: $v fragment y: 2");
    }
}
