//! Erasing a guest.

use async_graphql::{ComplexObject, Context, Enum, ID, InputObject, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};
use entity::erasure::Reason;
use entity::user::Role;
use sea_orm::DatabaseConnection;
use uuid::Uuid;

use super::Guest;
use crate::changes::{Batch, Hub};
use crate::edit::{Noun, Rule};
use crate::graphql::access::permit;
use crate::graphql::actor::Actor;
use crate::graphql::input::parse_id;
use crate::graphql::internal::internal;
use crate::graphql::nullable::or_null;
use crate::graphql::outcome::result;
use crate::graphql::problem::{Forbidden, InvalidInput, NotFound};
use crate::graphql::scalar::Revision;
use crate::graphql::stream;
use crate::graphql::writes::count;
use crate::guest::erasure::{self, Done, Kept};
use crate::hotel::Hotel;

/// On what ground a guest's data is erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "Reason")]
pub enum ErasureReason {
    /// The guest asked for it, withdrew a consent or objected.
    Requested,
    /// The hotel has no more use for it.
    NoLongerNeeded,
    /// It should never have been kept.
    Unlawful,
    /// A law or an authority asks for it.
    LegalDuty,
}

/// What an erasure leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "Kept")]
pub enum KeptData {
    /// The bookings, without their notes.
    Stays,
    /// Who changed which field when, without the values.
    Changes,
    /// The id, and that it was erased.
    Erasure,
    /// What is written elsewhere.
    OtherTexts,
    /// Old bytes of the database and its backups.
    Storage,
}

/// Something that an erasure leaves, and why.
#[derive(Clone, Copy, Debug, SimpleObject)]
pub(crate) struct KeptAndWhy {
    /// By name: for words of your own.
    what: KeptData,
    /// In a sentence that can be shown as it is.
    message: &'static str,
}

/// A guest to erase. Without `expectedVersion`: it is decided about the person, and what somebody else writes meanwhile
/// goes, too. Without `mutationId`: the same request sent again changes nothing and gets the first answer.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct EraseGuestInput {
    id: ID,
    /// On what ground. It is kept for ever, so it is a word of a list and none of your own.
    #[graphql(default_with = "ErasureReason::Requested")]
    reason: ErasureReason,
}

/// The guest's data is erased: from the guest, from the notes of their bookings, and from the whole history of both.
#[derive(Debug, SimpleObject)]
#[graphql(complex)]
pub(crate) struct GuestErased {
    guest_id: ID,
    /// What is left of the guest, for the bookings that name them; null where the guest had been deleted before.
    guest: Option<Box<Guest>>,
    /// When they were erased first.
    erased_at: DateTime<Utc>,
    /// Who did that.
    erased_by: Actor,
    /// On what ground that was.
    reason: ErasureReason,
    /// How many bookings named the guest then, and go on naming what is left.
    bookings: i32,
    /// How many entries of the history lost values.
    changes: i32,
    /// What is kept, and why.
    kept: Vec<KeptAndWhy>,
    #[graphql(skip)]
    row: Uuid,
}

#[ComplexObject]
impl GuestErased {
    /// The position right after this in the stream of changes.
    async fn revision(&self, ctx: &Context<'_>) -> Result<Revision> {
        stream::revision_of_all(ctx, self.guest.iter().map(|guest| (self.row, guest.version))).await
    }
}

impl From<Done> for GuestErased {
    fn from(Done { erasure, guest, .. }: Done) -> Self {
        let kept = Kept::ALL.map(|kept| KeptAndWhy { what: kept.into(), message: kept.why() });
        Self {
            guest_id: erasure.guest_id.into(),
            guest: guest.map(|guest| Box::new(guest.into())),
            erased_at: erasure.at,
            erased_by: erasure.actor.into(),
            reason: erasure.reason.into(),
            bookings: erasure.bookings,
            changes: erasure.changes,
            kept: kept.into(),
            row: erasure.guest_id,
        }
    }
}

result! {
    /// The outcomes of erasing a guest.
    EraseGuestResult: GuestErased, NotFound, InvalidInput, Forbidden
}

#[derive(Debug, Default)]
pub(crate) struct ErasureMutation;

#[Object]
impl ErasureMutation {
    /// Erases what is known of a guest, also of one who was deleted, for ever (Art. 17 GDPR). Bookings and history stay
    /// without what is personal in them. Needs the role MANAGER.
    async fn erase_guest(
        &self,
        ctx: &Context<'_>,
        input: EraseGuestInput,
    ) -> Option<Result<EraseGuestResult>> {
        or_null(erase(ctx, input)).await
    }
}

async fn erase(ctx: &Context<'_>, input: EraseGuestInput) -> Result<EraseGuestResult> {
    let principal = match permit(ctx, Role::Manager)? {
        Ok(principal) => principal,
        Err(forbidden) => return Ok(EraseGuestResult::Forbidden(forbidden)),
    };
    let Some(id) = parse_id(&input.id) else {
        return Ok(EraseGuestResult::InvalidInput(InvalidInput::one("id", Rule::Form, "must be a UUID")));
    };
    let hotel = ctx.data_unchecked::<Hotel>();
    let done = erasure::erase(&hotel.db, Some(&principal.actor()), id, input.reason.into()).await;
    let Some(done) = done.map_err(internal)? else {
        return Ok(EraseGuestResult::NotFound(NotFound::new(id)));
    };
    let hub = ctx.data_unchecked::<Hub<Batch>>();
    if hub.erasures().learn(done.erased) {
        hub.forget();
    }
    hotel.sequencer.wake();
    tokio::spawn(refresh_samples(hotel.db.clone()));
    count(ctx, Noun::Guest, "erased");
    Ok(EraseGuestResult::GuestErased(done.into()))
}

/// It may take a while, and nobody waits for it.
async fn refresh_samples(db: DatabaseConnection) {
    if let Err(error) = erasure::refresh_samples(&db).await {
        tracing::warn!(%error, "the planner's samples may hold values of a guest who was erased: run ANALYZE");
    }
}
