//! Reading guests: pages with search.

use entity::guest::{self, Column};
use sea_orm::ConnectionTrait;
use sea_orm::entity::prelude::*;

use crate::database::sql::among;
use crate::page::{KeyKind, Ordering, Page, PageError, Range, Scan};
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
    fn scan(&self, search: Option<&Weighed>) -> Scan {
        let mut conditions: Vec<_> = self.ids.iter().map(|ids| among("guests.id", ids.clone())).collect();
        conditions.extend(search.into_iter().flat_map(|search| {
            search.conditions(
                "guests.id IN (SELECT guest_id FROM guest_search WHERE words)",
                "EXISTS (SELECT FROM guest_search WHERE guest_id = guests.id AND words OFFSET 0)",
            )
        }));
        // Rows that few pass are better looked up than met on a walk along all.
        if search.is_some_and(Weighed::is_looked_up) {
            Scan::Lookup(conditions)
        } else {
            Scan::Ordered(conditions)
        }
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
    let search = match &filter.search {
        Some(search) => Some(search.weigh(db, &["guest_search"], range.size).await?),
        None => None,
    };
    Page::read(db, &[filter.scan(search.as_ref())], Ordering { column, descending, kind }, range, ()).await
}
