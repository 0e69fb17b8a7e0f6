//! Many who watch at once.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use frontdesk::changes::{Cursor, Position};
use futures_util::{StreamExt, TryStreamExt, stream};
use tokio::task::JoinSet;

use super::frame::Frame;
use super::socket::{Room, Socket};
use crate::Outcome;
use crate::latency::micros;
use crate::report::progress;

/// How many sockets are opened at a time.
const AT_A_TIME: usize = 64;
/// How often is looked whether all has come.
const LOOK: Duration = Duration::from_millis(5);

/// Sockets that are open and watch nothing yet.
pub(crate) struct Sockets(Vec<Socket>);

impl Sockets {
    /// Each token opens `for_each` sockets at most.
    pub(crate) async fn open(
        address: SocketAddr,
        tokens: &[String],
        for_each: usize,
        count: usize,
    ) -> Outcome<Self> {
        Self::open_with(address, tokens, for_each, count, Room::Usual).await
    }

    /// The same for sockets with little room for what is not read.
    pub(crate) async fn open_narrow(
        address: SocketAddr,
        tokens: &[String],
        for_each: usize,
        count: usize,
    ) -> Outcome<Self> {
        Self::open_with(address, tokens, for_each, count, Room::Narrow).await
    }

    async fn open_with(
        address: SocketAddr,
        tokens: &[String],
        for_each: usize,
        count: usize,
        room: Room,
    ) -> Outcome<Self> {
        let owners = tokens.iter().flat_map(|token| std::iter::repeat_n(token, for_each)).take(count);
        let sockets: Vec<_> = stream::iter(owners)
            .map(|token| Socket::open(address, token, room))
            .buffer_unordered(AT_A_TIME)
            .try_collect()
            .await?;
        if sockets.len() < count {
            return Err(format!("there are accounts for {} sockets only", sockets.len()).into());
        }
        Ok(Self(sockets))
    }

    /// Lets all of them subscribe and, once their streams have begun, read nothing more.
    pub(crate) async fn stall(mut self) -> Outcome<Self> {
        for socket in &mut self.0 {
            socket.subscribe(None).await?;
            socket.frame().await?;
        }
        Ok(self)
    }

    /// Lets all of them subscribe at once. Times are counted from `origin`.
    pub(crate) fn watch(self, interest: Interest, origin: Instant) -> Crowd {
        let (counts, mut watchers) = (Arc::new(Counts::default()), JoinSet::new());
        let diaries = self
            .0
            .into_iter()
            .map(|socket| {
                let diary = Arc::<Diary>::default();
                watchers.spawn(watch(socket, interest, Arc::clone(&counts), Arc::clone(&diary), origin));
                diary
            })
            .collect();
        Crowd { watchers, diaries, counts }
    }
}

/// What all of them watch for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Interest {
    /// From now on where there is none.
    pub(crate) after: Option<Cursor>,
    /// The last revision whose arrivals [`Crowd::arrivals`] counts.
    pub(crate) counted_to: i64,
}

impl Interest {
    pub(crate) const LIVE: Self = Self { after: None, counted_to: i64::MAX };
}

/// A change that came to a watcher.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Arrival {
    pub(crate) revision: i64,
    /// The row's place in its transaction.
    pub(crate) index: i32,
    /// Microseconds since the origin.
    pub(crate) at: u32,
}

/// What one watcher was told, in the order in which it came.
type Diary = Mutex<Vec<Arrival>>;

#[derive(Default)]
struct Counts {
    ready: AtomicU64,
    arrivals: AtomicU64,
    /// The newest cursor that a stream began after.
    ready_at: Mutex<Option<Cursor>>,
}

pub(crate) struct Crowd {
    watchers: JoinSet<Outcome<()>>,
    diaries: Vec<Arc<Diary>>,
    counts: Arc<Counts>,
}

async fn watch(
    mut socket: Socket,
    interest: Interest,
    counts: Arc<Counts>,
    diary: Arc<Diary>,
    origin: Instant,
) -> Outcome<()> {
    socket.subscribe(interest.after).await?;
    loop {
        match socket.frame().await? {
            Frame::Ready(cursor) => {
                *counts.ready_at.lock().unwrap_or_else(PoisonError::into_inner) = Some(cursor);
                counts.ready.fetch_add(1, Ordering::Relaxed);
            }
            Frame::Change(cursor) => {
                let Position { revision, index } = cursor.position;
                let arrival = Arrival { revision, index, at: micros(origin.elapsed()) };
                diary.lock().unwrap_or_else(PoisonError::into_inner).push(arrival);
                if arrival.revision <= interest.counted_to {
                    counts.arrivals.fetch_add(1, Ordering::Relaxed);
                }
            }
            Frame::Bookmark => {}
        }
    }
}

impl Crowd {
    /// Waits until everybody's stream has begun.
    ///
    /// # Errors
    /// Those of a watcher, or that it takes longer than `patience`.
    pub(crate) async fn ready(&mut self, patience: Duration) -> Outcome<Cursor> {
        let (deadline, all) = (Instant::now() + patience, self.diaries.len() as u64);
        while self.counts.ready.load(Ordering::Relaxed) < all {
            self.check()?;
            if Instant::now() > deadline {
                let ready = self.counts.ready.load(Ordering::Relaxed);
                return Err(format!("only {ready} of {all} streams have begun after {patience:?}").into());
            }
            tokio::time::sleep(LOOK).await;
        }
        let ready_at = *self.counts.ready_at.lock().unwrap_or_else(PoisonError::into_inner);
        ready_at.ok_or_else(|| "nobody watches".into())
    }

    /// Waits until so many changes have come to all watchers together, or until the deadline. A socket that is
    /// lost meanwhile only is one to which changes don't come.
    pub(crate) async fn arrivals(&self, count: u64, deadline: Instant) {
        while self.counts.arrivals.load(Ordering::Relaxed) < count && Instant::now() < deadline {
            tokio::time::sleep(LOOK).await;
        }
    }

    /// A watcher ends only by an error.
    fn check(&mut self) -> Outcome<()> {
        match self.watchers.try_join_next() {
            Some(ended) => ended?,
            None => Ok(()),
        }
    }

    /// Closes all sockets; answers what came to each watcher.
    pub(crate) async fn part(mut self) -> Vec<Vec<Arrival>> {
        if let Err(error) = self.check() {
            progress(&format!("a watcher was lost, perhaps others too: {error}"));
        }
        self.watchers.shutdown().await;
        let taken =
            |diary: &Arc<Diary>| std::mem::take(&mut *diary.lock().unwrap_or_else(PoisonError::into_inner));
        self.diaries.iter().map(taken).collect()
    }
}
