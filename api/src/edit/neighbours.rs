//! The room and the guest of a booking, read together with it.

use entity::{guest, room};
use sea_orm::prelude::Uuid;
use sea_orm::{DbErr, QueryResult, TryGetable};

use super::columns::Columns;

/// How much of a neighbour is wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Extent {
    #[default]
    Nothing,
    /// Some of its columns, by their places in [`Columns::COLUMNS`]: texts and numbers, which most lists are content with
    /// and which are much less to read. Its id is always one of them.
    Plain(u16),
    Whole,
}

/// A text or a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Plain {
    Text(Option<String>),
    Number(i32),
}

/// How much of a booking's neighbours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NeighbourSelection {
    pub room: Extent,
    pub guest: Extent,
}

/// A room or guest of a booking, as much of it as was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Neighbour<R> {
    #[default]
    Unread,
    /// Its id, and the columns that were wanted.
    Plain(Uuid, Vec<(&'static str, Plain)>),
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

/// The plain columns that are numbers; all others are texts.
const NUMBERS: [&str; 2] = ["capacity", "version"];

impl Extent {
    /// One column of it, beside its id.
    pub fn column<R: Columns>(column: &str) -> Self {
        let place = R::COLUMNS.iter().position(|own| *own == column);
        place.map_or(Self::Whole, |place| Self::Plain(1 | 1 << place))
    }

    /// Both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Nothing, extent) | (extent, Self::Nothing) => extent,
            (Self::Plain(one), Self::Plain(other)) => Self::Plain(one | other),
            (Self::Whole, _) | (_, Self::Whole) => Self::Whole,
        }
    }

    fn plain<R: Columns>(mask: u16) -> impl Iterator<Item = &'static str> {
        R::COLUMNS
            .iter()
            .enumerate()
            .filter(move |(place, _)| mask & 1 << place != 0)
            .map(|(_, column)| *column)
    }

    /// The columns in `table`.
    fn columns<R: Columns>(self, table: &str) -> String {
        match self {
            Self::Nothing => String::new(),
            Self::Plain(mask) => {
                let columns: Vec<_> =
                    Self::plain::<R>(mask).map(|column| format!("{table}.{column}")).collect();
                columns.join(", ")
            }
            Self::Whole => R::list(table),
        }
    }

    /// Reads them from `place` on, and moves it past them. Nothing is read of a neighbour that is not there.
    fn read<R: Columns>(self, row: &QueryResult, place: &mut usize) -> Result<Neighbour<R>, DbErr> {
        let from = *place;
        *place += match self {
            Self::Nothing => return Ok(Neighbour::Unread),
            Self::Plain(mask) => mask.count_ones() as usize,
            Self::Whole => R::COLUMNS.len(),
        };
        let Some(id) = Option::<Uuid>::try_get_by_index(row, from)? else { return Ok(Neighbour::Unread) };
        let Self::Plain(mask) = self else { return Ok(Neighbour::Whole(Box::new(R::at(row, from)?))) };
        let columns = (from..).zip(Self::plain::<R>(mask)).skip(1).map(|(place, column)| {
            let value = if NUMBERS.contains(&column) {
                Plain::Number(row.try_get_by_index(place)?)
            } else {
                Plain::Text(row.try_get_by_index(place)?)
            };
            Ok((column, value))
        });
        Ok(Neighbour::Plain(id, columns.collect::<Result<_, DbErr>>()?))
    }
}

impl NeighbourSelection {
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
    pub fn at(selection: NeighbourSelection, row: &QueryResult, from: usize) -> Result<Self, DbErr> {
        let mut place = from;
        Ok(Self {
            room: selection.room.read(row, &mut place)?,
            guest: selection.guest.read(row, &mut place)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_wanted_is_selected() {
        assert_eq!(NeighbourSelection::default().select(), None);
        let name = Extent::column::<guest::Model>("name");
        let (columns, joins) = NeighbourSelection { room: Extent::Nothing, guest: name }.select().unwrap();
        assert_eq!(columns, "guest.id, guest.name");
        assert!(joins.contains("guests") && !joins.contains("rooms"), "{joins}");
        let (columns, joins) = NeighbourSelection { room: Extent::Whole, guest: name }.select().unwrap();
        assert!(columns.starts_with("room.id, ") && columns.ends_with(", guest.id, guest.name"), "{columns}");
        assert!(joins.contains("guests") && joins.contains("rooms"), "{joins}");
    }

    #[test]
    fn what_two_want_is_read_once() {
        let (name, kind) =
            (Extent::column::<room::Model>("name"), Extent::column::<room::Model>("room_type"));
        assert_eq!(name.and(kind).columns::<room::Model>("room"), "room.id, room.name, room.room_type");
        assert_eq!(name.and(Extent::Nothing), name);
        assert_eq!(name.and(Extent::Whole), Extent::Whole);
    }
}
