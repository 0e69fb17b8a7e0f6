//! What the library has read, and when it lets go of it.
//!
//! The library reads into one buffer and hands messages out as parts of it. Once they are all gone it takes the buffer
//! anew, however large, so a socket that sent one large message would keep as much memory for the rest of its life. As
//! long as one part is kept it can't, and begins a new, small buffer when the rest of the large one is used up.

use axum::extract::ws::Utf8Bytes;

/// Bytes that are read at a time, so that many may be left over after a message.
pub(super) const READ_BYTES: usize = 1024;

const LARGE: usize = 4 * READ_BYTES;
/// What a client's frame has before its payload, at the least.
const HEAD_BYTES: usize = 6;

/// A large message, until the library has another buffer.
#[derive(Debug, Default)]
pub(super) struct Buffer {
    kept: Option<Utf8Bytes>,
    /// Bytes of the messages after it.
    since: usize,
}

impl Buffer {
    /// Takes a message that nobody needs any more.
    pub(super) fn read(&mut self, message: Utf8Bytes) {
        let length = message.len();
        if length > LARGE {
            *self = Self { kept: Some(message), since: 0 };
        } else {
            self.passed(length);
        }
    }

    /// A message of so many bytes came, not counting its frame's head.
    pub(super) fn passed(&mut self, length: usize) {
        if self.kept.is_some() {
            self.since += length + HEAD_BYTES;
            if self.since > 2 * READ_BYTES {
                self.kept = None;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(length: usize) -> Utf8Bytes {
        "x".repeat(length).into()
    }

    #[test]
    fn a_large_message_is_kept_until_the_rest_of_its_buffer_is_used_up() {
        let mut buffer = Buffer::default();
        buffer.read(message(1_000));
        assert!(buffer.kept.is_none(), "small ones are not");
        buffer.read(message(200_000));
        for _ in 0..2 {
            buffer.read(message(1_000));
            assert!(buffer.kept.is_some());
        }
        buffer.read(message(1_000));
        assert!(buffer.kept.is_none());
    }
}
