//! Changes that are told together, and the rows beside them, read once for everybody who is told.

use std::any::Any;
use std::collections::{BTreeMap, HashMap};

use entity::change_log::Action;
use entity::{booking, guest, room};
use futures_util::future::BoxFuture;
use sea_orm::entity::prelude::*;
use sea_orm::{DatabaseConnection, DbErr};
use serde::Serialize;
use serde_json::Value as Json;
use tokio::sync::OnceCell;

use super::hub::Span;
use super::{Entry, Erased, Position};
use crate::database::away::retry_while_away;
use crate::database::id_among;
use crate::edit::noun::by_noun;
use crate::edit::state::decode;
use crate::edit::{Editable, Noun};

/// The rows of a noun by their ids.
type Rows = Box<dyn Any + Send + Sync>;

/// Rows beside a batch's changes, by their tables.
pub(crate) type Beside = BTreeMap<String, Vec<Json>>;

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

    /// Everything that can be selected beside the changes, for who takes them from here.
    ///
    /// # Errors
    /// The database's.
    pub(crate) async fn beside(&self, db: &DatabaseConnection) -> Result<Beside, DbErr> {
        let mut beside = Beside::new();
        for noun in Noun::ALL {
            let rows = by_noun!(noun, Row => self.rows::<Row>(db).await?.values().map(written).collect::<Result<_, _>>()?);
            beside.insert(noun.table().to_owned(), rows);
        }
        Ok(beside)
    }

    /// Takes what somebody else has read since the changes. Of a noun of which something is missing, all is read here.
    pub(crate) fn put_beside(&mut self, mut beside: Beside) {
        for noun in Noun::ALL {
            let rows = beside.remove(noun.table()).unwrap_or_default();
            by_noun!(noun, Row => self.put::<Row>(&rows));
        }
    }

    fn put<R: Editable + Serialize>(&mut self, rows: &[Json]) {
        // What does not come out as it went in is of a version that has other columns.
        let read = |json| decode::<R>(json).ok().filter(|row| written(row).is_ok_and(|again| again == *json));
        let rows: Option<HashMap<_, _>> =
            rows.iter().map(|json| read(json).map(|row| (row.id(), row))).collect();
        let (Some(rows), Some(ids)) = (rows, self.ids::<R>()) else { return };
        if ids.iter().all(|id| rows.contains_key(id)) {
            self.rows[R::NOUN as usize] = OnceCell::new_with(Some(Box::new(rows)));
        }
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
            if pointer::<R>().is_some() && self.reread::<booking::Model>().next().is_some() {
                self.rows::<booking::Model>(db).await?;
            }
            let ids = self.ids::<R>().unwrap_or_default();
            Ok::<Rows, _>(Box::new(load::<R>(db, ids).await?))
        })
    }

    /// The rows of a noun that are shown as they are now, and those that bookings of this batch point to; none where that
    /// is not known before the bookings are read.
    fn ids<R: Editable>(&self) -> Option<Vec<Uuid>> {
        let mut ids: Vec<_> = self.reread::<R>().collect();
        let Some(pointer) = pointer::<R>() else { return Some(ids) };
        for entry in self.entries.iter().filter(|entry| entry.is_of::<booking::Model>()) {
            let shown = if self.is_reread(entry) {
                let bookings = self.rows[Noun::Booking as usize].get()?;
                bookings.downcast_ref::<HashMap<Uuid, booking::Model>>()?.get(&entry.log.row_id)
            } else {
                entry.after()
            };
            ids.extend(shown.map(pointer));
        }
        Some(ids)
    }

    /// Whether a noun's rows are there.
    #[cfg(test)]
    pub(super) fn has<R: Editable>(&self) -> bool {
        self.rows[R::NOUN as usize].initialized()
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

/// How bookings point to a noun, if they do.
fn pointer<R: Editable>() -> Option<fn(&booking::Model) -> Uuid> {
    match R::NOUN {
        Noun::Room => Some(|booking| booking.room_id),
        Noun::Guest => Some(|booking| booking.guest_id),
        Noun::Booking => None,
    }
}

fn written<R: Serialize>(row: &R) -> Result<Json, DbErr> {
    serde_json::to_value(row).map_err(|error| DbErr::Json(error.to_string()))
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
