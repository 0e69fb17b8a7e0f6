//! Whether the database answers, without waiting for one that is away.

use std::time::Duration;

use sqlx::postgres::PgConnection;
use sqlx::{Connection, Error};
use tokio::time::timeout;

use crate::database::Address;

const OPENING: Duration = Duration::from_secs(10);

/// Opens a session.
///
/// # Errors
/// What is in the way, and what to do about it.
pub(super) async fn reach(address: &Address) -> Result<PgConnection, String> {
    let options = address.options().clone().application_name("frontdesk doctor");
    let options = options.options([("statement_timeout", "10s"), ("lock_timeout", "10s")]);
    match timeout(OPENING, PgConnection::connect_with(&options)).await {
        Ok(Ok(session)) => Ok(session),
        Ok(Err(error)) => Err(words(&error)),
        Err(_) => {
            let seconds = OPENING.as_secs();
            Err(format!(
                "PostgreSQL says nothing within {seconds} s: correct host and port in the address, or let a firewall \
                 let them through."
            ))
        }
    }
}

/// The address itself is left out: it may hold a password.
fn words(error: &Error) -> String {
    match error {
        Error::Io(error) => {
            format!(
                "PostgreSQL does not answer ({error}): start it, or correct host and port in the address."
            )
        }
        Error::Database(refusal) => {
            // PostgreSQL manual, appendix A.
            let remedy = match refusal.code().as_deref() {
                Some("28P01" | "28000") => {
                    "correct the user and the password in the address, or let the role in by pg_hba.conf"
                }
                Some("3D000") => "create the database with `createdb`, or correct its name in the address",
                Some("42501") => "grant the role CONNECT on the database",
                Some("53300") => "raise max_connections, or end what else is connected",
                Some("57P03") => "it is starting or stopping, so try again in a moment",
                _ => "PostgreSQL's log says more",
            };
            format!("PostgreSQL refuses the connection ({}): {remedy}.", refusal.message())
        }
        error => format!("No session could be opened ({error}): correct the address, or how it uses TLS."),
    }
}
