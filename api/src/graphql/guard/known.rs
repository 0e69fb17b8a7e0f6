//! Documents that were asked for before, so that the second time costs a look.
//!
//! What follows from a document's text alone is kept with it: that it is within the limits, and how it was parsed. What
//! also follows from which variables are there, and from those that `@skip` and `@include` go by, is kept for each such
//! [`Variant`]: that it is valid, and the operation as it is executed. What is left for each request are the values of
//! its variables.
//!
//! Whoever may send a request may fill this, so it is bounded in bytes; the seldom asked for goes first. A request that
//! is refused leaves nothing in it.

use std::collections::HashSet;
use std::sync::Arc;

use async_graphql::parser::types::{ExecutableDocument, OperationDefinition};
use async_graphql::{Name, Value as ConstValue, Variables};
use moka::sync::Cache;
use sha2::{Digest, Sha256};

use super::arguments::Argument;
use super::trusted::Trusted;
use super::weight::values_in;
use super::{named, persisted, size, walk};

/// The SHA-256 of a document's text.
pub type Hash = [u8; 32];

pub(super) fn hash(text: &str) -> Hash {
    Sha256::digest(text).into()
}

/// What an entry takes besides its key and value.
const ENTRY: usize = 256;

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
    bytes: usize,
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
    operation: Option<String>,
    states: Box<[State]>,
}

/// What a variable means for the operation as it is executed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum State {
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

    fn bytes(&self) -> usize {
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

/// All documents that are known.
#[derive(Debug)]
pub(super) struct Documents {
    known: Cache<Hash, Arc<Known>>,
    prepared: Cache<Variant, Arc<Prepared>>,
    /// Where only these may be asked for.
    pub(super) trusted: Option<Trusted>,
}

impl Documents {
    /// At most so many bytes are kept, besides those that are trusted.
    pub(super) fn new(bytes: usize, trusted: Option<Trusted>) -> Self {
        let half = (bytes / 2) as u64;
        let weight = |bytes: usize| u32::try_from(bytes).unwrap_or(u32::MAX);
        let known = Cache::builder().max_capacity(half);
        let known =
            known.weigher(move |_, known: &Arc<Known>| weight(ENTRY + size_of::<Known>() + known.bytes));
        let prepared = Cache::builder().max_capacity(half);
        let prepared = prepared.weigher(move |variant: &Variant, prepared: &Arc<Prepared>| {
            let key = variant.states.len() + variant.operation.as_ref().map_or(0, String::len);
            weight(ENTRY + size_of::<(Variant, Prepared)>() + key + prepared.bytes())
        });
        Self { known: known.build(), prepared: prepared.build(), trusted }
    }

    /// The hash of the document that a client names so.
    pub(super) fn named(&self, id: &str) -> Option<Hash> {
        match &self.trusted {
            Some(trusted) => trusted.named(id),
            None => persisted::hash(id),
        }
    }

    pub(super) fn known(&self, hash: &Hash) -> Option<Arc<Known>> {
        match &self.trusted {
            Some(trusted) => trusted.document(hash),
            None => self.known.get(hash),
        }
    }

    pub(super) fn prepared(&self, variant: &Variant) -> Option<Arc<Prepared>> {
        self.prepared.get(variant)
    }

    pub(super) fn keep(&self, fresh: Fresh) {
        let Fresh { known, variant, prepared } = fresh;
        if self.trusted.is_none() {
            self.known.insert(known.hash, known);
            // At once: what is too much would otherwise go only after some more requests.
            self.known.run_pending_tasks();
        }
        self.prepared.insert(variant, prepared);
        self.prepared.run_pending_tasks();
    }
}

#[cfg(test)]
mod tests;
