//! Fields that are null where they fail.
//!
//! By the specification an error makes the nearest nullable field null
//! (<https://spec.graphql.org/September2025/#sec-Handling-Execution-Errors>). The library does so for
//! `Option<Result<T>>` only: out of a `Result<Option<T>>` the error climbs to the field's parent.

use async_graphql::Result;

/// The answer of a field whose failure must not hide what is answered beside it: another mutation of the same request
/// may have been saved.
pub(crate) async fn or_null<T>(answer: impl Future<Output = Result<T>>) -> Option<Result<T>> {
    Some(answer.await)
}

/// The answer of a field that may also be null where nothing failed.
pub(crate) async fn null_or<T>(answer: impl Future<Output = Result<Option<T>>>) -> Option<Result<T>> {
    answer.await.transpose()
}
