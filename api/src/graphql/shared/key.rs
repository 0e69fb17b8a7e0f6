//! Who watches the same.

use std::any::TypeId;

use async_graphql::parser::types::OperationType;
use async_graphql::{Data, Value as ConstValue};
use async_graphql_value::Value;
use entity::user::Role;

use crate::auth::Principal;
use crate::changes::Cursor;
use crate::edit::Noun;
use crate::edit::values::api_name;
use crate::graphql::guard::{Hash, Judged};

/// Those for whom this is the same get the same answers.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct Key {
    document: Hash,
    operation: Option<String>,
    /// As JSON, without the one that says where to resume.
    variables: String,
    /// Whether there was such a one: a document may demand it.
    resumes: bool,
    role: Option<Role>,
}

/// A request to watch changes.
pub(super) struct Watching {
    pub(super) key: Key,
    /// What is watched, as the metrics call it.
    pub(super) noun: &'static str,
    pub(super) after: Option<Cursor>,
}

impl Watching {
    /// `None` for a request that is anything else, or is wrong in a way that its own execution will tell.
    pub(super) fn of(judged: &Judged, data: &Data) -> Option<Self> {
        if judged.kind() != Some(OperationType::Subscription) {
            return None;
        }
        let asked = judged.asked()?;
        let field = asked.subscribed()?;
        let noun = watched(&field.name.node)?.name();
        let mut variables = asked.variables().clone();
        let after = match field.get_argument("after").map(|value| &value.node) {
            None => None,
            Some(Value::Variable(name)) => variables.remove(name),
            Some(value) => value.clone().into_const(),
        };
        let after = match after {
            None | Some(ConstValue::Null) => None,
            Some(ConstValue::String(text)) => Some(Cursor::decode(&text)?),
            Some(_) => return None,
        };
        let key = Key {
            document: asked.document(),
            operation: asked.operation().map(str::to_owned),
            variables: serde_json::to_string(&variables).ok()?,
            resumes: after.is_some(),
            role: principal(data).map(|principal| principal.role),
        };
        Some(Self { key, noun, after })
    }
}

/// The noun whose changes a subscription is about, which a [`Feed`](crate::graphql::stream::Feed) serves.
fn watched(field: &str) -> Option<Noun> {
    let name = field.strip_suffix("Changed")?;
    Noun::ALL.into_iter().find(|noun| api_name(noun.name()) == name)
}

fn principal(data: &Data) -> Option<&Principal> {
    data.get(&TypeId::of::<Option<Principal>>())?.downcast_ref::<Option<Principal>>()?.as_ref()
}
