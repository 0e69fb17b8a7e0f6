//! Writing guests.

use async_graphql::{ComplexObject, Context, ID, Object, Result, SimpleObject, Union};
use entity::guest::Model;
use entity::user::Role;
use uuid::Uuid;

use super::input::{CreateGuestInput, DeleteGuestInput, UpdateGuestInput};
use super::{Guest, GuestSnapshot};
use crate::edit;
use crate::edit::values::api_name;
use crate::graphql::access::permit;
use crate::graphql::input;
use crate::graphql::internal::internal;
use crate::graphql::nullable::or_null;
use crate::graphql::outcome::{members_of_ended, split};
use crate::graphql::problem::{AlreadyDeleted, Conflict, Forbidden, GuestInUse, InvalidInput, NotFound};
use crate::graphql::scalar::Revision;
use crate::graphql::{stream, writes};
use crate::guest::write;
use crate::hotel::Hotel;

/// The guest is saved.
#[derive(Debug, SimpleObject)]
#[graphql(complex)]
pub struct GuestSaved {
    /// The guest as they are now.
    guest: Guest,
    /// Fields that others changed since your version, and that this save kept.
    merged_fields: Vec<String>,
    #[graphql(skip)]
    row: Uuid,
    #[graphql(skip)]
    version: i32,
}

#[ComplexObject]
impl GuestSaved {
    /// The place right behind this write in the stream of changes.
    async fn revision(&self, ctx: &Context<'_>) -> Result<Revision> {
        stream::revision_of(ctx, self.row, self.version).await
    }
}

impl From<edit::Saved<Model>> for GuestSaved {
    fn from(saved: edit::Saved<Model>) -> Self {
        let merged_fields = saved.merged.iter().map(|field| api_name(field)).collect();
        Self { row: saved.row.id, version: saved.version, guest: saved.row.into(), merged_fields }
    }
}

/// The guest is deleted.
#[derive(Debug, SimpleObject)]
#[graphql(complex)]
pub struct GuestDeleted {
    guest_id: ID,
    /// The version that the deletion counts as.
    version: i32,
    /// The guest as they were last.
    before: GuestSnapshot,
    #[graphql(skip)]
    row: Uuid,
}

#[ComplexObject]
impl GuestDeleted {
    /// The place right behind this write in the stream of changes.
    async fn revision(&self, ctx: &Context<'_>) -> Result<Revision> {
        stream::revision_of(ctx, self.row, self.version).await
    }
}

/// What can come of creating a guest.
#[derive(Debug, Union)]
pub enum CreateGuestResult {
    GuestSaved(GuestSaved),
    /// Created before under this `mutationId`, and deleted since.
    AlreadyDeleted(AlreadyDeleted),
    InvalidInput(InvalidInput),
    Forbidden(Forbidden),
}
members_of_ended!(CreateGuestResult: AlreadyDeleted, InvalidInput);

/// What can come of changing a guest.
#[derive(Debug, Union)]
pub enum UpdateGuestResult {
    GuestSaved(GuestSaved),
    Conflict(Conflict),
    NotFound(NotFound),
    AlreadyDeleted(AlreadyDeleted),
    InvalidInput(InvalidInput),
    Forbidden(Forbidden),
}
members_of_ended!(UpdateGuestResult: Conflict, NotFound, AlreadyDeleted, InvalidInput);

/// What can come of deleting a guest.
#[derive(Debug, Union)]
pub enum DeleteGuestResult {
    GuestDeleted(GuestDeleted),
    GuestInUse(GuestInUse),
    Conflict(Conflict),
    NotFound(NotFound),
    AlreadyDeleted(AlreadyDeleted),
    InvalidInput(InvalidInput),
    Forbidden(Forbidden),
}
members_of_ended!(
    DeleteGuestResult: Conflict, NotFound, AlreadyDeleted, InvalidInput; InUse => GuestInUse::new().into()
);

#[derive(Debug, Default)]
pub struct GuestMutation;

#[Object]
impl GuestMutation {
    /// Creates a guest. Needs the role DESK.
    async fn create_guest(
        &self,
        ctx: &Context<'_>,
        input: CreateGuestInput,
    ) -> Option<Result<CreateGuestResult>> {
        or_null(async {
            let principal = match permit(ctx, Role::Desk)? {
                Ok(principal) => principal,
                Err(forbidden) => return Ok(forbidden.into()),
            };
            let names = (input.id.clone(), input.mutation_id.clone());
            let (draft, author) = input::creation(principal, "createGuest", names, input.fields());
            let id = draft.id;
            let hotel = ctx.data_unchecked::<Hotel>();
            let outcome = write::create(hotel, &author, &draft).await.map_err(internal)?;
            writes::count(ctx, &outcome);
            match split(outcome, id.unwrap_or_default())? {
                Ok(saved) => Ok(GuestSaved::from(saved).into()),
                Err(ended) => CreateGuestResult::ended(ended),
            }
        })
        .await
    }

    /// Changes fields of a guest, on the version that was on the screen. Needs the role DESK.
    async fn update_guest(
        &self,
        ctx: &Context<'_>,
        input: UpdateGuestInput,
    ) -> Option<Result<UpdateGuestResult>> {
        or_null(async {
            let principal = match permit(ctx, Role::Desk)? {
                Ok(principal) => principal,
                Err(forbidden) => return Ok(forbidden.into()),
            };
            let UpdateGuestInput { id, expected_version, patch, on_stale, mutation_id } = input;
            let named = (id, expected_version, on_stale, mutation_id);
            let (update, author) = input::update(principal, "updateGuest", named, patch.fields());
            let hotel = ctx.data_unchecked::<Hotel>();
            let outcome = write::update(hotel, &author, &update).await.map_err(internal)?;
            writes::count(ctx, &outcome);
            match split(outcome, update.id)? {
                Ok(saved) => Ok(GuestSaved::from(saved).into()),
                Err(ended) => UpdateGuestResult::ended(ended),
            }
        })
        .await
    }

    /// Deletes a guest whom no booking names, on the version that was on the screen. Needs the role DESK.
    async fn delete_guest(
        &self,
        ctx: &Context<'_>,
        input: DeleteGuestInput,
    ) -> Option<Result<DeleteGuestResult>> {
        or_null(async {
            let principal = match permit(ctx, Role::Desk)? {
                Ok(principal) => principal,
                Err(forbidden) => return Ok(forbidden.into()),
            };
            let DeleteGuestInput { id, expected_version, mutation_id } = input;
            let named = (id, expected_version, mutation_id);
            let (id, author) = match input::deletion(principal, "deleteGuest", named) {
                Ok(deletion) => deletion,
                Err(invalid) => return Ok(invalid.into()),
            };
            let hotel = ctx.data_unchecked::<Hotel>();
            let outcome = write::delete(hotel, &author, id, expected_version).await.map_err(internal)?;
            writes::count_deletion(ctx, &outcome);
            match split(outcome, id)? {
                Ok(deleted) => Ok(GuestDeleted {
                    guest_id: id.into(),
                    version: deleted.version,
                    before: deleted.row.into(),
                    row: id,
                }
                .into()),
                Err(ended) => DeleteGuestResult::ended(ended),
            }
        })
        .await
    }
}
