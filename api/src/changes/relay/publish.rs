//! What the process that puts changes in order tells the others.

use std::sync::Arc;
use std::time::Duration;

use entity::change_log;
use redis::aio::MultiplexedConnection;
use redis::{Pipeline, RedisError, cmd, pipe};
use sea_orm::DatabaseConnection;
use tokio::sync::mpsc;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use super::address::{Address, id, stream};
use super::message::{Key, Message};
use crate::changes::{Batch, Cursor};

/// How many batches may wait for the broker. Those that find no place are read from the log.
const WAITING: usize = 16;
/// About how many messages the broker keeps.
const KEPT: usize = 200;
/// What is larger is read from the log.
const LARGEST: usize = 256 * 1024;
/// After so many seconds without a change the broker forgets a stream; that of a former life, for good.
const FORGOTTEN: usize = 24 * 60 * 60;
/// How long the broker may take to answer.
const ANSWER: Duration = Duration::from_secs(1);
/// How long the rows beside the changes may take. Without them, each process reads its own.
const BESIDE: Duration = Duration::from_millis(250);

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
        shutdown: &CancellationToken,
    ) -> Self {
        let (sender, waiting) = mpsc::channel(WAITING);
        let work = work(broker, key, db, waiting);
        tokio::spawn(shutdown.clone().run_until_cancelled_owned(work));
        Self(sender)
    }

    /// Everything in the log after a place, up to the last of the rows, and what is announced of it here.
    pub(crate) fn publish(&self, behind: Cursor, rows: Vec<change_log::Model>, batch: Arc<Batch>) {
        // Where the broker does not keep up, this one is left out.
        let _ = self.0.try_send(Read { behind, rows, batch });
    }
}

async fn work(broker: Address, key: Key, db: DatabaseConnection, mut waiting: mpsc::Receiver<Read>) {
    let (mut connection, mut working) = (None, true);
    while let Some(read) = waiting.recv().await {
        let (epoch, upto) = (read.behind.epoch, read.rows.last().map_or(0, |row| row.revision));
        let beside = timeout(BESIDE, read.batch.beside(&db)).await.ok().and_then(Result::ok);
        let message = Message::new(read.behind, read.batch.erased(), read.rows, beside.unwrap_or_default());
        let Some(text) = message.and_then(|message| serde_json::to_vec(&message).ok()) else { continue };
        if text.len() > LARGEST {
            continue;
        }
        let sent = send(&broker, &mut connection, add(&stream(epoch), upto, &text, &key.sign(&text))).await;
        match &sent {
            // Somebody else was quicker: whoever goes by the stream has it.
            Err(error) if is_catching_up(error) => {}
            Err(error) => {
                connection = None;
                if working {
                    tracing::warn!(%error, "changes can't be relayed: the other processes read them from the database");
                }
            }
            Ok(()) => {}
        }
        working = connection.is_some();
    }
}

/// The broker refuses an id that is not above all before it: the stream neither repeats nor goes back.
fn add(stream: &str, upto: i64, text: &[u8], mac: &[u8]) -> Pipeline {
    let mut add = cmd("XADD");
    add.arg(stream).arg("MAXLEN").arg("~").arg(KEPT).arg(id(upto));
    add.arg("text").arg(text).arg("mac").arg(mac);
    let mut both = pipe();
    both.add_command(add).cmd("EXPIRE").arg(stream).arg(FORGOTTEN);
    both
}

async fn send(
    broker: &Address,
    connection: &mut Option<MultiplexedConnection>,
    both: Pipeline,
) -> Result<(), RedisError> {
    let connection = match connection {
        Some(connection) => connection,
        None => connection.insert(broker.connect(ANSWER).await?),
    };
    both.exec_async(connection).await
}

/// Whether the stream has come as far already, or further.
fn is_catching_up(error: &RedisError) -> bool {
    error.to_string().contains("equal or smaller than the target stream top item")
}
