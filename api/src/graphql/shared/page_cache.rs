//! Pages of the past, rendered once for all who come back from the same place.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use moka::future::Cache;
use sea_orm::DbErr;

use super::rendered::Rendered;
use crate::changes::hub::Span;
use crate::changes::walk::{LogPage, ReadRequest};
use crate::changes::{Erased, Position};

/// What all pages together may take.
const BYTES: u64 = 64 * 1024 * 1024;
/// Those who come back after one outage come within such a time.
const KEPT: Duration = Duration::from_secs(30);

/// A group, and after how many erasures its page is read.
type Of = (u64, Erased);

#[derive(Clone)]
pub(super) struct PageCache(Cache<(Of, ReadRequest), LogPage<Rendered>>);

impl PageCache {
    pub(super) fn new() -> Self {
        let weigh = |_: &(Of, ReadRequest), page: &LogPage<Rendered>| {
            u32::try_from(page.batch.weight()).unwrap_or(u32::MAX)
        };
        Self(Cache::builder().weigher(weigh).max_capacity(BYTES).time_to_live(KEPT).build())
    }

    /// Keeps none.
    pub(super) fn forget(&self) {
        self.0.invalidate_all();
    }

    /// The page of a group at a place, made where there is none. Who comes meanwhile waits for it.
    pub(super) async fn get(
        &self,
        group: Of,
        request: ReadRequest,
        make: impl Future<Output = Result<LogPage<Rendered>, Arc<DbErr>>>,
    ) -> Result<LogPage<Rendered>, Arc<DbErr>> {
        // What a page with more after it holds does not depend on what was known when it was read.
        let whole = (group, ReadRequest { known: Position::after(i64::MIN), ..request });
        if let Some(page) = self.0.get(&whole).await {
            return Ok(page);
        }
        let page = self.0.try_get_with((group, request), make).await.map_err(|error| Arc::clone(&*error))?;
        if page.more {
            self.0.insert(whole, page.clone()).await;
        }
        Ok(page)
    }
}
