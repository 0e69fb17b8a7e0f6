//! From a document's text to the document, within the limits.

use async_graphql::ServerError;
use async_graphql::parser::types::ExecutableDocument;
use async_graphql::parser::{self, parse_query};

use super::limits::Limits;
use super::literals::Literals;
use super::refusal::{Refusal, code};
use super::scan::scan;

/// Scans a document, then parses it.
///
/// # Errors
/// A refusal, or the parser's.
pub(crate) fn parse(document: &str, limits: &Limits) -> Result<ExecutableDocument, ServerError> {
    scan(document, limits)?;
    let literals = Literals::of(document)?;
    let mut parsed = parse_query(&literals.document).map_err(parse_error)?;
    literals.put_in(&mut parsed);
    Ok(parsed)
}

/// The parser draws a picture of the line, which may be the whole document; its last line says what is wrong.
fn parse_error(error: parser::Error) -> ServerError {
    let position = error.positions().next();
    let words = error.to_string();
    let reason = words.lines().last().unwrap_or_default().trim();
    let reason = reason.strip_prefix("= ").unwrap_or(reason).trim_end_matches('.').replace('_', " ");
    match position {
        Some(position) => Refusal::syntax(&reason, position).into(),
        None => Refusal::broken(code::PARSE_FAILED, format!("Syntax error: {reason}.")).into(),
    }
}
