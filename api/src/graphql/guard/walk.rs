//! All places of a document where arguments stand.

use std::collections::HashSet;

use async_graphql::parser::types::{
    Directive, DocumentOperations, ExecutableDocument, OperationDefinition, Selection, SelectionSet,
};
use async_graphql::{Name, Positioned, Value as ConstValue};
use async_graphql_value::Value;

/// The arguments of one field or directive.
pub(super) type Arguments = Vec<(Positioned<Name>, Positioned<Value>)>;

/// Hands on the arguments of an operation: its fields', with those of inline fragments, and its directives'.
pub(super) fn operation(operation: &mut OperationDefinition, with: &mut impl FnMut(&mut Arguments)) {
    for definition in &mut operation.variable_definitions {
        directives(&mut definition.node.directives, with);
    }
    directives(&mut operation.directives, with);
    set(&mut operation.selection_set.node, with);
}

/// Hands on the arguments of all fragments.
pub(super) fn fragments(document: &mut ExecutableDocument, with: &mut impl FnMut(&mut Arguments)) {
    for fragment in document.fragments.values_mut() {
        directives(&mut fragment.node.directives, with);
        set(&mut fragment.node.selection_set.node, with);
    }
}

/// The variables that `@skip` and `@include` go by.
pub(super) fn conditions(document: &mut ExecutableDocument) -> HashSet<Name> {
    let mut found = HashSet::new();
    let mut find = |arguments: &mut Arguments| {
        for (name, value) in arguments {
            if let Value::Variable(variable) = &value.node
                && name.node == "if"
            {
                found.insert(variable.clone());
            }
        }
    };
    fragments(document, &mut find);
    match &mut document.operations {
        DocumentOperations::Single(single) => operation(&mut single.node, &mut find),
        DocumentOperations::Multiple(several) => {
            several.values_mut().for_each(|one| operation(&mut one.node, &mut find));
        }
    }
    found
}

/// Recurses as deeply as the document is bracketed, which the scan has bounded.
fn set(selections: &mut SelectionSet, with: &mut impl FnMut(&mut Arguments)) {
    for selection in &mut selections.items {
        match &mut selection.node {
            Selection::Field(field) => {
                with(&mut field.node.arguments);
                directives(&mut field.node.directives, with);
                set(&mut field.node.selection_set.node, with);
            }
            Selection::InlineFragment(inline) => {
                directives(&mut inline.node.directives, with);
                set(&mut inline.node.selection_set.node, with);
            }
            Selection::FragmentSpread(spread) => directives(&mut spread.node.directives, with),
        }
    }
}

fn directives(directives: &mut [Positioned<Directive>], with: &mut impl FnMut(&mut Arguments)) {
    for directive in directives {
        with(&mut directive.node.arguments);
    }
}

/// Hands on all texts in a value.
pub(super) fn texts(value: &mut Value, with: &mut impl FnMut(&mut String)) {
    match value {
        Value::String(text) => with(text),
        Value::List(items) => items.iter_mut().for_each(|item| texts(item, with)),
        Value::Object(fields) => fields.values_mut().for_each(|field| texts(field, with)),
        _ => {}
    }
}

/// Hands on all texts in a value without variables.
pub(super) fn const_texts(value: &mut ConstValue, with: &mut impl FnMut(&mut String)) {
    match value {
        ConstValue::String(text) => with(text),
        ConstValue::List(items) => items.iter_mut().for_each(|item| const_texts(item, with)),
        ConstValue::Object(fields) => fields.values_mut().for_each(|field| const_texts(field, with)),
        _ => {}
    }
}
