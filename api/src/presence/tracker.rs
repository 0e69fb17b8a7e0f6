//! Joining, updating, asking and watching: what the API stands on.

use std::sync::Arc;
use std::time::Duration;

use futures_util::{Stream, StreamExt};
use sea_orm::{DatabaseConnection, DbErr};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::local::LocalPresences;
use super::table::{self, Join, Joined};
use super::tasks::Tasks;
use super::throttle::Throttle;
use super::wake::{Stale, Wake};
use super::{Activity, Event, Presence, Roster};
use crate::database::away::in_doubt;

/// At most five writes of one presence a second.
const GAP: Duration = Duration::from_millis(200);
/// How long somebody who joins waits until this process has read that they are there.
const SEEN_WITHIN: Duration = Duration::from_secs(2);
/// How long the end of the server waits for its people to be removed. Where that fails, the others remove them.
const CLOSING: Duration = Duration::from_secs(2);

/// Why somebody can't come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    NoSuchBooking,
    /// The id is somebody else's.
    Taken,
}

/// Presence as this server process takes part in it. Clones are the same.
#[derive(Clone, Debug)]
pub(crate) struct Tracker {
    db: DatabaseConnection,
    process: Uuid,
    roster: Roster,
    local: Arc<LocalPresences>,
    wake: Arc<Wake>,
    throttle: Arc<Throttle>,
}

impl Tracker {
    /// Reads who is present, and keeps that up to date until `shutdown`. After `patience` without a sign of life, a
    /// process's people are removed.
    ///
    /// # Errors
    /// The database's.
    pub(crate) async fn start(
        db: DatabaseConnection,
        patience: Duration,
        shutdown: CancellationToken,
    ) -> Result<Self, DbErr> {
        let process = Uuid::new_v4();
        let (roster, wake) = (Roster::default(), Arc::<Wake>::default());
        let (local, left) = LocalPresences::new();
        let tasks = Tasks {
            db: db.clone(),
            process,
            roster: roster.clone(),
            local: Arc::clone(&local),
            wake: Arc::clone(&wake),
            patience,
            shutdown,
        };
        tasks.read(Stale::Everything).await?;
        tasks.spawn(left);
        Ok(Self { db, process, roster, local, wake, throttle: Arc::new(Throttle::new(GAP)) })
    }

    /// What the listener tells of notifications.
    pub(crate) fn wake(&self) -> Arc<Wake> {
        Arc::clone(&self.wake)
    }

    /// Who is where, as this process knows it.
    pub(crate) fn roster(&self) -> &Roster {
        &self.roster
    }

    /// Comes to a booking, for as long as the answer lives, and tells who is there.
    ///
    /// # Errors
    /// The database's.
    pub(crate) async fn join(
        &self,
        join: &Join,
    ) -> Result<Result<impl Stream<Item = Event> + Send + use<>, Refused>, DbErr> {
        let coming = self.local.coming().await;
        // Before the row is written, so that whoever is gone by then takes it along.
        let Some(mut guard) = self.local.register(join.id, join.user) else { return Ok(Err(Refused::Taken)) };
        let row = match table::join(&self.db, self.process, join).await? {
            Joined::At(row) => row,
            Joined::NoSuchBooking => return Ok(Err(Refused::NoSuchBooking)),
            Joined::Taken => return Ok(Err(Refused::Taken)),
        };
        guard.written(row);
        drop(coming);
        self.wake.booking(join.booking);
        let mut people = self.roster.receiver(join.booking);
        let seen = people.wait_for(|people| people.iter().any(|presence| presence.id == join.id));
        // The database may be away by now; then they are told who was there, and of themselves later.
        drop(timeout(SEEN_WITHIN, seen).await);
        let moved = guard.moved();
        let events = self.roster.watch(join.booking).map(move |event| {
            let _ = &guard;
            event
        });
        Ok(Ok(events.take_until(moved)))
    }

    /// Sets what a user does at one place, whichever process holds it, a few times a second at most: the newest
    /// wins. None where they are not there, or it is not them.
    ///
    /// # Errors
    /// The database's.
    pub(crate) async fn update(
        &self,
        (id, user): (Uuid, Uuid),
        activity: Activity,
    ) -> Result<Option<Presence>, DbErr> {
        self.throttle
            .write((id, user), activity, |activity| self.write(id, user, activity))
            .await
            .map_err(in_doubt)
    }

    async fn write(&self, id: Uuid, user: Uuid, activity: Activity) -> Result<Option<Presence>, DbErr> {
        let mut row = table::update(&self.db, (id, user), &activity).await?;
        if row.is_none()
            && let Some(known) = self.local.change((id, user), &activity)
        {
            // The row is lost, but who it is about is here.
            table::confirm(&self.db, self.process, &[known]).await?;
            row = table::update(&self.db, (id, user), &activity).await?;
        }
        if let Some(row) = &row {
            self.wake.booking(row.booking_id);
        }
        Ok(row)
    }

    /// Removes this process's people. For the end of the server, when no stream runs any more.
    pub(crate) async fn close(&self) {
        match timeout(CLOSING, table::leave_all(&self.db, self.process)).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, "this server's people could not be removed"),
            Err(_) => tracing::warn!("this server's people could not be removed in time"),
        }
    }
}
