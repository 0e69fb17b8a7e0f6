//! What goes on in the background: reading what changed, and answering for this process's people.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use sea_orm::{DatabaseConnection, DbErr};
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::{Instant, MissedTickBehavior, interval, sleep, sleep_until};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::local::LocalPresences;
use super::wake::{Stale, Wake};
use super::{Roster, table};
use crate::database::away::in_time;

/// How long a missed notification can go unnoticed.
const POLL: Duration = Duration::from_secs(2);
/// How long the reader waits before it tries again.
const PAUSE: Duration = Duration::from_millis(250);

/// What the tasks work with.
#[derive(Clone, Debug)]
pub(super) struct Tasks {
    pub(super) db: DatabaseConnection,
    /// Names this server process in the table.
    pub(super) process: Uuid,
    pub(super) roster: Roster,
    pub(super) local: Arc<LocalPresences>,
    pub(super) wake: Arc<Wake>,
    /// After so long without a sign of life, a process's people are removed.
    pub(super) patience: Duration,
    pub(super) shutdown: CancellationToken,
}

impl Tasks {
    /// Starts both tasks; they end with `shutdown`.
    pub(super) fn spawn(self, left: UnboundedReceiver<Uuid>) {
        tokio::spawn(self.clone().read_on());
        tokio::spawn(self.answer_for_people(left));
    }

    /// Reads what may have changed, once for all that was notified meanwhile, and everything from time to time.
    async fn read_on(self) {
        let mut poll = Instant::now() + POLL;
        let mut failing = false;
        loop {
            tokio::select! {
                () = self.wake.wait() => {}
                () = sleep_until(poll) => self.wake.everything(),
                () = self.shutdown.cancelled() => return,
            }
            let stale = self.wake.take();
            if stale == Stale::Everything {
                poll = Instant::now() + POLL;
            }
            let read = in_time(self.read(stale)).await;
            if let Err(error) = &read {
                if !failing {
                    tracing::warn!(%error, "who is present cannot be read: trying again");
                }
                self.wake.everything();
                sleep(PAUSE).await;
            }
            failing = read.is_err();
        }
    }

    /// Takes what the table says into the roster.
    pub(super) async fn read(&self, stale: Stale) -> Result<(), DbErr> {
        match stale {
            Stale::Nothing => {}
            Stale::Bookings(bookings) => {
                let rows = table::read(&self.db, Some(bookings.iter().copied())).await?;
                self.local.learn(&rows);
                self.roster.replace(&bookings, rows);
            }
            Stale::Everything => {
                let rows = table::read(&self.db, None::<[Uuid; 0]>).await?;
                self.local.learn(&rows);
                self.roster.replace_all(rows);
            }
        }
        Ok(())
    }

    /// Removes those who leave, confirms those who stay, and removes those of processes that are gone.
    ///
    /// One after the other in one task: who leaves can't be confirmed meanwhile. What the database does not take
    /// is tried again with the next beat.
    async fn answer_for_people(self, mut left: UnboundedReceiver<Uuid>) {
        let mut beat = interval(self.patience / 3);
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut leaving = HashSet::new();
        let mut failing = false;
        loop {
            let mut is_beat = false;
            tokio::select! {
                _ = beat.tick() => is_beat = true,
                Some(id) = left.recv() => drop(leaving.insert(id)),
                () = self.shutdown.cancelled() => return,
            }
            while let Ok(id) = left.try_recv() {
                leaving.insert(id);
            }
            let done = in_time(self.answer(&mut leaving, is_beat)).await;
            if let Err(error) = &done
                && !failing
            {
                tracing::warn!(%error, "presence cannot be written: trying again");
            }
            failing = done.is_err();
        }
    }

    async fn answer(&self, leaving: &mut HashSet<Uuid>, is_beat: bool) -> Result<(), DbErr> {
        self.remove(leaving).await?;
        if is_beat {
            self.give_sign_of_life().await?;
        }
        Ok(())
    }

    async fn remove(&self, leaving: &mut HashSet<Uuid>) -> Result<(), DbErr> {
        if leaving.is_empty() {
            return Ok(());
        }
        let _alone = self.local.removing().await;
        // Who is back by now did not leave.
        leaving.retain(|id| !self.local.holds(*id));
        table::leave(&self.db, self.process, leaving.iter().copied().collect()).await?;
        leaving.clear();
        Ok(())
    }

    async fn give_sign_of_life(&self) -> Result<(), DbErr> {
        let people = self.local.rows();
        if !people.is_empty() {
            table::confirm(&self.db, self.process, &people).await?;
        }
        let removed = table::remove_unseen(&self.db, self.patience).await?;
        if removed > 0 {
            tracing::info!(removed, "people of a server process that is gone are no longer present");
        }
        Ok(())
    }
}
