//! One watcher of a group: the stream of answers that its transport sends.

use std::sync::Arc;

use async_graphql::Response;
use futures_util::Stream;
use futures_util::stream::unfold;

use super::answer::{Answer, Encoded};
use super::group::Group;
use super::pacing;
use super::rendered::Rendered;
use crate::changes::{Cursor, Position, Step, Walk};
use crate::graphql::internal::{Cause, internal};
use crate::metrics::Counted;

/// The answers, after `after` or from now on. They end after a gap, and after an error: the client resumes
/// from the last revision that it has.
pub(super) fn answers(group: Arc<Group>, after: Option<Cursor>) -> impl Stream<Item = Answer> + Send {
    let counted = group.metrics.watcher();
    let replaying = after.map(|_| group.metrics.replaying());
    let subscriber = Subscriber {
        walk: Walk::new(group, after),
        batch: None,
        reached: None,
        told: 0,
        over: false,
        replaying,
        _counted: counted,
    };
    // In a box, because each answer hands it on.
    unfold(Box::new(subscriber), |mut subscriber| async move {
        subscriber.next().await.map(|answer| (answer, subscriber))
    })
}

struct Subscriber {
    walk: Walk<Arc<Group>>,
    /// What is being told, and how much of it was.
    batch: Option<(Arc<Rendered>, usize)>,
    /// Up to where it was.
    reached: Option<Position>,
    /// Since its last turn, of what it missed.
    told: usize,
    over: bool,
    /// Until it has come to what is live.
    replaying: Option<Counted>,
    _counted: Counted,
}

impl Subscriber {
    async fn next(&mut self) -> Option<Answer> {
        loop {
            if self.told == pacing::BURST {
                Box::pin(self.walk.source().pacing.wait()).await;
                self.told = 0;
            }
            self.leave_what_was_erased();
            if let Some(answer) = self.next_of_batch() {
                self.told += usize::from(self.walk.is_catching_up());
                return Some(Answer::Shared(answer));
            }
            if self.over {
                return None;
            }
            let step = self.walk.next().await?;
            self.count(&step);
            let group = self.walk.source();
            let told = match step {
                Ok(Step::Changes { batch, after }) => {
                    self.begin(batch, after);
                    continue;
                }
                // Seldom, and large: each in a box, which a watcher does not keep.
                Ok(Step::Ready(at)) => Box::pin(group.ready(at)).await,
                Ok(Step::Bookmark(at)) => Box::pin(group.bookmark(at)).await,
                Ok(Step::Gap { oldest, latest }) => {
                    self.over = true;
                    Box::pin(group.gap(oldest, latest)).await
                }
                Err(error) => return Some(self.fail(error)),
            };
            return Some(match told {
                Ok(told) => Answer::Shared(told),
                Err(broken) => self.fail(broken),
            });
        }
    }

    fn count<E>(&mut self, step: &Result<Step<Rendered>, E>) {
        let metrics = &self.walk.source().metrics;
        match step {
            Ok(Step::Gap { .. }) => {
                metrics.gap();
                self.replaying = None;
            }
            Ok(Step::Bookmark(_)) | Err(_) => self.replaying = None,
            Ok(Step::Changes { .. }) if self.replaying.is_none() && self.walk.is_catching_up() => {
                self.replaying = Some(metrics.replaying());
            }
            Ok(Step::Ready(_) | Step::Changes { .. }) => {}
        }
    }

    fn begin(&mut self, batch: Arc<Rendered>, after: Position) {
        let first = batch.answers.partition_point(|(position, _)| *position <= after);
        self.batch = Some((batch, first));
        self.reached = Some(after);
    }

    /// What was read before an erasure is read again.
    fn leave_what_was_erased(&mut self) {
        let Some((batch, _)) = &self.batch else { return };
        if batch.erased != self.walk.source().erased()
            && let Some(reached) = self.reached
        {
            self.batch = None;
            self.walk.return_to(reached);
        }
    }

    fn next_of_batch(&mut self) -> Option<Arc<Encoded>> {
        let (batch, index) = self.batch.as_mut()?;
        let Some((position, answer)) = batch.answers.get(*index) else {
            self.batch = None;
            return None;
        };
        *index += 1;
        self.reached = Some(*position);
        let answer = Arc::clone(answer);
        if answer.is_change {
            self.walk.source().delivered.inc();
        }
        Some(answer)
    }

    fn fail(&mut self, error: impl Cause) -> Answer {
        self.over = true;
        let error = internal(error).into_server_error(Default::default());
        Answer::Response(Box::new(Response::from_errors(vec![error])))
    }
}
