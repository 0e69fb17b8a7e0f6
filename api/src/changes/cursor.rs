//! A place in the stream of changes.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use entity::change_log;
use uuid::Uuid;

/// After which row of which transaction. Ordered as the changes were committed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    pub revision: i64,
    pub index: i32,
}

impl Position {
    /// After the whole transaction.
    pub fn after(revision: i64) -> Self {
        Self { revision, index: i32::MAX }
    }

    pub fn of(entry: &change_log::Model) -> Self {
        Self { revision: entry.revision, index: entry.index }
    }
}

/// A position in one life of the database. Clients get it as an opaque text, hand it back, and must not look
/// inside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Cursor {
    pub epoch: Uuid,
    pub position: Position,
}

impl Cursor {
    pub fn encode(self) -> String {
        let mut bytes = [0; 28];
        bytes[..16].copy_from_slice(self.epoch.as_bytes());
        bytes[16..24].copy_from_slice(&self.position.revision.to_be_bytes());
        bytes[24..].copy_from_slice(&self.position.index.to_be_bytes());
        URL_SAFE_NO_PAD.encode(bytes)
    }

    pub fn decode(text: &str) -> Option<Self> {
        let bytes: [u8; 28] = URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()?;
        let (epoch, rest) = bytes.split_first_chunk()?;
        let (revision, rest) = rest.split_first_chunk()?;
        let (index, _) = rest.split_first_chunk()?;
        Some(Self {
            epoch: Uuid::from_bytes(*epoch),
            position: Position { revision: i64::from_be_bytes(*revision), index: i32::from_be_bytes(*index) },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_leads_back_to_its_place() {
        let cursor = Cursor { epoch: Uuid::now_v7(), position: Position { revision: 1 << 40, index: 7 } };
        assert_eq!(Cursor::decode(&cursor.encode()), Some(cursor));
    }

    #[test]
    fn what_is_no_cursor_is_none() {
        for text in ["", "5", "AAAA", &"A".repeat(37), &"A".repeat(39), "é"] {
            assert_eq!(Cursor::decode(text), None, "{text}");
        }
    }

    #[test]
    fn behind_a_transaction_is_behind_each_of_its_rows() {
        assert!(Position::after(7) > Position { revision: 7, index: 99 });
        assert!(Position::after(7) < Position { revision: 8, index: 0 });
    }
}
