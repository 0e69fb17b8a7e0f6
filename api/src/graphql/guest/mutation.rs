//! Writing guests.

use async_graphql::{Context, ID, Object, Result, SimpleObject};
use entity::guest::Model;

use super::input::{CreateGuestInput, DeleteGuestInput, UpdateGuestInput};
use super::{Guest, GuestSnapshot};
use crate::edit::Saved;
use crate::graphql::nullable::or_null;
use crate::graphql::outcome::result;
use crate::graphql::problem::{AlreadyDeleted, Conflict, Forbidden, GuestInUse, InvalidInput, NotFound};
use crate::graphql::writes::{self, DeletedFields, SavedFields};

/// The guest is saved.
#[derive(Debug, SimpleObject)]
pub(crate) struct GuestSaved {
    /// The guest as they are now.
    guest: Guest,
    #[graphql(flatten)]
    fields: SavedFields,
}

impl From<Saved<Model>> for GuestSaved {
    fn from(saved: Saved<Model>) -> Self {
        Self { fields: SavedFields::of(&saved), guest: saved.row.into() }
    }
}

/// The guest is deleted.
#[derive(Debug, SimpleObject)]
pub(crate) struct GuestDeleted {
    guest_id: ID,
    /// The guest as they last were.
    before: GuestSnapshot,
    #[graphql(flatten)]
    fields: DeletedFields,
}

impl From<Saved<Model>> for GuestDeleted {
    fn from(deleted: Saved<Model>) -> Self {
        let fields = DeletedFields::of(&deleted);
        Self { guest_id: deleted.row.id.into(), before: deleted.row.into(), fields }
    }
}

result! {
    /// The outcomes of creating a guest.
    CreateGuestResult: GuestSaved of Model, AlreadyDeleted, InvalidInput, Forbidden
}
result! {
    /// The outcomes of changing a guest.
    UpdateGuestResult: GuestSaved of Model, Conflict, NotFound, AlreadyDeleted, InvalidInput, Forbidden
}
result! {
    /// The outcomes of deleting a guest.
    DeleteGuestResult: GuestDeleted of Model, GuestInUse, Conflict, NotFound, AlreadyDeleted, InvalidInput, Forbidden
}

#[derive(Debug, Default)]
pub(crate) struct GuestMutation;

#[Object]
impl GuestMutation {
    /// Creates a guest. Needs the role DESK.
    async fn create_guest(
        &self,
        ctx: &Context<'_>,
        input: CreateGuestInput,
    ) -> Option<Result<CreateGuestResult>> {
        or_null(writes::create::<Model, _>(ctx, input, ())).await
    }

    /// Changes fields of a guest, on the version that was on the screen. Needs the role DESK.
    async fn update_guest(
        &self,
        ctx: &Context<'_>,
        input: UpdateGuestInput,
    ) -> Option<Result<UpdateGuestResult>> {
        or_null(writes::update::<Model, _>(ctx, input, ())).await
    }

    /// Deletes a guest whom no booking names, on the version that was on the screen. Needs the role DESK.
    async fn delete_guest(
        &self,
        ctx: &Context<'_>,
        input: DeleteGuestInput,
    ) -> Option<Result<DeleteGuestResult>> {
        or_null(writes::delete::<Model, _>(ctx, input)).await
    }
}
