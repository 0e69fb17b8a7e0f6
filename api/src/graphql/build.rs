//! The schema, put together with what its resolvers stand on and with what stands around it.

use std::sync::Arc;
use std::time::Duration;

use super::guard::{self, Guarded, Limits, Trusted};
use super::loader::with_loaders;
use super::saved::Truthful;
use super::schema::builder;
use super::shared::Shared;
use crate::auth::Auth;
use crate::changes::{Batch, Hub, Log};
use crate::hotel::Hotel;
use crate::metrics::Metrics;
use crate::presence::Tracker;
use crate::traces::Traces;

/// What the resolvers stand on.
#[derive(Clone, Debug)]
pub(crate) struct Services {
    pub hotel: Hotel,
    pub hub: Hub<Batch>,
    pub presence: Tracker,
    pub auth: Auth,
    pub metrics: Arc<Metrics>,
    pub traces: Traces,
    /// How long a stream may be quiet before a bookmark.
    pub bookmark_after: Duration,
}

/// Adds the documents of a list to those that are trusted.
///
/// # Errors
/// What is wrong with the list, to be read after its name.
pub(crate) async fn trust(trusted: &mut Trusted, manifest: &str, limits: &Limits) -> Result<(), String> {
    trusted.add(manifest, &guard::validating(builder(), limits).finish(), limits).await
}

/// The schema, ready to execute: whatever it is asked, or only documents that are trusted.
pub(crate) fn build(services: Services, limits: &Limits, trusted: Option<Trusted>) -> Shared {
    let log = Log::new(services.hub.clone(), services.hotel.db.clone(), services.hotel.sequencer.clone());
    let (metrics, bookmark_after) = (Arc::clone(&services.metrics), services.bookmark_after);
    let traces = services.traces.clone();
    let schema = with_loaders(guard::executing(builder(), limits), &services.hotel)
        .data(services.hotel)
        .data(services.hub)
        .data(services.presence)
        .data(services.auth)
        .data(services.metrics)
        .finish();
    let (validator, sdl) = (guard::validating(builder(), limits).finish(), schema.sdl());
    let schema =
        Guarded::new(Truthful(schema), Truthful(validator), &sdl, limits.clone(), Arc::clone(&metrics));
    let schema = schema.with_trusted(trusted);
    Shared::new(schema, log, (metrics, traces), bookmark_after)
}
