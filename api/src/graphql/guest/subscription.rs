//! Watching guests.

use async_graphql::{ComplexObject, Context, ID, Result, SimpleObject, Subscription, Union};
use chrono::{DateTime, Utc};
use entity::change_log;
use entity::guest::Model;
use futures_util::{Stream, StreamExt};
use uuid::Uuid;

use super::{Guest, GuestSnapshot};
use crate::changes::Cursor;
use crate::edit::state::decode;
use crate::edit::values::{Editable, api_name};
use crate::graphql::actor::Actor;
use crate::graphql::change::ChangeAction;
use crate::graphql::internal::internal;
use crate::graphql::loader::Loaders;
use crate::graphql::scalar::Revision;
use crate::graphql::stream::{StreamBookmark, StreamGap, StreamReady, event_union, watch};

/// A committed change of a guest.
#[derive(Debug, SimpleObject)]
#[graphql(complex)]
pub struct GuestChange {
    /// Resumes exactly behind this change.
    revision: Revision,
    guest_id: ID,
    /// The guest's version after the change; a deletion counts as one.
    version: i32,
    action: ChangeAction,
    actor: Actor,
    at: DateTime<Utc>,
    /// The fields whose values changed.
    fields: Vec<String>,
    /// How many earlier changes of this guest were left out because this watcher was too slow for them.
    skipped: i32,
    /// The guest before the change; null where it was created.
    before: Option<GuestSnapshot>,
    #[graphql(skip)]
    row: Uuid,
    #[graphql(skip)]
    after: Option<Model>,
    #[graphql(skip)]
    replayed: bool,
}

#[ComplexObject]
impl GuestChange {
    /// The guest after the change; as it is now, where the change is told later than it happened. Null where
    /// it is deleted.
    async fn guest(&self, ctx: &Context<'_>) -> Result<Option<Guest>> {
        if self.replayed && self.after.is_some() {
            let loaders = ctx.data_unchecked::<Loaders>();
            return Ok(loaders.guests.load_one(self.row).await?.map(Guest::from));
        }
        Ok(self.after.clone().map(Guest::from))
    }
}

impl GuestChange {
    fn of(cursor: Cursor, entry: change_log::Model, replayed: bool) -> Result<Self> {
        let before: Option<Model> = entry.before.as_ref().map(decode).transpose().map_err(internal)?;
        let after: Option<Model> = entry.after.as_ref().map(decode).transpose().map_err(internal)?;
        Ok(Self {
            revision: cursor.into(),
            guest_id: entry.row_id.into(),
            version: entry.version,
            action: entry.action.into(),
            actor: entry.actor.into(),
            at: entry.at,
            fields: entry.fields.iter().map(|field| api_name(field)).collect(),
            skipped: 0,
            before: before.map(GuestSnapshot::from),
            row: entry.row_id,
            after,
            replayed,
        })
    }
}

/// What a watcher of guests is told.
#[derive(Debug, Union)]
pub enum GuestEvent {
    StreamReady(StreamReady),
    GuestChange(Box<GuestChange>),
    StreamBookmark(StreamBookmark),
    StreamGap(StreamGap),
}
event_union!(GuestEvent, GuestChange);

#[derive(Debug, Default)]
pub struct GuestSubscription;

#[Subscription]
impl GuestSubscription {
    /// Every committed change of a guest, once, in commit order, whoever made it.
    async fn guest_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Resume right behind this revision; from now on where none is given.")]
        after: Option<Revision>,
    ) -> Result<impl Stream<Item = Result<GuestEvent>> + use<>> {
        let wanted = |entry: &change_log::Model| entry.entity == Model::TABLE;
        Ok(watch(ctx, after, wanted)?.map(|event| GuestEvent::of(event?)))
    }
}
