//! Changes as they are committed, each read once and written down once.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use frontdesk::changes::{Cursor, Position};
use sqlx::PgPool;
use tokio::sync::{Notify, broadcast};
use tokio_tungstenite::tungstenite::Utf8Bytes;
use uuid::Uuid;

use super::sequencer::Sequencer;
use crate::Outcome;

/// How many frames a watcher may lag.
const BACKLOG: usize = 1024;

/// What the document of `load::socket` selects, in its order.
const READ: &str = "SELECT c.revision, c.index, json_build_object( \
        'bookingId', c.row_id, 'version', c.version, 'action', c.action, 'at', c.at, 'fields', c.fields, \
        'booking', json_build_object( \
            'id', c.row_id, 'version', c.version, 'status', c.after -> 'status', \
            'checkIn', c.after -> 'check_in', 'checkOut', c.after -> 'check_out', \
            'totalPrice', c.after ->> 'total_price', 'notes', c.after -> 'notes', \
            'guest', json_build_object('id', g.id, 'name', g.name), \
            'room', json_build_object('id', r.id, 'name', r.name)))::text \
    FROM change_log c \
    JOIN guests g ON g.id = (c.after ->> 'guest_id')::uuid \
    JOIN rooms r ON r.id = (c.after ->> 'room_id')::uuid \
    WHERE c.revision > $1 AND c.entity = 'bookings' ORDER BY c.revision, c.index";

#[derive(Clone)]
pub(super) struct Changes {
    frames: broadcast::Sender<Utf8Bytes>,
    reached: Arc<AtomicI64>,
    due: Arc<Notify>,
}

impl Changes {
    /// Tells what comes into the log from now on.
    pub(super) async fn follow(url: &str, pool: PgPool) -> Outcome<Self> {
        let mut sequencer = Sequencer::open(url).await?;
        let latest: Option<i64> =
            sqlx::query_scalar("SELECT max(revision) FROM change_log").fetch_one(&pool).await?;
        let changes = Self {
            frames: broadcast::Sender::new(BACKLOG),
            reached: Arc::new(AtomicI64::new(latest.unwrap_or_default())),
            due: sequencer.due(),
        };
        let telling = changes.clone();
        tokio::spawn(async move {
            // Without its database there is nothing to serve: the load generator misses the changes and says so.
            while sequencer.moved().await.is_ok() {
                if telling.tell(&pool).await.is_err() {
                    return;
                }
            }
        });
        Ok(changes)
    }

    /// A transaction of this process was committed. It has not notified.
    pub(super) fn wake(&self) {
        self.due.notify_one();
    }

    async fn tell(&self, pool: &PgPool) -> Outcome<()> {
        let reached = self.reached.load(Ordering::Relaxed);
        let entries: Vec<(i64, i32, String)> = sqlx::query_as(READ).bind(reached).fetch_all(pool).await?;
        for (revision, index, rest) in entries {
            let cursor = cursor(Position { revision, index });
            let rest = rest.trim_start_matches('{');
            self.reached.store(revision, Ordering::Relaxed);
            // Nobody watching is no error.
            let _ = self
                .frames
                .send(next(&format!(r#"{{"__typename":"BookingChange","revision":"{cursor}",{rest}"#)));
        }
        Ok(())
    }

    /// Everything from now on, and the frame that says so.
    pub(super) fn subscribe(&self) -> (broadcast::Receiver<Utf8Bytes>, Utf8Bytes) {
        let frames = self.frames.subscribe();
        let cursor = cursor(Position::after(self.reached.load(Ordering::Relaxed)));
        (frames, next(&format!(r#"{{"__typename":"StreamReady","revision":"{cursor}"}}"#)))
    }
}

fn cursor(position: Position) -> String {
    Cursor { epoch: Uuid::nil(), position }.encode()
}

/// The message that carries an event. All watchers give their subscription the same id.
fn next(event: &str) -> Utf8Bytes {
    format!(r#"{{"id":"1","type":"next","payload":{{"data":{{"bookingChanged":{event}}}}}}}"#).into()
}
