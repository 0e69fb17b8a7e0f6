//! Counting how writes end.

use async_graphql::Context;
use entity::booking;

use crate::edit::{Editable, Outcome, Refusal, Saved};
use crate::metrics::Metrics;

/// Counts the end of a creation or an update.
pub fn count<R: Editable>(ctx: &Context<'_>, outcome: &Outcome<R>) {
    metrics(ctx).write(noun::<R>(), name(outcome, "saved"));
}

/// Counts the end of a deletion.
pub fn count_deletion<R: Editable>(ctx: &Context<'_>, outcome: &Outcome<R>) {
    metrics(ctx).write(noun::<R>(), name(outcome, "deleted"));
}

/// Counts the members of a group that was saved.
pub fn count_saved<R: Editable>(ctx: &Context<'_>, noun: &'static str, saved: &[Saved<R>]) {
    for saved in saved {
        metrics(ctx).write(noun, if saved.merged.is_empty() { "saved" } else { "merged" });
    }
}

/// Counts a booking whose room was taken.
pub fn count_unavailable(ctx: &Context<'_>) {
    metrics(ctx).write(noun::<booking::Model>(), "room_unavailable");
}

/// Counts a group that breaks rules.
pub fn count_invalid(ctx: &Context<'_>) {
    metrics(ctx).write(noun::<booking::Model>(), "invalid_input");
}

fn metrics<'a>(ctx: &Context<'a>) -> &'a Metrics {
    ctx.data_unchecked::<std::sync::Arc<Metrics>>()
}

fn noun<R: Editable>() -> &'static str {
    R::NOUN.name()
}

fn name<R: Editable>(outcome: &Outcome<R>, saved: &'static str) -> &'static str {
    match outcome {
        Outcome::Saved(of) if of.merged.is_empty() => saved,
        Outcome::Saved(_) => "merged",
        Outcome::Conflict(_) => "conflict",
        Outcome::NotFound => "not_found",
        Outcome::AlreadyDeleted(_) => "already_deleted",
        Outcome::Refused(Refusal::Invalid(_)) => "invalid_input",
        Outcome::Refused(Refusal::InUse) => "in_use",
        Outcome::Refused(Refusal::DoubleBooking) => "room_unavailable",
    }
}
