//! A request that was read once, for all who want to know what it asks for.

use std::any::Any;

use async_graphql::parser::types::{ExecutableDocument, OperationType};
use async_graphql::{Request, ServerError};

use crate::graphql::observe::Operation;

/// A request that was judged: whether it is executed, and what kind of operation it is.
#[derive(Debug)]
pub struct Judged {
    pub(super) operation: Operation,
    /// What is executed, or why nothing is.
    pub(super) read: Result<(Request, ExecutableDocument), Vec<ServerError>>,
}

impl Judged {
    /// What kind of operation it asks for; `None` where it is refused before that is known.
    pub fn kind(&self) -> Option<OperationType> {
        self.operation.kind
    }

    /// The request and its document, where it is not refused.
    pub fn sound(&self) -> Option<(&Request, &ExecutableDocument)> {
        self.read.as_ref().ok().map(|(request, document)| (request, document))
    }

    /// Refuses it for the way that it came, whatever else may be wrong with it.
    #[must_use]
    pub fn refused(self, error: ServerError) -> Self {
        Self { read: Err(vec![error]), ..self }
    }

    /// Adds what resolvers look up by its type.
    #[must_use]
    pub fn data<D: Any + Send + Sync>(self, data: D) -> Self {
        Self { read: self.read.map(|(request, document)| (request.data(data), document)), ..self }
    }
}
