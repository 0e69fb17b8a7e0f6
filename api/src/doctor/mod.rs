//! What is wrong with what a server stands on, in words for whoever runs it. Changes nothing.
//!
//! | module | what it examines |
//! |---|---|
//! | `reach` | whether the database answers |
//! | `database` | its version, rights, schema, clock, places and durability |
//! | `pooler` | whether there is one, and whether servers can work through it |
//! | `listener` | whether notifications arrive |
//! | `standby` | whether lists can be read at it, where there is one |
//! | `relay` | whether servers can hand each other changes by it, where they have one |
//! | `secret` | the key that signs tokens |

mod database;
mod listener;
mod pooler;
mod reach;
mod relay;
mod secret;
mod standby;

use std::fmt;
use std::time::Duration;

use crate::clock::Clock;
use crate::config::{DatabaseOptions, DoctorOptions};
use crate::database::pooling::Pooling;
use crate::database::private::PrivateCluster;
use crate::database::{Address, Database, Settings};

/// How long a private PostgreSQL is waited for that is just starting.
const STARTING: Duration = Duration::from_secs(10);

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Ok,
    /// A server works, and somebody should know.
    Warning,
    /// A server does not start, or does not keep its promises.
    Wrong,
}

/// One examination: its subject, and what was found, with what to do about it.
#[derive(Clone, Debug)]
pub struct Finding {
    pub verdict: Verdict,
    pub subject: &'static str,
    pub words: String,
}

impl Finding {
    fn new(verdict: Verdict, subject: &'static str, words: impl Into<String>) -> Self {
        // Some of them repeat what PostgreSQL says in several lines.
        Self { verdict, subject, words: words.into().replace('\n', " ") }
    }

    fn ok(subject: &'static str, words: impl Into<String>) -> Self {
        Self::new(Verdict::Ok, subject, words)
    }

    fn warning(subject: &'static str, words: impl Into<String>) -> Self {
        Self::new(Verdict::Warning, subject, words)
    }

    fn wrong(subject: &'static str, words: impl Into<String>) -> Self {
        Self::new(Verdict::Wrong, subject, words)
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verdict = match self.verdict {
            Verdict::Ok => "ok",
            Verdict::Warning => "warning",
            Verdict::Wrong => "wrong",
        };
        write!(formatter, "{verdict:<8} {:<12} {}", self.subject, self.words)
    }
}

/// Examines everything that can be reached. What can't be is a finding, too.
pub async fn examine(options: &DoctorOptions, clock: &Clock) -> Vec<Finding> {
    let mut findings = in_the_database(&options.database, clock).await;
    if let Some(relay) = &options.relay_url {
        findings.push(relay::examine(relay).await);
    }
    findings.push(secret::examine(options.secret.token_secret_file.as_deref(), &options.database));
    findings
}

async fn in_the_database(options: &DatabaseOptions, clock: &Clock) -> Vec<Finding> {
    let nowhere = |words: String| vec![Finding::wrong("database", words)];
    if let Some(url) = &options.database_url {
        let listen = options.database_listen_url.as_ref().unwrap_or(url);
        return match (url.parse(), listen.parse()) {
            (Ok(address), Ok(listen)) => at(&address, &listen, options, clock).await,
            (Err(rule), _) | (_, Err(rule)) => nowhere(format!("The database's address {rule}.")),
        };
    }
    if !PrivateCluster::exists(&options.data_dir) {
        let folder = options.data_dir.display();
        let words = format!(
            "There is none in {folder}, and DATABASE_URL is not set: `frontdesk serve` makes a private one there."
        );
        return vec![Finding::warning("database", words)];
    }
    let settings = Settings { patience: STARTING, ..options.settings() };
    let database = match Database::open_beside(&settings).await {
        Ok(database) => database,
        Err(error) => return nowhere(sentence(&error)),
    };
    let mut findings = at(database.address(), &database.listen, options, clock).await;
    if let Err(error) = database.close().await {
        findings.push(Finding::warning("database", sentence(&error)));
    }
    findings
}

async fn at(address: &Address, listen: &Address, options: &DatabaseOptions, clock: &Clock) -> Vec<Finding> {
    let (pooler, pooling) = match pooler::examine(address).await {
        Ok(found) => found,
        Err(words) => return vec![Finding::wrong("database", words)],
    };
    if pooling == Some(Pooling::Unprepared) {
        // Whatever is asked through it may be answered by another's statement.
        return vec![pooler];
    }
    let mut session = match reach::reach(address).await {
        Ok(session) => session,
        Err(words) => return vec![Finding::wrong("database", words)],
    };
    let session = &mut session;
    let mut findings = vec![
        examined("database", database::answers(session).await),
        examined("rights", database::rights(session).await),
        examined("schema", database::schema(session).await),
        examined("clock", database::clock(session, clock).await),
        examined("connections", database::connections(session, options.max_connections).await),
        examined("durability", database::durability(session).await),
        pooler,
        listener::examine(session, listen).await,
    ];
    match options.database_read_url.as_deref().map(str::parse) {
        None => {}
        Some(Ok(standby)) => findings.push(standby::examine(address, &standby).await),
        Some(Err(rule)) => {
            findings.push(Finding::wrong("standby", format!("DATABASE_READ_URL {rule}.")));
        }
    }
    findings
}

/// What others say, which may begin in the middle of a sentence and have no end.
fn sentence(error: &impl fmt::Display) -> String {
    let words = error.to_string();
    let mut letters = words.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
    let end = if words.ends_with('.') { "" } else { "." };
    first + letters.as_str() + end
}

fn examined(subject: &'static str, found: Result<Finding, sqlx::Error>) -> Finding {
    found.unwrap_or_else(|error| Finding::wrong(subject, format!("It could not be examined: {error}.")))
}
