//! Batch loading: those who ask for a row at about the same time are answered by one reading.
//!
//! In place of async-graphql's `dataloader`, which brings a cache along (crate `lru`) that nothing here uses and that has
//! a known unsoundness in the version it needs.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_graphql::Error;
use futures_util::future::{BoxFuture, FutureExt, Shared};
use tokio::time::sleep;
use uuid::Uuid;

use super::internal::internal;
use crate::traces::Part;

/// How long ids are gathered. Those of one page are asked for within microseconds.
const GATHERED_FOR: Duration = Duration::from_millis(1);

/// Reads many at once.
pub(crate) trait Load: Send + Sync + 'static {
    type Value: Clone + Send + Sync + 'static;

    /// What there is of these.
    fn load(&self, ids: Vec<Uuid>) -> impl Future<Output = Result<HashMap<Uuid, Self::Value>, Error>> + Send;
}

type Rows<V> = Result<Arc<HashMap<Uuid, V>>, Error>;

/// Ids that are being gathered, and what reading them will answer.
struct Batch<V> {
    ids: HashSet<Uuid>,
    rows: Shared<BoxFuture<'static, Rows<V>>>,
}

/// Gathers ids and reads them. Nothing is remembered from one batch to the next.
pub(crate) struct Loader<L: Load>(Arc<Inner<L>>);

struct Inner<L: Load> {
    load: L,
    gathering: Mutex<Option<Batch<L::Value>>>,
}

impl<L: Load> Loader<L> {
    pub(crate) fn new(load: L) -> Self {
        Self(Arc::new(Inner { load, gathering: Mutex::default() }))
    }

    /// The row with an id; none where there is none. Can be dropped at any time.
    ///
    /// # Errors
    /// The reading's, which is everybody's in the batch.
    pub(crate) async fn load_one(&self, id: Uuid) -> Result<Option<L::Value>, Error> {
        let rows = {
            let mut gathering = self.0.gathering();
            let batch = gathering.get_or_insert_with(|| Batch { ids: HashSet::new(), rows: self.begin() });
            batch.ids.insert(id);
            batch.rows.clone()
        };
        Ok(rows.await?.get(&id).cloned())
    }

    /// In a task of its own: the others' rows do not depend on whoever asked first.
    fn begin(&self) -> Shared<BoxFuture<'static, Rows<L::Value>>> {
        let inner = Arc::clone(&self.0);
        // Of whoever asked first.
        let reading = tokio::spawn(Part::current().run(async move {
            sleep(GATHERED_FOR).await;
            let ids = inner.gathering().take().map(|batch| batch.ids).unwrap_or_default();
            inner.load.load(ids.into_iter().collect()).await.map(Arc::new)
        }));
        reading
            .map(|rows| rows.unwrap_or_else(|panicked| Err(internal(panicked.to_string()))))
            .boxed()
            .shared()
    }
}

impl<L: Load> Inner<L> {
    fn gathering(&self) -> MutexGuard<'_, Option<Batch<L::Value>>> {
        self.gathering.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use futures_util::future::join_all;

    use super::*;

    /// Has rows with even ids, and writes down what it was asked for.
    #[derive(Default)]
    struct Even(Arc<Mutex<Vec<usize>>>);

    impl Load for Even {
        type Value = u128;

        async fn load(&self, ids: Vec<Uuid>) -> Result<HashMap<Uuid, u128>, Error> {
            self.0.lock().unwrap().push(ids.len());
            if ids.contains(&Uuid::max()) {
                return Err(Error::new("away"));
            }
            Ok(ids.into_iter().map(|id| (id, id.as_u128())).filter(|(_, number)| number % 2 == 0).collect())
        }
    }

    #[tokio::test]
    async fn those_who_ask_together_share_a_reading() {
        let even = Even::default();
        let readings = Arc::clone(&even.0);
        let loader = Loader::new(even);
        let rows = join_all([2, 3, 4, 2].map(|number| loader.load_one(Uuid::from_u128(number)))).await;
        let rows: Vec<_> = rows.into_iter().map(|row| row.unwrap()).collect();
        assert_eq!(rows, [Some(2), None, Some(4), Some(2)]);
        assert_eq!(loader.load_one(Uuid::from_u128(2)).await.unwrap(), Some(2));
        assert_eq!(*readings.lock().unwrap(), [3, 1], "once each, and nothing is remembered");
    }

    #[tokio::test]
    async fn whoever_gives_up_takes_nobody_along() {
        let loader = Loader::new(Even::default());
        let first = loader.load_one(Uuid::from_u128(2)).now_or_never();
        assert!(first.is_none(), "it waits for others");
        assert_eq!(loader.load_one(Uuid::from_u128(4)).await.unwrap(), Some(4));
    }

    #[tokio::test]
    async fn a_failure_is_everybodys_and_ends_with_its_batch() {
        let loader = Loader::new(Even::default());
        let failed = join_all([Uuid::max(), Uuid::from_u128(2)].map(|id| loader.load_one(id))).await;
        assert!(failed.iter().all(|row| row.as_ref().is_err_and(|error| error.message == "away")));
        assert_eq!(loader.load_one(Uuid::from_u128(2)).await.unwrap(), Some(2));
    }
}
