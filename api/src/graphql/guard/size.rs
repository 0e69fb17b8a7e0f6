//! What a parsed document takes in memory, estimated: rather too much than too little.

use async_graphql::parser::types::{
    BaseType, Directive, ExecutableDocument, OperationDefinition, Selection, SelectionSet, Type,
    VariableDefinition,
};
use async_graphql::{Name, Positioned};
use async_graphql_value::Value;

/// Of an allocation, besides what is in it.
const ALLOCATED: usize = 32;
/// Of an entry of a map, besides its key and value.
const ENTRY: usize = 32;
/// Vectors and maps have room for up to twice what they hold.
const SPARE: usize = 2;

pub(super) fn document(document: &ExecutableDocument) -> usize {
    let operations = document.operations.iter().map(|(own, found)| {
        own.map_or(0, name) + SPARE * (ENTRY + size_of_val(found)) + operation(&found.node)
    });
    let fragments = document.fragments.iter().map(|(own, fragment)| {
        let inner = name(&fragment.node.type_condition.node.on.node)
            + directives(&fragment.node.directives)
            + set(&fragment.node.selection_set.node);
        name(own) + SPARE * (ENTRY + size_of_val(fragment)) + inner
    });
    size_of_val(document) + operations.sum::<usize>() + fragments.sum::<usize>()
}

fn operation(operation: &OperationDefinition) -> usize {
    let definition = |one: &Positioned<VariableDefinition>| {
        let VariableDefinition { name: own, var_type, directives: those, default_value } = &one.node;
        let default = default_value.as_ref().map_or(0, |default| value(&default.node.clone().into_value()));
        name(&own.node) + ty(&var_type.node) + directives(those) + default
    };
    list(&operation.variable_definitions, definition)
        + directives(&operation.directives)
        + set(&operation.selection_set.node)
}

/// Recurses as deeply as selections are nested, which was weighed.
fn set(selections: &SelectionSet) -> usize {
    list(&selections.items, |selection| match &selection.node {
        Selection::Field(field) => {
            let field = &field.node;
            field.alias.as_ref().map_or(0, |alias| name(&alias.node))
                + name(&field.name.node)
                + arguments(&field.arguments)
                + directives(&field.directives)
                + set(&field.selection_set.node)
        }
        Selection::InlineFragment(inline) => {
            let condition = inline.node.type_condition.as_ref();
            condition.map_or(0, |condition| name(&condition.node.on.node))
                + directives(&inline.node.directives)
                + set(&inline.node.selection_set.node)
        }
        Selection::FragmentSpread(spread) => {
            name(&spread.node.fragment_name.node) + directives(&spread.node.directives)
        }
    })
}

fn directives(directives: &[Positioned<Directive>]) -> usize {
    list(directives, |one| name(&one.node.name.node) + arguments(&one.node.arguments))
}

fn arguments(arguments: &[(Positioned<Name>, Positioned<Value>)]) -> usize {
    list(arguments, |(own, given)| name(&own.node) + value(&given.node))
}

/// What a value takes besides itself.
pub(super) fn value(of: &Value) -> usize {
    match of {
        Value::Variable(own) | Value::Enum(own) => name(own),
        Value::String(text) => ALLOCATED + text.len(),
        Value::Binary(bytes) => ALLOCATED + bytes.len(),
        Value::List(items) => list(items, value),
        Value::Object(fields) => {
            let entry = SPARE * (ENTRY + size_of::<(Name, Value)>());
            ALLOCATED + fields.iter().map(|(own, field)| entry + name(own) + value(field)).sum::<usize>()
        }
        Value::Null | Value::Number(_) | Value::Boolean(_) => 0,
    }
}

pub(super) fn ty(of: &Type) -> usize {
    match &of.base {
        BaseType::Named(own) => name(own),
        BaseType::List(inner) => ALLOCATED + size_of::<Type>() + ty(inner),
    }
}

pub(super) fn name(of: &Name) -> usize {
    ALLOCATED + of.len()
}

/// What the items of a vector take, and what is in them.
pub(super) fn list<T>(items: &[T], inside: impl Fn(&T) -> usize) -> usize {
    if items.is_empty() {
        return 0;
    }
    ALLOCATED + SPARE * size_of_val(items) + items.iter().map(inside).sum::<usize>()
}
