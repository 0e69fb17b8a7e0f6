//! The document as text: how long, how many tokens, how deeply bracketed.
//!
//! The scan reads strings, block strings and comments as the parser does
//! (<https://spec.graphql.org/October2021/#sec-Lexical-Tokens>), because brackets in them don't nest. It needs
//! not be exact elsewhere: what it lets through is still to be parsed. What must hold is that the parser never
//! has more brackets open than were counted here. It can't: no rule but a string's takes a `"`, none but a
//! comment's a `#`, and it stops at a closing bracket of the wrong kind.

use async_graphql::Pos;

use super::{Limits, Refusal};

/// Refuses a document that is too long, has too many tokens or is too deeply bracketed to be parsed. One pass,
/// no recursion, nothing allocated.
pub(crate) fn scan(document: &str, limits: &Limits) -> Result<(), Refusal> {
    if document.len() > limits.document_bytes {
        return Err(Refusal::limit("documentBytes", limits.document_bytes, "bytes in the document"));
    }
    let mut open = 0usize;
    for (count, token) in Tokens::of(document).enumerate() {
        if count >= limits.tokens {
            return Err(Refusal::limit("tokens", limits.tokens, "tokens in the document"));
        }
        match token.text.as_bytes() {
            b"{" | b"[" | b"(" => {
                open += 1;
                if open > limits.brackets {
                    return Err(Refusal::limit(
                        "brackets",
                        limits.brackets,
                        "brackets open at one time in the document",
                    ));
                }
            }
            b"}" | b"]" | b")" => open = open.saturating_sub(1),
            _ if !token.ended => {
                let message = "The document has a string that is not terminated";
                return Err(Refusal::syntax(message, position(document, token.start)));
            }
            _ => {}
        }
    }
    Ok(())
}

/// Line and column of a byte of the document, as the parser counts them: from 1, a column a character.
pub(super) fn position(document: &str, byte: usize) -> Pos {
    let before = &document[..document.floor_char_boundary(byte)];
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    Pos { line: before.matches('\n').count() + 1, column: before[line_start..].chars().count() + 1 }
}

/// A name, a number, a string with its quotes, or a punctuator.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token<'a> {
    /// The byte that it begins at.
    pub(super) start: usize,
    pub(super) text: &'a str,
    /// `false` for a string that goes on to the end of the document without its closing quotes.
    pub(super) ended: bool,
}

/// What stands around a block string.
pub(super) const BLOCK: &str = "\"\"\"";

/// The tokens of a document.
#[derive(Debug)]
pub(super) struct Tokens<'a> {
    document: &'a str,
    at: usize,
}

impl<'a> Tokens<'a> {
    pub(super) fn of(document: &'a str) -> Self {
        Self { document, at: 0 }
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            let rest = &self.document.as_bytes()[self.at..];
            let length = match *rest.first()? {
                b' ' | b'\t' | b'\n' | b'\r' | b',' => {
                    self.at += 1;
                    continue;
                }
                b'#' => {
                    self.at += rest.iter().position(|&b| b == b'\n' || b == b'\r').unwrap_or(rest.len());
                    continue;
                }
                b'"' => match string(rest) {
                    Some(length) => length,
                    None => {
                        let token = Token { start: self.at, text: &self.document[self.at..], ended: false };
                        self.at = self.document.len();
                        return Some(token);
                    }
                },
                b'.' if rest.starts_with(b"...") => 3,
                byte if is_word(byte) => rest.iter().position(|&b| !is_word(b)).unwrap_or(rest.len()),
                // Whatever else there may be, a whole character.
                _ => self.document[self.at..].chars().next()?.len_utf8(),
            };
            let start = self.at;
            self.at += length;
            return Some(Token { start, text: &self.document[start..self.at], ended: true });
        }
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// The length of the string or block string that `rest` starts with.
fn string(rest: &[u8]) -> Option<usize> {
    if rest.starts_with(b"\"\"\"") { block_string(rest) } else { line_string(rest) }
}

fn block_string(rest: &[u8]) -> Option<usize> {
    let mut at = 3;
    while at < rest.len() {
        let here = &rest[at..];
        if here.starts_with(b"\"\"\"") {
            return Some(at + 3);
        }
        at += if here.starts_with(b"\\\"\"\"") { 4 } else { 1 };
    }
    None
}

fn line_string(rest: &[u8]) -> Option<usize> {
    let mut at = 1;
    while let Some(byte) = rest.get(at) {
        match byte {
            b'"' => return Some(at + 1),
            b'\n' | b'\r' => return None,
            // Whatever is escaped, a quote above all, does not end the string.
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    None
}
