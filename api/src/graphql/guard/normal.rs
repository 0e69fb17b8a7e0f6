//! An operation as it is executed.
//!
//! The library resolves each occurrence of a response key for itself and merges the values: a mutation that is asked for
//! twice under one key would be carried out twice, and what fails in one occurrence would stay in the other. It drops
//! fragments on unions, and what a subscription selects inside of a fragment. So what it gets is each object's keys
//! collected (<https://spec.graphql.org/September2025/#CollectFields()>), for each type that the object may be of:
//! fragments are expanded, and what is skipped is gone.

use std::collections::HashSet;

use async_graphql::indexmap::IndexMap;
use async_graphql::parser::types::{
    Directive, DocumentOperations, ExecutableDocument, Field, InlineFragment, OperationDefinition, Selection,
    SelectionSet, TypeCondition,
};
use async_graphql::{Name, Positioned, Value as ConstValue, Variables};
use async_graphql_value::Value;

use super::types::{Output, Types};

/// The operation with each response key once. It must have been weighed: fragments that spread themselves never end.
pub(super) fn normal(
    types: &Types,
    document: &ExecutableDocument,
    operation: &OperationDefinition,
    variables: &Variables,
) -> OperationDefinition {
    let normal = Normal { types, document, variables };
    let root = normal.set(Types::root(operation.ty), &[&operation.selection_set.node]);
    let selection_set = Positioned::new(root, operation.selection_set.pos);
    OperationDefinition {
        ty: operation.ty,
        variable_definitions: operation.variable_definitions.clone(),
        directives: operation.directives.clone(),
        selection_set,
    }
}

/// Whether a selection spreads a fragment.
pub(super) fn spreads(set: &SelectionSet) -> bool {
    set.items.iter().any(|selection| match &selection.node {
        Selection::Field(field) => spreads(&field.node.selection_set.node),
        Selection::InlineFragment(inline) => spreads(&inline.node.selection_set.node),
        Selection::FragmentSpread(_) => true,
    })
}

/// Puts defaults where no value was given: the library forgets them in directives.
pub(super) fn fill_in(operation: &OperationDefinition, variables: &mut Variables) {
    for definition in &operation.variable_definitions {
        let name = &definition.node.name.node;
        if let Some(default) = &definition.node.default_value
            && !variables.contains_key(name)
        {
            variables.insert(name.clone(), default.node.clone());
        }
    }
}

struct Normal<'a> {
    types: &'a Types,
    document: &'a ExecutableDocument,
    variables: &'a Variables,
}

/// The occurrences of each response key, in the order of the first.
type Collected<'a> = IndexMap<&'a Name, Vec<&'a Positioned<Field>>>;

impl<'a> Normal<'a> {
    /// What is selected of a type by several sets together.
    fn set(&self, of: &str, sets: &[&'a SelectionSet]) -> SelectionSet {
        let items = match self.types.outputs.get(of) {
            // Of the schema itself: as it stands, with its fragments.
            None => sets.iter().flat_map(|set| set.items.iter().cloned()).collect(),
            Some(output) if output.members.is_empty() => self.fields(of, sets),
            Some(output) => output.members.iter().filter_map(|member| self.member(member, sets)).collect(),
        };
        SelectionSet { items }
    }

    /// What is selected of one of the types that an object may be of.
    fn member(&self, member: &Name, sets: &[&'a SelectionSet]) -> Option<Positioned<Selection>> {
        let items = self.fields(member, sets);
        let at = items.first()?.pos;
        let condition = TypeCondition { on: Positioned::new(member.clone(), at) };
        let fragment = InlineFragment {
            type_condition: Some(Positioned::new(condition, at)),
            directives: vec![],
            selection_set: Positioned::new(SelectionSet { items }, at),
        };
        Some(Positioned::new(Selection::InlineFragment(Positioned::new(fragment, at)), at))
    }

    fn fields(&self, object: &str, sets: &[&'a SelectionSet]) -> Vec<Positioned<Selection>> {
        let mut collected = Collected::new();
        let mut visited = HashSet::new();
        for set in sets {
            self.collect(object, set, &mut visited, &mut collected);
        }
        let output = self.types.outputs.get(object);
        let fields = collected.into_values().filter_map(|occurrences| {
            let first = *occurrences.first()?;
            let field = &first.node;
            let inner: Vec<_> = occurrences.iter().map(|field| &field.node.selection_set.node).collect();
            let of =
                output.and_then(|output| output.fields.get(&field.name.node)).map_or("", |field| &field.of);
            let selection_set = match inner.iter().all(|set| set.items.is_empty()) {
                true => SelectionSet::default(),
                false => self.set(of, &inner),
            };
            let field = Field {
                alias: field.alias.clone(),
                name: field.name.clone(),
                arguments: field.arguments.clone(),
                directives: field
                    .directives
                    .iter()
                    .filter(|one| condition(&one.node).is_none())
                    .cloned()
                    .collect(),
                selection_set: Positioned::new(selection_set, field.selection_set.pos),
            };
            Some(Positioned::new(Selection::Field(Positioned::new(field, first.pos)), first.pos))
        });
        fields.collect()
    }

    fn collect(
        &self,
        object: &str,
        set: &'a SelectionSet,
        visited: &mut HashSet<&'a Name>,
        collected: &mut Collected<'a>,
    ) {
        for selection in &set.items {
            if self.is_skipped(selection.node.directives()) {
                continue;
            }
            match &selection.node {
                Selection::Field(field) => {
                    collected.entry(&field.node.response_key().node).or_default().push(field);
                }
                Selection::InlineFragment(inline) => {
                    let on = inline.node.type_condition.as_ref();
                    if on.is_none_or(|on| self.is(object, &on.node.on.node)) {
                        self.collect(object, &inline.node.selection_set.node, visited, collected);
                    }
                }
                Selection::FragmentSpread(spread) => {
                    let found = self.document.fragments.get_key_value(&spread.node.fragment_name.node);
                    let Some((name, fragment)) = found else { continue };
                    let fits = self.is(object, &fragment.node.type_condition.node.on.node);
                    if visited.insert(name) && fits {
                        self.collect(object, &fragment.node.selection_set.node, visited, collected);
                    }
                }
            }
        }
    }

    /// Whether an object is of a type, or of a union or an interface.
    fn is(&self, object: &str, of: &str) -> bool {
        let member = |output: &Output| output.members.iter().any(|member| member.as_str() == object);
        object == of || self.types.outputs.get(of).is_some_and(member)
    }

    fn is_skipped(&self, directives: &[Positioned<Directive>]) -> bool {
        let mut conditions = directives.iter().filter_map(|directive| condition(&directive.node));
        conditions.any(|(needed, value)| {
            let given = value.clone().into_const_with(|name| self.variables.get(&name).cloned().ok_or(()));
            given != Ok(ConstValue::Boolean(needed))
        })
    }
}

/// What the `if` of `@include` or `@skip` must be for something to be there.
fn condition(directive: &Directive) -> Option<(bool, &Value)> {
    let needed = match directive.name.node.as_str() {
        "include" => true,
        "skip" => false,
        _ => return None,
    };
    Some((needed, &directive.get_argument("if")?.node))
}

/// Puts the directives of a `__typename` around it: the library's validation does not look at those on it, and takes
/// their variables for unused.
pub(super) fn around_typename(document: &mut ExecutableDocument) {
    for fragment in document.fragments.values_mut() {
        wrap(&mut fragment.node.selection_set.node);
    }
    match &mut document.operations {
        DocumentOperations::Single(operation) => {
            wrap(&mut operation.node.selection_set.node);
        }
        DocumentOperations::Multiple(operations) => {
            operations.values_mut().for_each(|operation| wrap(&mut operation.node.selection_set.node));
        }
    }
}

fn wrap(set: &mut SelectionSet) {
    for selection in &mut set.items {
        match &mut selection.node {
            Selection::Field(field)
                if field.node.name.node == "__typename" && !field.node.directives.is_empty() =>
            {
                let (at, directives) = (field.pos, std::mem::take(&mut field.node.directives));
                let typename = Positioned::new(Selection::Field(field.clone()), at);
                let selection_set = Positioned::new(SelectionSet { items: vec![typename] }, at);
                let fragment = InlineFragment { type_condition: None, directives, selection_set };
                selection.node = Selection::InlineFragment(Positioned::new(fragment, at));
            }
            Selection::Field(field) => wrap(&mut field.node.selection_set.node),
            Selection::InlineFragment(inline) => wrap(&mut inline.node.selection_set.node),
            Selection::FragmentSpread(_) => {}
        }
    }
}

#[cfg(test)]
mod tests;
