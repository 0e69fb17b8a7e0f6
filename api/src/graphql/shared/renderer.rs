//! A subscription in execution: events in, encoded answers out.

use std::sync::Arc;

use async_graphql::{Data, Response};
use futures_util::stream::BoxStream;
use tokio::sync::mpsc;
use tokio_stream::StreamExt;

use super::answer::Encoded;
use crate::changes::Cursor;
use crate::graphql::guard::{Guarded, Judged};
use crate::graphql::internal::Cause;
use crate::graphql::schema::FrontdeskSchema;
use crate::graphql::stream::{ChangeFilter, Event, Feed};

impl Cause for Broken {}

/// One execution. It answers each event with exactly one response.
pub(super) struct Renderer {
    events: mpsc::Sender<Event>,
    responses: BoxStream<'static, Response>,
}

/// The execution is over, or its answer can't be written; which is a bug.
#[derive(Debug, thiserror::Error)]
pub(super) enum Broken {
    #[error("the execution of a subscription ended by itself")]
    Ended,
    #[error("an answer of a subscription could not be written: {0}")]
    Unwritable(#[from] serde_json::Error),
}

impl Renderer {
    /// Begins the execution, whose first answer is that it is ready.
    ///
    /// # Errors
    /// All the answers of a subscription that is refused.
    pub(super) async fn start(
        schema: &Guarded<FrontdeskSchema>,
        judged: Judged,
        data: Arc<Data>,
        ready: Cursor,
    ) -> Result<(Self, Encoded, ChangeFilter), BoxStream<'static, Response>> {
        let (events, feed) = Feed::new();
        // The channel is empty: there is room for the first.
        drop(events.try_send(Event::Ready(ready)));
        let mut responses = schema.execute_stream(judged.data(Arc::clone(&feed)), Some(data));
        let Some(first) = responses.next().await else { return Err(responses) };
        match (feed.filter(), encode(&first, ready)) {
            (Some(filter), Ok(encoded)) if first.errors.is_empty() => {
                Ok((Self { events, responses }, encoded, filter))
            }
            _ => Err(Box::pin(tokio_stream::once(first).chain(responses))),
        }
    }

    /// The answer to an event.
    pub(super) async fn render(&mut self, event: Event, cursor: Cursor) -> Result<Encoded, Broken> {
        let is_change = matches!(event, Event::Change { .. });
        self.events.send(event).await.map_err(|_| Broken::Ended)?;
        let response = self.responses.next().await.ok_or(Broken::Ended)?;
        Ok(Encoded { is_change, ..encode(&response, cursor)? })
    }
}

fn encode(response: &Response, cursor: Cursor) -> serde_json::Result<Encoded> {
    let (json, revision) = (serde_json::to_string(response)?, cursor.encode());
    Ok(Encoded { json, revision, is_change: false, telling: None })
}
