//! The one way of a write: from the input of its field to the member of its result union, counted.

use std::sync::Arc;

use async_graphql::{ComplexObject, Context, Result, SimpleObject};
use uuid::Uuid;

use super::access::signed_in;
use super::input::{Create, Delete, Update};
use super::internal::internal;
use super::outcome::{Ended, Ends, Written};
use super::scalar::Revision;
use super::stream;
use crate::auth::Principal;
use crate::edit::update::update as update_row;
use crate::edit::values::api_name;
use crate::edit::{Noun, Outcome, Saved, create as creation, delete as deletion};
use crate::hotel::Hotel;
use crate::metrics::Metrics;

/// What a success says beside the row.
#[derive(Debug, SimpleObject)]
#[graphql(complex)]
pub(crate) struct SavedFields {
    /// Fields that others changed since your version, and that this save kept.
    merged_fields: Vec<String>,
    #[graphql(skip)]
    pub row: Uuid,
    #[graphql(skip)]
    pub version: i32,
}

#[ComplexObject]
impl SavedFields {
    /// The position right after this write in the stream of changes.
    async fn revision(&self, ctx: &Context<'_>) -> Result<Revision> {
        stream::revision_of(ctx, self.row, self.version).await
    }
}

impl SavedFields {
    pub(crate) fn of<R: Written>(saved: &Saved<R>) -> Self {
        let merged_fields = saved.merged.iter().map(|field| api_name(field)).collect();
        Self { merged_fields, row: saved.row.id(), version: saved.version }
    }
}

/// What a deletion says beside the row as it was.
#[derive(Debug, SimpleObject)]
#[graphql(complex)]
pub(crate) struct DeletedFields {
    /// The version that the deletion counts as.
    version: i32,
    #[graphql(skip)]
    row: Uuid,
}

#[ComplexObject]
impl DeletedFields {
    /// The position right after this write in the stream of changes.
    async fn revision(&self, ctx: &Context<'_>) -> Result<Revision> {
        stream::revision_of(ctx, self.row, self.version).await
    }
}

impl DeletedFields {
    pub(crate) fn of<R: Written>(deleted: &Saved<R>) -> Self {
        Self { version: deleted.version, row: deleted.row.id() }
    }
}

/// Creates a row.
pub(crate) async fn create<R: Written, T>(
    ctx: &Context<'_>,
    input: impl Into<Create>,
    selection: R::Selection,
) -> Result<T>
where
    T: Ends + From<Saved<R>>,
{
    let rules = R::rules(ctx.data_unchecked::<Hotel>());
    create_by(ctx, input.into(), &rules, selection).await
}

/// The same by rules that know more of it.
pub(crate) async fn create_by<R: Written, T>(
    ctx: &Context<'_>,
    create: Create,
    rules: &R::Rules,
    selection: R::Selection,
) -> Result<T>
where
    T: Ends + From<Saved<R>>,
{
    let principal = signed_in(ctx)?;
    let (mut draft, author) = create.read(principal, ctx.field().name());
    let (id, hotel) = (draft.id.unwrap_or_default(), ctx.data_unchecked::<Hotel>());
    hotel.complete::<R>(&mut draft);
    let outcome = creation::create(hotel.store(), &author, draft, rules, selection).await;
    answer(ctx, principal, (id, "saved"), outcome.map_err(internal)?)
}

/// Updates a row.
pub(crate) async fn update<R: Written, T>(
    ctx: &Context<'_>,
    input: impl Into<Update>,
    selection: R::Selection,
) -> Result<T>
where
    T: Ends + From<Saved<R>>,
{
    let principal = signed_in(ctx)?;
    let (update, author) = input.into().read(principal, ctx.field().name());
    let hotel = ctx.data_unchecked::<Hotel>();
    let outcome = update_row(hotel.store(), &author, &update, &R::rules(hotel), selection).await;
    answer(ctx, principal, (update.id, "saved"), outcome.map_err(internal)?)
}

/// Deletes a row.
pub(crate) async fn delete<R: Written, T>(ctx: &Context<'_>, input: impl Into<Delete>) -> Result<T>
where
    T: Ends + From<Saved<R>>,
{
    let principal = signed_in(ctx)?;
    let (removal, author) = input.into().read(principal, ctx.field().name());
    let id = removal.id;
    let outcome = deletion::delete(ctx.data_unchecked::<Hotel>().store(), &author, removal).await;
    answer(ctx, principal, (id, "deleted"), outcome.map_err(internal)?)
}

fn answer<R: Written, T>(
    ctx: &Context<'_>,
    principal: &Principal,
    (id, success): (Uuid, &'static str),
    outcome: Outcome<R>,
) -> Result<T>
where
    T: Ends + From<Saved<R>>,
{
    match outcome {
        Outcome::Saved(saved) => {
            count(ctx, R::NOUN, if saved.merged.is_empty() { success } else { "merged" });
            Ok(T::from(*saved))
        }
        other => {
            let ended = Ended::of(other, id, principal)?;
            count(ctx, R::NOUN, ended.name());
            T::ended(ended)
        }
    }
}

/// Counts how a write ended.
pub(crate) fn count(ctx: &Context<'_>, noun: Noun, result: &'static str) {
    ctx.data_unchecked::<Arc<Metrics>>().write(noun.name(), result);
}
