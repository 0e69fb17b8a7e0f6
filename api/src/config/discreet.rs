//! An error about the command line repeats what was typed, which may be a password.

use clap::Error;
use clap::error::{ContextKind, ContextValue};

const HIDDEN: &str = "…";
/// The settings whose values are never repeated.
const SECRET: [&str; 5] =
    ["--database-url", "--database-listen-url", "--database-read-url", "--relay-url", "--token-secret-file"];

/// The same error without the value of a setting that holds a secret, and without whatever looks like an address
/// with a password in it: it may have been typed in another setting's place.
pub(super) fn without_secrets(mut error: Error) -> Error {
    let about_a_secret = matches!(error.get(ContextKind::InvalidArg), Some(ContextValue::String(argument))
        if SECRET.iter().any(|flag| argument.split([' ', '=']).next() == Some(flag)));
    let kinds: Vec<_> = error.context().map(|(kind, _)| kind).collect();
    for kind in kinds {
        let hides =
            |text: &str| (about_a_secret && kind == ContextKind::InvalidValue) || may_hold_a_password(text);
        let value = match error.get(kind) {
            Some(ContextValue::String(text)) if hides(text) => ContextValue::String(HIDDEN.to_owned()),
            Some(ContextValue::Strings(texts)) if texts.iter().any(|text| hides(text)) => {
                ContextValue::Strings(vec![HIDDEN.to_owned()])
            }
            Some(ContextValue::StyledStr(text)) if hides(&text.to_string()) => ContextValue::None,
            Some(ContextValue::StyledStrs(texts)) if texts.iter().any(|text| hides(&text.to_string())) => {
                ContextValue::None
            }
            _ => continue,
        };
        error.insert(kind, value);
    }
    error
}

/// `postgres://anna:open-sesame@db`, also mistyped, and `password=open-sesame`.
fn may_hold_a_password(text: &str) -> bool {
    let named = text.to_ascii_lowercase().contains("password=");
    named || text.split_once('@').is_some_and(|(before, _)| before.contains(':'))
}
