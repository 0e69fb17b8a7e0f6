//! Errors that are no outcome: of the server, and of a request that makes no sense.

use std::fmt::Display;

use async_graphql::{Error, ErrorExtensions};

/// Logs `error`, once, and answers what a client may know of it: that it was not the client's fault.
/// Extension code `INTERNAL`.
pub fn internal(error: impl Display) -> Error {
    tracing::error!(%error, "a request failed for a reason that nobody planned");
    Error::new("internal error").extend_with(|_, extensions| extensions.set("code", "INTERNAL"))
}

/// A request that can't be answered as it is asked: names the argument and the rule, as a sentence whose full stop is
/// set here. Extension code `BAD_REQUEST`.
pub fn bad_request(message: impl Into<String>) -> Error {
    Error::new(message.into() + ".").extend_with(|_, extensions| extensions.set("code", "BAD_REQUEST"))
}

#[cfg(test)]
mod tests {
    use async_graphql::Value;

    use super::*;

    #[test]
    fn the_cause_stays_inside() {
        let error = internal("password authentication failed for user \"frontdesk\"");
        assert_eq!(error.message, "internal error");
        let extensions = error.extensions.expect("a code");
        assert_eq!(extensions.get("code"), Some(&Value::from("INTERNAL")));
    }
}
