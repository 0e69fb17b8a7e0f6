//! Pages of the past, rendered once for all who come back from the same place.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use moka::future::Cache;
use sea_orm::DbErr;

use super::rendered::Rendered;
use crate::changes::Position;
use crate::changes::hub::Span;
use crate::changes::walk::{Page, Place};

/// What all pages together may take.
const BYTES: u64 = 64 * 1024 * 1024;
/// Those who come back after one outage come within such a time.
const KEPT: Duration = Duration::from_secs(30);

#[derive(Clone)]
pub(super) struct Pages(Cache<(u64, Place), Page<Rendered>>);

impl Pages {
    pub(super) fn new() -> Self {
        let weigh =
            |_: &(u64, Place), page: &Page<Rendered>| u32::try_from(page.batch.weight()).unwrap_or(u32::MAX);
        Self(Cache::builder().weigher(weigh).max_capacity(BYTES).time_to_live(KEPT).build())
    }

    /// The page of a group at a place, made where there is none. Who comes meanwhile waits for it.
    pub(super) async fn get(
        &self,
        group: u64,
        place: Place,
        make: impl Future<Output = Result<Page<Rendered>, Arc<DbErr>>>,
    ) -> Result<Page<Rendered>, Arc<DbErr>> {
        // What a page with more behind it holds does not depend on what was known when it was read.
        let whole = (group, Place { known: Position::behind(i64::MIN), ..place });
        if let Some(page) = self.0.get(&whole).await {
            return Ok(page);
        }
        let page = self.0.try_get_with((group, place), make).await.map_err(|error| Arc::clone(&*error))?;
        if page.more {
            self.0.insert(whole, page.clone()).await;
        }
        Ok(page)
    }
}
