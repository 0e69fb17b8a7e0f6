//! From the fields of an input to the values of a row or a patch.

use async_graphql::{Enum, ID, MaybeUndefined};
use sea_orm::Value;
use sea_orm::sea_query::Nullable;
use serde_json::json;
use uuid::Uuid;

use super::problem::InvalidInput;
use crate::auth::Principal;
use crate::edit::mutation::digestible;
use crate::edit::update::Update;
use crate::edit::{self, Author, MutationKey, Rule, Values, Violation};

/// What to do when the row has moved on since `expectedVersion`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "edit::OnStale")]
pub enum OnStale {
    /// Answer with a `Conflict`.
    Reject,
    /// Save on top of the newer version where the edits do not touch; otherwise answer with a `Conflict`.
    Merge,
}

/// Collects the fields of an input, and what is wrong with them.
#[derive(Debug, Default)]
pub struct Fields {
    values: Values,
    problems: Vec<Violation>,
}

impl Fields {
    /// A field that may be left out: undefined is untouched, null clears.
    pub fn put<T: Into<Value> + Nullable>(&mut self, column: &'static str, value: MaybeUndefined<T>) {
        match value {
            MaybeUndefined::Undefined => {}
            MaybeUndefined::Null => drop(self.values.insert(column, T::null())),
            MaybeUndefined::Value(value) => drop(self.values.insert(column, value.into())),
        }
    }

    /// A name: the spaces around it are nobody's intention.
    pub fn put_trimmed(&mut self, column: &'static str, text: MaybeUndefined<String>) {
        self.put(column, text.map_value(|text| text.trim().to_owned()));
    }

    /// The id of another row.
    pub fn put_id(&mut self, column: &'static str, field: &str, id: MaybeUndefined<ID>) {
        match id {
            MaybeUndefined::Undefined => {}
            MaybeUndefined::Null => self.put::<Uuid>(column, MaybeUndefined::Null),
            MaybeUndefined::Value(id) => {
                if let Some(id) = self.id(field, &id) {
                    self.put(column, MaybeUndefined::Value(id));
                }
            }
        }
    }

    /// An id that must be a UUID.
    pub fn id(&mut self, field: &str, id: &ID) -> Option<Uuid> {
        let parsed = parse_id(id);
        if parsed.is_none() {
            self.problems.push(Violation::new(field, Rule::Form, "must be a UUID"));
        }
        parsed
    }

    /// The values.
    ///
    /// # Errors
    /// What was wrong with any of the fields.
    pub fn finish(self) -> Result<Values, InvalidInput> {
        if self.problems.is_empty() { Ok(self.values) } else { Err(InvalidInput::of(self.problems)) }
    }
}

/// Ids of this API are UUIDs; any other text is nobody's id.
pub fn parse_id(id: &ID) -> Option<Uuid> {
    Uuid::try_parse(id).ok()
}

/// Who writes, and under which name: `request` is all that was asked for.
pub fn author(principal: &Principal, mutation_id: Option<ID>, request: &serde_json::Value) -> Author {
    let mutation = mutation_id.map(|id| MutationKey::new(id.0, request));
    Author { actor: principal.actor(), mutation }
}

/// An update and its author.
///
/// # Errors
/// What was wrong with any of the fields.
pub fn update(
    principal: &Principal,
    operation: &str,
    (id, expected_version, on_stale, mutation_id): (ID, i32, OnStale, Option<ID>),
    mut patch: Fields,
) -> Result<(Update, Author), InvalidInput> {
    let row = patch.id("id", &id);
    let patch = patch.finish()?;
    let Some(id) = row else { return Err(InvalidInput::one("id", Rule::Form, "must be a UUID")) };
    let on_stale = edit::OnStale::from(on_stale);
    let request =
        json!([operation, id, expected_version, on_stale == edit::OnStale::Merge, digestible(&patch)]);
    Ok((Update { id, expected_version, patch, on_stale }, author(principal, mutation_id, &request)))
}

/// A new row's id and values, and its author.
///
/// # Errors
/// What was wrong with any of the fields.
pub fn creation(
    principal: &Principal,
    operation: &str,
    (id, mutation_id): (Option<ID>, Option<ID>),
    mut fields: Fields,
) -> Result<(Option<Uuid>, Values, Author), InvalidInput> {
    let id = id.and_then(|id| fields.id("id", &id));
    let values = fields.finish()?;
    let request = json!([operation, id, digestible(&values)]);
    Ok((id, values, author(principal, mutation_id, &request)))
}

/// Which version of which row to delete, and its author.
///
/// # Errors
/// An id that is none.
pub fn deletion(
    principal: &Principal,
    operation: &str,
    (id, expected_version, mutation_id): (ID, i32, Option<ID>),
) -> Result<(Uuid, Author), InvalidInput> {
    let id = parse_id(&id).ok_or_else(|| InvalidInput::one("id", Rule::Form, "must be a UUID"))?;
    Ok((id, author(principal, mutation_id, &json!([operation, id, expected_version]))))
}
