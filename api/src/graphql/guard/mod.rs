//! What a request may ask for, checked before the GraphQL library does any work for it.
//!
//! The library parses first and limits later: `[` two thousand times overflows its parser's stack and ends the
//! process, and a kilobyte of nested fragments keeps its validation busy for most of a minute. So the document
//! is first scanned as text ([`scan`]: size, tokens, bracket nesting), then parsed, once, and then weighed with
//! its fragments expanded ([`weigh`]). The library's own limits stay on after that. What all that came to is kept
//! ([`documents`]): who asks for the same again pays for a look.
//!
//! [`Guarded`] stands between the schema and every transport alike.

mod absent;
mod arguments;
mod documents;
mod executor;
mod hash;
mod judge;
mod judged;
mod known;
mod limits;
mod literals;
mod normal;
mod operation;
mod parse;
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

use async_graphql::{ObjectType, SchemaBuilder, SubscriptionType, ValidationMode};

pub(crate) use executor::Guarded;
pub(crate) use hash::Hash;
pub(crate) use judged::Judged;
pub(crate) use limits::Limits;
pub(crate) use operation::named;
pub(crate) use parse::parse;
pub(crate) use persisted::PERSISTED;
pub(crate) use refusal::{Refusal, code, problem};
pub(crate) use scan::scan;
pub(crate) use trusted::Trusted;
use validated::Validated;
pub(crate) use weigh::weigh;

/// The schema that executes what [`validating`] has let through. It need not look at it again.
pub(crate) fn executing<Q, M, S>(builder: SchemaBuilder<Q, M, S>, limits: &Limits) -> SchemaBuilder<Q, M, S>
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
pub(crate) fn validating<Q, M, S>(builder: SchemaBuilder<Q, M, S>, limits: &Limits) -> SchemaBuilder<Q, M, S>
where
    Q: ObjectType + 'static,
    M: ObjectType + 'static,
    S: SubscriptionType + 'static,
{
    limit(builder, limits).extension(Validated)
}

/// Sets the library's own limits, which apply after those of [`Guarded`].
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
