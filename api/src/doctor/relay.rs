//! Whether servers can hand each other changes by the relay. They work without one, so nothing here is worse than a warning.

use std::time::Duration;

use redis::{RedisError, cmd};
use tokio::time::timeout;
use uuid::Uuid;

use super::Finding;
use crate::changes::relay::{Address, try_out};

const SUBJECT: &str = "relay";
const PATIENCE: Duration = Duration::from_secs(5);
/// The oldest Redis; each Valkey says that it is as good as a newer one.
const OLDEST: u32 = 7;

/// Adds an entry to a stream of its own, and removes it.
pub(super) async fn examine(relay: &Address) -> Finding {
    match timeout(PATIENCE, examined(relay)).await {
        Ok(Ok(finding)) => finding,
        Ok(Err(words)) => Finding::warning(SUBJECT, words),
        Err(_) => {
            let seconds = PATIENCE.as_secs();
            let words = format!("It says nothing within {seconds} s: look whether it is stopped.");
            Finding::warning(SUBJECT, words)
        }
    }
}

async fn examined(relay: &Address) -> Result<Finding, String> {
    let mut connection = relay.connect(PATIENCE).await.map_err(|error| {
        let told = told(&error);
        format!("It can't be reached ({told}): start it, or correct --relay-url. Until then each server reads for itself.")
    })?;
    let about: Result<String, RedisError> = cmd("INFO").arg("server").query_async(&mut connection).await;
    // Where it may not be asked, the trial says enough.
    let version = about.ok().as_deref().and_then(version_in).map(str::to_owned);
    if let Some(version) =
        version.as_deref().filter(|version| major(version).is_some_and(|major| major < OLDEST))
    {
        return Err(format!("Redis {version} is too old: use a Valkey, or a Redis from {OLDEST} on."));
    }
    try_out(&mut connection, Uuid::now_v7()).await.map_err(|error| {
        let told = told(&error);
        format!("It takes no entries ({told}): let the user in --relay-url write to streams that begin with frontdesk:.")
    })?;
    let version = version.map_or_else(String::new, |version| format!(" as Redis {version} does"));
    Ok(Finding::ok(SUBJECT, format!("It answers{version}, and takes entries.")))
}

/// What it or the network says; never the address.
fn told(error: &RedisError) -> String {
    error.to_string().trim_end_matches('.').to_owned()
}

fn version_in(about: &str) -> Option<&str> {
    about.lines().find_map(|line| line.strip_prefix("redis_version:")).map(str::trim)
}

fn major(version: &str) -> Option<u32> {
    version.split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_found() {
        let about = "# Server\r\nserver_name:valkey\r\nredis_version:7.2.4\r\nvalkey_version:8.1.1\r\n";
        assert_eq!(version_in(about), Some("7.2.4"));
        assert_eq!((major("7.2.4"), major("6.0.16"), major("unstable")), (Some(7), Some(6), None));
    }
}
