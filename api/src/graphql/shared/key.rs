//! Who watches the same.

use std::any::TypeId;

use async_graphql::parser::types::{OperationType, Selection};
use async_graphql::{Data, Request, Value as ConstValue};
use async_graphql_value::Value;
use entity::user::Role;

use crate::auth::Principal;
use crate::changes::Cursor;
use crate::graphql::guard::{self, Limits};

/// The subscriptions that a [`Feed`](crate::graphql::stream::Feed) serves, and the nouns they are about.
const SHARED: [(&str, &str); 3] =
    [("bookingChanged", "booking"), ("guestChanged", "guest"), ("roomChanged", "room")];

/// Those for whom this is the same get the same answers.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct Key {
    document: String,
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
    pub(super) fn of(request: &Request, data: &Data, limits: &Limits) -> Option<Self> {
        let document = guard::parse(&request.query, limits).ok()?;
        let operation = guard::named(&document, request.operation_name.as_deref())?;
        if operation.ty != OperationType::Subscription {
            return None;
        }
        let [selection] = &operation.selection_set.node.items[..] else { return None };
        let Selection::Field(field) = &selection.node else { return None };
        let name = field.node.name.node.as_str();
        let (_, noun) = SHARED.into_iter().find(|(shared, _)| *shared == name)?;
        let mut variables = request.variables.clone();
        let after = match field.node.get_argument("after").map(|value| &value.node) {
            None => None,
            Some(Value::Variable(name)) => match variables.remove(name) {
                Some(given) => Some(given),
                None => {
                    let mut defined = operation.variable_definitions.iter();
                    let defined = defined.find(|definition| definition.node.name.node == *name)?;
                    defined.node.default_value.as_ref().map(|value| value.node.clone())
                }
            },
            Some(value) => value.clone().into_const(),
        };
        let after = match after {
            None | Some(ConstValue::Null) => None,
            Some(ConstValue::String(text)) => Some(Cursor::decode(&text)?),
            Some(_) => return None,
        };
        let key = Key {
            document: request.query.clone(),
            operation: request.operation_name.clone(),
            variables: serde_json::to_string(&variables).ok()?,
            resumes: after.is_some(),
            role: principal(data).map(|principal| principal.role),
        };
        Some(Self { key, noun, after })
    }
}

/// What kind of operation is asked for; `None` where the request is refused anyway.
pub(super) fn kind(request: &Request, limits: &Limits) -> Option<OperationType> {
    let document = guard::parse(&request.query, limits).ok()?;
    Some(guard::named(&document, request.operation_name.as_deref())?.ty)
}

fn principal(data: &Data) -> Option<&Principal> {
    data.get(&TypeId::of::<Option<Principal>>())?.downcast_ref::<Option<Principal>>()?.as_ref()
}
