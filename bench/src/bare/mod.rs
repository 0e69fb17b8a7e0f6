//! The bare server: the least that answers what the load generator asks.
//!
//! It understands nothing of GraphQL, knows nobody, checks nothing, resumes nothing. What it does is what no server
//! can leave out: it speaks HTTP and WebSocket, asks the same PostgreSQL, and gives everybody the answer. So it is
//! the limit that a server is compared with, and no server to use.
//!
//! - `sequencer` — has the changes put in order, as each server has to
//! - `changes` — one read and one encoding a change, whoever watches
//! - `watcher` — a WebSocket on which frames go out
//! - `answers` — a page of bookings, and the compare-and-set update

mod answers;
mod changes;
mod sequencer;
mod watcher;

use std::io::{Write, stderr};

use sqlx::postgres::PgPoolOptions;
use tokio::net::{TcpListener, TcpStream};

use self::changes::Changes;
use crate::Outcome;
use crate::stage::OPEN;

/// As many connections as `frontdesk serve` has.
const CONNECTIONS: u32 = 20;

/// Serves until the process is ended.
pub(crate) async fn serve(url: &str) -> Outcome<()> {
    let pool = PgPoolOptions::new()
        .max_connections(CONNECTIONS)
        .min_connections(CONNECTIONS)
        .test_before_acquire(false)
        .connect(url)
        .await?;
    let changes = Changes::follow(url, pool.clone()).await?;
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    writeln!(stderr(), "The bare server {OPEN}{}", listener.local_addr()?)?;
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let (pool, changes) = (pool.clone(), changes.clone());
        tokio::spawn(async move {
            // A client that is gone, or that nobody can understand, concerns nobody else.
            let _ = match first_byte(&stream).await {
                Some(b'G') => watcher::watch(stream, changes).await,
                _ => answers::answer(stream, pool, changes).await,
            };
        });
    }
}

/// A socket begins with a GET, a question with a POST.
async fn first_byte(stream: &TcpStream) -> Option<u8> {
    let mut byte = [0];
    stream.peek(&mut byte).await.ok().filter(|read| *read == 1).map(|_| byte[0])
}
