//! The settings that are in force, in this process: what the operator gave, and what managers set for all processes.

use std::sync::Arc;
use std::time::Duration;

use entity::hotel_settings::{Column, Entity, Model};
use sea_orm::entity::prelude::*;
use sea_orm::{DatabaseConnection, DbErr, QueryOrder, QuerySelect};
use tokio::sync::{Mutex, Notify, watch};
use tokio_util::sync::CancellationToken;

use super::Given;
use crate::calendar::Calendar;
use crate::changes::listener::{Channel, Health};
use crate::config::{Currency, Locale};
use crate::database::away::in_time;

/// What the trigger notifies (migration/sql/24_hotel_up.sql).
const CHANNEL: &str = "hotel_changes";
/// How long a change can go unnoticed where no notification arrives, and where one may have been left out.
const UNHEARD: Duration = Duration::from_secs(2);
const HEARD: Duration = Duration::from_secs(30);

/// What the house is run with.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct InForce {
    pub calendar: Calendar,
    /// The currency of what does not name one.
    pub currency: Currency,
    /// The language and region of the house.
    pub locale: Locale,
    /// What managers set; none where nobody has set anything.
    pub stored: Option<Model>,
}

/// The settings, as they change while the server runs. Clones are the same.
#[derive(Clone, Debug)]
pub(crate) struct Settings(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    given: Given,
    now: watch::Sender<Arc<InForce>>,
    /// Held while they are read: what was read first is told first.
    reading: Mutex<()>,
    wake: Notify,
}

impl Settings {
    pub(crate) fn new(given: Given) -> Self {
        let now = watch::Sender::new(Arc::new(given.with(None)));
        Self(Arc::new(Inner { given, now, reading: Mutex::default(), wake: Notify::new() }))
    }

    pub(crate) fn given(&self) -> &Given {
        &self.0.given
    }

    /// Those that are in force at the moment.
    pub(crate) fn now(&self) -> Arc<InForce> {
        Arc::clone(&self.0.now.borrow())
    }

    /// The same, and those that come.
    pub(crate) fn watch(&self) -> watch::Receiver<Arc<InForce>> {
        self.0.now.subscribe()
    }

    /// Reads what managers set, and puts it in force.
    ///
    /// # Errors
    /// The database's.
    pub(crate) async fn look(&self, db: &DatabaseConnection) -> Result<(), DbErr> {
        let _turn = self.0.reading.lock().await;
        let in_force = self.0.given.with(newest(db).await?);
        self.0.now.send_if_modified(|now| {
            let is_new = **now != in_force;
            if is_new {
                *now = Arc::new(in_force);
            }
            is_new
        });
        Ok(())
    }

    /// Looks whenever it is told of a change, and from time to time anyway, until the server ends.
    pub(crate) async fn keep(self, db: DatabaseConnection, health: Arc<Health>, ends: CancellationToken) {
        let look = async {
            loop {
                let patience = if health.listening() { HEARD } else { UNHEARD };
                tokio::select! {
                    () = self.0.wake.notified() => {}
                    () = tokio::time::sleep(patience) => {}
                }
                if let Err(error) = in_time(self.look(&db)).await {
                    tracing::warn!(%error, "the hotel's settings can't be read, and stay as they were: trying again");
                    tokio::time::sleep(UNHEARD).await;
                    self.0.wake.notify_one();
                }
            }
        };
        ends.run_until_cancelled(look).await;
    }

    /// What the listener calls.
    pub(crate) fn channel(&self) -> Arc<dyn Channel> {
        Arc::<Inner>::clone(&self.0)
    }
}

/// What another process, or somebody with `psql`, set.
impl Channel for Inner {
    fn name(&self) -> &'static str {
        CHANNEL
    }

    fn heard(&self, _: &str) {
        self.wake.notify_one();
    }

    fn missed(&self) {
        self.wake.notify_one();
    }
}

/// The newest version; none where nobody has set anything.
///
/// # Errors
/// The database's.
pub(crate) async fn newest(db: &DatabaseConnection) -> Result<Option<Model>, DbErr> {
    Entity::find().order_by_desc(Column::Version).limit(1).one(db).await
}
