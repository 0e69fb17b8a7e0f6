//! Reading rooms.

use async_graphql::{Context, Enum, ID, InputObject, Object, Result};
use entity::room::Model;
use entity::user::Role;

use super::Room;
use crate::graphql::access::require;
use crate::graphql::connection::{
    List, checked, counted, ids, list, page_cost, range, revision_before_reading,
};
use crate::graphql::input::parse_id;
use crate::graphql::internal::{bad_request, internal};
use crate::graphql::loader::row;
use crate::graphql::nullable::null_or;
use crate::graphql::reads;
use crate::graphql::scalar::Date;
use crate::room::read;
use crate::text::one_line;

/// Which rooms: all conditions that are given must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub(crate) struct RoomFilter {
    ids: Option<Vec<ID>>,
    room_types: Option<Vec<String>>,
    /// Rooms that sleep at least as many.
    min_capacity: Option<i32>,
}

/// In which order rooms are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum RoomOrder {
    NameAsc,
    NameDesc,
}

impl RoomFilter {
    fn checked(self) -> Result<read::RoomFilter> {
        if self.room_types.as_ref().is_some_and(|types| types.len() > 100) {
            return Err(bad_request("filter.roomTypes must have at most 100 names"));
        }
        let types = self.room_types.map(|types| types.iter().map(|name| one_line(name)).collect());
        let types = types.transpose().map_err(|rule| bad_request(format!("filter.roomTypes {rule}")))?;
        Ok(read::RoomFilter {
            ids: ids("filter.ids", self.ids)?,
            room_types: types,
            min_capacity: self.min_capacity,
        })
    }
}

#[derive(Debug, Default)]
pub(crate) struct RoomQuery;

#[Object]
impl RoomQuery {
    /// One room; null where none has this id.
    async fn room(&self, ctx: &Context<'_>, id: ID) -> Option<Result<Room>> {
        null_or(async {
            require(ctx, Role::Viewer)?;
            let Some(id) = parse_id(&id) else { return Ok(None) };
            Ok(row::<Model>(ctx, id).await?.map(Room::from))
        })
        .await
    }

    /// Rooms, a page at a time.
    #[graphql(complexity = "page_cost(first, last, child_complexity)")]
    #[expect(clippy::too_many_arguments, reason = "they are the connection's")]
    async fn rooms(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the beginning: 1 to 200, 50 by default.")] first: Option<i32>,
        after: Option<String>,
        #[graphql(desc = "How many from the end: 1 to 200.")] last: Option<i32>,
        before: Option<String>,
        filter: Option<RoomFilter>,
        #[graphql(desc = "NAME_ASC by default.")] order_by: Option<RoomOrder>,
    ) -> Result<List<Room>> {
        require(ctx, Role::Viewer)?;
        let range = range(first, after, last, before)?;
        let filter = filter.unwrap_or_default().checked()?;
        let read_at = revision_before_reading(ctx).await?;
        let (filter, range, descending) = (&filter, &range, order_by == Some(RoomOrder::NameDesc));
        let page =
            reads::read(ctx, |db| async move { read::page(&db, filter, descending, range).await }).await;
        let page = checked(page)?;
        let count = reads::read(ctx, |db| async move { read::count(&db, filter).await });
        let count = counted(ctx, count).await?;
        Ok(list(page, read_at, count, |row, ()| Room::from(row)))
    }

    /// Rooms that nobody holds on any night from `from` and before `to`, by name; at most 1000.
    async fn availability(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first night.")] from: Date,
        #[graphql(desc = "The day of departure.")] to: Date,
        #[graphql(desc = "How many people have to sleep there; 1 by default.")] guests: Option<i32>,
    ) -> Result<Vec<Room>> {
        require(ctx, Role::Viewer)?;
        if to.0 <= from.0 {
            return Err(bad_request("to must be after from"));
        }
        let (from, to, guests) = (from.0, to.0, guests.unwrap_or(1));
        let rooms = reads::read(ctx, |db| async move { read::free_rooms(&db, from, to, guests).await }).await;
        let rooms = rooms.map_err(internal)?;
        Ok(rooms.into_iter().map(Room::from).collect())
    }
}
