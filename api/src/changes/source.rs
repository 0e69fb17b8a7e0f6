//! The log itself as what a watcher walks along.

use std::sync::Arc;

use sea_orm::{DatabaseConnection, DbErr};

use super::hub::Backlog;
use super::walk::{Page, Place, Source};
use super::{Batch, Cursor, Entry, Hub, Position, collapse, log};
use crate::database::away::wait_out;
use crate::sequencer::Sequencer;
use crate::together::Together;

/// How many entries are read at a time.
const PAGE: u64 = 500;
/// What may be waiting for whoever makes something of the changes; weighed in changes.
pub const BACKLOG: Backlog = Backlog { announcements: 1024, weight: 10_000 };

/// The log, and the hub that its reader fills.
#[derive(Clone, Debug)]
pub struct Log {
    hub: Hub<Batch>,
    db: DatabaseConnection,
    sequencer: Sequencer,
    latest: Arc<Together<Cursor>>,
}

impl Log {
    pub fn new(hub: Hub<Batch>, db: DatabaseConnection, sequencer: Sequencer) -> Self {
        Self { hub, db, sequencer, latest: Arc::default() }
    }

    /// What was committed behind a place; of each row only its newest change, where the reader is in a hurry.
    ///
    /// # Errors
    /// The database's.
    pub async fn page(&self, after: Position, hurried: bool) -> Result<Page<Batch>, Arc<DbErr>> {
        let reading = wait_out(|| async {
            self.sequencer.complete_log().await?;
            log::after(&self.db, after, PAGE).await
        });
        let reading = reading.await?;
        let more = reading.entries.len() as u64 == PAGE;
        let end = match reading.entries.last() {
            Some(last) if more => Position::of(last),
            _ => Position::behind(reading.latest),
        };
        let mut entries: Vec<_> = reading.entries.into_iter().map(Entry::from).collect();
        if hurried {
            entries = collapse(entries);
        }
        let batch = Arc::new(Batch::late(entries, end));
        Ok(Page { epoch: reading.epoch, floor: reading.floor, latest: reading.latest, batch, more })
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
        Ok(self.latest.ask(async || wait_out(latest).await).await?)
    }

    /// Whole, however much the reader is behind: it reads for others, who may be faster than it.
    async fn read(&self, place: Place) -> Result<Page<Batch>, Arc<DbErr>> {
        self.page(place.after, false).await
    }
}
