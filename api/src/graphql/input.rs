//! From the fields of an input to the values of a row or a patch.

use async_graphql::{Enum, ID, MaybeUndefined};
use rust_decimal::Decimal;
use sea_orm::Value;
use sea_orm::sea_query::Nullable;
use serde_json::json;
use uuid::Uuid;

use super::scalar::Amount;
use crate::auth::Principal;
use crate::edit::check::TOO_LARGE;
use crate::edit::mutation::digestible;
use crate::edit::{self, Author, Draft, MutationKey, Removal, Rule, Values, Violation};
use crate::money::Unreadable;
use crate::text;

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
pub(crate) struct Fields {
    values: Values,
    problems: Vec<Violation>,
}

impl Fields {
    /// A field that may be left out: undefined is untouched, null clears.
    pub(crate) fn put<T: Into<Value> + Nullable>(&mut self, column: &'static str, value: MaybeUndefined<T>) {
        match value {
            MaybeUndefined::Undefined => {}
            MaybeUndefined::Null => drop(self.values.insert(column, T::null())),
            MaybeUndefined::Value(value) => drop(self.values.insert(column, value.into())),
        }
    }

    /// A name or an address, in its normal form.
    pub(crate) fn put_line(&mut self, column: &'static str, text: MaybeUndefined<String>) {
        self.put_normal(column, text, text::one_line);
    }

    /// A telephone number, in its normal form.
    pub(crate) fn put_phone(&mut self, column: &'static str, text: MaybeUndefined<String>) {
        self.put_normal(column, text, text::phone);
    }

    fn put_normal(
        &mut self,
        column: &'static str,
        text: MaybeUndefined<String>,
        normal: fn(&str) -> Result<String, &'static str>,
    ) {
        match text {
            MaybeUndefined::Value(text) => match normal(&text) {
                Ok(text) => self.put(column, MaybeUndefined::Value(text)),
                Err(rule) => self.problems.push(Violation::new(column, Rule::Form, rule)),
            },
            absent => self.put(column, absent),
        }
    }

    /// An amount of money.
    pub(crate) fn put_amount(&mut self, column: &'static str, amount: MaybeUndefined<Amount>) {
        match amount {
            MaybeUndefined::Undefined => {}
            MaybeUndefined::Null => self.put::<Decimal>(column, MaybeUndefined::Null),
            MaybeUndefined::Value(Amount(Ok(amount))) => self.put(column, MaybeUndefined::Value(amount)),
            MaybeUndefined::Value(Amount(Err(unreadable))) => self.problems.push(match unreadable {
                Unreadable::Form(words) => Violation::new(column, Rule::Form, words),
                Unreadable::TooLarge => Violation::new(column, Rule::Range, TOO_LARGE),
            }),
        }
    }

    /// The id of another row.
    pub(crate) fn put_id(&mut self, column: &'static str, field: &str, id: MaybeUndefined<ID>) {
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

    /// The reference of a booking, which is otherwise drawn.
    pub(crate) fn put_reference(&mut self, reference: String) {
        self.values.insert("reference", reference.into());
    }

    /// What is wrong with a field that is no value.
    pub(crate) fn refuse(&mut self, violation: Violation) {
        self.problems.push(violation);
    }

    /// What was collected.
    pub(crate) fn into_parts(self) -> (Values, Vec<Violation>) {
        (self.values, self.problems)
    }

    /// An id that must be a UUID.
    pub(crate) fn id(&mut self, field: &str, id: &ID) -> Option<Uuid> {
        let parsed = parse_id(id);
        if parsed.is_none() {
            self.problems.push(Violation::new(field, Rule::Form, "must be a UUID"));
        }
        parsed
    }
}

/// Ids of this API are UUIDs; any other text is nobody's id.
pub(crate) fn parse_id(id: &ID) -> Option<Uuid> {
    Uuid::try_parse(id).ok()
}

/// A new row, as it is asked for.
#[derive(Debug)]
pub(crate) struct Create {
    pub id: Option<ID>,
    pub mutation_id: Option<ID>,
    pub fields: Fields,
}

/// An update, as it is asked for.
#[derive(Debug)]
pub(crate) struct Update {
    pub id: ID,
    pub expected_version: i32,
    pub on_stale: OnStale,
    pub mutation_id: Option<ID>,
    pub fields: Fields,
}

/// A deletion, as it is asked for.
#[derive(Debug)]
pub(crate) struct Delete {
    pub id: ID,
    pub expected_version: i32,
    pub mutation_id: Option<ID>,
}

// What is wrong with the fields goes along: the write is refused with all that is wrong.

impl Create {
    /// The row and its author. `operation` is the field of the mutation.
    pub(crate) fn read(self, principal: &Principal, operation: &str) -> (Draft, Author) {
        let Self { id, mutation_id, mut fields } = self;
        let id = id.and_then(|id| fields.id("id", &id));
        let Fields { values, problems } = fields;
        let request = json!([operation, id, digestible(&values)]);
        (Draft { id, values, problems }, author(principal, mutation_id, &request))
    }
}

impl Update {
    /// The update and its author.
    pub(crate) fn read(self, principal: &Principal, operation: &str) -> (edit::update::Update, Author) {
        let Self { id, expected_version, on_stale, mutation_id, mut fields } = self;
        // Without an id there is a problem, and nothing is written.
        let id = fields.id("id", &id).unwrap_or_default();
        let Fields { values: patch, problems } = fields;
        let on_stale = edit::OnStale::from(on_stale);
        let request =
            json!([operation, id, expected_version, on_stale == edit::OnStale::Merge, digestible(&patch)]);
        let update = edit::update::Update { id, expected_version, patch, on_stale, problems };
        (update, author(principal, mutation_id, &request))
    }
}

impl Delete {
    /// What to delete, and its author.
    pub(crate) fn read(self, principal: &Principal, operation: &str) -> (Removal, Author) {
        let Self { id, expected_version, mutation_id } = self;
        let mut fields = Fields::default();
        let id = fields.id("id", &id).unwrap_or_default();
        let request = json!([operation, id, expected_version]);
        let removal = Removal { id, expected_version, problems: fields.problems };
        (removal, author(principal, mutation_id, &request))
    }
}

/// Who writes, and under which name: `request` is all that was asked for.
pub(crate) fn author(principal: &Principal, mutation_id: Option<ID>, request: &serde_json::Value) -> Author {
    let mutation = mutation_id.map(|id| MutationKey::new(id.0, request));
    Author { actor: principal.actor(), role: principal.role, mutation }
}

/// Declares the inputs of a noun's updates and deletions, and how those of all its writes are read.
macro_rules! inputs {
    (
        $create:ident;
        $(#[$about_update:meta])* $update:ident of $patch:ident;
        $(#[$about_delete:meta])* $delete:ident
    ) => {
        $(#[$about_update])*
        #[derive(Clone, Debug, async_graphql::InputObject)]
        pub(crate) struct $update {
            pub(super) id: async_graphql::ID,
            /// The `version` that was on the screen when the edit began.
            expected_version: i32,
            patch: $patch,
            #[graphql(default_with = "crate::graphql::input::OnStale::Reject")]
            on_stale: $crate::graphql::input::OnStale,
            /// A name of your own making for this write, 1 to 200 bytes. The same request sent again under the same
            /// name is carried out once and gets the first answer.
            mutation_id: Option<async_graphql::ID>,
        }

        $(#[$about_delete])*
        #[derive(Clone, Debug, async_graphql::InputObject)]
        pub(crate) struct $delete {
            id: async_graphql::ID,
            /// The `version` that was on the screen.
            expected_version: i32,
            /// A name of your own making for this write, 1 to 200 bytes.
            mutation_id: Option<async_graphql::ID>,
        }

        impl From<$create> for $crate::graphql::input::Create {
            fn from(input: $create) -> Self {
                let (id, mutation_id) = (input.id.clone(), input.mutation_id.clone());
                Self { id, mutation_id, fields: input.fields() }
            }
        }

        impl From<$update> for $crate::graphql::input::Update {
            fn from($update { id, expected_version, patch, on_stale, mutation_id }: $update) -> Self {
                Self { id, expected_version, on_stale, mutation_id, fields: patch.fields() }
            }
        }

        impl From<$delete> for $crate::graphql::input::Delete {
            fn from($delete { id, expected_version, mutation_id }: $delete) -> Self {
                Self { id, expected_version, mutation_id }
            }
        }
    };
}
pub(super) use inputs;
