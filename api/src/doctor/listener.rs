//! Whether a notification arrives where servers listen.

use std::time::Duration;

use sqlx::postgres::{PgConnection, PgListener, PgPoolOptions};
use tokio::time::timeout;
use uuid::Uuid;

use super::Finding;
use super::pooler;
use crate::database::Address;

const SUBJECT: &str = "listener";
const PATIENCE: Duration = Duration::from_secs(5);

/// Notifies through one session, and waits for it in another.
pub(super) async fn examine(session: &mut PgConnection, listen: &Address) -> Finding {
    // A LISTEN would stay on a session that is lent to others next.
    match pooler::examine(listen).await {
        Err(words) => return Finding::wrong(SUBJECT, format!("Nothing can be heard. {words}")),
        Ok((_, Some(pooling))) if !pooling.keeps_session() => {
            return Finding::warning(
                SUBJECT,
                "Servers can't listen through a pooler that lends sessions for single transactions, and see changes up \
                 to two seconds late: set DATABASE_LISTEN_URL to an address past it.",
            );
        }
        Ok((_, Some(_))) => {}
        Ok((finding, None)) => return Finding { subject: SUBJECT, ..finding },
    }
    // A channel of its own: nobody else is woken.
    let channel = format!("frontdesk_doctor_{}", Uuid::now_v7().simple());
    let heard = async {
        let pool = PgPoolOptions::new().max_connections(1).connect_lazy_with(listen.options().clone());
        let mut listener = PgListener::connect_with(&pool).await?;
        listener.listen(&channel).await?;
        sqlx::query("SELECT pg_notify($1, '')").bind(&channel).execute(session).await?;
        listener.recv().await
    };
    match timeout(PATIENCE, heard).await {
        Ok(Ok(_)) => Finding::ok(SUBJECT, "A notification arrives."),
        Ok(Err(error)) => Finding::wrong(SUBJECT, format!("Nothing can be heard: {error}.")),
        Err(_) => {
            let seconds = PATIENCE.as_secs();
            let words = format!(
                "No notification arrives within {seconds} s, so servers see changes late, by a poll: \
                 DATABASE_LISTEN_URL must lead to the same database."
            );
            Finding::wrong(SUBJECT, words)
        }
    }
}
