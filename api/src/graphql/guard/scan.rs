//! The document as text: how long, how many tokens, how deeply bracketed.
//!
//! The scan reads strings, block strings and comments as the parser does
//! (<https://spec.graphql.org/October2021/#sec-Lexical-Tokens>), because brackets in them don't nest. It needs
//! not be exact elsewhere: what it lets through is still to be parsed. What must hold is that the parser never
//! has more brackets open than were counted here. It can't: no rule but a string's takes a `"`, none but a
//! comment's a `#`, and it stops at a closing bracket of the wrong kind.

use super::{Limits, Refusal, code};

/// Refuses a document that is too long, has too many tokens or is too deeply bracketed to be parsed. One pass,
/// no recursion, nothing allocated.
pub fn scan(document: &str, limits: &Limits) -> Result<(), Refusal> {
    if document.len() > limits.document_bytes {
        return Err(Refusal::limit("documentBytes", limits.document_bytes, "bytes in the document"));
    }
    let mut rest = document.as_bytes();
    let mut tokens = 0;
    let mut open = 0usize;
    while let Some(&byte) = rest.first() {
        let length = match byte {
            b' ' | b'\t' | b'\n' | b'\r' | b',' => {
                rest = &rest[1..];
                continue;
            }
            b'#' => {
                let length = rest.iter().position(|&b| b == b'\n' || b == b'\r').unwrap_or(rest.len());
                rest = &rest[length..];
                continue;
            }
            b'{' | b'[' | b'(' => {
                open += 1;
                if open > limits.brackets {
                    return Err(Refusal::limit(
                        "brackets",
                        limits.brackets,
                        "brackets open at one time in the document",
                    ));
                }
                1
            }
            b'}' | b']' | b')' => {
                open = open.saturating_sub(1);
                1
            }
            b'"' => string(rest).ok_or_else(|| {
                Refusal::broken(code::PARSE_FAILED, "The document has a string that is not terminated.")
            })?,
            b'.' if rest.starts_with(b"...") => 3,
            byte if is_word(byte) => rest.iter().position(|&b| !is_word(b)).unwrap_or(rest.len()),
            _ => 1,
        };
        tokens += 1;
        if tokens > limits.tokens {
            return Err(Refusal::limit("tokens", limits.tokens, "tokens in the document"));
        }
        rest = &rest[length..];
    }
    Ok(())
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
