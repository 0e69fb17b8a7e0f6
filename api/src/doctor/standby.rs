//! Whether lists can be read at the standby. Servers work without one, so nothing here is worse than a warning.

use std::time::Duration;

use sea_orm::{DatabaseConnection, DbErr, SqlxPostgresConnector};
use sqlx::postgres::PgPoolOptions;
use tokio::time::{Instant, sleep};

use super::reach::reach;
use super::{Finding, pooler, sentence};
use crate::database::Address;
use crate::database::pooling::Pooling;
use crate::standby::{Floor, Obstacle, Standing};

const SUBJECT: &str = "standby";
/// How long it may take to come to where the primary is. Servers don't wait as long.
const PATIENCE: Duration = Duration::from_secs(3);
const PAUSE: Duration = Duration::from_millis(20);
/// Beyond that, most of what is read soon after a write is read at the primary.
const NOTICEABLE: Duration = Duration::from_millis(500);

/// Compares it with the primary, as servers do before each reading.
pub(super) async fn examine(primary: &Address, standby: &Address) -> Finding {
    match examined(primary, standby).await {
        Ok(took) if took >= NOTICEABLE => Finding::warning(
            SUBJECT,
            format!(
                "It came to where the primary is after {:.1} s, too late for most readings: look at the network between \
                 them, and for long queries on it.",
                took.as_secs_f64()
            ),
        ),
        Ok(took) => {
            Finding::ok(SUBJECT, format!("It follows the primary within {} ms.", took.as_millis() + 1))
        }
        Err(words) => {
            Finding::warning(SUBJECT, format!("{words} Until then everything is read at the primary."))
        }
    }
}

/// How long it took to come to where the primary was.
async fn examined(primary: &Address, standby: &Address) -> Result<Duration, String> {
    if let Err(error) = reach(standby).await {
        return Err(format!("It can't be reached. {error}"));
    }
    if let (_, Some(Pooling::Unprepared)) = pooler::examine(standby).await? {
        return Err(
            "A pooler before it mixes up what its clients prepare: use pgBouncer 1.21 or newer with \
                    max_prepared_statements above 0."
                .to_owned(),
        );
    }
    let (primary, standby) = (session(primary), session(standby));
    let failed = |error: DbErr| {
        format!(
            "It could not be compared with the primary ({error}): DATABASE_READ_URL must lead to a standby of the database."
        )
    };
    let (floor, _) = Floor::look(&primary).await.map_err(failed)?;
    let began = Instant::now();
    loop {
        match Standing::of(&standby).await.map_err(failed)?.reaches(&floor) {
            Ok(()) => return Ok(began.elapsed()),
            Err(Obstacle::Behind(_)) if began.elapsed() < PATIENCE => sleep(PAUSE).await,
            Err(obstacle) => return Err(words(obstacle)),
        }
    }
}

fn words(obstacle: Obstacle) -> String {
    let remedy = match obstacle {
        Obstacle::Behind(_) => {
            "look whether it receives WAL (pg_stat_wal_receiver) and replays it (pg_get_wal_replay_pause_state())"
        }
        Obstacle::Leads => "name a standby of the database in DATABASE_READ_URL, or nothing",
        Obstacle::Elsewhere => "name a standby of the database that DATABASE_URL leads to",
        Obstacle::OtherLife => {
            "make it anew from the primary, or let it follow the primary (primary_conninfo)"
        }
        Obstacle::Isolated => "set that to read committed for the role",
    };
    sentence(&format!("{obstacle}: {remedy}"))
}

fn session(address: &Address) -> DatabaseConnection {
    let options = address.options().clone().application_name("frontdesk doctor");
    let options = options.options([("statement_timeout", "10s"), ("lock_timeout", "10s")]);
    let pool = PgPoolOptions::new().max_connections(1).acquire_timeout(PATIENCE).connect_lazy_with(options);
    SqlxPostgresConnector::from_sqlx_postgres_pool(pool)
}
