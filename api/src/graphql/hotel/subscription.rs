//! Watching the settings and the business day.

use std::sync::Arc;
use std::time::Duration;

use async_graphql::{Context, Result, Subscription};
use entity::user::Role;
use futures_util::{Stream, stream};

use super::HotelSettings;
use crate::graphql::access::require;
use crate::hotel::Hotel;

/// The clock is looked at again after this: it may have been set.
const LOOKING: Duration = Duration::from_secs(60);

#[derive(Debug, Default)]
pub(crate) struct HotelSubscription;

#[Subscription]
impl HotelSubscription {
    /// The hotel's settings: first as they are, then whenever one is changed or another business day begins. Each replaces
    /// the one before.
    async fn hotel_changed(&self, ctx: &Context<'_>) -> Result<impl Stream<Item = HotelSettings> + use<>> {
        require(ctx, Role::Viewer)?;
        let hotel = ctx.data_unchecked::<Hotel>().clone();
        let settings = hotel.settings.watch();
        Ok(stream::unfold((hotel, settings, None), |(hotel, mut settings, told)| async move {
            loop {
                let in_force = Arc::clone(&settings.borrow_and_update());
                let now = HotelSettings::of(&hotel, &in_force);
                if told.as_ref() != Some(&now) {
                    return Some((now.clone(), (hotel, settings, Some(now))));
                }
                let left = in_force.calendar.end_of_day(hotel.clock.now()) - hotel.clock.now();
                let left = left.to_std().unwrap_or_default().clamp(Duration::from_millis(100), LOOKING);
                tokio::select! {
                    changed = settings.changed() => changed.ok()?,
                    () = tokio::time::sleep(left) => {}
                }
            }
        }))
    }
}
