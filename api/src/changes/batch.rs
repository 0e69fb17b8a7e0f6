//! Changes that are told together, and the rows beside them, read once for everybody who is told.

use std::any::Any;
use std::collections::HashMap;

use entity::change_log::Action;
use entity::{booking, guest, room};
use futures_util::future::BoxFuture;
use sea_orm::entity::prelude::*;
use sea_orm::{DatabaseConnection, DbErr};
use tokio::sync::OnceCell;

use super::hub::Span;
use super::{Entry, Erased, Position};
use crate::database::away::retry_while_away;
use crate::database::id_among;
use crate::edit::{Editable, Noun};

/// The rows of a noun by their ids.
type Rows = Box<dyn Any + Send + Sync>;

/// Some changes in the log's order. What somebody selects beside them is read for the whole batch at once, and for
/// all who select it.
#[derive(Debug)]
pub struct Batch {
    entries: Vec<Entry>,
    end: Position,
    /// They are told later than they happened: rows are shown as they are now, because no watcher's cache may
    /// take an old state for the present one.
    late: bool,
    /// After so many erasures they were read.
    erased: Erased,
    /// In the order of the nouns.
    rows: [OnceCell<Rows>; Noun::ALL.len()],
}

impl Span for Batch {
    fn end(&self) -> Position {
        self.end
    }

    fn weight(&self) -> usize {
        self.entries.len()
    }
}

impl Batch {
    /// Changes that are told as they happen: whole transactions.
    pub fn live(entries: Vec<Entry>, erased: Erased) -> Option<Self> {
        let end = Position::after(entries.last()?.log.revision);
        Some(Self::new(entries, end, false, erased))
    }

    /// Changes from the log, up to `end`.
    pub fn late(entries: Vec<Entry>, end: Position, erased: Erased) -> Self {
        Self::new(entries, end, true, erased)
    }

    fn new(entries: Vec<Entry>, end: Position, late: bool, erased: Erased) -> Self {
        Self { entries, end, late, erased, rows: std::array::from_fn(|_| OnceCell::new()) }
    }

    pub fn erased(&self) -> Erased {
        self.erased
    }

    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The row that an entry tells of, as it is to be shown; none where it is gone.
    ///
    /// # Errors
    /// The database's.
    pub async fn row<R: Editable>(&self, db: &DatabaseConnection, entry: &Entry) -> Result<Option<R>, DbErr> {
        Ok(self.shown(db, entry).await?.cloned())
    }

    /// The room of one of the batch's bookings.
    ///
    /// # Errors
    /// The database's.
    pub async fn room_of(
        &self,
        db: &DatabaseConnection,
        booking: &booking::Model,
    ) -> Result<Option<room::Model>, DbErr> {
        Ok(self.rows(db).await?.get(&booking.room_id).cloned())
    }

    /// The guest of one of the batch's bookings.
    ///
    /// # Errors
    /// The database's.
    pub async fn guest_of(
        &self,
        db: &DatabaseConnection,
        booking: &booking::Model,
    ) -> Result<Option<guest::Model>, DbErr> {
        Ok(self.rows(db).await?.get(&booking.guest_id).cloned())
    }

    async fn shown<'a, R: Editable>(
        &'a self,
        db: &DatabaseConnection,
        entry: &'a Entry,
    ) -> Result<Option<&'a R>, DbErr> {
        if self.is_reread(entry) {
            return Ok(self.rows(db).await?.get(&entry.log.row_id));
        }
        Ok(entry.after())
    }

    async fn rows<R: Editable>(&self, db: &DatabaseConnection) -> Result<&HashMap<Uuid, R>, DbErr> {
        let rows = self.rows[R::NOUN as usize].get_or_try_init(|| self.load::<R>(db)).await?;
        rows.downcast_ref().ok_or_else(|| DbErr::Custom(format!("two nouns are {:?}", R::NOUN)))
    }

    /// Reads the rows of a noun that are shown as they are now, and those that bookings of this batch point to. In a box:
    /// that is large, and most of the time it is done.
    fn load<'a, R: Editable>(&'a self, db: &'a DatabaseConnection) -> BoxFuture<'a, Result<Rows, DbErr>> {
        Box::pin(async move {
            let mut ids: Vec<_> = self.reread::<R>().collect();
            let pointer: Option<fn(&booking::Model) -> Uuid> = match R::NOUN {
                Noun::Room => Some(|booking| booking.room_id),
                Noun::Guest => Some(|booking| booking.guest_id),
                Noun::Booking => None,
            };
            if let Some(pointer) = pointer {
                for entry in self.entries.iter().filter(|entry| entry.is_of::<booking::Model>()) {
                    ids.extend(self.shown(db, entry).await?.map(pointer));
                }
            }
            Ok::<Rows, _>(Box::new(load::<R>(db, ids).await?))
        })
    }

    /// Whether the row is shown as it is now: because the change is late, or because its image can't be read.
    fn is_reread(&self, entry: &Entry) -> bool {
        entry.log.action != Action::Delete && (self.late || entry.lost_after())
    }

    fn reread<R: Editable>(&self) -> impl Iterator<Item = Uuid> {
        let entries = self.entries.iter().filter(|entry| entry.is_of::<R>() && self.is_reread(entry));
        entries.map(|entry| entry.log.row_id)
    }
}

/// Rows by their ids. A watcher is told each change once: an outage must not cost it the names in that one message.
async fn load<R: Editable>(db: &DatabaseConnection, mut ids: Vec<Uuid>) -> Result<HashMap<Uuid, R>, DbErr> {
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = R::Entity::find().filter(id_among(ids));
    let rows = retry_while_away(|| rows.clone().all(db)).await?;
    Ok(rows.into_iter().map(|row| (row.id(), row)).collect())
}
