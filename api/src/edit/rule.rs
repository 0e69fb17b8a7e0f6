//! The rules that a value can break, by name: for programs, and for who says them in another language.

/// Which rule; with the field it says enough to be put into words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    Required,
    Length,
    Range,
    Form,
    Taken,
    Unknown,
    Order,
    Nights,
    Move,
    Today,
    InHouse,
    Over,
    Group,
    Erased,
    Fixed,
}

/// A rule that the schema itself keeps (migration/sql): the name of its constraint, the column, the rule and the words.
pub(crate) type SchemaRule = (&'static str, &'static str, Rule, &'static str);
