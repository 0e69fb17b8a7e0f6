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
            // Another operation may have to have a variable of this name: it keeps what it says itself, and loses the
            // definition only where it used the variable by a fragment and no longer does.
            for (_, other) in operations.iter_mut().filter(|(own, _)| name != Some(own.as_str())) {
                let mut uses = HashSet::new();
                prune(&mut other.node.clone(), &absent, &mut uses);
                let lost = |name: &Name| used.contains(name) && !uses.contains(name);
                other.node.variable_definitions.retain(|definition| !lost(&definition.node.name.node));
            }
            if let Some(operation) = name.and_then(|name| operations.get_mut(name)) {
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
