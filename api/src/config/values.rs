//! Values that settings take.

use std::fmt;
use std::str::FromStr;

use oxilangtag::LanguageTag;

use crate::codes;

/// A setting that is well-formed by itself but can't be used, or not with another.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{flag} {rule}")]
pub struct ConfigError {
    flag: &'static str,
    rule: String,
}

impl ConfigError {
    pub fn new(flag: &'static str, rule: impl Into<String>) -> Self {
        Self { flag, rule: rule.into() }
    }
}

/// What a person may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Role {
    /// Sees everything, changes nothing.
    Viewer,
    /// Works at the front desk: bookings and guests.
    Desk,
    /// Runs the house: rooms and prices as well.
    Manager,
}

/// An ISO 4217 code, such as EUR.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Currency([u8; 3]);

impl Currency {
    pub fn as_str(&self) -> &str {
        // Only ASCII letters get in.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl Default for Currency {
    /// The euro.
    fn default() -> Self {
        Self(*b"EUR")
    }
}

impl FromStr for Currency {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.as_bytes() {
            &[a, b, c] if codes::is_currency(text) => Ok(Self([a, b, c])),
            _ => Err("must be the ISO 4217 code of a currency in use, such as EUR"),
        }
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// A BCP 47 language tag, such as de-AT.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Locale(String);

impl Locale {
    /// What POSIX calls `de_AT.UTF-8@euro`; English where that names no language, as `C` does.
    pub fn of_environment(lang: Option<&str>) -> Self {
        let name = lang.and_then(|lang| lang.split(['.', '@']).next()).unwrap_or_default();
        name.replace('_', "-").parse().unwrap_or_else(|_| Self("en".to_owned()))
    }
}

impl FromStr for Locale {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match LanguageTag::parse_and_normalize(text) {
            // Languages have two or three letters; longer words are well-formed, and no language.
            Ok(tag) if matches!(tag.primary_language().len(), 2 | 3) => Ok(Self(tag.into_inner())),
            _ => Err("must be a language, and may name a region, such as en or de-AT"),
        }
    }
}

impl fmt::Display for Locale {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}
