//! Whether there is a pooler before PostgreSQL, and how long a connection keeps the session that it is given.
//!
//! A pooler that lends sessions for single transactions does not say so. Whoever listens through it leaves the LISTEN
//! on a session that others are lent next, and notifications get in between their answers. So it is found out
//! beforehand, by nothing that stays behind on a session.

use std::io::ErrorKind;
use std::pin::pin;
use std::time::Duration;

use sqlx::postgres::PgConnection;
use sqlx::{Connection, Error, Executor, Row};
use tokio::select;
use tokio::time::{sleep, timeout};

use super::Address;

/// How long it may take to find out.
const ANSWER: Duration = Duration::from_secs(10);
/// What the driver calls the statements that it prepares.
const STATEMENT: &str = "sqlx_s_";
/// How long a second connection waits before the first shows whether it has to wait as well.
const TURN: Duration = Duration::from_secs(2);
/// How often two connections compare their sessions. Others may have a hand in which one is lent, but not each time.
const ROUNDS: usize = 20;

/// How a connection comes by its session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pooling {
    /// There is no pooler.
    None,
    /// A pooler gives one that stays with the connection.
    Session,
    /// A pooler lends one for each transaction, and keeps apart what its clients prepare.
    Transaction,
    /// The same, but a client meets the statements that others have prepared.
    Unprepared,
}

impl Pooling {
    /// How it is with a connection that was just opened by this address, and has prepared nothing. What comes after it
    /// on the connection is not disturbed.
    ///
    /// # Errors
    /// Of this connection, and of a second one; that there is no answer.
    pub async fn of(connection: &mut PgConnection, address: &Address) -> Result<Self, Error> {
        let asked = timeout(ANSWER, Self::ask(connection, address)).await;
        asked.unwrap_or_else(|_| Err(Error::Io(ErrorKind::TimedOut.into())))
    }

    async fn ask(connection: &mut PgConnection, address: &Address) -> Result<Self, Error> {
        if is_direct(connection).await? {
            return Ok(Self::None);
        }
        match Prepared::by(connection).await? {
            Prepared::Renamed => Ok(Self::Transaction),
            Prepared::Met => Ok(Self::Unprepared),
            Prepared::Kept if is_lent(connection, address).await? => Ok(Self::Unprepared),
            Prepared::Kept => Ok(Self::Session),
        }
    }

    /// Whether a session stays with the connection.
    pub fn keeps_session(self) -> bool {
        matches!(self, Self::None | Self::Session)
    }
}

/// PostgreSQL knows that a session began with its client's settings. A pooler begins them with its own, and sets its
/// clients' later.
async fn is_direct(connection: &mut PgConnection) -> Result<bool, Error> {
    let sql = "SELECT source = 'client' FROM pg_settings WHERE name = 'application_name'";
    connection.fetch_one(sql).await?.try_get(0)
}

/// What became of the name of a prepared statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Prepared {
    /// The session has it as it was sent.
    Kept,
    /// The session has it by another name: the pooler keeps apart those of its clients.
    Renamed,
    /// The session has one of somebody else's by this name.
    Met,
}

impl Prepared {
    async fn by(connection: &mut PgConnection) -> Result<Self, Error> {
        // In one session from beginning to end, where the statement is forgotten again.
        let mut transaction = connection.begin().await?;
        let name =
            sqlx::query_scalar("SELECT name FROM pg_prepared_statements WHERE statement = current_query()")
                .fetch_optional(&mut *transaction)
                .await;
        if name.is_ok() {
            transaction.clear_cached_statements().await?;
        }
        transaction.rollback().await?;
        Self::from_name(name)
    }

    fn from_name(name: Result<Option<String>, Error>) -> Result<Self, Error> {
        match name {
            Ok(Some(name)) if !name.starts_with(STATEMENT) => Ok(Self::Renamed),
            Ok(_) => Ok(Self::Kept),
            Err(Error::Database(error)) if error.code().is_some_and(|code| is_mixed_up(&code)) => {
                Ok(Self::Met)
            }
            Err(error) => Err(error),
        }
    }
}

/// By SQLSTATE, a prepared statement is there already, or is not there.
fn is_mixed_up(code: &str) -> bool {
    ["42P05", "26000"].contains(&code)
}

/// Whether another connection may meet the session of this one.
async fn is_lent(own: &mut PgConnection, address: &Address) -> Result<bool, Error> {
    let first = session(own).await?;
    let mut second = pin!(async {
        let mut connection = PgConnection::connect_with(address.options()).await?;
        let met = session(&mut connection).await?;
        Ok::<_, Error>((connection, met))
    });
    let (mut other, met) = select! {
        biased;
        opened = &mut second => opened?,
        // No session is left for a second connection. Whoever is answered before it has kept their own.
        again = async { sleep(TURN).await; session(own).await } => return Ok(again? != first),
    };
    let mut rounds = Vec::with_capacity(ROUNDS);
    for _ in 0..ROUNDS {
        rounds.push((session(&mut other).await?, session(own).await?));
    }
    // Nothing hangs on a farewell.
    drop(other.close().await);
    Ok(met == first || is_swapped(first, &rounds))
}

/// Whether two connections have had each other's sessions: what the other one and this one met, in turn.
fn is_swapped(first: i32, rounds: &[(i32, i32)]) -> bool {
    rounds.iter().any(|(other, own)| *other == first || *own != first)
}

/// The session that a statement runs in.
async fn session(connection: &mut PgConnection) -> Result<i32, Error> {
    connection.fetch_one("SELECT pg_backend_pid()").await?.try_get(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What two connections find out about a pooler, where the first has met session 1.
    fn found(mut lend: impl FnMut() -> i32) -> bool {
        let met = lend();
        let rounds: Vec<_> = (0..ROUNDS).map(|_| (lend(), lend())).collect();
        met == 1 || is_swapped(1, &rounds)
    }

    #[test]
    fn lent_sessions_are_found_out_in_whatever_order_they_are_lent() {
        assert!(found(|| 1), "the last that was given back first");
        for count in 1..=20 {
            let mut last = 1;
            let in_turn = || {
                last = last % count + 1;
                last
            };
            assert!(found(in_turn), "{count} in turn");
        }
    }

    #[test]
    fn sessions_that_are_kept_are_not_taken_for_lent() {
        assert!(!is_swapped(1, &[(2, 1); ROUNDS]));
    }

    #[test]
    fn a_name_tells_who_keeps_statements_apart() {
        let prepared = |name: &str| Prepared::from_name(Ok(Some(name.to_owned()))).expect("a name");
        assert_eq!(prepared("sqlx_s_1"), Prepared::Kept);
        assert_eq!(prepared("PGBOUNCER_12"), Prepared::Renamed);
        assert!(Prepared::from_name(Err(Error::RowNotFound)).is_err());
        assert!(is_mixed_up("42P05") && is_mixed_up("26000") && !is_mixed_up("08P01"));
    }

    #[test]
    fn only_sessions_that_stay_can_listen() {
        let keeping = [Pooling::None, Pooling::Session, Pooling::Transaction, Pooling::Unprepared]
            .map(Pooling::keeps_session);
        assert_eq!(keeping, [true, true, false, false]);
    }
}
