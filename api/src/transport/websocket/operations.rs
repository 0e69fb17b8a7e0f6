//! The operations of one socket, polled side by side in the socket's own task.
//!
//! An operation that answered is not polled again before its answer is taken, so there is never more than one of
//! each. The others are polled on meanwhile, also while a message is being written: what holds a connection of the
//! database, or a lock in it, must not wait for a client that reads slowly.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use async_graphql::parser::types::OperationType;
use async_graphql::{Data, Response};
use futures_util::future::{BoxFuture, FutureExt};
use futures_util::stream::BoxStream;
use tokio_stream::StreamExt;

use super::super::credentials::{Authenticator, RATE_LIMITED, Rejected};
use super::protocol::Ticket;
use crate::graphql::guard::{Judged, problem};
use crate::graphql::internal::{INTERNAL, UNAVAILABLE};
use crate::graphql::shared::{Answer, Execute};
use crate::request_id::Work;

/// What an operation is going to answer. To begin takes far more room than to go on, which subscriptions do for
/// long: the future is gone once it has its stream.
pub(super) type Beginning = BoxFuture<'static, BoxStream<'static, Answer>>;

/// An operation that answered.
pub(super) struct Step {
    pub(super) ticket: Ticket,
    /// `None` at the end.
    pub(super) answer: Option<Answer>,
}

enum State {
    Beginning(Beginning),
    Answering(BoxStream<'static, Answer>),
    Over,
}

struct Operation {
    ticket: Ticket,
    /// It is a mutation, which is never given up half-way.
    writes: bool,
    state: State,
    /// Its answer is yet to be taken.
    answered: bool,
    work: Work,
}

impl Operation {
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Answer>> {
        // The panic itself is logged by the hook that `telemetry::init` sets.
        self.work.during(|| {
            catch_unwind(AssertUnwindSafe(|| self.state.poll(context))).unwrap_or_else(|_| {
                self.state = State::Over;
                Poll::Ready(Some(refusal(INTERNAL, "The server made a mistake.")))
            })
        })
    }
}

impl State {
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Answer>> {
        if let Self::Beginning(beginning) = self {
            *self = Self::Answering(ready!(beginning.poll_unpin(context)));
        }
        match self {
            Self::Answering(answers) => answers.as_mut().poll_next(context),
            _ => Poll::Ready(None),
        }
    }
}

/// They are few, and each is polled whenever the socket wakes: to know which of them woke it would cost more.
#[derive(Default)]
pub(super) struct Operations {
    running: Vec<Operation>,
    /// Answers that wait for the one that is being written.
    buffered: VecDeque<Step>,
    /// Who is polled first, so that each comes to its turn.
    turn: usize,
}

impl Operations {
    pub(super) fn start(
        &mut self,
        ticket: Ticket,
        kind: Option<OperationType>,
        beginning: Beginning,
        work: Work,
    ) {
        let writes = kind == Some(OperationType::Mutation);
        let state = State::Beginning(beginning);
        self.running.push(Operation { ticket, writes, state, answered: false, work });
    }

    /// Gives an operation up.
    pub(super) fn stop(&mut self, ticket: Ticket) {
        self.running.retain(|operation| operation.ticket != ticket);
        self.buffered.retain(|step| step.ticket != ticket);
    }

    /// The next answer of whichever operation has one; never, where there is none. Can be dropped at any time.
    pub(super) async fn next(&mut self) -> Step {
        match self.buffered.pop_front() {
            Some(step) => step,
            None => poll_fn(|context| self.poll(context)).await,
        }
    }

    /// Waits for one more answer and buffers it. Can be dropped at any time.
    pub(super) async fn buffer_next(&mut self) {
        let step = poll_fn(|context| self.poll(context)).await;
        self.buffered.push_back(step);
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Step> {
        let count = self.running.len();
        for index in (self.turn..count).chain(0..self.turn.min(count)) {
            let operation = self.running.get_mut(index).filter(|operation| !operation.answered);
            let Some(operation) = operation else { continue };
            if let Poll::Ready(answer) = operation.poll(context) {
                operation.answered = true;
                self.turn = index + 1;
                return Poll::Ready(Step { ticket: operation.ticket, answer });
            }
        }
        Poll::Pending
    }

    /// Takes the answer of an operation, which may then go on to its next.
    pub(super) fn take(&mut self, step: Step) -> (Ticket, Option<Answer>) {
        let Step { ticket, answer } = step;
        if answer.is_none() {
            self.stop(ticket);
        } else if let Some(operation) = self.running.iter_mut().find(|operation| operation.ticket == ticket) {
            operation.answered = false;
        }
        (ticket, answer)
    }

    /// Whether a mutation would be given up by dropping this.
    pub(super) fn has_writes(&self) -> bool {
        self.running.iter().any(|operation| operation.writes)
    }

    /// Lets mutations come to their first answer, which is their only one, and gives up everything else.
    pub(super) async fn finish_writes(mut self) {
        self.running.retain(|operation| operation.writes && !operation.answered);
        while !self.running.is_empty() {
            let step = poll_fn(|context| self.poll(context)).await;
            self.stop(step.ticket);
        }
    }
}

/// Everything an operation answers. Whoever asks is looked up anew, so that it is executed with the role of now.
pub(super) fn answers<E: Execute>(
    executor: E,
    authenticator: Arc<dyn Authenticator>,
    data: Arc<Data>,
    judged: Judged,
    limit: Duration,
) -> Beginning {
    let is_stream = judged.kind() == Some(OperationType::Subscription);
    let answers = async move {
        let counted = |data: Arc<Data>| authenticator.count(&data).map(|()| data);
        match authenticator.again(data).await.and_then(counted) {
            Ok(data) => executor.answers(judged, data, None).await,
            Err(rejected) => {
                let (code, message) = match rejected {
                    Rejected::Invalid(message) => ("UNAUTHENTICATED", message),
                    Rejected::Unavailable(message) => (UNAVAILABLE, message),
                    Rejected::TooFast(message) => (RATE_LIMITED, message),
                };
                one(refusal(code, &message))
            }
        }
    };
    if is_stream {
        return answers.boxed();
    }
    let only = async move { answers.await.next().await };
    let message = "The request took too long and was given up. A write may have been saved or not: send it \
                   again with the same mutationId.";
    let only = tokio::time::timeout(limit, only);
    only.map(move |only| match only {
        Ok(only) => Box::pin(tokio_stream::iter(only)) as BoxStream<'_, _>,
        Err(_) => one(refusal("TIMEOUT", message)),
    })
    .boxed()
}

fn one(answer: Answer) -> BoxStream<'static, Answer> {
    Box::pin(tokio_stream::once(answer))
}

fn refusal(code: &str, message: &str) -> Answer {
    Answer::Response(Box::new(Response::from_errors(vec![problem(code, message)])))
}
