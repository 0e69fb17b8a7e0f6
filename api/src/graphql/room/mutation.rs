//! Writing rooms.

use async_graphql::{ComplexObject, Context, ID, Object, Result, SimpleObject, Union};
use entity::room::Model;
use entity::user::Role;
use uuid::Uuid;

use super::input::{CreateRoomInput, DeleteRoomInput, UpdateRoomInput};
use super::{Room, RoomSnapshot};
use crate::edit;
use crate::edit::values::api_name;
use crate::graphql::access::permit;
use crate::graphql::input;
use crate::graphql::internal::internal;
use crate::graphql::nullable::or_null;
use crate::graphql::outcome::{members_of_ended, split};
use crate::graphql::problem::{AlreadyDeleted, Conflict, Forbidden, InvalidInput, NotFound, RoomInUse};
use crate::graphql::scalar::Revision;
use crate::graphql::{stream, writes};
use crate::hotel::Hotel;
use crate::room::write;

/// The room is saved.
#[derive(Debug, SimpleObject)]
#[graphql(complex)]
pub struct RoomSaved {
    /// The room as it is now.
    room: Room,
    /// Fields that others changed since your version, and that this save kept.
    merged_fields: Vec<String>,
    #[graphql(skip)]
    row: Uuid,
    #[graphql(skip)]
    version: i32,
}

#[ComplexObject]
impl RoomSaved {
    /// The place right behind this write in the stream of changes.
    async fn revision(&self, ctx: &Context<'_>) -> Result<Revision> {
        stream::revision_of(ctx, self.row, self.version).await
    }
}

impl From<edit::Saved<Model>> for RoomSaved {
    fn from(saved: edit::Saved<Model>) -> Self {
        let merged_fields = saved.merged.iter().map(|field| api_name(field)).collect();
        Self { row: saved.row.id, version: saved.version, room: saved.row.into(), merged_fields }
    }
}

/// The room is deleted.
#[derive(Debug, SimpleObject)]
#[graphql(complex)]
pub struct RoomDeleted {
    room_id: ID,
    /// The version that the deletion counts as.
    version: i32,
    /// The room as it was last.
    before: RoomSnapshot,
    #[graphql(skip)]
    row: Uuid,
}

#[ComplexObject]
impl RoomDeleted {
    /// The place right behind this write in the stream of changes.
    async fn revision(&self, ctx: &Context<'_>) -> Result<Revision> {
        stream::revision_of(ctx, self.row, self.version).await
    }
}

/// What can come of creating a room.
#[derive(Debug, Union)]
pub enum CreateRoomResult {
    RoomSaved(RoomSaved),
    /// Created before under this `mutationId`, and deleted since.
    AlreadyDeleted(AlreadyDeleted),
    InvalidInput(InvalidInput),
    Forbidden(Forbidden),
}
members_of_ended!(CreateRoomResult: AlreadyDeleted, InvalidInput);

/// What can come of changing a room.
#[derive(Debug, Union)]
pub enum UpdateRoomResult {
    RoomSaved(RoomSaved),
    Conflict(Conflict),
    NotFound(NotFound),
    AlreadyDeleted(AlreadyDeleted),
    InvalidInput(InvalidInput),
    Forbidden(Forbidden),
}
members_of_ended!(UpdateRoomResult: Conflict, NotFound, AlreadyDeleted, InvalidInput);

/// What can come of deleting a room.
#[derive(Debug, Union)]
pub enum DeleteRoomResult {
    RoomDeleted(RoomDeleted),
    RoomInUse(RoomInUse),
    Conflict(Conflict),
    NotFound(NotFound),
    AlreadyDeleted(AlreadyDeleted),
    InvalidInput(InvalidInput),
    Forbidden(Forbidden),
}
members_of_ended!(
    DeleteRoomResult: Conflict, NotFound, AlreadyDeleted, InvalidInput; InUse => RoomInUse::new().into()
);

#[derive(Debug, Default)]
pub struct RoomMutation;

#[Object]
impl RoomMutation {
    /// Creates a room. Needs the role MANAGER.
    async fn create_room(
        &self,
        ctx: &Context<'_>,
        input: CreateRoomInput,
    ) -> Option<Result<CreateRoomResult>> {
        or_null(async {
            let principal = match permit(ctx, Role::Manager)? {
                Ok(principal) => principal,
                Err(forbidden) => return Ok(forbidden.into()),
            };
            let names = (input.id.clone(), input.mutation_id.clone());
            let (draft, author) = input::creation(principal, "createRoom", names, input.fields());
            let id = draft.id;
            let hotel = ctx.data_unchecked::<Hotel>();
            let outcome = write::create(hotel, &author, draft).await.map_err(internal)?;
            writes::count(ctx, &outcome);
            match split(outcome, id.unwrap_or_default())? {
                Ok(saved) => Ok(RoomSaved::from(saved).into()),
                Err(ended) => CreateRoomResult::ended(ended),
            }
        })
        .await
    }

    /// Changes fields of a room, on the version that was on the screen. Needs the role MANAGER.
    async fn update_room(
        &self,
        ctx: &Context<'_>,
        input: UpdateRoomInput,
    ) -> Option<Result<UpdateRoomResult>> {
        or_null(async {
            let principal = match permit(ctx, Role::Manager)? {
                Ok(principal) => principal,
                Err(forbidden) => return Ok(forbidden.into()),
            };
            let UpdateRoomInput { id, expected_version, patch, on_stale, mutation_id } = input;
            let named = (id, expected_version, on_stale, mutation_id);
            let (update, author) = input::update(principal, "updateRoom", named, patch.fields());
            let hotel = ctx.data_unchecked::<Hotel>();
            let outcome = write::update(hotel, &author, &update).await.map_err(internal)?;
            writes::count(ctx, &outcome);
            match split(outcome, update.id)? {
                Ok(saved) => Ok(RoomSaved::from(saved).into()),
                Err(ended) => UpdateRoomResult::ended(ended),
            }
        })
        .await
    }

    /// Deletes a room that no booking names, on the version that was on the screen. Needs the role MANAGER.
    async fn delete_room(
        &self,
        ctx: &Context<'_>,
        input: DeleteRoomInput,
    ) -> Option<Result<DeleteRoomResult>> {
        or_null(async {
            let principal = match permit(ctx, Role::Manager)? {
                Ok(principal) => principal,
                Err(forbidden) => return Ok(forbidden.into()),
            };
            let DeleteRoomInput { id, expected_version, mutation_id } = input;
            let named = (id, expected_version, mutation_id);
            let (id, author) = match input::deletion(principal, "deleteRoom", named) {
                Ok(deletion) => deletion,
                Err(invalid) => return Ok(invalid.into()),
            };
            let hotel = ctx.data_unchecked::<Hotel>();
            let outcome = write::delete(hotel, &author, id, expected_version).await.map_err(internal)?;
            writes::count_deletion(ctx, &outcome);
            match split(outcome, id)? {
                Ok(deleted) => Ok(RoomDeleted {
                    room_id: id.into(),
                    version: deleted.version,
                    before: deleted.row.into(),
                    row: id,
                }
                .into()),
                Err(ended) => DeleteRoomResult::ended(ended),
            }
        })
        .await
    }
}
