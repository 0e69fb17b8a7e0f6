//! `extensions.persistedQuery`: a document that is named by its hash, as Apollo's persisted query link does
//! (<https://www.apollographql.com/docs/apollo-server/performance/apq>).

use async_graphql::{Request, Value};

use super::hash::Hash;
use super::{Refusal, code};

/// The name of the extension.
pub(crate) const PERSISTED: &str = "persistedQuery";

/// By what a request names its document: a hash, or the id that the document is trusted by.
///
/// # Errors
/// Where it can't be read.
pub(super) fn id(request: &Request) -> Result<Option<&str>, Refusal> {
    let said = match request.extensions.get(PERSISTED) {
        None => return Ok(None),
        Some(Value::Object(said)) => said,
        Some(_) => return Err(unreadable("must be an object")),
    };
    match said.get("version") {
        Some(Value::Number(version)) if version.as_u64() == Some(1) => {}
        _ => return Err(unreadable("must have the `version` 1")),
    }
    match said.get("sha256Hash") {
        Some(Value::String(id)) => Ok(Some(id)),
        _ => Err(unreadable("must have a `sha256Hash`, which is a string")),
    }
}

fn unreadable(rule: &str) -> Refusal {
    Refusal::broken(code::BAD_REQUEST, format!("The extension `{PERSISTED}` {rule}."))
}

/// The hash that is written as 64 hexadecimal digits.
pub(super) fn hash(digits: &str) -> Option<Hash> {
    let mut hash = Hash::default();
    let digits = digits.as_bytes();
    if digits.len() != 2 * hash.len() {
        return None;
    }
    for (byte, pair) in hash.iter_mut().zip(digits.chunks_exact(2)) {
        let digit = |at: usize| char::from(pair[at]).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        *byte = digit(0)? << 4 | digit(1)?;
    }
    Some(hash)
}

/// Nobody has sent the document yet, or it was forgotten: to be sent with its hash. Clients know this by its words.
pub(super) fn not_found() -> Refusal {
    Refusal::broken(code::PERSISTED_QUERY_NOT_FOUND, "PersistedQueryNotFound")
}

pub(super) fn mismatch() -> Refusal {
    let message = "The `sha256Hash` of the extension `persistedQuery` is not that of the request's document.";
    Refusal::broken(code::BAD_REQUEST, message)
}
