//! Values that settings take.

use std::fmt;
use std::str::FromStr;

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

impl FromStr for Currency {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.as_bytes() {
            &[a, b, c] if text.bytes().all(|byte| byte.is_ascii_uppercase()) => Ok(Self([a, b, c])),
            _ => Err("must be three capital letters, such as EUR"),
        }
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}
