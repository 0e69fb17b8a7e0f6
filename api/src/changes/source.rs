//! The log itself as what a watcher walks along.

use std::sync::Arc;

use sea_orm::{DatabaseConnection, DbErr};

use super::hub::Backlog;
use super::walk::{LogPage, ReadRequest, Source};
use super::{Batch, Cursor, Entry, Erasures, Hub, Position, collapse, log};
use crate::coalesced::Coalesced;
use crate::database::away::retry_while_away;
use crate::sequencer::Sequencer;

/// How many entries are read at a time.
const PAGE: u64 = 500;
/// What may be waiting for whoever makes something of the changes; weighed in changes.
pub(crate) const BACKLOG: Backlog = Backlog { announcements: 1024, weight: 10_000 };

/// The log, and the hub that its reader fills.
#[derive(Clone, Debug)]
pub struct Log {
    hub: Hub<Batch>,
    db: DatabaseConnection,
    sequencer: Sequencer,
    latest: Arc<Coalesced<Cursor>>,
}

impl Log {
    pub fn new(hub: Hub<Batch>, db: DatabaseConnection, sequencer: Sequencer) -> Self {
        Self { hub, db, sequencer, latest: Arc::default() }
    }

    pub fn erasures(&self) -> &Erasures {
        self.hub.erasures()
    }

    /// What was committed after a place; of each row only its newest change, where the reader lags.
    ///
    /// # Errors
    /// The database's.
    pub async fn page(&self, after: Position, lagging: bool) -> Result<LogPage<Batch>, Arc<DbErr>> {
        let reading = retry_while_away(|| async {
            self.sequencer.complete_log().await?;
            log::after(&self.db, after, PAGE).await
        });
        let reading = reading.await?;
        self.erasures().learn(reading.erased);
        let more = reading.entries.len() as u64 == PAGE;
        let end = match reading.entries.last() {
            Some(last) if more => Position::of(last),
            _ => Position::after(reading.latest),
        };
        let mut entries: Vec<_> = reading.entries.into_iter().map(Entry::from).collect();
        if lagging {
            entries = collapse(entries);
        }
        let batch = Arc::new(Batch::late(entries, end, reading.erased));
        Ok(LogPage { epoch: reading.epoch, floor: reading.floor, latest: reading.latest, batch, more })
    }
}

impl Source for Log {
    type Batch = Batch;

    fn hub(&self) -> &Hub<Batch> {
        &self.hub
    }

    async fn latest(&self) -> Result<Cursor, Arc<DbErr>> {
        let latest = || async {
            self.sequencer.complete_log().await?;
            log::latest(&self.db).await
        };
        Ok(self.latest.run(async || retry_while_away(latest).await).await?)
    }

    /// Whole, however much the reader lags: it reads for others, who may be faster than it.
    async fn read(&self, request: ReadRequest) -> Result<LogPage<Batch>, Arc<DbErr>> {
        self.page(request.after, false).await
    }
}
