//! Which operation of a document is meant.

use async_graphql::parser::types::{ExecutableDocument, OperationDefinition};

/// The operation that is to be executed; `None` where the request does not say which.
pub(crate) fn named<'a>(
    document: &'a ExecutableDocument,
    name: Option<&str>,
) -> Option<&'a OperationDefinition> {
    let mut operations = document.operations.iter();
    let found = match name {
        Some(name) => operations.find(|(own, _)| own.is_some_and(|own| own == name)),
        None => operations.next().filter(|_| operations.next().is_none()),
    };
    Some(&found?.1.node)
}
