//! Whether it is the database that is away, rather than the question that is wrong.

use std::future::Future;
use std::time::Duration;

use sea_orm::{DbErr, RuntimeErr};
use tokio::time::{Instant, sleep, timeout};

/// How long a reading waits for a database that is away. A restart takes a second or two, a crash recovery a
/// few; a request has thirty.
const PATIENCE: Duration = Duration::from_secs(20);
const FIRST_PAUSE: Duration = Duration::from_millis(50);
const LONGEST_PAUSE: Duration = Duration::from_secs(1);
/// PostgreSQL breaks a statement off after 30 s (`statement_timeout`). What is not answered by then is not answered
/// at all: the network has swallowed it, and the kernel would say so after a quarter of an hour, or never.
const ANSWER: Duration = Duration::from_secs(35);

/// Waits for an answer for as long as there can be one. For what works in the background; requests have a limit
/// of their own.
///
/// # Errors
/// The question's, and that the database is away.
pub async fn in_time<T>(answer: impl Future<Output = Result<T, DbErr>>) -> Result<T, DbErr> {
    within(ANSWER, answer).await
}

/// The same with another limit, where others wait for the answer.
///
/// # Errors
/// The question's, and that the database is away.
pub async fn within<T>(limit: Duration, answer: impl Future<Output = Result<T, DbErr>>) -> Result<T, DbErr> {
    timeout(limit, answer).await.unwrap_or_else(|_| {
        let silence = sqlx::Error::Io(std::io::ErrorKind::TimedOut.into());
        Err(DbErr::Query(RuntimeErr::SqlxError(silence.into())))
    })
}

/// Reads again and again while the database is away. Only for what changes nothing: a write that was broken
/// off may have been carried out.
///
/// # Errors
/// The reading's: any that is about itself, at once; that the database is away, in the end.
pub async fn wait_out<T, F>(read: impl FnMut() -> F) -> Result<T, DbErr>
where
    F: Future<Output = Result<T, DbErr>>,
{
    wait_out_for(PATIENCE, read).await
}

async fn wait_out_for<T, F>(patience: Duration, mut read: impl FnMut() -> F) -> Result<T, DbErr>
where
    F: Future<Output = Result<T, DbErr>>,
{
    let deadline = Instant::now() + patience;
    let mut pause = FIRST_PAUSE;
    loop {
        match in_time(read()).await {
            Err(error) if is_away(&error) && Instant::now() + pause < deadline => {
                sleep(pause).await;
                pause = (pause * 2).min(LONGEST_PAUSE);
            }
            outcome => return outcome,
        }
    }
}

fn is_away(error: &DbErr) -> bool {
    match error {
        DbErr::ConnectionAcquire(_) => true,
        DbErr::Conn(RuntimeErr::SqlxError(error))
        | DbErr::Exec(RuntimeErr::SqlxError(error))
        | DbErr::Query(RuntimeErr::SqlxError(error)) => match &**error {
            sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::WorkerCrashed => true,
            // Class 08, connection exceptions; 57P01 to 57P03: it is shut down, has crashed, is starting up.
            sqlx::Error::Database(error) => error
                .code()
                .is_some_and(|code| code.starts_with("08") || ["57P01", "57P02", "57P03"].contains(&&*code)),
            _ => false,
        },
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(error: sqlx::Error) -> DbErr {
        DbErr::Query(RuntimeErr::SqlxError(error.into()))
    }

    #[tokio::test]
    async fn a_reading_outlasts_an_outage() {
        let mut tries = 0;
        let read = wait_out(|| {
            tries += 1;
            let answer = match tries {
                1 => Err(query(sqlx::Error::Io(std::io::ErrorKind::ConnectionReset.into()))),
                2 => Err(query(sqlx::Error::PoolTimedOut)),
                _ => Ok(tries),
            };
            async move { answer }
        });
        assert_eq!(read.await, Ok(3));
    }

    #[tokio::test]
    async fn silence_is_an_outage() {
        let silent = within::<()>(FIRST_PAUSE, std::future::pending()).await;
        assert!(is_away(&silent.unwrap_err()));
    }

    #[tokio::test]
    async fn an_outage_that_does_not_end_is_told() {
        let mut tries = 0;
        let read = wait_out_for::<(), _>(3 * FIRST_PAUSE, || {
            tries += 1;
            async { Err(query(sqlx::Error::PoolTimedOut)) }
        });
        assert!(read.await.is_err());
        assert_eq!(tries, 2, "the pause after the second would be over too late");
    }

    #[tokio::test]
    async fn what_is_wrong_with_the_question_is_told_at_once() {
        let mut tries = 0;
        let read = wait_out::<(), _>(|| {
            tries += 1;
            async { Err(query(sqlx::Error::RowNotFound)) }
        });
        assert!(read.await.is_err());
        assert_eq!(tries, 1);
    }
}
