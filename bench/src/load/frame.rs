//! What a watcher is sent, looked at no further than the measurement needs. To parse each frame as JSON would cost
//! the machine more than the server's sending it.

use frontdesk::changes::Cursor;
use memchr::memmem;

/// A message of `graphql-transport-ws` to a watcher of bookings.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Frame {
    /// The stream has begun: nothing after this cursor will be missed.
    Ready(Cursor),
    Change(Cursor),
    /// Nothing to count.
    Bookmark,
}

impl Frame {
    /// `None` where it is none that a watcher hopes for: an error, a gap, the end.
    ///
    /// Names and revisions are found by the order in which the document of `socket` selects them.
    pub(super) fn read(text: &str) -> Option<Self> {
        match value_of(text, "__typename")? {
            "StreamReady" => Some(Self::Ready(Cursor::decode(value_of(text, "revision")?)?)),
            "BookingChange" => Some(Self::Change(Cursor::decode(value_of(text, "revision")?)?)),
            "StreamBookmark" => Some(Self::Bookmark),
            _ => None,
        }
    }
}

/// The first string under this name. What is looked for has no escapes.
pub(crate) fn value_of<'a>(json: &'a str, name: &str) -> Option<&'a str> {
    memmem::find_iter(json.as_bytes(), name).find_map(|at| {
        let (before, found) = json.split_at_checked(at)?;
        let value = found[name.len()..].strip_prefix('"')?.trim_start().strip_prefix(':')?.trim_start();
        value.strip_prefix('"')?.split('"').next().filter(|_| before.ends_with('"'))
    })
}

#[cfg(test)]
mod tests {
    use frontdesk::changes::Position;
    use uuid::Uuid;

    use super::*;

    fn cursor() -> Cursor {
        Cursor { epoch: Uuid::from_u128(7), position: Position { revision: 42, index: 3 } }
    }

    fn next(event: &str) -> String {
        format!(r#"{{"id":"1","type":"next","payload":{{"data":{{"bookingChanged":{event}}}}}}}"#)
    }

    #[test]
    fn changes_are_told_from_the_rest() {
        let revision = cursor().encode();
        let event = |name| next(&format!(r#"{{"__typename":"{name}","revision":"{revision}","version":3}}"#));
        assert_eq!(Frame::read(&event("StreamReady")), Some(Frame::Ready(cursor())));
        assert_eq!(Frame::read(&event("BookingChange")), Some(Frame::Change(cursor())));
        assert_eq!(Frame::read(&event("StreamBookmark")), Some(Frame::Bookmark));
    }

    #[test]
    fn what_no_watcher_hopes_for_is_none() {
        assert_eq!(Frame::read(&next(r#"{"__typename":"StreamGap","oldest":"a","latest":"b"}"#)), None);
        assert_eq!(Frame::read(&next(r#"{"__typename":"BookingChange","revision":"short"}"#)), None);
        assert_eq!(Frame::read(r#"{"id":"1","type":"error","payload":[{"message":"no"}]}"#), None);
        assert_eq!(Frame::read(r#"{"id":"1","type":"complete"}"#), None);
    }

    #[test]
    fn a_name_within_another_or_in_a_text_is_not_the_name() {
        assert_eq!(value_of(r#"{"a":"my revision","xrevision":"1","revision":"2"}"#, "revision"), Some("2"));
        assert_eq!(value_of(r#"{"revision" : "3"}"#, "revision"), Some("3"), "as PostgreSQL writes it");
        assert_eq!(value_of(r#"{"revision":3}"#, "revision"), None);
        assert_eq!(value_of("revision", "revision"), None);
    }
}
