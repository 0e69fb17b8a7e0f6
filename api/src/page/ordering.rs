//! What lists are ordered by.

use sea_orm::IdenStatic;

use crate::edit::Editable;

/// What gives the order; the id, which follows it in the index, makes the order total.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ordering<C> {
    pub key: SortKey<C>,
    pub descending: bool,
    pub kind: KeyKind,
}

/// What rows are ordered by.
#[derive(Clone, Copy, Debug)]
pub(crate) enum SortKey<C> {
    /// A column of theirs.
    Own(C),
    /// The name of the row in `table` that their column `by` names.
    NameIn { table: &'static str, by: &'static str },
}

/// The alias of the table in which [`SortKey::NameIn`] finds the name, and the name of that beside the row.
const NAMED: &str = "named";
pub(super) const SORT_NAME: &str = "sort_name";

impl<C: IdenStatic> Ordering<C> {
    /// What a cursor belongs to: in another list, order or direction its place has other rows after it. The filter is no
    /// part of it: a place in an order is the same whichever rows are looked at.
    pub(super) fn origin<R: Editable>(&self) -> String {
        let direction = if self.descending { "desc" } else { "asc" };
        let key = match &self.key {
            SortKey::Own(column) => column.as_str(),
            SortKey::NameIn { table, .. } => table,
        };
        format!("{} {key} {direction} ", R::TABLE)
    }

    fn column<R: Editable>(&self) -> String {
        match &self.key {
            SortKey::Own(column) => format!("{}.{}", R::TABLE, column.as_str()),
            SortKey::NameIn { .. } => format!("{NAMED}.name"),
        }
    }

    /// The column as lists are ordered by it: texts as people expect it of a list of names.
    pub(super) fn key<R: Editable>(&self) -> String {
        self.collated(self.column::<R>())
    }

    /// The same where the rows are read already.
    pub(super) fn key_of_read<R: Editable>(&self) -> String {
        match self.key {
            SortKey::Own(_) => self.key::<R>(),
            SortKey::NameIn { .. } => self.collated(format!("{}.{SORT_NAME}", R::TABLE)),
        }
    }

    /// Where the key is from, and what is to be read of it beside the row.
    pub(super) fn join<R: Editable>(&self) -> (String, String) {
        match self.key {
            SortKey::Own(_) => Default::default(),
            SortKey::NameIn { table, by } => (
                format!(" JOIN {table} AS {NAMED} ON {NAMED}.id = {}.{by}", R::TABLE),
                format!(", {NAMED}.name AS {SORT_NAME}"),
            ),
        }
    }

    /// An expression of the same order that no index has.
    pub(super) fn unindexed<R: Editable>(&self) -> String {
        let column = self.column::<R>();
        match self.kind {
            KeyKind::Date | KeyKind::Amount => format!("{column} + 0"),
            KeyKind::Timestamp => format!("{column} + interval '0'"),
            KeyKind::Text => self.collated(format!("({column} || '')")),
        }
    }

    fn collated(&self, text: String) -> String {
        match self.kind {
            KeyKind::Text => text + " COLLATE frontdesk_language",
            KeyKind::Date | KeyKind::Timestamp | KeyKind::Amount => text,
        }
    }
}

/// What the key of the order holds, which a cursor has to name again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KeyKind {
    Date,
    Timestamp,
    Text,
    Amount,
}
