//! Reading guests: pages with search.

use entity::guest::{self, Column};
use sea_orm::entity::prelude::*;
use sea_orm::{ConnectionTrait, DbErr};

use crate::database::sql::{Condition, among};
use crate::page::{COUNTED, KeyKind, Ordering, Page, PageError, Range, Scan, SortKey, count as count_rows};
use crate::search::{Search, Weighed};

/// Which guests: all conditions that are set must hold.
#[derive(Clone, Debug, Default)]
pub(crate) struct GuestFilter {
    pub ids: Option<Vec<Uuid>>,
    /// Words of the name, the e-mail address or the phone.
    pub search: Option<Search>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GuestOrder {
    Name,
    CreatedAt,
}

impl GuestFilter {
    fn conditions(&self, search: Option<&Weighed>) -> Vec<Condition> {
        let mut conditions: Vec<_> = self.ids.iter().map(|ids| among("guests.id", ids.clone())).collect();
        conditions.extend(search.into_iter().flat_map(|search| {
            search.conditions(
                "guests.id IN (SELECT guest_id FROM guest_search WHERE words)",
                "EXISTS (SELECT FROM guest_search WHERE guest_id = guests.id AND words OFFSET 0)",
            )
        }));
        conditions
    }

    fn scan(&self, search: Option<&Weighed>) -> Scan {
        let conditions = self.conditions(search);
        // Rows that few pass are better looked up than met on a walk along all.
        if search.is_some_and(Weighed::is_looked_up) {
            Scan::Lookup(conditions)
        } else {
            Scan::Ordered(conditions)
        }
    }

    async fn weighed(&self, db: &impl ConnectionTrait, rows: u64) -> Result<Option<Weighed>, DbErr> {
        let Some(search) = &self.search else { return Ok(None) };
        Ok(Some(search.weigh(db, &["guest_search"], rows).await?))
    }
}

/// A page of the guests that pass the filter.
///
/// # Errors
/// See [`Page::read`].
pub(crate) async fn page(
    db: &impl ConnectionTrait,
    filter: &GuestFilter,
    (order, descending): (GuestOrder, bool),
    range: &Range,
) -> Result<Page<guest::Model>, PageError> {
    let (column, kind) = match order {
        GuestOrder::Name => (Column::Name, KeyKind::Text),
        GuestOrder::CreatedAt => (Column::CreatedAt, KeyKind::Timestamp),
    };
    let search = filter.weighed(db, range.size).await?;
    let ordering = Ordering { key: SortKey::Own(column), descending, kind };
    Page::read(db, &[filter.scan(search.as_ref())], ordering, range, ()).await
}

/// How many guests pass the filter; none where they are more than are counted.
///
/// # Errors
/// The database's.
pub(crate) async fn count(db: &impl ConnectionTrait, filter: &GuestFilter) -> Result<Option<i32>, DbErr> {
    let search = filter.weighed(db, COUNTED).await?;
    count_rows::<guest::Model>(db, &filter.conditions(search.as_ref())).await
}
