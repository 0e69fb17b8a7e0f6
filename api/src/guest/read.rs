//! Reading guests: pages with search.

use entity::guest::{self, Column};
use sea_orm::ConnectionTrait;
use sea_orm::entity::prelude::*;

use crate::database::sql::{Condition, among};
use crate::page::{KeyKind, Ordering, Page, PageError, Part, Range};
use crate::search::Search;

/// Which guests: all conditions that are set must hold.
#[derive(Clone, Debug, Default)]
pub struct GuestFilter {
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
    fn conditions(&self) -> Vec<Condition> {
        let mut conditions: Vec<_> = self.ids.iter().map(|ids| among("guests.id", ids.clone())).collect();
        conditions.extend(self.search.iter().flat_map(|search| &search.words).map(|word| {
            let found = "guests.id IN (SELECT guest_id FROM guest_search WHERE {})";
            let beside = "EXISTS (SELECT FROM guest_search WHERE guest_id = guests.id AND {})";
            word.within(if word.is_common() { beside } else { found })
        }));
        conditions
    }

    /// Rows that few pass are better looked up than met on a walk along all.
    fn part(&self) -> Part {
        if self.search.as_ref().is_some_and(Search::is_selective) {
            Part::Few(self.conditions())
        } else {
            Part::Walk(self.conditions())
        }
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
    Page::read(db, &[filter.part()], Ordering { column, descending, kind }, range, ()).await
}
