//! A page of the guide, taken apart.
//!
//! What a fenced block is, its info string says:
//!
//! ```text
//! console            commands and what they print, as in README's first session
//! graphql            an operation of Anna's; `graphql ben` is Ben's
//! json variables     of the operation before
//! json answer        what the operation before is answered
//! json event         what the subscription that runs tells next
//! js desk.mjs        a file, which a story of its own runs
//! sh                 the command that starts the server
//! kotlin, swift      only shown
//! ```

use std::path::{Path, PathBuf};

use serde_json::Value;

pub(super) const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../api/guide");

#[derive(Debug, PartialEq)]
pub(super) enum Example {
    Console(String),
    Operation {
        person: String,
        document: String,
        variables: Value,
        answer: Option<Value>,
    },
    Event(Value),
    File {
        name: String,
        text: String,
    },
    /// How the server is started that all examples are tried on.
    Start(String),
    /// In a language that no compiler here knows.
    Shown(String),
}

/// An example, and the line that it begins in.
pub(super) type Placed = (usize, Example);

/// All pages, by their paths in the guide.
pub(super) fn pages() -> Vec<(String, String)> {
    let mut pages = vec![];
    let mut folders = vec![PathBuf::from(FOLDER)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(FOLDER).unwrap().to_str().unwrap().to_owned();
                pages.push((name, std::fs::read_to_string(path).unwrap()));
            }
        }
    }
    pages.sort();
    pages
}

pub(super) fn page(name: &str) -> String {
    std::fs::read_to_string(Path::new(FOLDER).join(name)).unwrap()
}

/// The file of this name that a page shows.
pub(super) fn file(page_name: &str, file: &str) -> String {
    let examples = examples(&page(page_name)).unwrap_or_else(|fault| panic!("{page_name}:{fault}"));
    let found = examples.into_iter().find_map(|(_, example)| match example {
        Example::File { name, text } if name == file => Some(text),
        _ => None,
    });
    found.unwrap_or_else(|| panic!("{page_name} shows no {file}"))
}

/// The examples of a page, in order.
///
/// # Errors
/// The line of a block that is none of those known, and why.
pub(super) fn examples(markdown: &str) -> Result<Vec<Placed>, String> {
    let mut examples: Vec<Placed> = vec![];
    let mut lines = (1..).zip(markdown.lines());
    while let Some((line, opening)) = lines.next() {
        let Some(info) = opening.strip_prefix("```") else { continue };
        let text: Vec<_> = lines.by_ref().map(|(_, line)| line).take_while(|line| *line != "```").collect();
        let text = text.join("\n");
        let words: Vec<_> = info.split_whitespace().collect();
        let json = || serde_json::from_str(&text).map_err(|error| format!("{line}: {error}"));
        let before = examples.last_mut().map(|(_, example)| example);
        let example = match (words.as_slice(), before) {
            (["console"], _) => Example::Console(format!("```console\n{text}\n```\n")),
            (["js" | "python" | "rust" | "toml" | "json" | "graphql", name], _) if name.contains('.') => {
                Example::File { name: (*name).to_owned(), text: text + "\n" }
            }
            (["graphql", person @ ..], _) => Example::Operation {
                person: person.first().copied().unwrap_or("anna").to_owned(),
                document: text,
                variables: Value::Object(Default::default()),
                answer: None,
            },
            (["json", "variables"], Some(Example::Operation { variables, .. })) => {
                *variables = json()?;
                continue;
            }
            (["json", "answer"], Some(Example::Operation { answer, .. })) => {
                *answer = Some(json()?);
                continue;
            }
            (["json", "event"], _) => Example::Event(json()?),
            (["sh"], _) => Example::Start(text),
            ([language @ ("kotlin" | "swift")], _) => Example::Shown((*language).to_owned()),
            _ => return Err(format!("{line}: nothing is known of blocks that are `{info}` here")),
        };
        examples.push((line, example));
    }
    Ok(examples)
}
