//! The guard before the schema: what a request may ask for, what its answer says of a refusal, and what is counted.
//!
//! Not an extension of the schema: with any of those, the library looks up the type of each field that it resolves
//! and boxes another future for it, which was a quarter of the time that a page took.

use std::sync::Arc;

use async_graphql::futures_util::StreamExt;
use async_graphql::futures_util::stream::{self, BoxStream};
use async_graphql::parser;
use async_graphql::parser::types::{
    DocumentOperations, ExecutableDocument, Field, OperationDefinition, OperationType, Selection,
};
use async_graphql::{
    Data, ErrorExtensionValues, Executor, Positioned, Request, Response, ServerError, Value,
};

use super::absent::leave_out;
use super::arguments;
use super::judged::Judged;
use super::normal::{around_typename, fill_in, normal};
use super::types::Types;
use super::values::Fitting;
use super::{Limits, Refusal, code, parse, weigh};
use crate::graphql::observe::{Operation, is_refused};
use crate::metrics::Metrics;

/// An executor that sees no request which was not judged.
#[derive(Clone, Debug)]
pub struct Guarded<E> {
    executor: E,
    /// Says what is wrong with a document, and executes nothing.
    validator: E,
    types: Arc<Types>,
    limits: Arc<Limits>,
    metrics: Arc<Metrics>,
}

impl<E> Guarded<E> {
    /// The guard of an [`executing`](super::executing) schema and its [`validating`](super::validating) twin, which `sdl`
    /// writes down.
    pub fn new(executor: E, validator: E, sdl: &str, limits: Limits, metrics: Arc<Metrics>) -> Self {
        Self { executor, validator, types: Arc::new(Types::of(sdl)), limits: Arc::new(limits), metrics }
    }

    /// Scans, parses and weighs a request, and looks at its values: once, for whoever wants to know what it asks for.
    pub fn judge(&self, request: Request) -> Judged {
        let name = request.operation_name.as_deref();
        let mut operation = Operation::new(name);
        let document = parse(&request.query, &self.limits).and_then(|mut document| {
            operation.kind = named(&document, name).map(|operation| operation.ty);
            weigh(&document, &request.variables, &self.limits)?;
            leave_out(&mut document, name, &request.variables);
            Ok(document)
        });
        let read = document.map_err(|error| vec![error]).and_then(|document| {
            if let Some(operation) = named(&document, name) {
                let fitting = Fitting { types: &self.types, suggestions: self.limits.suggestions };
                arguments::check(fitting, &document, operation, &request.variables)?;
            }
            Ok(document)
        });
        Judged { operation, read: read.map(|document| (request, document)) }
    }
}

impl<E> Guarded<E> {
    /// The one field that a subscription selects, wherever it stands in it.
    pub fn subscribed(&self, judged: &Judged) -> Option<Field> {
        let (request, document) = judged.sound()?;
        let operation = named(document, request.operation_name.as_deref())?;
        let mut variables = request.variables.clone();
        fill_in(operation, &mut variables);
        let operation = normal(&self.types, document, operation, &variables);
        let [selection] = &operation.selection_set.node.items[..] else { return None };
        let Selection::Field(field) = &selection.node else { return None };
        (operation.ty == OperationType::Subscription).then(|| field.node.clone())
    }
}

impl<E: Executor> Guarded<E> {
    /// The one answer of a query or a mutation.
    pub async fn execute(&self, judged: Judged) -> Response {
        let Judged { operation, read } = judged;
        let response = match validated(&self.validator, &self.types, read).await {
            Ok(request) => self.executor.execute(request).await,
            Err(errors) => Response::from_errors(errors),
        };
        let response = shorten(response, &self.limits, fallback(operation.kind));
        operation.record(&self.metrics, &response);
        response
    }

    /// All answers of an operation of any kind.
    pub fn execute_stream(&self, judged: Judged, data: Option<Arc<Data>>) -> BoxStream<'static, Response> {
        let Judged { operation, read } = judged;
        let (executor, validator, types) =
            (self.executor.clone(), self.validator.clone(), Arc::clone(&self.types));
        let responses = stream::once(async move {
            match validated(&validator, &types, read).await {
                Ok(request) => executor.execute_stream(request, data),
                Err(errors) => stream::once(async { Response::from_errors(errors) }).boxed(),
            }
        });
        let responses = responses.flatten();
        let (limits, metrics) = (Arc::clone(&self.limits), Arc::clone(&self.metrics));
        let (fallback, mut beginning) = (fallback(operation.kind), Some(operation));
        responses
            .map(move |response| {
                let response = shorten(response, &limits, fallback);
                // A subscription counts once, by how it begins.
                if let Some(operation) = beginning.take() {
                    operation.record(&metrics, &response);
                }
                response
            })
            .boxed()
    }
}

/// The request with its document as it is executed, where that is valid.
async fn validated(
    validator: &impl Executor,
    types: &Types,
    read: Result<(Request, ExecutableDocument), Vec<ServerError>>,
) -> Result<Request, Vec<ServerError>> {
    let (mut request, mut document) = read?;
    let name = request.operation_name.take();
    let mut question = Request::new("").variables(request.variables.clone());
    question.operation_name.clone_from(&name);
    around_typename(&mut document);
    question.set_parsed_query(document.clone());
    let answer = validator.execute(question).await;
    if !answer.errors.is_empty() {
        return Err(answer.errors);
    }
    let Some(operation) = named(&document, name.as_deref()) else { return Err(vec![]) };
    fill_in(operation, &mut request.variables);
    let operation = normal(types, &document, operation, &request.variables);
    if operation.ty == OperationType::Subscription && operation.selection_set.node.items.len() != 1 {
        // https://spec.graphql.org/September2025/#sec-Single-Root-Field, which the library does not check.
        let refusal = Refusal::broken(code::VALIDATION_FAILED, "A subscription selects exactly one field.");
        return Err(vec![refusal.at(operation.selection_set.pos).into()]);
    }
    let at = operation.selection_set.pos;
    document.operations = DocumentOperations::Single(Positioned::new(operation, at));
    request.set_parsed_query(document);
    Ok(request)
}

/// The operation that is to be executed; `None` where the request does not say which.
pub fn named<'a>(document: &'a ExecutableDocument, name: Option<&str>) -> Option<&'a OperationDefinition> {
    let mut operations = document.operations.iter();
    let found = match name {
        Some(name) => operations.find(|(own, _)| own.is_some_and(|own| own == name)),
        None => operations.next().filter(|_| operations.next().is_none()),
    };
    Some(&found?.1.node)
}

/// The code of an error that refuses the request and has none of its own. What is left after the guard is the
/// library's validation, where there is something to execute.
fn fallback(kind: Option<OperationType>) -> &'static str {
    if kind.is_some() { code::VALIDATION_FAILED } else { code::BAD_REQUEST }
}

/// The parser draws a picture of the line, which may be the whole document; its last line says what is wrong.
pub(super) fn parse_error(error: parser::Error) -> ServerError {
    let position = error.positions().next();
    let words = error.to_string();
    let reason = words.lines().last().unwrap_or_default().trim();
    let reason = reason.strip_prefix("= ").unwrap_or(reason).trim_end_matches('.').replace('_', " ");
    match position {
        Some(position) => Refusal::syntax(&reason, position).into(),
        None => Refusal::broken(code::PARSE_FAILED, format!("Syntax error: {reason}.")).into(),
    }
}

/// Sets `extensions.code` where there is none.
fn set_code(error: &mut ServerError, code: &str) {
    let extensions = error.extensions.get_or_insert_with(ErrorExtensionValues::default);
    if extensions.get("code").is_none() {
        extensions.set("code", code);
    }
}

/// Characters of a message. Some repeat a name from the document, which may be as long as that.
const MESSAGE_LENGTH: usize = 500;

/// Leaves at most so many errors in the answer as the limits say, tells how many were left out, and gives each a code:
/// `refusal` to those that refuse the request.
fn shorten(mut response: Response, limits: &Limits, refusal: &'static str) -> Response {
    if response.errors.is_empty() {
        return response;
    }
    let (refused, maximum) = (is_refused(&response), limits.errors);
    let omitted = response.errors.len().saturating_sub(maximum.max(1));
    response.errors.truncate(maximum.max(1));
    for error in &mut response.errors {
        if let Some((end, _)) = error.message.char_indices().nth(MESSAGE_LENGTH) {
            error.message.truncate(end);
            error.message.push('…');
        } else if refused && !error.message.ends_with(['.', '?', '!']) {
            // The library writes most of its messages without.
            error.message.push('.');
        }
    }
    for error in &mut response.errors {
        // The library names neither its limit nor a code; its message is the only mark of this error.
        if error.message == "Query is too complex." {
            *error = Refusal::limit("complexity", limits.complexity, "points of complexity").into();
        } else if refused {
            set_code(error, refusal);
        }
    }
    if omitted == 0 { response } else { response.extension("errorsOmitted", Value::from(omitted)) }
}
