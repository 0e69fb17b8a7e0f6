//! What the table said last, handed to everybody who watches: no reading for each of them.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::stream::unfold;
use tokio::sync::{broadcast, watch};
use tokio_stream::wrappers::errors::BroadcastStreamRecvError::Lagged;
use tokio_stream::wrappers::{BroadcastStream, WatchStream};
use tokio_stream::{Stream, StreamExt};
use uuid::Uuid;

use super::Presence;

/// How many changes a watcher of everything may lag before it is told the state of now instead.
const BACKLOG: usize = 256;

/// Everybody at one booking, whoever came first first.
pub(crate) type People = Arc<[Presence]>;

/// What a watcher is told: always everybody there is, so that leaving one out does no harm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Event {
    /// Where; none = everywhere.
    pub booking: Option<Uuid>,
    pub present: People,
}

/// Filled by the reader, asked and watched by everybody.
#[derive(Clone, Debug)]
pub(crate) struct Roster(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    /// Bookings with people or watchers. The lock makes "change and tell" and "subscribe and look" one step each.
    places: Mutex<HashMap<Uuid, watch::Sender<People>>>,
    changes: broadcast::Sender<Event>,
}

impl Default for Roster {
    fn default() -> Self {
        Self(Arc::new(Inner { places: Mutex::default(), changes: broadcast::Sender::new(BACKLOG) }))
    }
}

impl Roster {
    fn places(&self) -> MutexGuard<'_, HashMap<Uuid, watch::Sender<People>>> {
        self.0.places.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Everybody at a booking.
    pub(crate) fn at(&self, booking: Uuid) -> People {
        self.places().get(&booking).map_or_else(People::default, |people| people.borrow().clone())
    }

    /// Takes over who is at all bookings.
    pub(super) fn replace_all(&self, rows: Vec<Presence>) {
        let mut places = self.places();
        let mut rows = by_booking(rows);
        for booking in places.keys() {
            rows.entry(*booking).or_default();
        }
        self.put(&mut places, rows);
        places.retain(|_, people| !people.borrow().is_empty() || people.receiver_count() > 0);
    }

    /// Takes over who is at these bookings.
    pub(super) fn replace(&self, bookings: &HashSet<Uuid>, rows: Vec<Presence>) {
        let mut rows = by_booking(rows);
        for booking in bookings {
            rows.entry(*booking).or_default();
        }
        self.put(&mut self.places(), rows);
    }

    /// Tells whoever watches where it makes a difference.
    fn put(&self, places: &mut HashMap<Uuid, watch::Sender<People>>, rows: HashMap<Uuid, Vec<Presence>>) {
        for (booking, rows) in rows {
            let present: People = rows.into();
            match places.entry(booking) {
                Entry::Vacant(_) if present.is_empty() => continue,
                Entry::Vacant(place) => drop(place.insert(watch::Sender::new(present.clone()))),
                Entry::Occupied(place) if *place.get().borrow() == present => continue,
                Entry::Occupied(place) => drop(place.get().send_replace(present.clone())),
            }
            // Nobody watching is no error.
            let _ = self.0.changes.send(Event { booking: Some(booking), present });
        }
    }

    /// Everybody at one booking, as often as that changes.
    pub(super) fn receiver(&self, booking: Uuid) -> watch::Receiver<People> {
        self.places().entry(booking).or_default().subscribe()
    }

    /// Everybody at one booking, now and as often as that changes. Whoever is slow is told the newest only.
    pub(crate) fn watch(&self, booking: Uuid) -> impl Stream<Item = Event> + Send + use<> {
        let told = move |present| Event { booking: Some(booking), present };
        WatchStream::new(self.receiver(booking)).map(told)
    }

    /// Everybody everywhere, then everybody at each booking as often as that changes. Whoever is too slow is told
    /// the state of now in place of what is left out.
    pub(crate) fn watch_all(&self) -> impl Stream<Item = Event> + Send + use<> {
        let (receiver, occupied) = self.subscribe();
        let told = occupied.iter().filter_map(|event| event.booking).collect();
        let present = occupied.iter().flat_map(|event| event.present.iter().cloned()).collect();
        let queue = VecDeque::from([Event { booking: None, present }]);
        let all = WatchAll { roster: self.clone(), changes: receiver.into(), told, queue };
        unfold(all, |mut all| async move { all.next().await.map(|event| (event, all)) })
    }

    /// All changes from here on, and what they follow on.
    fn subscribe(&self) -> (broadcast::Receiver<Event>, Vec<Event>) {
        let places = self.places();
        let occupied = places.iter().filter_map(|(booking, people)| {
            let present = people.borrow().clone();
            (!present.is_empty()).then_some(Event { booking: Some(*booking), present })
        });
        (self.0.changes.subscribe(), occupied.collect())
    }
}

struct WatchAll {
    roster: Roster,
    changes: BroadcastStream<Event>,
    /// Bookings that this watcher believes to have people.
    told: HashSet<Uuid>,
    queue: VecDeque<Event>,
}

impl WatchAll {
    async fn next(&mut self) -> Option<Event> {
        let event = match self.queue.pop_front() {
            Some(event) => event,
            None => match self.changes.next().await? {
                Ok(event) => event,
                Err(Lagged(_)) => {
                    self.begin_anew();
                    self.queue.pop_front()?
                }
            },
        };
        match event.booking {
            Some(booking) if event.present.is_empty() => drop(self.told.remove(&booking)),
            Some(booking) => drop(self.told.insert(booking)),
            None => {}
        }
        Some(event)
    }

    fn begin_anew(&mut self) {
        let (receiver, occupied) = self.roster.subscribe();
        self.changes = receiver.into();
        let mut emptied = self.told.clone();
        for event in &occupied {
            event.booking.map(|booking| emptied.remove(&booking));
        }
        let empty = |booking| Event { booking: Some(booking), present: People::default() };
        self.queue = emptied.into_iter().map(empty).chain(occupied).collect();
    }
}

fn by_booking(rows: Vec<Presence>) -> HashMap<Uuid, Vec<Presence>> {
    let mut places: HashMap<_, Vec<_>> = HashMap::new();
    for row in rows {
        places.entry(row.booking_id).or_default().push(row);
    }
    places
}

#[cfg(test)]
mod tests;
