//! Errors that are no outcome: of the server, of its database, and of a request that makes no sense.

use std::fmt::Display;
use std::sync::Arc;

use async_graphql::{Error, ErrorExtensionValues, ErrorExtensions};
use sea_orm::DbErr;

use crate::auth;
use crate::database::away::Outage;
use crate::request_id;

/// A mistake of the server's.
pub(crate) const INTERNAL: &str = "INTERNAL";
/// Nothing of the field was saved, and it can be asked for again.
pub(crate) const UNAVAILABLE: &str = "UNAVAILABLE";
/// A write may have been saved or not.
pub(crate) const UNCONFIRMED: &str = "UNCONFIRMED";
/// What is said beside [`UNCONFIRMED`].
pub(crate) const MAY_BE_SAVED: &str =
    "The change may have been saved or not. Send it again with the same mutationId: it is carried out once.";

/// Why something could not be answered.
pub(crate) trait Cause: Display {
    /// What the database's state has to do with it.
    fn outage(&self) -> Option<Outage> {
        None
    }
}

impl Cause for str {}
impl Cause for String {}

impl Cause for DbErr {
    fn outage(&self) -> Option<Outage> {
        Outage::of(self)
    }
}

impl<C: Cause + ?Sized> Cause for &C {
    fn outage(&self) -> Option<Outage> {
        (**self).outage()
    }
}

impl<C: Cause> Cause for Arc<C> {
    fn outage(&self) -> Option<Outage> {
        (**self).outage()
    }
}

impl Cause for auth::Error {
    fn outage(&self) -> Option<Outage> {
        match self {
            Self::Database(error) => error.outage(),
            Self::Password(_) | Self::Random(_) | Self::Token(_) => None,
        }
    }
}

/// Logs `error`, once, and answers what a client may know of it: that it was not the client's fault, and whether
/// something may have been saved. Extension code `INTERNAL`, `UNAVAILABLE` or `UNCONFIRMED`.
pub(crate) fn internal(error: impl Cause) -> Error {
    match error.outage() {
        Some(Outage::Unavailable) => {
            tracing::warn!(%error, "a request failed because of the state that the database is in");
            let message =
                "The database can't be asked just now, and nothing was saved. Try again in a moment.";
            coded(message, UNAVAILABLE)
        }
        Some(Outage::Unconfirmed) => {
            tracing::warn!(%error, "the answer to a write is lost");
            coded(MAY_BE_SAVED, UNCONFIRMED)
        }
        None => {
            tracing::error!(%error, "a request failed for a reason that nobody planned");
            coded("The server made a mistake.", INTERNAL)
                .extend_with(|_, extensions| set_request_id(extensions))
        }
    }
}

/// Tells under which id the log has more, so that whoever is told can say so.
pub(crate) fn set_request_id(extensions: &mut ErrorExtensionValues) {
    if let Some(id) = request_id::current() {
        extensions.set("requestId", &*id);
    }
}

/// A request that can't be answered as it is asked: names the argument and the rule, as a sentence whose full stop is
/// set here. Extension code `BAD_REQUEST`.
pub(crate) fn bad_request(message: impl Into<String>) -> Error {
    coded(message.into() + ".", "BAD_REQUEST")
}

fn coded(message: impl Into<String>, code: &'static str) -> Error {
    Error::new(message).extend_with(|_, extensions| extensions.set("code", code))
}

#[cfg(test)]
mod tests {
    use async_graphql::Value;

    use super::*;

    #[test]
    fn the_cause_stays_inside() {
        let error = internal("password authentication failed for user \"frontdesk\"");
        assert_eq!(error.message, "The server made a mistake.");
        let extensions = error.extensions.expect("a code");
        assert_eq!(extensions.get("code"), Some(&Value::from("INTERNAL")));
    }
}
