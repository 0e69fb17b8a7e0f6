//! What all subscriptions to changes have in common: their events, and the metadata of a change.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use async_graphql::{Context, Result, SimpleObject};
use chrono::{DateTime, Utc};
use entity::user::Role;
use futures_util::stream::BoxStream;
use tokio::sync::mpsc;
use tokio_stream::StreamExt;
use tokio_stream::wrappers::ReceiverStream;
use uuid::Uuid;

use super::access::require;
use super::actor::Actor;
use super::change::ChangeAction;
use super::internal::internal;
use super::scalar::Revision;
use crate::changes::{Batch, Cursor, Entry, Hub, log};
use crate::edit::Editable;
use crate::edit::values::api_name;
use crate::hotel::Hotel;

/// Comes first: no change after `revision` can be missed from here on.
#[derive(Clone, Copy, Debug, SimpleObject)]
pub(crate) struct StreamReady {
    pub revision: Revision,
}

/// You have seen everything up to `revision`. Comes when what was missed has been told, and from time to time
/// when it is quiet.
#[derive(Clone, Copy, Debug, SimpleObject)]
pub(crate) struct StreamBookmark {
    pub revision: Revision,
}

/// Comes last: what comes after your revision can't be told any more, because it is older than what is kept,
/// or the database is another one. Read the lists anew, and watch from their `revision`.
#[derive(Clone, Copy, Debug, SimpleObject)]
pub(crate) struct StreamGap {
    /// The oldest revision that could be resumed from.
    pub oldest: Revision,
    /// The newest.
    pub latest: Revision,
}

/// The epoch that the stream is in.
pub(crate) fn epoch(ctx: &Context<'_>) -> Uuid {
    reached(ctx).epoch
}

/// How far the stream has come.
pub(crate) fn reached(ctx: &Context<'_>) -> Cursor {
    ctx.data_unchecked::<Hub<Batch>>().reached()
}

/// The position right after a write.
pub(crate) async fn revision_of(ctx: &Context<'_>, row: Uuid, version: i32) -> Result<Revision> {
    revision_of_all(ctx, [(row, version)]).await
}

/// The position right after the last of several writes.
pub(crate) async fn revision_of_all(
    ctx: &Context<'_>,
    rows: impl IntoIterator<Item = (Uuid, i32)>,
) -> Result<Revision> {
    let hotel = ctx.data_unchecked::<Hotel>();
    let rows: Vec<_> = rows.into_iter().collect();
    hotel.sequencer.complete_log().await.map_err(internal)?;
    let newest = log::newest_of(&hotel.db, &rows).await.map_err(internal)?;
    Ok(match newest {
        Some(position) => Revision(Cursor { epoch: epoch(ctx), position }),
        // Its entry is no longer kept: everything there is lies before this.
        None => log::latest(&hotel.db).await.map_err(internal)?.into(),
    })
}

/// What a stream tells of.
#[derive(Clone, Debug)]
pub(crate) enum Event {
    Ready(Cursor),
    /// The entry at this index of the batch.
    Change {
        epoch: Uuid,
        batch: Arc<Batch>,
        index: usize,
    },
    Bookmark(Cursor),
    Gap {
        oldest: Cursor,
        latest: Cursor,
    },
}

/// Which changes a subscription is about.
pub(crate) type ChangeFilter = Arc<dyn Fn(&Entry) -> bool + Send + Sync>;

/// Where a subscription gets its events from: whoever executes it puts a feed into its context, and asks it for
/// the events one by one ([`shared`](super::shared)). So one execution serves everybody who asked for the same.
pub(crate) struct Feed {
    events: Mutex<Option<mpsc::Receiver<Event>>>,
    filter: OnceLock<ChangeFilter>,
}

impl Feed {
    /// A feed, and what is fed.
    pub(crate) fn new() -> (mpsc::Sender<Event>, Arc<Self>) {
        // One answer is waited for before the next event is sent.
        let (sender, receiver) = mpsc::channel(1);
        (sender, Arc::new(Self { events: Mutex::new(Some(receiver)), filter: OnceLock::new() }))
    }

    /// What the subscription said it is about; none before it began.
    pub(crate) fn filter(&self) -> Option<ChangeFilter> {
        self.filter.get().cloned()
    }
}

/// The events of a subscription to the changes of one noun.
pub(crate) fn watch<R: Editable, E>(
    ctx: &Context<'_>,
    test: impl Fn(&R) -> bool + Send + Sync + 'static,
    told: fn(Event) -> Result<E>,
) -> Result<BoxStream<'static, Result<E>>>
where
    E: 'static,
{
    require(ctx, Role::Viewer)?;
    let feed = ctx.data::<Arc<Feed>>()?;
    let events = feed.events.lock().unwrap_or_else(PoisonError::into_inner).take();
    let events = events.ok_or_else(|| internal("a feed has two subscriptions"))?;
    let filter: ChangeFilter = Arc::new(move |entry| entry.is_of::<R>() && entry.matches(&test));
    feed.filter.get_or_init(|| filter);
    Ok(Box::pin(ReceiverStream::new(events).map(told)))
}

/// What a change says of itself, whatever was changed.
#[derive(Debug, SimpleObject)]
pub(crate) struct ChangeMetadata {
    /// Resumes exactly after this change.
    revision: Revision,
    /// The version after the change; a deletion counts as one.
    version: i32,
    action: ChangeAction,
    actor: Actor,
    at: DateTime<Utc>,
    /// The fields whose values changed.
    fields: Vec<String>,
    /// How many earlier changes of the same row this one stands for, because the watcher was too slow for them.
    skipped: i32,
    /// The log holds a state of this row that can't be read (a price that was no number, written by hand). Then there is
    /// no `before`, or the row after the change is the row as it is now.
    unreadable: bool,
}

impl ChangeMetadata {
    pub(crate) fn of(epoch: Uuid, entry: &Entry) -> Self {
        Self {
            revision: Cursor { epoch, position: entry.position() }.into(),
            version: entry.log.version,
            action: entry.log.action.into(),
            actor: entry.log.actor.clone().into(),
            at: entry.log.at,
            fields: entry.log.fields.iter().map(|field| api_name(field)).collect(),
            skipped: entry.skipped,
            unreadable: entry.is_unreadable(),
        }
    }
}

/// Declares the union of a noun's events, of which a change is one.
macro_rules! event_union {
    ($(#[$about:meta])* $union:ident, $change:ident) => {
        $(#[$about])*
        #[derive(Debug, async_graphql::Union)]
        pub(crate) enum $union {
            StreamReady($crate::graphql::stream::StreamReady),
            $change(Box<$change>),
            StreamBookmark($crate::graphql::stream::StreamBookmark),
            StreamGap($crate::graphql::stream::StreamGap),
        }

        impl $union {
            fn of(event: $crate::graphql::stream::Event) -> async_graphql::Result<Self> {
                use $crate::graphql::stream::{Event, StreamBookmark, StreamGap, StreamReady};
                Ok(match event {
                    Event::Ready(cursor) => Self::StreamReady(StreamReady { revision: cursor.into() }),
                    Event::Bookmark(cursor) => {
                        Self::StreamBookmark(StreamBookmark { revision: cursor.into() })
                    }
                    Event::Gap { oldest, latest } => {
                        Self::StreamGap(StreamGap { oldest: oldest.into(), latest: latest.into() })
                    }
                    Event::Change { epoch, batch, index } => {
                        Self::$change(Box::new($change::of(epoch, batch, index)))
                    }
                })
            }
        }
    };
}
pub(super) use event_union;

/// Declares the subscription to the changes of a noun that has no filter, and what it tells of them.
macro_rules! changes {
    (
        $(#[$about_change:meta])* $change:ident of $row:ty {
            $id:ident,
            $(#[$about_before:meta])* $before:ident: $snapshot:ident,
            $(#[$about_now:meta])* $now:ident: $node:ident
        }
        $(#[$about_event:meta])* $event:ident
        $(#[$about_watch:meta])* $subscription:ident.$watch:ident
    ) => {
        $(#[$about_change])*
        #[derive(Debug, async_graphql::SimpleObject)]
        #[graphql(complex)]
        pub(crate) struct $change {
            $id: async_graphql::ID,
            #[graphql(flatten)]
            metadata: $crate::graphql::stream::ChangeMetadata,
            $(#[$about_before])*
            $before: Option<$snapshot>,
            #[graphql(skip)]
            batch: std::sync::Arc<$crate::changes::Batch>,
            #[graphql(skip)]
            index: usize,
        }

        #[async_graphql::ComplexObject]
        impl $change {
            $(#[$about_now])*
            async fn $now(
                &self,
                ctx: &async_graphql::Context<'_>,
            ) -> Option<async_graphql::Result<$node>> {
                $crate::graphql::stream::now::<$row, _>(ctx, &self.batch, self.index).await
            }
        }

        impl $change {
            fn of(epoch: uuid::Uuid, batch: std::sync::Arc<$crate::changes::Batch>, index: usize) -> Self {
                let entry = &batch.entries()[index];
                Self {
                    $id: entry.log.row_id.into(),
                    metadata: $crate::graphql::stream::ChangeMetadata::of(epoch, entry),
                    $before: entry.before::<$row>().cloned().map($snapshot::from),
                    batch,
                    index,
                }
            }
        }

        $crate::graphql::stream::event_union! { $(#[$about_event])* $event, $change }

        #[derive(Debug, Default)]
        pub(crate) struct $subscription;

        #[async_graphql::Subscription]
        impl $subscription {
            $(#[$about_watch])*
            async fn $watch(
                &self,
                ctx: &async_graphql::Context<'_>,
                #[graphql(desc = "Resume right after this revision; from now on where none is given.")]
                after: Option<$crate::graphql::scalar::Revision>,
            ) -> async_graphql::Result<
                futures_util::stream::BoxStream<'static, async_graphql::Result<$event>>,
            > {
                // Where to begin is each watcher's own matter: see `shared`.
                let _ = after;
                $crate::graphql::stream::watch::<$row, _>(ctx, |_| true, $event::of)
            }
        }
    };
}
pub(super) use changes;

/// The row after a change, as it is to be shown.
pub(crate) async fn now<R: Editable, T: From<R>>(
    ctx: &Context<'_>,
    batch: &Batch,
    index: usize,
) -> Option<Result<T>> {
    let row = batch.row::<R>(&ctx.data_unchecked::<Hotel>().db, &batch.entries()[index]).await;
    row.map(|row| row.map(T::from)).map_err(internal).transpose()
}
