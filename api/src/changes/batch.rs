//! Changes that are told together, and the rows beside them, read once for everybody who is told.

use std::collections::HashMap;

use entity::change_log::Action;
use entity::{booking, guest, room};
use sea_orm::entity::prelude::*;
use sea_orm::{DatabaseConnection, DbErr};
use tokio::sync::OnceCell;

use super::hub::Span;
use super::{Entry, Logged, Position};
use crate::database::away::wait_out;
use crate::database::id_among;
use crate::edit::Editable;

type Rows<R> = OnceCell<HashMap<Uuid, R>>;

/// Some changes in the log's order. What somebody selects beside them is read for the whole batch at once, and for
/// all who select it.
#[derive(Debug)]
pub struct Batch {
    entries: Vec<Entry>,
    end: Position,
    /// They are told later than they happened: rows are shown as they are now, because no watcher's cache may
    /// take an old state for the present one.
    late: bool,
    bookings: Rows<booking::Model>,
    rooms: Rows<room::Model>,
    guests: Rows<guest::Model>,
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
    pub fn live(entries: Vec<Entry>) -> Option<Self> {
        let end = Position::behind(entries.last()?.log.revision);
        Some(Self::new(entries, end, false))
    }

    /// Changes from the log, up to `end`.
    pub fn late(entries: Vec<Entry>, end: Position) -> Self {
        Self::new(entries, end, true)
    }

    fn new(entries: Vec<Entry>, end: Position, late: bool) -> Self {
        Self {
            entries,
            end,
            late,
            bookings: OnceCell::new(),
            rooms: OnceCell::new(),
            guests: OnceCell::new(),
        }
    }

    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The booking that an entry tells of, as it is to be shown; none where it is gone.
    ///
    /// # Errors
    /// The database's.
    pub async fn booking(
        &self,
        db: &DatabaseConnection,
        entry: &Entry,
    ) -> Result<Option<booking::Model>, DbErr> {
        if self.is_reread(entry) {
            return Ok(self.bookings(db).await?.get(&entry.log.row_id).cloned());
        }
        Ok(entry.after::<booking::Model>().cloned())
    }

    /// The same of a guest.
    ///
    /// # Errors
    /// The database's.
    pub async fn guest(&self, db: &DatabaseConnection, entry: &Entry) -> Result<Option<guest::Model>, DbErr> {
        if self.is_reread(entry) {
            return Ok(self.guests(db).await?.get(&entry.log.row_id).cloned());
        }
        Ok(entry.after::<guest::Model>().cloned())
    }

    /// The same of a room.
    ///
    /// # Errors
    /// The database's.
    pub async fn room(&self, db: &DatabaseConnection, entry: &Entry) -> Result<Option<room::Model>, DbErr> {
        if self.is_reread(entry) {
            return Ok(self.rooms(db).await?.get(&entry.log.row_id).cloned());
        }
        Ok(entry.after::<room::Model>().cloned())
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
        Ok(self.rooms(db).await?.get(&booking.room_id).cloned())
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
        Ok(self.guests(db).await?.get(&booking.guest_id).cloned())
    }

    async fn bookings(&self, db: &DatabaseConnection) -> Result<&HashMap<Uuid, booking::Model>, DbErr> {
        let load = || load(db, self.changed::<booking::Model>().collect());
        self.bookings.get_or_try_init(load).await
    }

    async fn rooms(&self, db: &DatabaseConnection) -> Result<&HashMap<Uuid, room::Model>, DbErr> {
        let load = || async {
            let beside = self.beside(db, |booking| booking.room_id).await?;
            load(db, beside.into_iter().chain(self.reread::<room::Model>()).collect()).await
        };
        self.rooms.get_or_try_init(load).await
    }

    async fn guests(&self, db: &DatabaseConnection) -> Result<&HashMap<Uuid, guest::Model>, DbErr> {
        let load = || async {
            let beside = self.beside(db, |booking| booking.guest_id).await?;
            load(db, beside.into_iter().chain(self.reread::<guest::Model>()).collect()).await
        };
        self.guests.get_or_try_init(load).await
    }

    /// The rows of a noun that were changed.
    fn changed<R: Logged>(&self) -> impl Iterator<Item = Uuid> {
        self.entries.iter().filter(|entry| entry.is_of::<R>()).map(|entry| entry.log.row_id)
    }

    /// Whether the row is shown as it is now: because the change is late, or because its image can't be read.
    fn is_reread(&self, entry: &Entry) -> bool {
        entry.log.action != Action::Delete && (self.late || entry.lost_after())
    }

    fn reread<R: Logged>(&self) -> impl Iterator<Item = Uuid> {
        let entries = self.entries.iter().filter(|entry| entry.is_of::<R>() && self.is_reread(entry));
        entries.map(|entry| entry.log.row_id)
    }

    /// What the bookings of this batch point to.
    async fn beside(
        &self,
        db: &DatabaseConnection,
        id: impl Fn(&booking::Model) -> Uuid,
    ) -> Result<Vec<Uuid>, DbErr> {
        if self.late {
            return Ok(self.bookings(db).await?.values().map(id).collect());
        }
        Ok(self.entries.iter().filter_map(Entry::after::<booking::Model>).map(id).collect())
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
    let rows = wait_out(|| rows.clone().all(db)).await?;
    Ok(rows.into_iter().map(|row| (row.id(), row)).collect())
}
