//! How late things were.

use std::time::Duration;

/// Times in microseconds, sorted.
#[derive(Debug, Default)]
pub(crate) struct Latencies(Vec<u32>);

impl Latencies {
    pub(crate) fn new(mut micros: Vec<u32>) -> Self {
        micros.sort_unstable();
        Self(micros)
    }

    /// The time that this share (0 to 1) of all did not exceed: the nearest-rank percentile. Zero of none.
    pub(crate) fn percentile(&self, share: f64) -> Duration {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a rank is small and positive"
        )]
        let rank = (share * self.0.len() as f64).ceil() as usize;
        let micros = self.0.get(rank.saturating_sub(1)).copied().unwrap_or_default();
        Duration::from_micros(micros.into())
    }

    pub(crate) fn max(&self) -> Duration {
        self.percentile(1.0)
    }
}

/// Microseconds, as [`Latencies`] keeps them: more than an hour is an hour.
pub(crate) fn micros(time: Duration) -> u32 {
    u32::try_from(time.as_micros()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentile_is_the_value_at_its_rank() {
        let latencies = Latencies::new((1..=200).rev().collect());
        let of = |share| latencies.percentile(share).as_micros();
        assert_eq!((of(0.0), of(0.5), of(0.99), of(0.999)), (1, 100, 198, 200));
        assert_eq!(latencies.max().as_micros(), 200);
    }

    #[test]
    fn one_value_is_every_percentile_and_none_is_zero() {
        let one = Latencies::new(vec![7]);
        assert_eq!((one.percentile(0.01).as_micros(), one.percentile(0.99).as_micros()), (7, 7));
        assert_eq!(Latencies::default().percentile(0.99), Duration::ZERO);
    }
}
