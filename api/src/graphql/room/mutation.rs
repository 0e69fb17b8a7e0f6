//! Writing rooms.

use async_graphql::{Context, ID, Object, Result, SimpleObject};
use entity::room::Model;

use super::input::{CreateRoomInput, DeleteRoomInput, UpdateRoomInput};
use super::{Room, RoomSnapshot};
use crate::edit::Saved;
use crate::graphql::nullable::or_null;
use crate::graphql::outcome::result;
use crate::graphql::problem::{AlreadyDeleted, Conflict, Forbidden, InvalidInput, NotFound, RoomInUse};
use crate::graphql::writes::{self, DeletedFields, SavedFields};

/// The room is saved.
#[derive(Debug, SimpleObject)]
pub(crate) struct RoomSaved {
    /// The room as it is now.
    room: Room,
    #[graphql(flatten)]
    fields: SavedFields,
}

impl From<Saved<Model>> for RoomSaved {
    fn from(saved: Saved<Model>) -> Self {
        Self { fields: SavedFields::of(&saved), room: saved.row.into() }
    }
}

/// The room is deleted.
#[derive(Debug, SimpleObject)]
pub(crate) struct RoomDeleted {
    room_id: ID,
    /// The room as it last was.
    before: RoomSnapshot,
    #[graphql(flatten)]
    fields: DeletedFields,
}

impl From<Saved<Model>> for RoomDeleted {
    fn from(deleted: Saved<Model>) -> Self {
        let fields = DeletedFields::of(&deleted);
        Self { room_id: deleted.row.id.into(), before: deleted.row.into(), fields }
    }
}

result! {
    /// The outcomes of creating a room.
    CreateRoomResult: RoomSaved of Model, AlreadyDeleted, InvalidInput, Forbidden
}
result! {
    /// The outcomes of changing a room.
    UpdateRoomResult: RoomSaved of Model, Conflict, NotFound, AlreadyDeleted, InvalidInput, Forbidden
}
result! {
    /// The outcomes of deleting a room.
    DeleteRoomResult: RoomDeleted of Model, RoomInUse, Conflict, NotFound, AlreadyDeleted, InvalidInput, Forbidden
}

#[derive(Debug, Default)]
pub(crate) struct RoomMutation;

#[Object]
impl RoomMutation {
    /// Creates a room. Needs the role MANAGER.
    async fn create_room(
        &self,
        ctx: &Context<'_>,
        input: CreateRoomInput,
    ) -> Option<Result<CreateRoomResult>> {
        or_null(writes::create::<Model, _>(ctx, input, ())).await
    }

    /// Changes fields of a room, on the version that was on the screen. Needs the role MANAGER.
    async fn update_room(
        &self,
        ctx: &Context<'_>,
        input: UpdateRoomInput,
    ) -> Option<Result<UpdateRoomResult>> {
        or_null(writes::update::<Model, _>(ctx, input, ())).await
    }

    /// Deletes a room that no booking names, on the version that was on the screen. Needs the role MANAGER.
    async fn delete_room(
        &self,
        ctx: &Context<'_>,
        input: DeleteRoomInput,
    ) -> Option<Result<DeleteRoomResult>> {
        or_null(writes::delete::<Model, _>(ctx, input)).await
    }
}
