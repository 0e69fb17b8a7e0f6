//! Whether the values of a request are of the types that they are given for, said with the way to each value.
//!
//! The library finds the same faults, those in literals when it validates and those in variables only when it executes
//! the field, and names neither the argument nor the way to the value. What it would find wrong is found here before.

use std::fmt::{self, Write as _};

use async_graphql::parser::types::{BaseType, Type};
use async_graphql::{ScalarType, Value as ConstValue};

use super::types::{Inputs, Types};
use crate::graphql::scalar::{Amount, Date, Revision};

/// Characters of a value that a message repeats.
const SHOWN: usize = 60;

/// A value that is none of its type.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Misfit {
    /// The argument, and the way inside of it: `filter.statuses[0]`.
    pub(super) path: String,
    /// "must be a string, not 7".
    pub(super) rule: String,
}

/// The way to a value, which is written down only where something is wrong with it.
#[derive(Clone, Copy, Debug)]
pub(super) enum Path<'p> {
    Argument(&'p str),
    Variable(&'p str),
    Item(&'p Self, usize),
    Field(&'p Self, &'p str),
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Argument(name) => formatter.write_str(name),
            Self::Variable(name) => write!(formatter, "${name}"),
            Self::Item(list, place) => write!(formatter, "{list}[{place}]"),
            Self::Field(object, name) => write!(formatter, "{object}.{name}"),
        }
    }
}

/// Compares values with types.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fitting<'a> {
    pub(super) types: &'a Types,
    /// Whether a message may list the names that there are.
    pub(super) suggestions: bool,
}

impl Fitting<'_> {
    /// Adds what is wrong with a value at a path. Recurses as deeply as the value is nested, which the scan has
    /// bounded for literals and the reader of JSON for variables.
    pub(super) fn check(&self, ty: &Type, value: &ConstValue, path: Path<'_>, misfits: &mut Vec<Misfit>) {
        let mut misfit = |rule: String| misfits.push(Misfit { path: path.to_string(), rule });
        if *value == ConstValue::Null {
            if !ty.nullable {
                misfit("must not be null".to_owned());
            }
            return;
        }
        match (&ty.base, value) {
            (BaseType::List(of), ConstValue::List(items)) => {
                for (place, item) in items.iter().enumerate() {
                    self.check(of, item, Path::Item(&path, place), misfits);
                }
            }
            // One value stands for a list of it.
            (BaseType::List(of), value) => self.check(of, value, path, misfits),
            (BaseType::Named(name), value) => {
                if let Some(fields) = self.types.inputs.get(name) {
                    match value {
                        ConstValue::Object(_) => self.object(name, fields, value, path, misfits),
                        _ => misfit(format!("must be an object of the type {name}, not {}", shown(value))),
                    }
                } else if let Some(values) = self.types.enums.get(name) {
                    let (ConstValue::Enum(_) | ConstValue::String(_)) = value else {
                        return misfit(format!("must be a value of {name}, not {}", shown(value)));
                    };
                    let given = word(value);
                    if !values.iter().any(|known| known.as_str() == given) {
                        let listed = self.listed(values.iter().map(|value| value.as_str()));
                        let listed = listed.unwrap_or_else(|| format!("the values of {name}"));
                        misfit(format!("must be one of {listed}, not {}", shown(value)));
                    }
                } else if let Some(expected) = expected(name, value) {
                    misfit(format!("must be {expected}, not {}", shown(value)));
                }
            }
        }
    }

    fn object(
        &self,
        name: &str,
        fields: &Inputs,
        value: &ConstValue,
        path: Path<'_>,
        misfits: &mut Vec<Misfit>,
    ) {
        let ConstValue::Object(given) = value else { return };
        for (field, value) in given {
            match fields.get(field) {
                Some(known) => self.check(&known.ty, value, Path::Field(&path, field), misfits),
                None => {
                    let listed = self.listed(fields.keys().map(|field| field.as_str()));
                    let listed =
                        listed.map(|listed| format!(": its fields are {listed}")).unwrap_or_default();
                    let rule = format!("is no field of {name}{listed}");
                    misfits.push(Misfit { path: format!("{path}.{}", cut(field)), rule });
                }
            }
        }
        for (field, _) in
            fields.iter().filter(|(field, input)| !input.is_optional() && !given.contains_key(*field))
        {
            misfits.push(Misfit { path: format!("{path}.{field}"), rule: "is missing".to_owned() });
        }
    }

    fn listed<'n>(&self, names: impl Iterator<Item = &'n str>) -> Option<String> {
        self.suggestions.then(|| names.collect::<Vec<_>>().join(", "))
    }
}

/// What a scalar must be, where the value is none.
fn expected(scalar: &str, value: &ConstValue) -> Option<&'static str> {
    let (fits, expected) = match scalar {
        "Boolean" => (matches!(value, ConstValue::Boolean(_)), "true or false"),
        "Date" => (Date::parse(value.clone()).is_ok(), "a day of the form YYYY-MM-DD"),
        "Decimal" => (Amount::parse(value.clone()).is_ok(), "an amount, as a string"),
        "Float" => (matches!(value, ConstValue::Number(_)), "a number"),
        "ID" => (is_id(value), "an ID, which is a string"),
        "Int" => (is_int(value), "a whole number of at most 32 bits"),
        "Revision" => (Revision::parse(value.clone()).is_ok(), "a revision that this API has given out"),
        "String" => (matches!(value, ConstValue::String(_)), "a string"),
        // Left to the library, like whatever is no type at all.
        _ => return None,
    };
    (!fits).then_some(expected)
}

fn is_int(value: &ConstValue) -> bool {
    let ConstValue::Number(number) = value else { return false };
    number.as_i64().is_some_and(|number| i32::try_from(number).is_ok())
}

fn is_id(value: &ConstValue) -> bool {
    match value {
        ConstValue::String(_) => true,
        ConstValue::Number(number) => number.is_i64() || number.is_u64(),
        _ => false,
    }
}

fn word(value: &ConstValue) -> &str {
    match value {
        ConstValue::Enum(name) => name,
        ConstValue::String(text) => text,
        _ => "",
    }
}

/// A value as a message repeats it.
fn shown(value: &ConstValue) -> String {
    let mut text = String::new();
    match value {
        ConstValue::List(_) => text.push_str("a list"),
        ConstValue::Object(_) => text.push_str("an object"),
        ConstValue::Binary(_) => text.push_str("bytes"),
        value => drop(write!(text, "{value}")),
    }
    cut(&text)
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests;
