//! What the string literals of a document say, and names that an object literal gives twice.
//!
//! The parser reads a block string's `\"""` as it stands, keeps what is too short for the common indentation, and
//! refuses `\u{1F600}` and surrogate pairs. So these literals are read here, as
//! <https://spec.graphql.org/September2025/#sec-String-Value> says. What the parser gets in their place is a marker of
//! the same length and lines, so that every position in the document stays what it is; what they say is put in after
//! it has parsed. A name that stands twice in an object literal is refused: the parser would keep only the last.

use std::borrow::Cow;
use std::collections::HashSet;

use async_graphql::parser::types::{DocumentOperations, ExecutableDocument, OperationDefinition};

use super::Refusal;
use super::code;
use super::scan::{BLOCK, Token, Tokens, position};
use super::walk;

/// The literals of a document that the parser would misread.
#[derive(Debug)]
pub(super) struct Literals<'a> {
    /// The document for the parser.
    pub(super) document: Cow<'a, str>,
    marker: char,
    said: Vec<String>,
}

/// A marker is followed by one character that counts the literals, from this one on. There are more of them than a
/// document may have tokens.
const FIRST: u32 = 0x2_0000;

impl<'a> Literals<'a> {
    /// Reads the literals of a document whose strings are terminated.
    ///
    /// # Errors
    /// An escape that there is not, an object with a name twice.
    pub(super) fn of(document: &'a str) -> Result<Self, Refusal> {
        if document.contains('(') {
            names_once(document)?;
        }
        let mut literals = Self { document: Cow::Borrowed(document), marker: ' ', said: vec![] };
        if !document.contains("\\u") && !document.contains(BLOCK) {
            return Ok(literals);
        }
        // A private character; a document is too short to hold them all.
        literals.marker = ('\u{F0000}'..='\u{10FFFD}').find(|&char| !document.contains(char)).unwrap_or(' ');
        let mut rewritten = String::with_capacity(document.len());
        let mut done = 0;
        for token in Tokens::of(document) {
            let Some((start, content)) = content(token) else { continue };
            let said = match token.text.starts_with(BLOCK) {
                true => block(content),
                false if content.contains("\\u") => line(content)
                    .map_err(|Misread { at, what }| Refusal::syntax(what, position(document, start + at)))?,
                false => continue,
            };
            // A block without two characters in one line says what the parser takes it for.
            let Some(stand_in) = literals.stand_in(content) else { continue };
            literals.said.push(said);
            rewritten.push_str(&document[done..start]);
            rewritten.push_str(&stand_in);
            done = start + content.len();
        }
        if done > 0 {
            rewritten.push_str(&document[done..]);
            literals.document = Cow::Owned(rewritten);
        }
        Ok(literals)
    }

    /// The marker of the next literal, with as many lines and characters as its content has.
    fn stand_in(&self, content: &str) -> Option<String> {
        let count = char::from_u32(FIRST.checked_add(u32::try_from(self.said.len()).ok()?)?)?;
        let is_end = |char| matches!(char, '\n' | '\r');
        let line = content.split(is_end).find(|line| line.chars().nth(1).is_some())?;
        let at = content[..line.as_ptr() as usize - content.as_ptr() as usize].chars().count();
        let marked = content.chars().enumerate().map(|(index, char)| match char {
            _ if index == at => self.marker,
            _ if index == at + 1 => count,
            char if is_end(char) => char,
            _ => ' ',
        });
        Some(marked.collect())
    }

    /// Puts what the literals say in the place of their markers.
    pub(super) fn put_in(&self, document: &mut ExecutableDocument) {
        if self.said.is_empty() {
            return;
        }
        let mut read = |text: &mut String| self.read(text);
        walk::fragments(document, &mut |arguments| {
            arguments.iter_mut().for_each(|(_, value)| walk::texts(&mut value.node, &mut read));
        });
        let mut put_in = |operation: &mut OperationDefinition| {
            for definition in &mut operation.variable_definitions {
                if let Some(default) = &mut definition.node.default_value {
                    walk::const_texts(&mut default.node, &mut read);
                }
            }
            walk::operation(operation, &mut |arguments| {
                arguments.iter_mut().for_each(|(_, value)| walk::texts(&mut value.node, &mut read));
            });
        };
        match &mut document.operations {
            DocumentOperations::Single(operation) => put_in(&mut operation.node),
            DocumentOperations::Multiple(operations) => {
                operations.values_mut().for_each(|operation| put_in(&mut operation.node));
            }
        }
    }

    fn read(&self, text: &mut String) {
        let mut marked = text.trim().chars();
        if marked.next() != Some(self.marker) {
            return;
        }
        let count = marked.next().and_then(|count| u32::from(count).checked_sub(FIRST));
        if let Some(said) = count.and_then(|count| self.said.get(usize::try_from(count).ok()?)) {
            said.clone_into(text);
        }
    }
}

/// What stands between the quotes of a string, and where that begins; `None` for any other token.
fn content(token: Token<'_>) -> Option<(usize, &str)> {
    let quotes = if token.text.starts_with(BLOCK) { BLOCK } else { "\"" };
    let content = token.text.strip_prefix(quotes)?.strip_suffix(quotes)?;
    Some((token.start + quotes.len(), content))
}

/// What a block string says: <https://spec.graphql.org/September2025/#BlockStringValue()>.
fn block(content: &str) -> String {
    let content = content.replace("\r\n", "\n").replace('\r', "\n");
    let indentation = |line: &str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let is_blank = |line: &&str| indentation(line) == line.len();
    let lines: Vec<_> = content.split('\n').collect();
    let written = lines.iter().skip(1).filter(|line| !is_blank(line));
    let common = written.map(|line| indentation(line)).min().unwrap_or(0);
    let dedented = lines.iter().enumerate().map(|(index, line)| match index {
        0 => line,
        // Only spaces and tabs are cut.
        _ => line.get(common..).unwrap_or_default(),
    });
    let first = lines.iter().position(|line| !is_blank(line)).unwrap_or(lines.len());
    let end = lines.iter().rposition(|line| !is_blank(line)).map_or(0, |last| last + 1);
    let kept: Vec<_> = dedented.take(end).skip(first).collect();
    kept.join("\n").replace("\\\"\"\"", BLOCK)
}

/// Something in a string that is no escape.
#[derive(Debug, PartialEq, Eq)]
struct Misread {
    /// The byte of the content.
    at: usize,
    what: &'static str,
}

/// What a string in one line says: <https://spec.graphql.org/September2025/#sec-String-Value.Semantics>.
fn line(content: &str) -> Result<String, Misread> {
    let mut said = String::with_capacity(content.len());
    let mut rest = content;
    while let Some((plain, escape)) = rest.split_once('\\') {
        said.push_str(plain);
        let at = content.len() - escape.len() - 1;
        let (char, length) = match escape.chars().next() {
            Some(char @ ('"' | '\\' | '/')) => (char, 1),
            Some('b') => ('\u{8}', 1),
            Some('f') => ('\u{c}', 1),
            Some('n') => ('\n', 1),
            Some('r') => ('\r', 1),
            Some('t') => ('\t', 1),
            Some('u') => unicode(escape).ok_or(Misread { at, what: "this is no Unicode character" })?,
            _ => return Err(Misread { at, what: "there is no such escape sequence" }),
        };
        said.push(char);
        rest = &escape[length..];
    }
    said.push_str(rest);
    Ok(said)
}

/// The character of `u0041`, `u{1F600}` or `uD83D\uDE00`, and how many bytes that takes.
fn unicode(escape: &str) -> Option<(char, usize)> {
    if let Some(rest) = escape.strip_prefix("u{") {
        let (digits, _) = rest.split_once('}')?;
        return Some((char::from_u32(hexadecimal(digits)?)?, digits.len() + 3));
    }
    let first = hexadecimal(escape.get(1..5)?)?;
    if let Some(char) = char::from_u32(first) {
        return Some((char, 5));
    }
    let second = hexadecimal(escape.get(5..)?.strip_prefix("\\u")?.get(..4)?)?;
    let pair = [u16::try_from(first).ok()?, u16::try_from(second).ok()?];
    let char = char::decode_utf16(pair).next()?.ok()?;
    Some((char, 11))
}

fn hexadecimal(digits: &str) -> Option<u32> {
    let plain = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    u32::from_str_radix(digits, 16).ok().filter(|_| plain)
}

/// Refuses an object literal that gives a name twice.
fn names_once(document: &str) -> Result<(), Refusal> {
    // What is open: the names of an object, or something else.
    let mut open: Vec<Option<HashSet<&str>>> = vec![];
    let mut arguments = 0usize;
    let mut tokens = Tokens::of(document).peekable();
    while let Some(token) = tokens.next() {
        match token.text {
            "(" => {
                arguments += 1;
                open.push(None);
            }
            "[" => open.push(None),
            // Outside of arguments it is a selection.
            "{" => open.push((arguments > 0).then(HashSet::new)),
            ")" => {
                arguments = arguments.saturating_sub(1);
                open.pop();
            }
            "]" | "}" => drop(open.pop()),
            name if tokens.peek().is_some_and(|next| next.text == ":") => {
                if let Some(Some(names)) = open.last_mut()
                    && !names.insert(name)
                {
                    let message = format!("An object gives the field \"{name}\" twice.");
                    let refusal = Refusal::broken(code::VALIDATION_FAILED, message);
                    return Err(refusal.at(position(document, token.start)));
                }
            }
            _ => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
