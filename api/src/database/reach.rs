//! The first connection, which may have to wait: the database and this program may be starting together.

use std::io::ErrorKind;
use std::time::Duration;

use backon::Retryable;
use sqlx::postgres::PgConnection;
use sqlx::{Connection, Error, Executor, Row};
use tokio::time::{Instant, timeout};

use super::{Address, DatabaseError};
use crate::backoff;

/// How long one connection may take to open.
const OPENING: Duration = Duration::from_secs(10);
/// And how long it has also where nobody wants to wait.
const SHORTEST_OPENING: Duration = Duration::from_millis(50);
/// How often is said that it still waits.
const REMINDER: Duration = Duration::from_secs(15);

/// Why there is no connection yet.
enum Obstacle {
    /// It may come: PostgreSQL is not there yet, is starting, has no place left, or is a standby.
    Passing(String),
    Lasting(DatabaseError),
}

/// Opens a session that can write, and has prepared nothing; waits for a PostgreSQL that is away.
///
/// # Errors
/// [`DatabaseError::Unreachable`] when the time is up; at once what waiting does not mend: a password that is
/// wrong, a database that does not exist, a version that is too old.
pub(super) async fn reach(address: &Address, patience: Duration) -> Result<PgConnection, DatabaseError> {
    let started = Instant::now();
    let mut told: Option<Instant> = None;
    let attempts = || attempt(address, patience.max(SHORTEST_OPENING));
    let reached = attempts
        .retry(backoff::WAITED_FOR)
        .when(|obstacle| matches!(obstacle, Obstacle::Passing(_)))
        .adjust(|_, pause| pause.filter(|pause| started.elapsed() + *pause <= patience))
        .notify(|obstacle, _| {
            let Obstacle::Passing(reason) = obstacle else { return };
            if told.is_none_or(|told| told.elapsed() > REMINDER) {
                told = Some(Instant::now());
                let seconds = patience.as_secs();
                tracing::warn!(%reason, "the database does not answer yet: waiting for it, {seconds} s at most");
            }
        })
        .await;
    if reached.is_ok() && told.is_some() {
        tracing::info!(waited = ?started.elapsed(), "the database answers");
    }
    reached.map_err(|obstacle| match obstacle {
        Obstacle::Lasting(error) => error,
        Obstacle::Passing(reason) => DatabaseError::Unreachable(reason),
    })
}

async fn attempt(address: &Address, patience: Duration) -> Result<PgConnection, Obstacle> {
    let opening = async {
        let mut connection = PgConnection::connect_with(address.options()).await?;
        // Prepared, the statement might meet another of its name, which some poolers mix up.
        let facts =
            connection.fetch_one("SELECT current_setting('server_version'), pg_is_in_recovery()").await?;
        Ok::<(_, String, bool), Error>((connection, facts.try_get(0)?, facts.try_get(1)?))
    };
    let opened = timeout(OPENING.min(patience), opening).await;
    let (connection, version, is_standby) = match opened {
        Ok(opened) => opened.map_err(obstacle)?,
        Err(_) => return Err(Obstacle::Passing("it says nothing".to_owned())),
    };
    let major = version.split(['.', ' ']).next().and_then(|major| major.parse().ok()).unwrap_or(0);
    match major {
        0..15 => Err(Obstacle::Lasting(DatabaseError::TooOld(version))),
        _ if is_standby => Err(Obstacle::Passing("it is a standby, which takes no writes".to_owned())),
        _ => Ok(connection),
    }
}

fn obstacle(error: Error) -> Obstacle {
    match &error {
        Error::Io(io) if io.kind() != ErrorKind::PermissionDenied => Obstacle::Passing(io.to_string()),
        Error::Database(refusal) => {
            let reason = refusal.message().to_owned();
            // PostgreSQL manual, appendix A: no resources left, no connection left; ended, crashed, starting up.
            let passes = refusal.code().is_some_and(|code| {
                ["53", "08"].iter().any(|class| code.starts_with(class))
                    || ["57P01", "57P02", "57P03"].contains(&&*code)
            });
            if passes { Obstacle::Passing(reason) } else { Obstacle::Lasting(DatabaseError::Refused(reason)) }
        }
        _ => Obstacle::Lasting(DatabaseError::Unreachable(error.to_string())),
    }
}
