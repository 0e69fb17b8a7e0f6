//! How long is waited before something is tried again.

use std::time::Duration;

use backon::ExponentialBuilder;

const FIRST: Duration = Duration::from_millis(50);

/// For what works in the background: again and again, every five seconds in the end.
pub(crate) const BACKGROUND: ExponentialBuilder = until(Duration::from_secs(5));

/// For what somebody waits for, and gives up in time: every second in the end.
pub(crate) const WAITED_FOR: ExponentialBuilder = until(Duration::from_secs(1));

const fn until(longest: Duration) -> ExponentialBuilder {
    ExponentialBuilder::new().with_min_delay(FIRST).with_max_delay(longest).without_max_times()
}
