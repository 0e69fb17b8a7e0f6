//! Acts a page out on a server: each command, operation and event, in order.

use std::collections::BTreeMap;

use apollo_compiler::ExecutableDocument;
use frontdesk::config::{Cli, Command};
use serde_json::{Map, Value};

use super::page::{Example, Placed};
use crate::readme::{Shell, act_in, line_matches, steps};
use crate::support::contract::contract;
use crate::support::{Person, Watcher};
use crate::throwaway::Throwaway;

/// What `"$name"` stands for on a page.
type Names = BTreeMap<String, Value>;

/// # Errors
/// The line of the first example that goes otherwise than the page says, and how it went.
pub(super) async fn walk(server: &Throwaway, examples: &[Placed]) -> Result<(), String> {
    let folder = tempfile::tempdir().unwrap();
    let mut shell = Shell::open(folder.path()).await;
    let address = server.address().to_string();
    for (name, token) in ["anna", "ben", "mara"].map(|name| (name, server.person(name).token)) {
        shell.run(&format!("{}='{token}'", name.to_uppercase())).await;
    }
    let mut names = Names::new();
    let mut watcher = None;
    for (line, example) in examples {
        let done = match example {
            Example::Console(text) => act_in(&mut shell, &steps(text), &address).await,
            Example::Operation { person, document, variables, answer } => {
                let person = server.person(person);
                act_on(&person, document, variables, answer.as_ref(), &mut names, &mut watcher).await
            }
            Example::Event(expected) => match &mut watcher {
                Some(watcher) => differences(expected, &watcher.next_change().await, &mut names),
                None => Err("no subscription runs".to_owned()),
            },
            Example::Start(command) => takes(command),
            Example::File { .. } | Example::Shown(_) => Ok(()),
        };
        done.map_err(|fault| format!("{line}: {fault}"))?;
    }
    Ok(())
}

/// Whether the program takes this command line.
fn takes(command: &str) -> Result<(), String> {
    let read = Cli::read(command.split_whitespace().map(Into::into)).map_err(|error| error.to_string())?;
    match read.command {
        Command::Serve(options) => options.check().map_err(|error| error.to_string()),
        other => Err(format!("this starts no server: {other:?}")),
    }
}

async fn act_on(
    person: &Person,
    document: &str,
    variables: &Value,
    expected: Option<&Value>,
    names: &mut Names,
    watcher: &mut Option<Watcher>,
) -> Result<(), String> {
    let parsed = ExecutableDocument::parse_and_validate(contract(), document, "example")
        .map_err(|invalid| invalid.errors.to_string())?;
    let variables = filled(variables, names)?;
    if parsed.operations.iter().any(|operation| operation.is_subscription()) {
        *watcher = Some(Watcher::open(person.address, &person.token, document, variables).await);
        return Ok(());
    }
    let answer = person.ask(document, variables).await;
    match expected {
        Some(expected) => differences(expected, &answer, names),
        None if answer["errors"].is_null() => Ok(()),
        None => Err(answer.to_string()),
    }
}

/// Variables with what their names stand for.
fn filled(value: &Value, names: &Names) -> Result<Value, String> {
    Ok(match value {
        Value::String(text) if text.starts_with('$') => {
            names.get(text).cloned().ok_or_else(|| format!("nothing was called {text} before"))?
        }
        Value::Array(items) => items.iter().map(|item| filled(item, names)).collect::<Result<_, _>>()?,
        Value::Object(fields) => {
            let fields = fields.iter().map(|(name, value)| Ok((name.clone(), filled(value, names)?)));
            Value::Object(fields.collect::<Result<Map<_, _>, String>>()?)
        }
        other => other.clone(),
    })
}

fn differences(expected: &Value, answer: &Value, names: &mut Names) -> Result<(), String> {
    if matches(expected, answer, names) { Ok(()) } else { Err(format!("it is answered\n{answer:#}")) }
}

/// Whether an answer is as expected. `…` in a text is any text, alone it is anything, and at the end of a list any
/// further items; `$name` is anything, and is remembered.
pub(super) fn matches(expected: &Value, answer: &Value, names: &mut Names) -> bool {
    match (expected, answer) {
        (Value::String(any), _) if any == "…" => true,
        (Value::String(name), _) if name.starts_with('$') => {
            names.insert(name.clone(), answer.clone());
            true
        }
        (Value::String(expected), Value::String(answer)) => line_matches(expected, answer),
        (Value::Array(expected), Value::Array(answer)) => {
            let (expected, whole) = match expected.split_last() {
                Some((Value::String(more), start)) if more == "…" => (start, false),
                _ => (expected.as_slice(), true),
            };
            let fits = if whole { expected.len() == answer.len() } else { expected.len() <= answer.len() };
            fits && expected.iter().zip(answer).all(|(expected, answer)| matches(expected, answer, names))
        }
        (Value::Object(expected), Value::Object(answer)) => {
            expected.len() == answer.len()
                && expected.iter().all(|(name, expected)| {
                    answer.get(name).is_some_and(|answer| matches(expected, answer, names))
                })
        }
        (expected, answer) => expected == answer,
    }
}
