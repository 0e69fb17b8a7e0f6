//! What a request may ask for, checked before the GraphQL library does any work for it.
//!
//! The library parses first and limits later: `[` two thousand times overflows its parser's stack and ends the
//! process, and a kilobyte of nested fragments keeps its validation busy for most of a minute. So the document
//! is first scanned as text ([`scan`]: size, tokens, bracket nesting), then parsed, once, and then weighed with
//! its fragments expanded ([`weigh`]). The library's own limits stay on behind that. What all that came to is kept
//! ([`known`]): who asks for the same again pays for a look.
//!
//! [`Guarded`] stands between the schema and every transport alike.

mod absent;
mod arguments;
mod executor;
mod judge;
mod judged;
mod known;
mod literals;
mod normal;
mod persisted;
mod refusal;
mod scan;
mod size;
mod trusted;
mod types;
mod validated;
mod values;
mod walk;
mod weigh;
mod weight;

use async_graphql::parser::parse_query;
use async_graphql::parser::types::ExecutableDocument;
use async_graphql::{ObjectType, SchemaBuilder, ServerError, SubscriptionType, ValidationMode};

pub use executor::{Guarded, named};
pub use judged::{Asked, Judged};
pub use known::Hash;
use literals::Literals;
pub use persisted::PERSISTED;
pub use refusal::{Refusal, code, problem};
pub use scan::scan;
pub use trusted::Trusted;
use validated::Validated;
pub use weigh::weigh;

/// What one request may ask for. The defaults let the standard introspection query through, and every screen of
/// the front desk by a factor of ten.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Bytes of the document. The body with its variables has a limit of its own.
    pub document_bytes: usize,
    /// Names, numbers, strings and punctuators in the document.
    pub tokens: usize,
    /// `{`, `[` and `(` open at one time. The parser recurses on them: 64 need about a tenth of a thread's stack.
    pub brackets: usize,
    /// Fields, fragments, directives and argument values of one definition, its fragments expanded. All
    /// definitions of a document together get four times as much: validation walks also what isn't executed.
    pub cost: usize,
    /// Fields below fields. The standard introspection query needs 15.
    pub depth: usize,
    /// Selection sets inside selection sets, with those of fragments. The library recurses on them.
    pub nesting: usize,
    /// Arguments of one field or directive. Two fields with one name are compared argument by argument.
    pub arguments: usize,
    /// Directives at one place.
    pub directives: usize,
    /// Fields of an answer about the schema, estimated. The standard introspection query comes to half of it.
    pub introspected: usize,
    /// Values in variables, counted once for each place that uses them: the library copies a variable for every
    /// field that takes it. A string counts one more for every 64 bytes.
    pub values: usize,
    /// What the fields may add up to, those of a page counted for each of its rows: two pages of 200 bookings with
    /// all their fields, guest and room.
    pub complexity: usize,
    /// Fields at the root of a mutation: each is a transaction of its own.
    pub root_mutations: usize,
    /// Entries in `errors` of one answer. What was left out is counted in the answer's `extensions`.
    pub errors: usize,
    /// Bytes that documents which were asked for before may take.
    pub known_bytes: usize,
    /// Whether `__schema` and `__type` are answered.
    pub introspection: bool,
    /// Whether an unknown name is answered with "did you mean".
    pub suggestions: bool,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            document_bytes: 32 * 1024,
            tokens: 5_000,
            brackets: 64,
            cost: 2_000,
            depth: 20,
            nesting: 32,
            arguments: 64,
            directives: 8,
            introspected: 150_000,
            values: 20_000,
            complexity: 20_000,
            root_mutations: 5,
            errors: 5,
            known_bytes: 16 * 1024 * 1024,
            introspection: true,
            suggestions: true,
        }
    }
}

/// Scans a document, then parses it.
///
/// # Errors
/// A refusal, or the parser's.
pub fn parse(document: &str, limits: &Limits) -> Result<ExecutableDocument, ServerError> {
    scan(document, limits)?;
    let literals = Literals::of(document)?;
    let mut parsed = parse_query(&literals.document).map_err(executor::parse_error)?;
    literals.put_in(&mut parsed);
    Ok(parsed)
}

/// The schema that executes what [`validating`] has let through. It need not look at it again.
pub fn executing<Q, M, S>(builder: SchemaBuilder<Q, M, S>, limits: &Limits) -> SchemaBuilder<Q, M, S>
where
    Q: ObjectType + 'static,
    M: ObjectType + 'static,
    S: SubscriptionType + 'static,
{
    // What is executed stands in fragments by its types, so it may be nested twice as deeply.
    // What it costs depends on the lengths of pages, which variables may say.
    limit(builder, limits)
        .validation_mode(ValidationMode::Fast)
        .limit_complexity(limits.complexity)
        .limit_recursive_depth(2 * limits.nesting)
}

/// The same schema, which only says what is wrong with a document, whatever its variables hold.
pub fn validating<Q, M, S>(builder: SchemaBuilder<Q, M, S>, limits: &Limits) -> SchemaBuilder<Q, M, S>
where
    Q: ObjectType + 'static,
    M: ObjectType + 'static,
    S: SubscriptionType + 'static,
{
    limit(builder, limits).extension(Validated)
}

/// Sets the library's own limits, behind those of [`Guarded`].
fn limit<Q, M, S>(builder: SchemaBuilder<Q, M, S>, limits: &Limits) -> SchemaBuilder<Q, M, S>
where
    Q: ObjectType + 'static,
    M: ObjectType + 'static,
    S: SubscriptionType + 'static,
{
    let mut builder = builder
        .limit_depth(limits.depth)
        .limit_recursive_depth(limits.nesting)
        .limit_directives(limits.directives);
    if !limits.introspection {
        builder = builder.disable_introspection();
    }
    if !limits.suggestions {
        builder = builder.disable_suggestions();
    }
    builder
}

#[cfg(test)]
mod tests;
