//! All arguments of a request compared with the schema before anything is executed: each wrong value is named with its
//! way, and a field that is asked of a union with the members that have it.

use std::borrow::Cow;
use std::collections::HashSet;

use async_graphql::parser::types::{
    ExecutableDocument, Field as SelectedField, OperationDefinition, Selection, SelectionSet, Type,
};
use async_graphql::{Name, Pos, Positioned, ServerError, Value as ConstValue, Variables};
use async_graphql_value::Value;

use super::types::{Field, Output, Types};
use super::values::{Fitting, Misfit, Path};
use super::{Refusal, code, size};

/// An argument of a field.
#[derive(Debug)]
pub(super) struct Argument {
    ty: Type,
    name: Name,
    value: Positioned<Value>,
}

impl Argument {
    /// What it takes in memory besides itself.
    pub(super) fn bytes(&self) -> usize {
        size::ty(&self.ty) + size::name(&self.name) + size::value(&self.value.node)
    }
}

/// Finds what is wrong with the values of an operation and those of its variables. Answers the arguments whose values
/// depend on variables.
///
/// # Errors
/// All that was found.
pub(super) fn check(
    fitting: Fitting<'_>,
    document: &ExecutableDocument,
    operation: &OperationDefinition,
    variables: &Variables,
) -> Result<Vec<Argument>, Vec<ServerError>> {
    let values = Values { fitting, operation, variables, judged: HashSet::new(), errors: vec![] };
    let mut check = Check { fitting, document, values, visited: HashSet::new(), depending: vec![] };
    check.set(Types::root(operation.ty), &operation.selection_set.node);
    let Check { values, depending, .. } = check;
    values.end().map(|()| depending)
}

/// The same for other variables: only what depends on them can be wrong.
pub(super) fn check_again(
    fitting: Fitting<'_>,
    depending: &[Argument],
    operation: &OperationDefinition,
    variables: &Variables,
) -> Result<(), Vec<ServerError>> {
    let mut values = Values { fitting, operation, variables, judged: HashSet::new(), errors: vec![] };
    for Argument { ty, name, value } in depending {
        values.argument(ty, name, value);
    }
    values.end()
}

struct Check<'a> {
    fitting: Fitting<'a>,
    document: &'a ExecutableDocument,
    values: Values<'a>,
    /// Fragments: the same everywhere.
    visited: HashSet<&'a Name>,
    depending: Vec<Argument>,
}

impl<'a> Check<'a> {
    /// Recurses as deeply as selections are nested, which was weighed.
    fn set(&mut self, parent: &str, set: &'a SelectionSet) {
        // Of the schema itself, or of a type that there is not: left to the library.
        let Some(output) = self.fitting.types.outputs.get(parent) else { return };
        for selection in &set.items {
            match &selection.node {
                Selection::Field(field) => self.field(parent, output, field),
                Selection::InlineFragment(inline) => {
                    let condition = inline.node.type_condition.as_ref();
                    let on = condition.map_or(parent, |condition| condition.node.on.node.as_str());
                    self.set(on, &inline.node.selection_set.node);
                }
                Selection::FragmentSpread(spread) => {
                    let found = self.document.fragments.get_key_value(&spread.node.fragment_name.node);
                    let Some((name, fragment)) = found else { continue };
                    if self.visited.insert(name) {
                        let on = fragment.node.type_condition.node.on.node.as_str();
                        self.set(on, &fragment.node.selection_set.node);
                    }
                }
            }
        }
    }

    fn field(&mut self, parent: &str, output: &'a Output, selected: &'a Positioned<SelectedField>) {
        let name = &selected.node.name.node;
        let Some(field) = output.fields.get(name) else {
            if self.fitting.suggestions && name != "__typename" {
                let hint = self.of_a_member(parent, output, name);
                self.values.errors.extend(hint.map(|hint| ServerError::from(hint.at(selected.pos))));
            }
            return;
        };
        self.arguments(field, &selected.node);
        self.set(&field.of, &selected.node.selection_set.node);
    }

    /// Where a field is asked of a union, or of an interface that does not have it: which members do.
    fn of_a_member(&self, parent: &str, output: &Output, name: &str) -> Option<Refusal> {
        let has = |member: &&Name| {
            let member = self.fitting.types.outputs.get(*member);
            member.is_some_and(|member| member.fields.contains_key(name))
        };
        let members: Vec<_> = output.members.iter().filter(has).collect();
        let first = members.first()?;
        let field = self.fitting.types.outputs.get(*first)?.fields.get(name)?;
        let inside = if self.fitting.types.outputs.contains_key(&field.of) { " { … }" } else { "" };
        let others = match &members[1..] {
            [] => String::new(),
            others => {
                let others: Vec<_> = others.iter().map(|other| other.as_str()).collect();
                format!(" (also {})", others.join(", "))
            }
        };
        let message = format!(
            "{parent} itself has no field \"{name}\", {first} has{others}: ask for `... on {first} {{ {name}{inside} }}`."
        );
        Some(Refusal::broken(code::VALIDATION_FAILED, message))
    }

    fn arguments(&mut self, field: &Field, selected: &SelectedField) {
        for (name, value) in &selected.arguments {
            let Some(input) = field.arguments.get(&name.node) else { continue };
            self.values.argument(&input.ty, &name.node, value);
            if variables_in(&value.node, &mut |_| {}) {
                let (ty, name) = (input.ty.clone(), name.node.clone());
                self.depending.push(Argument { ty, name, value: value.clone() });
            }
        }
    }
}

/// The values of one request.
struct Values<'a> {
    fitting: Fitting<'a>,
    operation: &'a OperationDefinition,
    variables: &'a Variables,
    /// Variables of which all was said where they are used.
    judged: HashSet<Name>,
    errors: Vec<ServerError>,
}

static NULL: ConstValue = ConstValue::Null;

impl<'a> Values<'a> {
    fn argument(&mut self, ty: &Type, name: &Name, value: &Positioned<Value>) {
        let Some(given) = self.resolved(&value.node) else { return };
        let mut misfits = vec![];
        self.fitting.check(ty, &given, Path::Argument(name), &mut misfits);
        if misfits.is_empty() {
            if let Value::Variable(name) = &value.node
                && self.is_of(name, ty, &given)
            {
                self.judged.insert(name.clone());
            }
            return;
        }
        let uses_variables = variables_in(&value.node, &mut |name| {
            self.judged.insert(name.clone());
        });
        let code = if uses_variables { code::BAD_REQUEST } else { code::VALIDATION_FAILED };
        self.errors.extend(misfits.into_iter().map(|misfit| refusal(misfit, code, value.pos)));
    }

    /// Whether a variable is declared with this type too, so that its value need not be compared with it again.
    fn is_of(&self, name: &Name, ty: &Type, given: &ConstValue) -> bool {
        let mut definitions = self.operation.variable_definitions.iter();
        let declared = definitions.find(|definition| definition.node.name.node == *name);
        *given != ConstValue::Null
            && declared.is_some_and(|declared| declared.node.var_type.node.base == ty.base)
    }

    /// A value with those of its variables; `None` where one of them is missing, which [`Self::definitions`] tells.
    fn resolved(&self, value: &Value) -> Option<Cow<'a, ConstValue>> {
        if let Value::Variable(name) = value {
            return self.given(name).map(Cow::Borrowed);
        }
        let value = value.clone().into_const_with(|name| self.given(&name).cloned().ok_or(()));
        value.ok().map(Cow::Owned)
    }

    /// What was given for a variable, or its default.
    fn given(&self, name: &Name) -> Option<&'a ConstValue> {
        if let Some(value) = self.variables.get(name) {
            return Some(value);
        }
        let definition =
            self.operation.variable_definitions.iter().find(|one| one.node.name.node == *name)?;
        let default = definition.node.default_value.as_ref().map(|value| &value.node);
        default.or_else(|| definition.node.var_type.node.nullable.then_some(&NULL))
    }

    /// Compares variables with the types that the document declares them with.
    fn definitions(&mut self) {
        for definition in &self.operation.variable_definitions {
            let (name, ty) = (&definition.node.name.node, &definition.node.var_type.node);
            let path = Path::Variable(name);
            let mut misfits = vec![];
            match self.variables.get(name) {
                _ if self.judged.contains(name) => {}
                Some(value) => self.fitting.check(ty, value, path, &mut misfits),
                None if ty.nullable || definition.node.default_value.is_some() => {}
                None => misfits.push(Misfit {
                    path: path.to_string(),
                    rule: format!("is missing: it is of the type {ty}"),
                }),
            }
            self.errors
                .extend(misfits.into_iter().map(|misfit| refusal(misfit, code::BAD_REQUEST, definition.pos)));
        }
    }

    fn end(mut self) -> Result<(), Vec<ServerError>> {
        self.definitions();
        if self.errors.is_empty() { Ok(()) } else { Err(self.errors) }
    }
}

fn refusal(misfit: Misfit, code: &'static str, at: Pos) -> ServerError {
    let Misfit { path, rule } = misfit;
    Refusal::broken(code, format!("{path} {rule}.")).at(at).into()
}

/// Hands on all variables in a value, and answers whether there are any.
fn variables_in(value: &Value, with: &mut impl FnMut(&Name)) -> bool {
    match value {
        Value::Variable(name) => {
            with(name);
            true
        }
        Value::List(items) => items.iter().filter(|item| variables_in(item, with)).count() > 0,
        Value::Object(fields) => fields.values().filter(|field| variables_in(field, with)).count() > 0,
        _ => false,
    }
}
