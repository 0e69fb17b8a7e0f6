//! Whether a standby that is left alone can be read from.

use std::time::Duration;

use sea_orm::DatabaseConnection;
use sqlx::Connection;
use sqlx::postgres::PgConnection;
use tokio::time::timeout;

use super::Floor;
use super::follower::{Failure, Follower, Reason};
use crate::database::pooling::Pooling;

const OPENING: Duration = Duration::from_secs(5);
const ANSWER: Duration = Duration::from_secs(5);

impl Follower {
    /// Changes nothing where it is read from already.
    pub(super) async fn look(&self, primary: &DatabaseConnection) {
        let Some(reason) = self.left_alone() else { return };
        match self.examine(primary, reason).await {
            Ok(()) => {
                if self.return_to() {
                    tracing::info!("lists and histories are read at the standby");
                }
            }
            Err((reason, why)) => {
                if self.has_failed(reason) {
                    tracing::warn!(
                        "lists and histories are read at the primary, because of the standby at DATABASE_READ_URL: {why}"
                    );
                }
            }
        }
    }

    async fn examine(&self, primary: &DatabaseConnection, reason: Reason) -> Result<(), (Reason, String)> {
        let away = |why: String| (Reason::Away, why);
        if reason == Reason::Away {
            self.open().await.map_err(away)?;
        }
        let floor = timeout(ANSWER, Floor::of(primary)).await;
        let floor = match floor {
            Ok(Ok(floor)) => floor,
            Ok(Err(error)) => {
                return Err((Reason::Unknown, format!("the primary does not say how far it is: {error}")));
            }
            Err(_) => return Err((Reason::Unknown, "the primary does not say how far it is".to_owned())),
        };
        match self.reach(&floor).await {
            Ok(_) => Ok(()),
            Err(failure) => {
                let why = match &failure {
                    Failure::Away(error) => error.to_string(),
                    Failure::Silent => "it says nothing".to_owned(),
                    Failure::Obstacle(obstacle) => obstacle.to_string(),
                };
                Err((failure.reason(), why))
            }
        }
    }

    /// A connection on which nothing was prepared tells what is between.
    async fn open(&self) -> Result<(), String> {
        let opened = timeout(OPENING, async {
            let mut connection = PgConnection::connect_with(self.address.options()).await?;
            let pooling = Pooling::of(&mut connection, &self.address).await;
            // Nothing hangs on a farewell.
            drop(connection.close().await);
            pooling
        });
        match opened.await {
            Err(_) => Err("it says nothing".to_owned()),
            Ok(Err(error)) => Err(error.to_string()),
            Ok(Ok(Pooling::Unprepared)) => {
                Err("a pooler before it mixes up what its clients prepare".to_owned())
            }
            Ok(Ok(_)) => {
                self.renew_pool();
                Ok(())
            }
        }
    }
}
