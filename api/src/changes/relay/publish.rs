//! What the process that puts changes in order tells the others.

use std::sync::Arc;
use std::time::Duration;

use entity::change_log;
use redis::aio::MultiplexedConnection;
use redis::{Cmd, RedisError, cmd};
use sea_orm::DatabaseConnection;
use tokio::sync::{mpsc, watch};
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::address::{Address, id, marker, stream};
use super::message::{Key, Message};
use crate::changes::{Batch, Cursor, Erased, Hub};

/// How many batches may wait for the broker. Those that find no place are read from the log.
const WAITING: usize = 16;
/// About how many messages the broker keeps.
const KEPT: usize = 200;
/// What is larger is read from the log.
const LARGEST: usize = 256 * 1024;
/// After so many seconds without a change the broker forgets a stream; that of a former life, for good.
const FORGOTTEN: usize = 10 * 60;
/// When it is tried again to tell the broker of an erasure.
const AGAIN: Duration = Duration::from_secs(1);
/// How long the broker may take to answer.
const ANSWER: Duration = Duration::from_secs(1);
/// How long the rows beside the changes may take. Without them, each process reads its own.
const BESIDE: Duration = Duration::from_millis(250);

/// Adds an entry, if there is one. What was read before an erasure is removed by whoever comes first with a newer count,
/// and not let in afterwards. A stream that was trimmed keeps its last id, so that it neither repeats nor goes back.
const SCRIPT: &str = "\
    local count, known = tonumber(ARGV[1]), tonumber(redis.call('GET', KEYS[2]) or '-1') \
    if count < known then return end \
    if count > known then redis.call('XTRIM', KEYS[1], 'MAXLEN', 0) end \
    redis.call('SET', KEYS[2], ARGV[1], 'EX', ARGV[2]) \
    if ARGV[4] then \
        redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[3], ARGV[4], 'text', ARGV[5], 'mac', ARGV[6]) \
    end \
    redis.call('EXPIRE', KEYS[1], ARGV[2])";

/// A reading of the log, for the others.
struct Read {
    behind: Cursor,
    rows: Vec<change_log::Model>,
    batch: Arc<Batch>,
}

/// Takes what is to be published.
#[derive(Clone, Debug)]
pub(crate) struct Publisher(mpsc::Sender<Read>);

impl Publisher {
    pub(super) fn start(
        broker: Address,
        key: Key,
        db: DatabaseConnection,
        hub: &Hub<Batch>,
        shutdown: &CancellationToken,
    ) -> Self {
        let (sender, waiting) = mpsc::channel(WAITING);
        let work = work(broker, key, db, hub.erasures().watch(), waiting);
        tokio::spawn(shutdown.clone().run_until_cancelled_owned(work));
        Self(sender)
    }

    /// Everything in the log after a place, up to the last of the rows, and what is announced of it here.
    pub(crate) fn publish(&self, behind: Cursor, rows: Vec<change_log::Model>, batch: Arc<Batch>) {
        // Where the broker does not keep up, this one is left out.
        let _ = self.0.try_send(Read { behind, rows, batch });
    }
}

async fn work(
    broker: Address,
    key: Key,
    db: DatabaseConnection,
    mut erasures: watch::Receiver<Erased>,
    mut waiting: mpsc::Receiver<Read>,
) {
    let mut link = Link { broker, connection: None, working: true };
    // Who was erased while nobody was here.
    erasures.mark_changed();
    loop {
        tokio::select! {
            Some(read) = waiting.recv() => {
                if let Some(entry) = entry(read, &key, &db).await {
                    link.send(&entry).await;
                }
            }
            Ok(()) = erasures.changed() => {
                let erased = *erasures.borrow_and_update();
                if !link.send(&addressed(erased)).await {
                    sleep(AGAIN).await;
                    erasures.mark_changed();
                }
            }
            else => return,
        }
    }
}

/// What tells the others of a reading; none where it is too large.
async fn entry(read: Read, key: &Key, db: &DatabaseConnection) -> Option<Cmd> {
    let (erased, upto) = (read.batch.erased(), read.rows.last()?.revision);
    let beside = timeout(BESIDE, read.batch.beside(db)).await.ok().and_then(Result::ok);
    let message = Message::new(read.behind, erased, read.rows, beside.unwrap_or_default())?;
    let text = serde_json::to_vec(&message).ok().filter(|text| text.len() <= LARGEST)?;
    let mut entry = addressed(erased);
    entry.arg(KEPT).arg(id(upto)).arg(&text).arg(key.sign(&text));
    Some(entry)
}

/// The script's call without an entry.
fn addressed(erased: Erased) -> Cmd {
    let mut call = cmd("EVAL");
    call.arg(SCRIPT).arg(2).arg(stream(erased.epoch)).arg(marker(erased.epoch));
    call.arg(erased.count).arg(FORGOTTEN);
    call
}

/// Does what servers do, on a stream of its own that is gone afterwards.
///
/// # Errors
/// The broker's.
pub(crate) async fn try_out(connection: &mut MultiplexedConnection, life: Uuid) -> Result<(), RedisError> {
    let (mut add, mut read, mut delete) =
        (addressed(Erased { epoch: life, count: 0 }), cmd("XREAD"), cmd("DEL"));
    add.arg(KEPT).arg(id(1)).arg("").arg("").exec_async(connection).await?;
    let was_read = read.arg("STREAMS").arg(stream(life)).arg("0").exec_async(connection).await;
    delete.arg(stream(life)).arg(marker(life)).exec_async(connection).await?;
    was_read
}

struct Link {
    broker: Address,
    connection: Option<MultiplexedConnection>,
    working: bool,
}

impl Link {
    /// Whether the broker has it.
    async fn send(&mut self, call: &Cmd) -> bool {
        let sent = match self.try_send(call).await {
            // Somebody else was quicker: whoever goes by the stream has it.
            Err(error) if is_catching_up(&error) => Ok(()),
            sent => sent,
        };
        if let Err(error) = &sent {
            self.connection = None;
            if self.working {
                tracing::warn!(%error, "changes can't be relayed: the other processes read them from the database");
            }
        }
        self.working = sent.is_ok();
        self.working
    }

    async fn try_send(&mut self, call: &Cmd) -> Result<(), RedisError> {
        let connection = match &mut self.connection {
            Some(connection) => connection,
            None => self.connection.insert(self.broker.connect(ANSWER).await?),
        };
        call.exec_async(connection).await
    }
}

/// Whether the stream has come as far already, or further.
fn is_catching_up(error: &RedisError) -> bool {
    error.to_string().contains("equal or smaller than the target stream top item")
}
