//! A request that was read once, for all who want to know what it asks for.

use std::any::Any;
use std::sync::Arc;

use async_graphql::parser::types::{Field, OperationType, Selection};
use async_graphql::{Request, ServerError, Variables};

use super::hash::Hash;
use super::known::{Fresh, Prepared};
use crate::graphql::observe::Operation;

/// A request that was judged: whether it is executed, and what kind of operation it is.
#[derive(Debug)]
pub struct Judged {
    pub(super) operation: Operation,
    /// What is executed, or why nothing is.
    pub(super) read: Result<Asked, Vec<ServerError>>,
}

impl Judged {
    /// What kind of operation it asks for; `None` where it is refused before that is known.
    pub fn kind(&self) -> Option<OperationType> {
        self.operation.kind
    }

    /// What it asks for, where it is not refused.
    pub fn asked(&self) -> Option<&Asked> {
        self.read.as_ref().ok()
    }

    /// Refuses it for the way that it came, whatever else may be wrong with it.
    #[must_use]
    pub fn refused(self, error: ServerError) -> Self {
        Self { read: Err(vec![error]), ..self }
    }

    /// Adds what resolvers look up by its type.
    #[must_use]
    pub fn data<D: Any + Send + Sync>(self, data: D) -> Self {
        let read = self.read.map(|asked| Asked { request: asked.request.data(data), ..asked });
        Self { read, ..self }
    }
}

/// A request that is valid.
#[derive(Debug)]
pub struct Asked {
    pub(super) document: Hash,
    pub(super) operation: Option<String>,
    /// Its variables, with the defaults of those that were not given.
    pub(super) request: Request,
    pub(super) prepared: Arc<Prepared>,
    /// Where it was not known before.
    pub(super) fresh: Option<Fresh>,
}

impl Asked {
    /// The hash of its document's text.
    pub fn document(&self) -> Hash {
        self.document
    }

    /// The name of the operation, where the request says one.
    pub fn operation(&self) -> Option<&str> {
        self.operation.as_deref()
    }

    /// What was given for the variables, and the defaults of the others.
    pub fn variables(&self) -> &Variables {
        &self.request.variables
    }

    /// The one field that a subscription selects, wherever it stands in it.
    pub fn subscribed(&self) -> Option<&Field> {
        let operation = self.prepared.operation()?;
        let [selection] = &operation.selection_set.node.items[..] else { return None };
        let Selection::Field(field) = &selection.node else { return None };
        (operation.ty == OperationType::Subscription).then_some(&field.node)
    }

    /// The request as it is executed, and what is to be kept of it.
    pub(super) fn begin(self) -> (Request, Option<Fresh>) {
        let Self { mut request, prepared, fresh, .. } = self;
        request.set_parsed_query(prepared.document.clone());
        (request, fresh)
    }
}
