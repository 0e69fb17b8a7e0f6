//! Writing rooms.

use async_graphql::{ComplexObject, Context, ID, Object, Result, SimpleObject};
use entity::room::Model;
use uuid::Uuid;

use super::input::{CreateRoomInput, DeleteRoomInput, UpdateRoomInput};
use super::{Room, RoomSnapshot};
use crate::edit::{Noun, Saved};
use crate::graphql::access::signed_in;
use crate::graphql::input::Create;
use crate::graphql::internal::internal;
use crate::graphql::nullable::or_null;
use crate::graphql::outcome::{Ended, Ends, result};
use crate::graphql::problem::{
    AlreadyDeleted, Conflict, FailedUpdate, Forbidden, InvalidInput, NotFound, RoomInUse,
};
use crate::graphql::scalar::Revision;
use crate::graphql::stream;
use crate::graphql::writes::{self, DeletedFields, SavedFields};
use crate::hotel::Hotel;
use crate::room::bulk::{BulkOutcome, BulkRoom, create_all};

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

/// All rooms of the group are saved, as one transaction.
#[derive(Debug, SimpleObject)]
#[graphql(complex)]
pub(crate) struct RoomsSaved {
    /// The rooms as they are now, in the order of the input.
    rooms: Vec<Room>,
    #[graphql(skip)]
    written: Vec<(Uuid, i32)>,
}

#[ComplexObject]
impl RoomsSaved {
    /// The position right after the transaction in the stream of changes.
    async fn revision(&self, ctx: &Context<'_>) -> Result<Revision> {
        stream::revision_of_all(ctx, self.written.iter().copied()).await
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

result! {
    /// The outcomes of creating several rooms: the first end that is no success ends them all, and names its room.
    CreateRoomsResult: RoomsSaved, AlreadyDeleted, InvalidInput, Forbidden
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

    /// Creates several rooms as one transaction: all or none, one revision. At most 200. Needs the role MANAGER.
    async fn create_rooms(
        &self,
        ctx: &Context<'_>,
        input: Vec<CreateRoomInput>,
    ) -> Option<Result<CreateRoomsResult>> {
        or_null(create_several(ctx, input)).await
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

async fn create_several(ctx: &Context<'_>, input: Vec<CreateRoomInput>) -> Result<CreateRoomsResult> {
    let principal = signed_in(ctx)?;
    let hotel = ctx.data_unchecked::<Hotel>();
    let creates: Vec<_> = input.into_iter().map(Create::from).collect();
    let ids: Vec<_> =
        creates.iter().map(|create| create.id.clone().unwrap_or_else(|| ID(String::new()))).collect();
    let read = |create: Create| {
        let (mut draft, author) = create.read(principal, ctx.field().name());
        hotel.complete::<Model>(&mut draft);
        BulkRoom { draft, author }
    };
    let rooms = creates.into_iter().map(read).collect();
    let failed = |place: usize| FailedUpdate::new(place, &ids);
    let (place, ended) = match create_all(hotel, rooms).await.map_err(internal)? {
        BulkOutcome::Saved(saved) => {
            saved.iter().for_each(|_| writes::count(ctx, Noun::Room, "saved"));
            let written = saved.iter().map(|one| (one.row.id, one.version)).collect();
            let rooms = saved.into_iter().map(|one| one.row.into()).collect();
            return Ok(RoomsSaved { rooms, written }.into());
        }
        BulkOutcome::Invalid(violations) => {
            let problems = violations.into_iter().map(|(place, violation)| (failed(place), violation));
            (None, Ended::InvalidInput(InvalidInput::in_updates(problems)))
        }
        BulkOutcome::Stopped(place, outcome) => {
            let id = place.and_then(|place| Uuid::try_parse(ids.get(place)?).ok()).unwrap_or_default();
            (place, Ended::of(*outcome, id, principal)?)
        }
    };
    writes::count(ctx, Noun::Room, ended.name());
    CreateRoomsResult::ended(match place {
        Some(place) => ended.in_update(failed(place)),
        None => ended,
    })
}
