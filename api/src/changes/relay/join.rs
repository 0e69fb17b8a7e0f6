//! Whether a message goes on from where a process is.

use uuid::Uuid;

use super::super::Cursor;

/// What lies between two revisions in one life of the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) epoch: Uuid,
    /// After the whole of this transaction,
    pub(super) behind: i64,
    /// up to the end of this one.
    pub(super) upto: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Joint {
    /// It goes on; what lies at or before the process's place is there already.
    Follows,
    /// All of it is there already.
    Known,
    /// Something lies between, or it is of another life.
    Apart,
}

/// Where a span lies, seen from how far a process has announced. It has announced whole transactions.
pub(super) fn join(reached: Cursor, span: Span) -> Joint {
    let mine = reached.position.revision;
    if span.epoch != reached.epoch {
        Joint::Apart
    } else if span.upto <= mine {
        Joint::Known
    } else if span.behind <= mine {
        Joint::Follows
    } else {
        Joint::Apart
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::changes::Position;

    const LIFE: Uuid = Uuid::from_u128(1);

    fn at(revision: i64) -> Cursor {
        Cursor { epoch: LIFE, position: Position::after(revision) }
    }

    #[test]
    fn only_what_leaves_nothing_out_and_brings_something_new_is_taken() {
        let joint = |behind, upto| join(at(10), Span { epoch: LIFE, behind, upto });
        assert_eq!(joint(10, 11), Joint::Follows);
        assert_eq!(joint(7, 12), Joint::Follows);
        assert_eq!(joint(7, 10), Joint::Known);
        assert_eq!(joint(2, 3), Joint::Known);
        assert_eq!(joint(11, 12), Joint::Apart);
        assert_eq!(join(at(10), Span { epoch: Uuid::from_u128(2), behind: 10, upto: 11 }), Joint::Apart);
    }

    proptest! {
        /// Revisions have gaps; batches are what some process read, from wherever it was to wherever the log was; they
        /// come in any order, several times, or never.
        #[test]
        fn whatever_comes_in_whatever_order_each_revision_is_announced_once_and_in_order(
            steps in prop::collection::vec(1_i64..4, 1..30),
            spans in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 0..60),
        ) {
            let log: Vec<i64> = steps.iter().scan(0, |at, step| { *at += step; Some(*at) }).collect();
            let ends: Vec<i64> = std::iter::once(0).chain(log.iter().copied()).collect();
            let between = |behind: i64, upto: i64| log.iter().copied().filter(move |at| (behind + 1..=upto).contains(at));
            let (mut reached, mut announced) = (0, vec![]);
            for (one, other) in spans {
                let (one, other) = (*one.get(&ends), *other.get(&ends));
                let span = Span { epoch: LIFE, behind: one.min(other), upto: one.max(other) };
                match join(at(reached), span) {
                    // A message has what lies in its span, and nothing else can be announced of it.
                    Joint::Follows => announced.extend(between(span.behind.max(reached), span.upto)),
                    Joint::Known => continue,
                    // The log is read instead, as far as it is by then.
                    Joint::Apart => announced.extend(between(reached, span.upto)),
                }
                prop_assert!(span.upto > reached, "what is there already is no news");
                reached = span.upto;
            }
            let there = log.partition_point(|at| *at <= reached);
            prop_assert_eq!(announced, log[..there].to_vec());
        }
    }
}
