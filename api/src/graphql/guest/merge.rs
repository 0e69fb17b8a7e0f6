//! Merging two guests, in the API.

use async_graphql::{ComplexObject, Context, ID, InputObject, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};
use entity::guest::Model;
use entity::user::Role;
use serde_json::json;
use uuid::Uuid;

use super::input::GuestPatch;
use super::{Guest, GuestSnapshot};
use crate::auth::Principal;
use crate::edit::mutation::digestible;
use crate::edit::update::Update;
use crate::edit::{Author, Noun, OnStale, Removal};
use crate::graphql::access::{require, signed_in};
use crate::graphql::actor::Actor;
use crate::graphql::input::{author, parse_id};
use crate::graphql::internal::internal;
use crate::graphql::loader::row;
use crate::graphql::nullable::{null_or, or_null};
use crate::graphql::outcome::{Ended, Ends, result};
use crate::graphql::problem::{AlreadyDeleted, Conflict, Forbidden, InvalidInput, NotFound};
use crate::graphql::reads;
use crate::graphql::scalar::Revision;
use crate::graphql::stream;
use crate::graphql::writes::count;
use crate::guest::merge::{Merge, MergeOutcome, Merged, merge};
use crate::guest::merged::{self, GuestMerge as Note};
use crate::hotel::Hotel;

/// A guest, and the version that was on the screen.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct GuestVersion {
    id: ID,
    /// The `version` that was on the screen.
    expected_version: i32,
}

/// Two guests who are one and the same.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct MergeGuestsInput {
    /// The guest who stays.
    keep: GuestVersion,
    /// The guest who goes: all their bookings name the other from then on.
    remove: GuestVersion,
    /// The values that the guest who stays takes; `{}` where theirs are the right ones.
    patch: GuestPatch,
    /// A name of your own making for this write, 1 to 200 bytes. The same request sent again under the same
    /// name is carried out once and gets the first answer.
    mutation_id: Option<ID>,
}

impl MergeGuestsInput {
    fn read(self, principal: &Principal, operation: &str) -> (Merge, Author) {
        let Self { keep, remove, patch, mutation_id } = self;
        let mut fields = patch.fields();
        // Without an id there is a problem, and nothing is written.
        let kept = fields.id("keep.id", &keep.id).unwrap_or_default();
        let removed = fields.id("remove.id", &remove.id).unwrap_or_default();
        let (patch, problems) = fields.into_parts();
        let versions = (keep.expected_version, remove.expected_version);
        let request = json!([operation, kept, versions.0, removed, versions.1, digestible(&patch)]);
        let keep =
            Update { id: kept, expected_version: versions.0, patch, on_stale: OnStale::Reject, problems };
        let remove = Removal { id: removed, expected_version: versions.1, problems: vec![] };
        (Merge { keep, remove }, author(principal, mutation_id, &request))
    }
}

/// The two guests are one.
#[derive(Debug, SimpleObject)]
#[graphql(complex)]
pub(crate) struct GuestsMerged {
    /// The guest who stayed, as they are now.
    guest: Guest,
    /// The guest who is gone.
    removed_id: ID,
    /// As they last were.
    removed: GuestSnapshot,
    /// How many bookings named them, and name the other now.
    bookings: i64,
    #[graphql(skip)]
    deletion: (Uuid, i32),
}

#[ComplexObject]
impl GuestsMerged {
    /// The position right after this in the stream of changes.
    async fn revision(&self, ctx: &Context<'_>) -> Result<Revision> {
        stream::revision_of(ctx, self.deletion.0, self.deletion.1).await
    }
}

impl From<Merged> for GuestsMerged {
    fn from(Merged { kept, removed, bookings }: Merged) -> Self {
        let deletion = (removed.row.id, removed.version);
        Self {
            guest: kept.into(),
            removed_id: deletion.0.into(),
            removed: removed.row.into(),
            bookings,
            deletion,
        }
    }
}

result! {
    /// The outcomes of merging two guests. A `Conflict`, `NotFound` or `AlreadyDeleted` tells by its row which of the two it
    /// is about.
    MergeGuestsResult: GuestsMerged, Conflict, NotFound, AlreadyDeleted, InvalidInput, Forbidden
}

/// What became of a guest who was merged into another.
#[derive(Debug, SimpleObject)]
pub(crate) struct GuestMerge {
    /// The guest who stayed; where they were merged in turn, the one who stayed then. Null where that one was deleted since.
    guest: Option<Guest>,
    /// Who merged the two.
    merged_by: Actor,
    /// When that was.
    merged_at: DateTime<Utc>,
}

#[derive(Debug, Default)]
pub(crate) struct MergeQuery;

#[Object]
impl MergeQuery {
    /// Who a guest was merged into, by `mergeGuests`; null where none of this id was.
    async fn guest_merge(&self, ctx: &Context<'_>, id: ID) -> Option<Result<GuestMerge>> {
        null_or(async {
            require(ctx, Role::Viewer)?;
            let Some(id) = parse_id(&id) else { return Ok(None) };
            let note = reads::read(ctx, |db| async move { merged::read(&db, id).await }).await;
            let Some(Note { kept_id, at, actor }) = note.map_err(internal)? else { return Ok(None) };
            let guest = row::<Model>(ctx, kept_id).await?.map(Guest::from);
            Ok(Some(GuestMerge { guest, merged_by: actor.into(), merged_at: at }))
        })
        .await
    }
}

#[derive(Debug, Default)]
pub(crate) struct MergeMutation;

#[Object]
impl MergeMutation {
    /// Makes one guest of two who are the same person, on the versions that were on the screen, as one transaction: the
    /// bookings of the one name the other, who takes the values of `patch`, and the one is deleted. There is no way back
    /// but by hand. Needs the role DESK.
    async fn merge_guests(
        &self,
        ctx: &Context<'_>,
        input: MergeGuestsInput,
    ) -> Option<Result<MergeGuestsResult>> {
        or_null(async {
            let principal = signed_in(ctx)?;
            let (wanted, author) = input.read(principal, ctx.field().name());
            let outcome = merge(ctx.data_unchecked::<Hotel>(), &author, &wanted).await;
            match outcome.map_err(internal)? {
                MergeOutcome::Merged(merged) => {
                    count(ctx, Noun::Guest, "joined");
                    Ok(MergeGuestsResult::GuestsMerged((*merged).into()))
                }
                MergeOutcome::Stopped(id, outcome) => {
                    let ended = Ended::of(*outcome, id, principal)?;
                    count(ctx, Noun::Guest, ended.name());
                    MergeGuestsResult::ended(ended)
                }
            }
        })
        .await
    }
}
