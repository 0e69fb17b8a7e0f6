//! The parsed document: what it amounts to once its fragments are expanded.
//!
//! Each fragment is weighed once and its weight added wherever it is spread, so weighing takes time with the
//! document's length, however large the expansion. Sums saturate.

use std::collections::HashMap;

use async_graphql::parser::types::{
    Directive, ExecutableDocument, OperationType, Selection, SelectionSet, VariableDefinition,
};
use async_graphql::{Name, Positioned, Value as ConstValue, Variables};
use async_graphql_value::Value;

use super::weight::{Weight, values_in};
use super::{Limits, Refusal, code};

enum Fragment {
    /// Being weighed: to meet it again is a cycle.
    Open,
    Weighed(Weight),
}

/// Refuses a document that asks for more than `limits` allow, or whose fragments spread themselves. Answers how often a
/// definition uses variables, at the most.
pub(crate) fn weigh(
    document: &ExecutableDocument,
    variables: &Variables,
    limits: &Limits,
) -> Result<usize, Refusal> {
    let mut scale = Scale { document, limits, fragments: HashMap::new(), variables: HashMap::new() };
    for (name, value) in variables.iter() {
        scale.variable(name, value);
    }
    let (mut total, mut uses) = (0usize, 0usize);
    for (_, operation) in document.operations.iter() {
        for definition in &operation.node.variable_definitions {
            scale.definition(&definition.node)?;
        }
    }
    for (_, operation) in document.operations.iter() {
        let (node, position) = (&operation.node, operation.pos);
        let mut weight = scale.set(&node.selection_set.node, 0)?;
        weight.add(scale.directives(&node.directives)?);
        scale.check(weight).map_err(|refusal| refusal.at(position))?;
        total = total.saturating_add(weight.cost);
        uses = uses.max(weight.uses);
        match node.ty {
            OperationType::Mutation if weight.fields > limits.root_mutations => {
                let what = "fields at the root of a mutation";
                return Err(Refusal::limit("rootMutations", limits.root_mutations, what).at(position));
            }
            _ => {}
        }
    }
    for (name, fragment) in &document.fragments {
        let weight = scale.fragment(name, 0)?;
        scale.check(weight).map_err(|refusal| refusal.at(fragment.pos))?;
        total = total.saturating_add(weight.cost);
        uses = uses.max(weight.uses);
    }
    if total > limits.cost.saturating_mul(4) {
        return Err(Refusal::limit("cost", limits.cost.saturating_mul(4), TOTAL));
    }
    Ok(uses)
}

const COST: &str = "fields, fragments, directives and argument values in one definition, fragments expanded";
const TOTAL: &str =
    "fields, fragments, directives and argument values in all its definitions, fragments expanded";

struct Scale<'a> {
    document: &'a ExecutableDocument,
    limits: &'a Limits,
    fragments: HashMap<&'a str, Fragment>,
    /// What each variable holds, given or by default, whichever is more.
    variables: HashMap<String, usize>,
}

impl<'a> Scale<'a> {
    fn variable(&mut self, name: &str, value: &ConstValue) {
        let held = self.variables.entry(name.to_owned()).or_default();
        *held = (*held).max(values_in(value));
    }

    fn definition(&mut self, definition: &'a VariableDefinition) -> Result<(), Refusal> {
        if let Some(default) = &definition.default_value {
            self.variable(&definition.name.node, &default.node);
        }
        self.directives(&definition.directives).map(drop)
    }

    fn set(&mut self, set: &'a SelectionSet, nesting: usize) -> Result<Weight, Refusal> {
        // Checked on the way down as well: it bounds this function's own recursion.
        if nesting > self.limits.nesting {
            return Err(self.too_nested());
        }
        let mut sum = Weight::default();
        for selection in &set.items {
            let mut weight = match &selection.node {
                Selection::Field(field) => {
                    let inner = self.set_below(&field.node.selection_set.node, nesting)?;
                    let mut weight = inner.inside(&field.node.name.node);
                    weight.add(self.directives(&field.node.directives)?);
                    weight.add(self.arguments(&field.node.arguments)?);
                    weight
                }
                Selection::InlineFragment(inline) => {
                    let mut weight = self.set_below(&inline.node.selection_set.node, nesting)?;
                    weight.add(self.directives(&inline.node.directives)?);
                    weight
                }
                Selection::FragmentSpread(spread) => {
                    let name = &spread.node.fragment_name.node;
                    let mut weight =
                        self.fragment(name, nesting + 1).map_err(|refusal| refusal.at(selection.pos))?;
                    weight.nesting += 1;
                    weight.add(self.directives(&spread.node.directives)?);
                    weight
                }
            };
            weight.cost = weight.cost.saturating_add(1);
            sum.add(weight);
        }
        Ok(sum)
    }

    fn set_below(&mut self, set: &'a SelectionSet, nesting: usize) -> Result<Weight, Refusal> {
        if set.items.is_empty() {
            return Ok(Weight::default());
        }
        let weight = self.set(set, nesting + 1)?;
        Ok(Weight { nesting: weight.nesting + 1, ..weight })
    }

    fn fragment(&mut self, name: &str, nesting: usize) -> Result<Weight, Refusal> {
        let Some((name, fragment)) = self.document.fragments.get_key_value(name) else {
            // Validation will say that there is none.
            return Ok(Weight::default());
        };
        match self.fragments.get(name.as_str()) {
            Some(Fragment::Weighed(weight)) => return Ok(*weight),
            Some(Fragment::Open) => {
                let message = format!("Cannot spread fragment \"{name}\" within itself.");
                return Err(Refusal::broken(code::VALIDATION_FAILED, message));
            }
            None => {}
        }
        self.fragments.insert(name, Fragment::Open);
        let mut weight = self.set(&fragment.node.selection_set.node, nesting)?;
        weight.add(self.directives(&fragment.node.directives)?);
        self.fragments.insert(name, Fragment::Weighed(weight));
        Ok(weight)
    }

    fn directives(&mut self, directives: &'a [Positioned<Directive>]) -> Result<Weight, Refusal> {
        if directives.len() > self.limits.directives {
            return Err(Refusal::limit("directives", self.limits.directives, "directives at one place"));
        }
        let mut sum = Weight::default();
        for directive in directives {
            let mut weight = self.arguments(&directive.node.arguments)?;
            weight.cost = weight.cost.saturating_add(1);
            sum.add(weight);
        }
        Ok(sum)
    }

    fn arguments(&self, arguments: &[(Positioned<Name>, Positioned<Value>)]) -> Result<Weight, Refusal> {
        if arguments.len() > self.limits.arguments {
            return Err(Refusal::limit("arguments", self.limits.arguments, "arguments at one place"));
        }
        let mut sum = Weight::default();
        for (_, value) in arguments {
            self.argument(&value.node, &mut sum);
        }
        Ok(sum)
    }

    /// Recurses as deeply as the value is bracketed, which the scan has bounded.
    fn argument(&self, value: &Value, sum: &mut Weight) {
        sum.cost = sum.cost.saturating_add(1);
        match value {
            Value::Variable(name) => {
                let held = self.variables.get(name.as_str()).copied().unwrap_or_default();
                sum.values = sum.values.saturating_add(held);
                sum.uses = sum.uses.saturating_add(1);
            }
            Value::List(items) => items.iter().for_each(|item| self.argument(item, sum)),
            Value::Object(fields) => fields.values().for_each(|field| self.argument(field, sum)),
            _ => {}
        }
    }

    fn check(&self, weight: Weight) -> Result<(), Refusal> {
        let limits = self.limits;
        // The library would answer null, as if there were no schema.
        if !limits.introspection && weight.introspected > 0 {
            let message = "This server answers no questions about its schema.";
            return Err(Refusal::broken(code::VALIDATION_FAILED, message));
        }
        if weight.nesting > limits.nesting {
            return Err(self.too_nested());
        }
        if weight.depth > limits.depth {
            return Err(Refusal::limit("depth", limits.depth, "fields below one another"));
        }
        if weight.cost > limits.cost {
            return Err(Refusal::limit("cost", limits.cost, COST));
        }
        if weight.introspected > limits.introspected {
            let what = "fields to answer about the schema, by estimate";
            return Err(Refusal::limit("introspected", limits.introspected, what));
        }
        if weight.values > limits.values {
            let what = "values in variables, counted at each use";
            return Err(Refusal::limit("values", limits.values, what));
        }
        Ok(())
    }

    fn too_nested(&self) -> Refusal {
        Refusal::limit("nesting", self.limits.nesting, "selections inside one another, fragments expanded")
    }
}
