//! Reading guests: pages with search, and by id.

use entity::guest::{self, Column, Entity};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use sea_orm::{ConnectionTrait, DbErr, Select};

use crate::database::id_among;
use crate::page::{KeyKind, Ordering, Page, PageError, Part, Range};
use crate::search;

/// Which guests: all conditions that are set must hold.
#[derive(Clone, Debug, Default)]
pub struct GuestFilter {
    pub ids: Option<Vec<Uuid>>,
    /// Part of the name or the e-mail address.
    pub text: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GuestOrder {
    Name,
    CreatedAt,
}

impl GuestFilter {
    fn apply(&self, mut select: Select<Entity>) -> Select<Entity> {
        if let Some(ids) = &self.ids {
            select = select.filter(Column::Id.is_in(ids.iter().copied()));
        }
        if let Some(text) = &self.text {
            select = select.filter(Expr::cust_with_values(
                "(name || ' ' || coalesce(email, '')) ILIKE $1",
                [search::pattern(text)],
            ));
        }
        select
    }
}

/// A page of the guests that pass the filter.
///
/// # Errors
/// See [`Page::read`].
pub async fn page(
    db: &impl ConnectionTrait,
    filter: &GuestFilter,
    (order, descending): (GuestOrder, bool),
    range: &Range,
) -> Result<Page<guest::Model>, PageError> {
    let (column, kind) = match order {
        GuestOrder::Name => (Column::Name, KeyKind::Text),
        GuestOrder::CreatedAt => (Column::CreatedAt, KeyKind::Timestamp),
    };
    Page::read(
        db,
        vec![Part::Walk(filter.apply(Entity::find()))],
        Ordering { column, descending, kind },
        range,
    )
    .await
}

/// Guests by id, in no order.
pub async fn by_ids(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<Vec<guest::Model>, DbErr> {
    if ids.is_empty() {
        return Ok(vec![]);
    }
    Entity::find().filter(id_among(ids.iter().copied())).all(db).await
}
