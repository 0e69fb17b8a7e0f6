//! What a selection set and a value amount to.

use async_graphql::Value;

/// What a selection set amounts to, fragments expanded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Weight {
    /// Fields, fragments, directives and literal argument values.
    pub(super) cost: usize,
    /// What the variables that are used hold, counted at each use.
    pub(super) values: usize,
    /// Uses of variables.
    pub(super) uses: usize,
    /// Fields below fields.
    pub(super) depth: usize,
    /// Selection sets inside selection sets, those of fragments included.
    pub(super) nesting: usize,
    /// Fields of this set itself.
    pub(super) fields: usize,
    /// Fields of the answer, if this were about the schema: lists there are estimated by [`list_length`].
    pub(super) answer: usize,
    /// The same, of what really is about the schema.
    pub(super) introspected: usize,
}

impl Weight {
    /// Adds what stands beside.
    pub(super) fn add(&mut self, other: Self) {
        self.cost = self.cost.saturating_add(other.cost);
        self.values = self.values.saturating_add(other.values);
        self.uses = self.uses.saturating_add(other.uses);
        self.depth = self.depth.max(other.depth);
        self.nesting = self.nesting.max(other.nesting);
        self.fields = self.fields.saturating_add(other.fields);
        self.answer = self.answer.saturating_add(other.answer);
        self.introspected = self.introspected.saturating_add(other.introspected);
    }

    /// A field with the selection `self`.
    pub(super) fn inside(self, field: &str) -> Self {
        let answer = self.answer.saturating_mul(list_length(field)).saturating_add(1);
        let introspected = if matches!(field, "__schema" | "__type") { answer } else { self.introspected };
        Self { depth: self.depth.saturating_add(1), fields: 1, answer, introspected, ..self }
    }
}

/// About how many things a list of the introspection schema holds, on the average of its types and fields. Types and
/// fields refer to each other, so each `fields { type { …` multiplies the answer, which no limit on the document
/// sees.
fn list_length(field: &str) -> usize {
    match field {
        "types" => 100,
        "fields" => 8,
        "directives" => 5,
        "inputFields" | "possibleTypes" | "enumValues" => 2,
        _ => 1,
    }
}

/// How many values there are in `value`. Recurses as deeply as JSON is parsed: 128 levels.
pub(super) fn values_in(value: &Value) -> usize {
    match value {
        Value::String(text) => 1 + text.len() / 64,
        Value::List(items) => items.iter().map(values_in).fold(1, usize::saturating_add),
        Value::Object(fields) => fields.values().map(values_in).fold(1, usize::saturating_add),
        _ => 1,
    }
}
