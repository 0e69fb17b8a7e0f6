//! What the server does by itself from time to time.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use sea_orm::DbErr;

use crate::auth::Auth;
use crate::changes::listener::Health;
use crate::changes::prune::{Keeping, prune};
use crate::hotel::Hotel;
use crate::metrics::Metrics;
use crate::transport::Shutdown;

/// Runs a piece of work again and again until the server ends.
pub(super) fn spawn_every<F, W>(period: Duration, shutdown: &Shutdown, work: F)
where
    F: Fn() -> W + Send + 'static,
    W: Future<Output = Result<(), DbErr>> + Send,
{
    let token = shutdown.token();
    tokio::spawn(async move {
        loop {
            tokio::select! {
                worked = work() => {
                    if let Err(error) = worked {
                        tracing::warn!(%error, "a task in the background failed, and is tried again later");
                    }
                }
                () = token.cancelled() => return,
            }
            tokio::select! {
                () = tokio::time::sleep(period) => {}
                () = token.cancelled() => return,
            }
        }
    });
}

/// Looks at what nothing announces: the pool, the listener's lag, the queue of notifications, the
/// changes that are not in the log yet.
pub(super) async fn sample(hotel: Hotel, metrics: Arc<Metrics>, health: Arc<Health>) -> Result<(), DbErr> {
    let failed = |error: sqlx::Error| DbErr::Query(sea_orm::RuntimeErr::SqlxError(error.into()));
    let pool = hotel.db.get_postgres_connection_pool();
    metrics.pool(pool.size(), u32::try_from(pool.num_idle()).unwrap_or(u32::MAX));
    metrics.listener_lag(health.lag());
    let usage: f64 =
        sqlx::query_scalar("SELECT pg_notification_queue_usage()").fetch_one(pool).await.map_err(failed)?;
    metrics.notify_queue(usage);
    let waiting = "SELECT count(*), coalesce(extract(epoch FROM clock_timestamp() - min(at)), 0)::float8 FROM change_inbox";
    let (length, age): (i64, f64) = sqlx::query_as(waiting).fetch_one(pool).await.map_err(failed)?;
    metrics.inbox(length, Duration::try_from_secs_f64(age).unwrap_or_default());
    Ok(())
}

/// Looks at a standby that can't be read from.
pub(super) async fn look_at_standby(hotel: Hotel) -> Result<(), DbErr> {
    hotel.reads.look(&hotel.db).await;
    Ok(())
}

/// Prunes the log and sweeps ended sessions.
pub(super) async fn keep_house(hotel: Hotel, auth: Auth, keeping: Keeping) -> Result<(), DbErr> {
    let pruned = prune(&hotel.db, keeping, hotel.clock.now()).await?;
    let sessions = auth.sweep().await.map_err(|error| DbErr::Custom(error.to_string()))?;
    tracing::debug!(floor = pruned.floor, deleted = pruned.deleted, sessions, "kept house");
    Ok(())
}
