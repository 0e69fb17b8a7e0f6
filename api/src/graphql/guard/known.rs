//! What is known of a document that was asked for before.
//!
//! What follows from a document's text alone is kept with it: that it is within the limits, and how it was parsed. What
//! also follows from which variables are there, and from those that `@skip` and `@include` go by, is kept for each such
//! [`Variant`]: that it is valid, and the operation as it is executed. What is left for each request are the values of
//! its variables.

use std::collections::HashSet;
use std::sync::Arc;

use async_graphql::parser::types::{ExecutableDocument, OperationDefinition};
use async_graphql::{Name, Value as ConstValue, Variables};

use super::arguments::Argument;
use super::hash::Hash;
use super::weight::values_in;
use super::{named, size, walk};

/// A document within the limits.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) hash: Hash,
    pub(super) document: ExecutableDocument,
    /// Places of variables in one of its definitions, at the most, fragments expanded.
    pub(super) uses: usize,
    /// Values in a default, at the most.
    pub(super) defaults: usize,
    /// The variables that `@skip` and `@include` go by.
    conditions: HashSet<Name>,
    pub(super) bytes: usize,
}

impl Known {
    pub(super) fn new(hash: Hash, mut document: ExecutableDocument, uses: usize) -> Self {
        let conditions = walk::conditions(&mut document);
        let bytes =
            size::document(&document) + conditions.iter().map(|name| 64 + size::name(name)).sum::<usize>();
        let definitions = document.operations.iter().flat_map(|(_, one)| &one.node.variable_definitions);
        let defaults = definitions.filter_map(|one| one.node.default_value.as_ref());
        let defaults = defaults.map(|default| values_in(&default.node)).max().unwrap_or_default();
        Self { hash, document, uses, defaults, conditions, bytes }
    }

    /// In which of its variants an operation of this document is asked for.
    pub(super) fn variant(
        &self,
        name: Option<&str>,
        operation: &OperationDefinition,
        variables: &Variables,
    ) -> Variant {
        let states = operation.variable_definitions.iter().map(|definition| {
            let definition = &definition.node;
            let own = &definition.name.node;
            let default = definition.default_value.as_ref().map(|default| &default.node);
            match variables.get(own).or(default) {
                None if definition.var_type.node.nullable => State::Absent,
                given if self.conditions.contains(own) => match given {
                    Some(ConstValue::Boolean(true)) => State::True,
                    Some(ConstValue::Boolean(false)) => State::False,
                    _ => State::Neither,
                },
                _ => State::Given,
            }
        });
        Variant { hash: self.hash, operation: name.map(str::to_owned), states: states.collect() }
    }
}

/// What the operation as it is executed depends on.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Variant {
    hash: Hash,
    pub(super) operation: Option<String>,
    pub(super) states: Box<[State]>,
}

/// What a variable means for the operation as it is executed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum State {
    /// It has a value, which has no part in it.
    Given,
    /// What stands for it is left out.
    Absent,
    /// A condition, and its value.
    True,
    False,
    Neither,
}

/// A valid operation as it is executed.
#[derive(Debug)]
pub(super) struct Prepared {
    /// Its only operation.
    pub(super) document: ExecutableDocument,
    /// Those whose values depend on variables.
    pub(super) arguments: Vec<Argument>,
}

impl Prepared {
    pub(super) fn operation(&self) -> Option<&OperationDefinition> {
        named(&self.document, None)
    }

    pub(super) fn bytes(&self) -> usize {
        size::document(&self.document) + size::list(&self.arguments, Argument::bytes)
    }
}

/// What is to be kept once the answer has shown that nothing refuses it.
#[derive(Debug)]
pub(super) struct Fresh {
    pub(super) known: Arc<Known>,
    pub(super) variant: Variant,
    pub(super) prepared: Arc<Prepared>,
}
