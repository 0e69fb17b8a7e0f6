//! By what a document is known.

use sha2::{Digest, Sha256};

/// The SHA-256 of a document's text.
pub(crate) type Hash = [u8; 32];

pub(super) fn hash(text: &str) -> Hash {
    Sha256::digest(text).into()
}
