//! The room and the guest of a booking, read together with it.

use entity::{guest, room};
use sea_orm::prelude::Uuid;
use sea_orm::{DbErr, QueryResult, TryGetable};

use super::columns::Columns;

/// How much of a neighbour is wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Extent {
    #[default]
    Nothing,
    /// Its id and its name. Most lists want no more, which is much less to read.
    Name,
    Whole,
}

/// How much of a booking's neighbours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    pub room: Extent,
    pub guest: Extent,
}

/// A room or guest of a booking, as much of it as was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Neighbour<R> {
    #[default]
    Unread,
    Named(Uuid, String),
    Whole(Box<R>),
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Neighbours {
    pub room: Neighbour<room::Model>,
    pub guest: Neighbour<guest::Model>,
}

impl<R> From<Option<R>> for Neighbour<R> {
    fn from(read: Option<R>) -> Self {
        read.map_or(Self::Unread, |row| Self::Whole(Box::new(row)))
    }
}

impl Extent {
    /// The columns in `table`.
    fn columns<R: Columns>(self, table: &str) -> String {
        match self {
            Self::Nothing => String::new(),
            Self::Name => format!("{table}.id, {table}.name"),
            Self::Whole => R::list(table),
        }
    }

    /// Reads them from `place` on, and moves that behind them. Nothing is read of a neighbour that is not there.
    fn read<R: Columns>(self, row: &QueryResult, place: &mut usize) -> Result<Neighbour<R>, DbErr> {
        let from = *place;
        *place += match self {
            Self::Nothing => return Ok(Neighbour::Unread),
            Self::Name => 2,
            Self::Whole => R::COLUMNS.len(),
        };
        let Some(id) = Option::<Uuid>::try_get_by_index(row, from)? else { return Ok(Neighbour::Unread) };
        Ok(match self {
            Self::Name => Neighbour::Named(id, row.try_get_by_index(from + 1)?),
            _ => Neighbour::Whole(Box::new(R::at(row, from)?)),
        })
    }
}

impl Wanted {
    /// Their columns, and where they are from.
    pub fn select(self) -> Option<(String, String)> {
        let parts = [
            (
                self.room.columns::<room::Model>("room"),
                " LEFT JOIN rooms AS room ON room.id = bookings.room_id",
            ),
            (
                self.guest.columns::<guest::Model>("guest"),
                " LEFT JOIN guests AS guest ON guest.id = bookings.guest_id",
            ),
        ];
        let (columns, joins): (Vec<_>, Vec<_>) =
            parts.into_iter().filter(|(columns, _)| !columns.is_empty()).unzip();
        (!columns.is_empty()).then(|| (columns.join(", "), joins.concat()))
    }
}

impl Neighbours {
    /// Reads what was selected from a row of a statement.
    ///
    /// # Errors
    /// A column that is not there, or of another type.
    pub fn at(wanted: Wanted, row: &QueryResult, from: usize) -> Result<Self, DbErr> {
        let mut place = from;
        Ok(Self { room: wanted.room.read(row, &mut place)?, guest: wanted.guest.read(row, &mut place)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_wanted_is_selected() {
        assert_eq!(Wanted::default().select(), None);
        let (columns, joins) = Wanted { room: Extent::Nothing, guest: Extent::Name }.select().unwrap();
        assert_eq!(columns, "guest.id, guest.name");
        assert!(joins.contains("guests") && !joins.contains("rooms"), "{joins}");
        let (columns, joins) = Wanted { room: Extent::Whole, guest: Extent::Name }.select().unwrap();
        assert!(columns.starts_with("room.id, ") && columns.ends_with(", guest.id, guest.name"), "{columns}");
        assert!(joins.contains("guests") && joins.contains("rooms"), "{joins}");
    }
}
