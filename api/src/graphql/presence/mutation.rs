//! Telling what one does at a booking.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject, Union};

use super::{Presence, PresenceMode, activity};
use crate::edit::Rule;
use crate::graphql::access::permit;
use crate::graphql::input::parse_id;
use crate::graphql::internal::internal;
use crate::graphql::nullable::or_null;
use crate::graphql::problem::{Forbidden, InvalidInput, NotFound};
use crate::presence::Tracker;

/// What you do now at a booking that you joined.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct UpdatePresenceInput {
    /// The one that you joined with.
    presence_id: ID,
    /// VIEWING or EDITING.
    mode: PresenceMode,
    /// The booking's field that you are at, by its name in `BookingPatch`; null where you are at none.
    field: Option<String>,
}

/// The others are told.
#[derive(Debug, SimpleObject)]
pub(crate) struct PresenceSaved {
    /// As it is now: where you sent several within a fifth of a second, as the newest of them says.
    presence: Presence,
}

/// The outcomes of telling what you do.
#[derive(Debug, Union)]
pub(crate) enum UpdatePresenceResult {
    PresenceSaved(PresenceSaved),
    /// You are not at the booking, or no longer: join it again.
    NotFound(NotFound),
    InvalidInput(InvalidInput),
    Forbidden(Forbidden),
}

#[derive(Debug, Default)]
pub(crate) struct PresenceMutation;

#[Object]
impl PresenceMutation {
    /// Tells what you do at a booking that you joined, through whichever server. Send it as often as you like: it is
    /// carried out at most five times a second for each presence, and the newest wins. Needs the role VIEWER, and
    /// DESK for EDITING.
    async fn update_presence(
        &self,
        ctx: &Context<'_>,
        input: UpdatePresenceInput,
    ) -> Option<Result<UpdatePresenceResult>> {
        or_null(async {
            let principal = match permit(ctx, input.mode.role())? {
                Ok(principal) => principal,
                Err(forbidden) => return Ok(forbidden.into()),
            };
            let Some(id) = parse_id(&input.presence_id) else {
                return Ok(InvalidInput::one("presenceId", Rule::Form, "must be a UUID").into());
            };
            let activity = match activity(input.mode, input.field) {
                Ok(activity) => activity,
                Err(words) => return Ok(InvalidInput::one("field", Rule::Unknown, words).into()),
            };
            let tracker = ctx.data_unchecked::<Tracker>();
            let saved = tracker.update((id, principal.user_id), activity).await.map_err(internal)?;
            Ok(match saved {
                Some(presence) => PresenceSaved { presence: presence.into() }.into(),
                None => NotFound::new(id).into(),
            })
        })
        .await
    }
}
