//! Whether there is a pooler before PostgreSQL, and whether servers can work through it.

use sqlx::Connection;

use super::Finding;
use super::reach::reach;
use crate::database::Address;
use crate::database::pooling::Pooling;

const SUBJECT: &str = "pooler";

/// How connections by this address come by their sessions; `None` where that can't be found out.
///
/// # Errors
/// That the database can't be reached, in words.
pub(super) async fn examine(address: &Address) -> Result<(Finding, Option<Pooling>), String> {
    // A connection of its own, on which nothing was prepared.
    let mut connection = reach(address).await?;
    let pooling = Pooling::of(&mut connection, address).await;
    // Nothing hangs on a farewell.
    drop(connection.close().await);
    Ok(match pooling {
        Ok(pooling) => (told(pooling), Some(pooling)),
        Err(error) => (Finding::wrong(SUBJECT, format!("It could not be examined: {error}.")), None),
    })
}

fn told(pooling: Pooling) -> Finding {
    match pooling {
        Pooling::None => Finding::ok(SUBJECT, "There is none: connections lead to PostgreSQL itself."),
        Pooling::Session => Finding::ok(SUBJECT, "A pooler gives each connection a session of its own."),
        Pooling::Transaction => Finding::ok(
            SUBJECT,
            "A pooler lends sessions for single transactions, and keeps apart what its clients prepare.",
        ),
        Pooling::Unprepared => Finding::wrong(
            SUBJECT,
            "A pooler mixes up what its clients prepare, so servers don't start: use pgBouncer 1.21 or newer with \
             max_prepared_statements above 0.",
        ),
    }
}
