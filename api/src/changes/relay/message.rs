//! What travels: the log's rows between two revisions, as they were read, and the rows beside them.
//!
//! Everything in it is in the log, too. It is signed with a key that only the processes on one database have: whoever
//! else can write to the broker can't make up a change.

use std::fmt;

use entity::change_log;
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use uuid::Uuid;

use super::super::batch::Beside;
use super::super::{Batch, Cursor, Entry, Erased, Position};
use super::join::Span;

/// What signs messages.
#[derive(Clone)]
pub(super) struct Key(Hmac<Sha256>);

impl Key {
    pub(super) fn new(key: [u8; 32]) -> Self {
        // A shorter key than a block of the hash is filled up with zeros (RFC 2104, section 2).
        let mut block = [0; 64];
        block[..key.len()].copy_from_slice(&key);
        Self(Hmac::new(&block.into()))
    }

    pub(super) fn sign(&self, text: &[u8]) -> Vec<u8> {
        self.0.clone().chain_update(text).finalize().into_bytes().to_vec()
    }

    /// In a time that does not tell how much of it is right.
    fn verify(&self, text: &[u8], mac: &[u8]) -> bool {
        self.0.clone().chain_update(text).verify_slice(mac).is_ok()
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Key(…)")
    }
}

/// Whole transactions, and all that are between `behind` and `upto`.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Message {
    epoch: Uuid,
    /// How many erasures the log had seen when they were read.
    erasures: i64,
    behind: i64,
    upto: i64,
    rows: Vec<change_log::Model>,
    beside: Beside,
}

impl Message {
    /// Of what was read after a place; none where that is nothing.
    pub(super) fn new(
        behind: Cursor,
        erased: Erased,
        rows: Vec<change_log::Model>,
        beside: Beside,
    ) -> Option<Self> {
        let upto = rows.last()?.revision;
        let (epoch, erasures, behind) = (behind.epoch, erased.count, behind.position.revision);
        Some(Self { epoch, erasures, behind, upto, rows, beside })
    }

    /// None for what is from nobody who has the key, or is of another version.
    pub(super) fn open(text: &[u8], mac: &[u8], key: &Key) -> Option<Self> {
        if !key.verify(text, mac) {
            return None;
        }
        serde_json::from_slice(text).ok().filter(Self::is_sound)
    }

    pub(super) fn span(&self) -> Span {
        Span { epoch: self.epoch, behind: self.behind, upto: self.upto }
    }

    pub(super) fn erased(&self) -> Erased {
        Erased { epoch: self.epoch, count: self.erasures }
    }

    /// Whether its rows are in the log's order and reach to its end.
    fn is_sound(&self) -> bool {
        let places = || self.rows.iter().map(Position::of);
        places().zip(places().skip(1)).all(|(one, next)| one < next)
            && self.rows.first().is_some_and(|first| first.revision > self.behind)
            && self.rows.last().is_some_and(|last| last.revision == self.upto)
    }

    /// What it has after a place.
    pub(super) fn batch(self, reached: Cursor) -> Option<Batch> {
        let erased = self.erased();
        let rows = self.rows.into_iter().filter(|row| Position::of(row) > reached.position);
        let mut batch = Batch::live(rows.map(Entry::from).collect(), erased)?;
        batch.put_beside(self.beside);
        Some(batch)
    }
}

#[cfg(test)]
mod tests {
    use entity::guest;
    use serde_json::{Value, json};

    use super::super::samples::{at, carl, erased, row, with};
    use super::*;
    use crate::changes::hub::Span as _;

    fn key() -> Key {
        Key::new([7; 32])
    }

    fn beside(guest: Value) -> Beside {
        Beside::from([("guests".to_owned(), vec![guest])])
    }

    fn text(rows: Vec<change_log::Model>, beside: Beside) -> Vec<u8> {
        serde_json::to_vec(&Message::new(at(10), erased(3), rows, beside).unwrap()).unwrap()
    }

    fn open(text: &[u8]) -> Option<Message> {
        Message::open(text, &key().sign(text), &key())
    }

    #[test]
    fn what_was_read_comes_out_as_it_went_in() {
        let rows = vec![row(11, 2), row(13, 3)];
        let message = open(&text(rows.clone(), Beside::default())).unwrap();
        assert_eq!(message.span(), Span { epoch: at(0).epoch, behind: 10, upto: 13 });
        assert_eq!(message.erased(), erased(3));
        assert_eq!(message.rows, rows);
    }

    #[test]
    fn what_is_there_already_is_dropped() {
        let message = open(&text(vec![row(11, 2), row(13, 3)], Beside::default())).unwrap();
        let batch = message.batch(at(11)).unwrap();
        let told: Vec<_> = batch.entries().iter().map(|entry| entry.log.revision).collect();
        assert_eq!((told, batch.end()), (vec![13], Position::after(13)));
        assert_eq!(batch.erased(), erased(3), "it is told under no later count");
    }

    #[test]
    fn what_nobody_of_us_has_signed_is_refused() {
        let text = text(vec![row(11, 2)], Beside::default());
        let forged = String::from_utf8(text.clone()).unwrap().replace("Anna", "Vera").into_bytes();
        assert!(open(&text).is_some());
        assert!(Message::open(&forged, &key().sign(&text), &key()).is_none());
        assert!(Message::open(&text, &Key::new([8; 32]).sign(&text), &key()).is_none());
        assert!(Message::open(&text, b"", &key()).is_none());
    }

    #[test]
    fn what_is_not_in_the_logs_order_or_lacks_its_end_is_refused() {
        assert!(open(&text(vec![row(13, 3), row(11, 2)], Beside::default())).is_none());
        assert!(open(&text(vec![row(11, 2), row(11, 2)], Beside::default())).is_none());
        assert!(open(&text(vec![row(10, 2)], Beside::default())).is_none());
        let mut message = Message::new(at(10), erased(3), vec![row(11, 2)], Beside::default()).unwrap();
        message.upto = 12;
        assert!(open(&serde_json::to_vec(&message).unwrap()).is_none());
        assert!(open(b"{}").is_none());
    }

    /// Whether the guests need not be read any more.
    fn has_guests(beside: Beside) -> bool {
        let batch = open(&text(vec![row(11, 2)], beside)).unwrap().batch(at(10)).unwrap();
        batch.has::<guest::Model>()
    }

    #[test]
    fn what_came_along_is_not_read_again() {
        assert!(has_guests(beside(carl())));
    }

    #[test]
    fn what_is_missing_is_read() {
        assert!(!has_guests(Beside::default()));
        let other = with(carl(), json!({ "id": Uuid::from_u128(6) }));
        assert!(!has_guests(beside(other)));
    }

    #[test]
    fn what_another_version_has_written_is_read() {
        assert!(!has_guests(beside(with(carl(), json!({ "language": "de" })))), "it would be cut");
        let mut older = carl();
        older.as_object_mut().unwrap().remove("phone");
        assert!(!has_guests(beside(older)), "it would be made up");
    }
}
