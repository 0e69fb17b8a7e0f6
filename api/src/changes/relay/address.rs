//! Where things are: in the broker, and the broker, whose address may hold a password and therefore never shows itself.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, Client, RedisError};
use uuid::Uuid;

/// How long the broker may take to let a process in.
const CONNECTING: Duration = Duration::from_secs(1);

/// The name of the stream of one life of the database, in the form that messages have in this version.
pub(super) fn stream(epoch: Uuid) -> String {
    format!("frontdesk:changes:1:{epoch}")
}

/// Where the broker keeps how many erasures a stream's entries have seen.
pub(super) fn marker(epoch: Uuid) -> String {
    format!("frontdesk:erasures:1:{epoch}")
}

/// The place in a stream of what reaches up to a revision.
pub(super) fn id(upto: i64) -> String {
    format!("{upto}-0")
}

/// Where the broker is.
#[derive(Clone)]
pub struct Address(Client);

impl Address {
    /// A connection on which an answer may take so long.
    pub(crate) async fn connect(&self, answer: Duration) -> Result<MultiplexedConnection, RedisError> {
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(CONNECTING))
            .set_response_timeout(Some(answer));
        self.0.get_multiplexed_async_connection_with_config(&config).await
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Address(…)")
    }
}

impl FromStr for Address {
    type Err = &'static str;

    /// The error is the rule, in words that follow the setting's name, and repeats nothing of the address.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let client = Client::open(text).map_err(|_| {
            "must be the address of a Valkey or Redis without TLS that starts with redis://, such as \
             redis://localhost:6379"
        });
        client.map(Self)
    }
}
