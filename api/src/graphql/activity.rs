//! Who changed what in the whole house, newest first.

use async_graphql::connection::Edge;
use async_graphql::{Context, ID, InputObject, Object, Result};
use entity::user::Role;

use super::access::require;
use super::actor::Actor;
use super::change::{Change, ChangeConnection, ChangeConnectionFields, ChangedEntity};
use super::connection::{page_cost, range};
use super::input::parse_id;
use super::internal::{bad_request, internal};
use super::reads::read;
use super::scalar::Date;
use crate::changes::activity::{self, ActivityFilter, Place};
use crate::changes::log;
use crate::edit::Noun;
use crate::hotel::Hotel;

/// Which changes. All conditions that are set must hold.
#[derive(Clone, Debug, Default, InputObject)]
#[graphql(name = "ActivityFilter")]
pub(crate) struct ActivityFilterInput {
    /// Made by this person or service: see `activityActors`.
    actor_id: Option<ID>,
    /// Of these.
    entity: Option<ChangedEntity>,
    /// Made on this business day of the house.
    day: Option<Date>,
}

impl ActivityFilterInput {
    fn read(self, hotel: &Hotel) -> Result<ActivityFilter> {
        let noun = match self.entity {
            None => None,
            Some(ChangedEntity::Booking) => Some(Noun::Booking),
            Some(ChangedEntity::Guest) => Some(Noun::Guest),
            Some(ChangedEntity::Room) => Some(Noun::Room),
            Some(ChangedEntity::Other) => {
                return Err(bad_request("filter.entity must be BOOKING, GUEST or ROOM"));
            }
        };
        let uuid = |id: ID| parse_id(&id).ok_or_else(|| bad_request("filter.actorId must be a UUID"));
        let actor = self.actor_id.map(uuid).transpose()?;
        let time = self.day.map(|Date(day)| hotel.calendar().hours_of(day));
        Ok(ActivityFilter { noun, actor, time })
    }
}

#[derive(Debug, Default)]
pub(crate) struct ActivityQuery;

#[Object]
impl ActivityQuery {
    /// Who changed which bookings, guests and rooms when, newest first, as far back as the history is kept. What one person
    /// did is for whoever is responsible for them: needs the role MANAGER. A row's own `history` is for all.
    #[graphql(complexity = "page_cost(first, None, child_complexity)")]
    async fn activity(
        &self,
        ctx: &Context<'_>,
        filter: Option<ActivityFilterInput>,
        #[graphql(desc = "How many: 1 to 200, 50 by default.")] first: Option<i32>,
        #[graphql(desc = "A cursor of this log.")] after: Option<String>,
    ) -> Result<ChangeConnection> {
        require(ctx, Role::Manager)?;
        let hotel = ctx.data_unchecked::<Hotel>();
        let filter = &filter.unwrap_or_default().read(hotel)?;
        let size = range(first, None, None, None)?.size;
        let decoded = |cursor: String| {
            Place::decode(&cursor)
                .ok_or_else(|| bad_request("after must be a cursor that this log has given out"))
        };
        let below = after.map(decoded).transpose()?;
        hotel.sequencer.complete_log().await.map_err(internal)?;
        // Before the entries: what is logged in between is told once more, not missed.
        let reached = log::latest(&hotel.db).await.map_err(internal)?;
        let entries =
            read(ctx, |db| async move { activity::newest(&db, filter, below, size + 1).await }).await;
        let mut entries = entries.map_err(internal)?;
        let more = entries.len() as u64 > size;
        entries.truncate(usize::try_from(size)?);
        let fields = ChangeConnectionFields::reached(reached);
        let mut connection = ChangeConnection::with_additional_fields(below.is_some(), more, fields);
        connection.edges.extend(
            entries.into_iter().map(|entry| Edge::new(Place::of(&entry).encode(), Change::from(entry))),
        );
        Ok(connection)
    }

    /// The people and services that `activity` tells of, by name; at most 1000. Needs the role MANAGER.
    async fn activity_actors(&self, ctx: &Context<'_>) -> Result<Vec<Actor>> {
        require(ctx, Role::Manager)?;
        let actors = read(ctx, |db| async move { activity::actors(&db).await }).await;
        Ok(actors.map_err(internal)?.into_iter().map(Actor::from).collect())
    }
}
