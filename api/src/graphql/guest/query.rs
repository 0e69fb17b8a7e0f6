//! Reading guests.

use async_graphql::{Context, Enum, ID, InputObject, Object, Result};
use entity::guest::Model;
use entity::user::Role;

use super::Guest;
use crate::graphql::access::require;
use crate::graphql::connection::{
    List, checked, counted, ids, list, page_cost, range, revision_before_reading, searched,
};
use crate::graphql::input::parse_id;
use crate::graphql::loader::row;
use crate::graphql::nullable::null_or;
use crate::graphql::reads;
use crate::guest::read;

/// Which guests: all conditions that are given must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub(crate) struct GuestFilter {
    ids: Option<Vec<ID>>,
    /// Words that are all part of the name, the e-mail address or the phone, in any order and without regard to
    /// case and accents, or a telephone number by its digits; 1 to 100 characters. One or two letters (a to z) or
    /// digits are those that a word begins with. One or two characters of another script are found anywhere, but
    /// without an index: that takes longer the more guests there are.
    text: Option<String>,
}

/// In which order guests are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum GuestOrder {
    NameAsc,
    NameDesc,
    CreatedAtAsc,
    CreatedAtDesc,
}

impl From<GuestOrder> for (read::GuestOrder, bool) {
    fn from(order: GuestOrder) -> Self {
        match order {
            GuestOrder::NameAsc => (read::GuestOrder::Name, false),
            GuestOrder::NameDesc => (read::GuestOrder::Name, true),
            GuestOrder::CreatedAtAsc => (read::GuestOrder::CreatedAt, false),
            GuestOrder::CreatedAtDesc => (read::GuestOrder::CreatedAt, true),
        }
    }
}

impl GuestFilter {
    fn checked(self) -> Result<read::GuestFilter> {
        Ok(read::GuestFilter {
            ids: ids("filter.ids", self.ids)?,
            search: searched("filter.text", self.text.as_deref())?,
        })
    }
}

#[derive(Debug, Default)]
pub(crate) struct GuestQuery;

#[Object]
impl GuestQuery {
    /// One guest; null where none has this id.
    async fn guest(&self, ctx: &Context<'_>, id: ID) -> Option<Result<Guest>> {
        null_or(async {
            require(ctx, Role::Viewer)?;
            let Some(id) = parse_id(&id) else { return Ok(None) };
            Ok(row::<Model>(ctx, id).await?.map(Guest::from))
        })
        .await
    }

    /// Guests, a page at a time.
    #[graphql(complexity = "page_cost(first, last, child_complexity)")]
    #[expect(clippy::too_many_arguments, reason = "they are the connection's")]
    async fn guests(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the beginning: 1 to 200, 50 by default.")] first: Option<i32>,
        after: Option<String>,
        #[graphql(desc = "How many from the end: 1 to 200.")] last: Option<i32>,
        before: Option<String>,
        filter: Option<GuestFilter>,
        #[graphql(desc = "NAME_ASC by default.")] order_by: Option<GuestOrder>,
    ) -> Result<List<Guest>> {
        require(ctx, Role::Viewer)?;
        let range = range(first, after, last, before)?;
        let filter = filter.unwrap_or_default().checked()?;
        let read_at = revision_before_reading(ctx).await?;
        let order = order_by.unwrap_or(GuestOrder::NameAsc).into();
        let (filter, range) = (&filter, &range);
        let page = reads::read(ctx, |db| async move { read::page(&db, filter, order, range).await }).await;
        let page = checked(page)?;
        let count = reads::read(ctx, |db| async move { read::count(&db, filter).await });
        let count = counted(ctx, count).await?;
        Ok(list(page, read_at, count, |row, ()| Guest::from(row)))
    }
}
