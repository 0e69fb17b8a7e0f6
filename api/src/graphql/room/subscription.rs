//! Watching rooms.

use async_graphql::{ComplexObject, Context, ID, Result, SimpleObject, Subscription, Union};
use chrono::{DateTime, Utc};
use entity::change_log;
use entity::room::Model;
use futures_util::{Stream, StreamExt};
use uuid::Uuid;

use super::{Room, RoomSnapshot};
use crate::changes::Cursor;
use crate::edit::state::decode;
use crate::edit::values::{Editable, api_name};
use crate::graphql::actor::Actor;
use crate::graphql::change::ChangeAction;
use crate::graphql::internal::internal;
use crate::graphql::loader::Loaders;
use crate::graphql::scalar::Revision;
use crate::graphql::stream::{StreamBookmark, StreamGap, StreamReady, event_union, watch};

/// A committed change of a room.
#[derive(Debug, SimpleObject)]
#[graphql(complex)]
pub struct RoomChange {
    /// Resumes exactly behind this change.
    revision: Revision,
    room_id: ID,
    /// The room's version after the change; a deletion counts as one.
    version: i32,
    action: ChangeAction,
    actor: Actor,
    at: DateTime<Utc>,
    /// The fields whose values changed.
    fields: Vec<String>,
    /// How many earlier changes of this room were left out because this watcher was too slow for them.
    skipped: i32,
    /// The room before the change; null where it was created.
    before: Option<RoomSnapshot>,
    #[graphql(skip)]
    row: Uuid,
    #[graphql(skip)]
    after: Option<Model>,
    #[graphql(skip)]
    replayed: bool,
}

#[ComplexObject]
impl RoomChange {
    /// The room after the change; as it is now, where the change is told later than it happened. Null where
    /// it is deleted.
    async fn room(&self, ctx: &Context<'_>) -> Result<Option<Room>> {
        if self.replayed && self.after.is_some() {
            let loaders = ctx.data_unchecked::<Loaders>();
            return Ok(loaders.rooms.load_one(self.row).await?.map(Room::from));
        }
        Ok(self.after.clone().map(Room::from))
    }
}

impl RoomChange {
    fn of(cursor: Cursor, entry: change_log::Model, replayed: bool) -> Result<Self> {
        let before: Option<Model> = entry.before.as_ref().map(decode).transpose().map_err(internal)?;
        let after: Option<Model> = entry.after.as_ref().map(decode).transpose().map_err(internal)?;
        Ok(Self {
            revision: cursor.into(),
            room_id: entry.row_id.into(),
            version: entry.version,
            action: entry.action.into(),
            actor: entry.actor.into(),
            at: entry.at,
            fields: entry.fields.iter().map(|field| api_name(field)).collect(),
            skipped: 0,
            before: before.map(RoomSnapshot::from),
            row: entry.row_id,
            after,
            replayed,
        })
    }
}

/// What a watcher of rooms is told.
#[derive(Debug, Union)]
pub enum RoomEvent {
    StreamReady(StreamReady),
    RoomChange(Box<RoomChange>),
    StreamBookmark(StreamBookmark),
    StreamGap(StreamGap),
}
event_union!(RoomEvent, RoomChange);

#[derive(Debug, Default)]
pub struct RoomSubscription;

#[Subscription]
impl RoomSubscription {
    /// Every committed change of a room, once, in commit order, whoever made it.
    async fn room_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Resume right behind this revision; from now on where none is given.")]
        after: Option<Revision>,
    ) -> Result<impl Stream<Item = Result<RoomEvent>> + use<>> {
        let wanted = |entry: &change_log::Model| entry.entity == Model::TABLE;
        Ok(watch(ctx, after, wanted)?.map(|event| RoomEvent::of(event?)))
    }
}
