//! The guard as an extension of the schema.

use std::sync::Arc;

use async_graphql::extensions::{
    Extension, ExtensionContext, ExtensionFactory, NextPrepareRequest, NextRequest, NextSubscribe,
    NextValidation,
};
use async_graphql::futures_util::StreamExt;
use async_graphql::futures_util::stream::BoxStream;
use async_graphql::parser;
use async_graphql::{
    ErrorExtensionValues, Request, Response, ServerError, ServerResult, ValidationResult, Value,
};

use super::{Limits, Refusal, code, parse, weigh};
use crate::graphql::observe::is_refused;

/// Makes the guard for each request.
#[derive(Debug)]
pub(super) struct Guard(Arc<Limits>);

impl Guard {
    pub(super) fn new(limits: Limits) -> Self {
        Self(Arc::new(limits))
    }
}

impl ExtensionFactory for Guard {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Guarded(Arc::clone(&self.0)))
    }
}

struct Guarded(Arc<Limits>);

#[async_trait::async_trait]
impl Extension for Guarded {
    async fn request(&self, ctx: &ExtensionContext<'_>, next: NextRequest<'_>) -> Response {
        shorten(next.run(ctx).await, self.0.errors)
    }

    fn subscribe<'s>(
        &self,
        ctx: &ExtensionContext<'_>,
        stream: BoxStream<'s, Response>,
        next: NextSubscribe<'_>,
    ) -> BoxStream<'s, Response> {
        let errors = self.0.errors;
        next.run(ctx, stream).map(move |response| shorten(response, errors)).boxed()
    }

    async fn prepare_request(
        &self,
        ctx: &ExtensionContext<'_>,
        mut request: Request,
        next: NextPrepareRequest<'_>,
    ) -> ServerResult<Request> {
        let document = parse(&request.query, &self.0)?;
        weigh(&document, &request.variables, &self.0)?;
        // The library takes it from here instead of parsing again.
        request.set_parsed_query(document);
        next.run(ctx, request).await
    }

    async fn validation(
        &self,
        ctx: &ExtensionContext<'_>,
        next: NextValidation<'_>,
    ) -> Result<ValidationResult, Vec<ServerError>> {
        let result = next.run(ctx).await;
        result.map_err(|errors| errors.into_iter().map(|error| self.validation_error(error)).collect())
    }
}

impl Guarded {
    fn validation_error(&self, error: ServerError) -> ServerError {
        // The library names neither its limit nor a code; its message is the only mark of this error.
        if error.message == "Query is too complex." {
            return Refusal::limit("complexity", self.0.complexity, "points of complexity").into();
        }
        with_code(error, code::VALIDATION_FAILED)
    }
}

/// The parser draws a picture of the line, which may be the whole document; its last line says what is wrong.
pub(super) fn parse_error(error: parser::Error) -> ServerError {
    let mut error = with_code(error.into(), code::PARSE_FAILED);
    if let Some((_, reason)) = error.message.rsplit_once("\n  = ") {
        error.message = format!("Syntax error: {}.", reason.trim());
    }
    error
}

fn with_code(mut error: ServerError, code: &str) -> ServerError {
    set_code(&mut error, code);
    error
}

/// Sets `extensions.code` where there is none.
fn set_code(error: &mut ServerError, code: &str) {
    let extensions = error.extensions.get_or_insert_with(ErrorExtensionValues::default);
    if extensions.get("code").is_none() {
        extensions.set("code", code);
    }
}

/// Whether an argument's value is none of its type. The library finds out only when the field is executed, and
/// marks the error by nothing but these words.
fn is_bad_value(error: &ServerError) -> bool {
    ["Expected input type \"", "Failed to parse \""].iter().any(|words| error.message.starts_with(words))
}

/// Characters of a message. Some repeat a name from the document, which may be as long as that.
const MESSAGE_LENGTH: usize = 500;

/// Leaves at most `maximum` errors in the answer and says how many were left out.
fn shorten(mut response: Response, maximum: usize) -> Response {
    if response.errors.is_empty() {
        return response;
    }
    let refused = is_refused(&response);
    let omitted = response.errors.len().saturating_sub(maximum.max(1));
    response.errors.truncate(maximum.max(1));
    for error in &mut response.errors {
        if let Some((end, _)) = error.message.char_indices().nth(MESSAGE_LENGTH) {
            error.message.truncate(end);
            error.message.push('…');
        }
    }
    for error in &mut response.errors {
        // What a refused request is left without a code for names no operation of the document, or none where
        // there are several.
        if refused || is_bad_value(error) {
            set_code(error, code::BAD_REQUEST);
        }
    }
    if omitted == 0 { response } else { response.extension("errorsOmitted", Value::from(omitted)) }
}
