//! Whether it is the database that is away, rather than the question that is wrong.

use std::fmt;
use std::future::Future;
use std::io;
use std::time::Duration;

use backon::Retryable;
use sea_orm::{DbErr, RuntimeErr};
use tokio::time::{Instant, timeout};

use crate::backoff;

/// How long a reading waits for a database that is away. A restart takes a second or two, a crash recovery a
/// few; a request has thirty.
const PATIENCE: Duration = Duration::from_secs(20);
/// PostgreSQL breaks a statement off after 30 s (`statement_timeout`). What is not answered by then is not answered
/// at all: the network has swallowed it, and the kernel would say so after a quarter of an hour, or never.
const ANSWER: Duration = Duration::from_secs(35);

/// SQLSTATE (PostgreSQL manual, appendix A): deadlock_detected.
const DEADLOCK: &str = "40P01";

/// Waits for an answer for as long as there can be one. For what works in the background; requests have a limit
/// of their own.
///
/// # Errors
/// The question's, and that the database is away.
pub(crate) async fn in_time<T>(answer: impl Future<Output = Result<T, DbErr>>) -> Result<T, DbErr> {
    within(ANSWER, answer).await
}

/// The same with another limit, where others wait for the answer.
///
/// # Errors
/// The question's, and that the database is away.
pub(crate) async fn within<T>(
    limit: Duration,
    answer: impl Future<Output = Result<T, DbErr>>,
) -> Result<T, DbErr> {
    timeout(limit, answer).await.unwrap_or_else(|_| {
        let silence = sqlx::Error::Io(io::ErrorKind::TimedOut.into());
        Err(DbErr::Query(RuntimeErr::SqlxError(silence.into())))
    })
}

/// Retries a reading while the database is away. Only for what changes nothing: a write that was broken
/// off may have been carried out.
///
/// # Errors
/// The reading's: any that is about itself, at once; that the database is away, in the end.
pub(crate) async fn retry_while_away<T, F>(read: impl FnMut() -> F) -> Result<T, DbErr>
where
    F: Future<Output = Result<T, DbErr>>,
{
    retry_while_away_for(PATIENCE, read).await
}

/// The same with a patience of its own, where more is read after it.
///
/// # Errors
/// As those of `retry_while_away`.
pub(crate) async fn retry_while_away_for<T, F>(
    patience: Duration,
    mut read: impl FnMut() -> F,
) -> Result<T, DbErr>
where
    F: Future<Output = Result<T, DbErr>>,
{
    let deadline = Instant::now() + patience;
    (|| in_time(read()))
        .retry(backoff::WAITED_FOR)
        .when(is_away)
        .adjust(|_, pause| pause.filter(|pause| Instant::now() + *pause < deadline))
        .await
}

/// Whether the database is away, and may be back soon.
pub(crate) fn is_away(error: &DbErr) -> bool {
    matches!(error, DbErr::ConnectionAcquire(_))
        || sent(error).or_else(|| unsent(error)).is_some_and(|error| match error {
            sqlx::Error::Io(_)
            | sqlx::Error::Protocol(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::WorkerCrashed => true,
            sqlx::Error::Database(error) => {
                error.code().is_some_and(|code| is_ending(&code) || is_unreachable(&code))
            }
            _ => false,
        })
}

/// Whether it takes no more connections, or the pooler before it doesn't (pgBouncer's `max_client_conn` and the like).
pub(crate) fn is_full(error: &sqlx::Error) -> bool {
    let sqlx::Error::Database(error) = error else { return false };
    match error.code().as_deref() {
        Some("53300") => true,
        // A pooler has no SQLSTATE of its own for this.
        Some("08P01") => ["no more connections allowed", "client connections exceeded"]
            .iter()
            .any(|refusal| error.message().starts_with(refusal)),
        _ => false,
    }
}

/// Whether it takes no writes: a standby, or set to read only.
pub(crate) fn is_read_only(error: &DbErr) -> bool {
    matches!(sent(error), Some(sqlx::Error::Database(error)) if error.code().as_deref() == Some("25006"))
}

/// What the state of the database, rather than anything that was asked, has done to an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outage {
    /// Nothing was written.
    Unavailable,
    /// A write was sent, and its answer is lost: it may have been carried out.
    Unconfirmed,
}

impl Outage {
    /// None where the error is about something else.
    pub(crate) fn of(error: &DbErr) -> Option<Self> {
        // Without a connection nothing was asked, whatever the reason for that.
        if matches!(error, DbErr::ConnectionAcquire(_)) || unsent(error).is_some() {
            return Some(Self::Unavailable);
        }
        match sent(error)? {
            sqlx::Error::Io(error) if error.get_ref().is_some_and(|inner| inner.is::<InDoubt>()) => {
                Some(Self::Unconfirmed)
            }
            // Of a reading, or of a transaction that was not committed. What makes no sense here was meant for somebody
            // else: a notification, where another program listened through a pooler that lends its session on.
            sqlx::Error::Io(_)
            | sqlx::Error::Protocol(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed => Some(Self::Unavailable),
            sqlx::Error::Database(error) => {
                let code = error.code()?;
                (is_ending(&code) || is_unreachable(&code) || is_refusal(&code)).then_some(Self::Unavailable)
            }
            _ => None,
        }
    }
}

/// To be passed through by the error of a write that commits: where the connection ended in place of an answer, only
/// the database knows whether it was carried out.
pub(crate) fn in_doubt(error: DbErr) -> DbErr {
    let is_lost = sent(&error).is_some_and(|error| match error {
        sqlx::Error::Io(_) | sqlx::Error::Tls(_) | sqlx::Error::Protocol(_) | sqlx::Error::WorkerCrashed => {
            true
        }
        sqlx::Error::Database(error) => error.code().is_some_and(|code| is_ending(&code)),
        _ => false,
    });
    if !is_lost {
        return error;
    }
    let doubt = io::Error::other(InDoubt(error));
    DbErr::Exec(RuntimeErr::SqlxError(sqlx::Error::Io(doubt).into()))
}

/// The loss of a write's answer.
#[derive(Debug)]
struct InDoubt(DbErr);

impl fmt::Display for InDoubt {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}; the write may have been carried out", self.0)
    }
}

impl std::error::Error for InDoubt {}

/// The error of getting a connection.
fn unsent(error: &DbErr) -> Option<&sqlx::Error> {
    match error {
        DbErr::Conn(RuntimeErr::SqlxError(error)) => Some(error),
        _ => None,
    }
}

/// Whether PostgreSQL ended it because it and another waited for each other: it has done nothing.
pub(crate) fn is_deadlock(error: &sqlx::Error) -> bool {
    error.as_database_error().and_then(|error| error.code()).is_some_and(|code| code == DEADLOCK)
}

/// The error of something that was asked on a connection.
pub(super) fn sent(error: &DbErr) -> Option<&sqlx::Error> {
    match error {
        DbErr::Exec(RuntimeErr::SqlxError(error)) | DbErr::Query(RuntimeErr::SqlxError(error)) => Some(error),
        _ => None,
    }
}

/// By SQLSTATE (PostgreSQL manual, appendix A) the connection ends with this answer: class 08, connection exceptions,
/// which poolers answer, too; it is shut down, has crashed, or the session has rested for too long.
fn is_ending(code: &str) -> bool {
    code.starts_with("08") || ["25P03", "57P01", "57P02", "57P05"].contains(&code)
}

/// It takes no connection now, or none more.
fn is_unreachable(code: &str) -> bool {
    ["57P03", "53300"].contains(&code)
}

/// It refuses what it would do at another time, and has done nothing of it: class 53, out of disk, memory, connections
/// or another resource; an error of its disk; a standby, or told to write nothing; others were in the way for too long.
fn is_refusal(code: &str) -> bool {
    code.starts_with("53") || ["58030", "25006", "55P03", "40001", DEADLOCK].contains(&code)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(error: sqlx::Error) -> DbErr {
        DbErr::Query(RuntimeErr::SqlxError(error.into()))
    }

    fn reset() -> sqlx::Error {
        sqlx::Error::Io(io::ErrorKind::ConnectionReset.into())
    }

    #[test]
    fn a_write_without_an_answer_is_in_doubt_and_others_are_not() {
        assert_eq!(Outage::of(&query(reset())), Some(Outage::Unavailable));
        assert_eq!(Outage::of(&in_doubt(query(reset()))), Some(Outage::Unconfirmed));
        assert!(is_away(&in_doubt(query(reset()))));
        // It was not sent.
        let unsent = DbErr::Conn(RuntimeErr::SqlxError(reset().into()));
        assert_eq!(Outage::of(&in_doubt(unsent)), Some(Outage::Unavailable));
        // About the question.
        let wrong = in_doubt(query(sqlx::Error::RowNotFound));
        assert_eq!(Outage::of(&wrong), None);
    }

    #[test]
    fn an_answer_that_was_meant_for_somebody_else_is_an_outage() {
        let stray = || query(sqlx::Error::Protocol("unexpected message: NotificationResponse".to_owned()));
        assert!(is_away(&stray()));
        assert_eq!(Outage::of(&stray()), Some(Outage::Unavailable));
        assert_eq!(Outage::of(&in_doubt(stray())), Some(Outage::Unconfirmed));
    }

    #[tokio::test]
    async fn a_reading_outlasts_an_outage() {
        let mut tries = 0;
        let read = retry_while_away(|| {
            tries += 1;
            let answer = match tries {
                1 => Err(query(reset())),
                2 => Err(query(sqlx::Error::PoolTimedOut)),
                _ => Ok(tries),
            };
            async move { answer }
        });
        assert_eq!(read.await, Ok(3));
    }

    #[tokio::test]
    async fn silence_is_an_outage() {
        let silent = within::<()>(Duration::from_millis(50), std::future::pending()).await;
        assert!(is_away(&silent.unwrap_err()));
    }

    #[tokio::test]
    async fn an_outage_that_does_not_end_is_told() {
        let mut tries = 0;
        let read = retry_while_away_for::<(), _>(Duration::from_millis(150), || {
            tries += 1;
            async { Err(query(sqlx::Error::PoolTimedOut)) }
        });
        assert!(read.await.is_err());
        assert_eq!(tries, 2, "the pause after the second would be over too late");
    }

    #[tokio::test]
    async fn what_is_wrong_with_the_question_is_told_at_once() {
        let mut tries = 0;
        let read = retry_while_away::<(), _>(|| {
            tries += 1;
            async { Err(query(sqlx::Error::RowNotFound)) }
        });
        assert!(read.await.is_err());
        assert_eq!(tries, 1);
    }
}
