//! The operations of one socket, polled side by side in the socket's own task.
//!
//! An operation that answered is not polled again before its answer is taken, so there is never more than one of
//! each. The others are polled on meanwhile, also while a message is being written: what holds a connection of the
//! database, or a lock in it, must not wait for a client that reads slowly.

use std::any::Any;
use std::collections::{HashMap, VecDeque};
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use async_graphql::{Data, Request, Response};
use futures_util::future::{self, AbortHandle, Abortable, FutureExt};
use futures_util::stream::{self, BoxStream, FuturesUnordered, StreamExt};

use super::super::credentials::{Authenticator, Rejected};
use super::protocol::{Kind, Ticket, problem};
use crate::graphql::shared::{Answer, Execute};

type Answers = Abortable<BoxStream<'static, Answer>>;

/// An operation that answered.
pub(super) struct Step {
    pub(super) ticket: Ticket,
    /// `None` at the end.
    pub(super) answer: Option<Answer>,
    answers: Option<Answers>,
}

/// An operation that is yet to answer.
struct Running {
    ticket: Ticket,
    answers: Option<Answers>,
}

impl Future for Running {
    type Output = Step;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Step> {
        let answer = match &mut self.answers {
            Some(answers) => ready!(answers.poll_next_unpin(context)),
            None => None,
        };
        let answers = self.answers.take();
        Poll::Ready(Step { ticket: self.ticket, answer, answers })
    }
}

struct Handle {
    stop: AbortHandle,
    may_write: bool,
}

#[derive(Default)]
pub(super) struct Operations {
    running: FuturesUnordered<Running>,
    /// Answers that wait for the one that is being written.
    answered: VecDeque<Step>,
    handles: HashMap<Ticket, Handle>,
}

impl Operations {
    pub(super) fn start(&mut self, ticket: Ticket, kind: Kind, answers: BoxStream<'static, Answer>) {
        let (stop, stopped) = AbortHandle::new_pair();
        self.handles.insert(ticket, Handle { stop, may_write: kind.may_write });
        self.running.push(Running { ticket, answers: Some(Abortable::new(answers, stopped)) });
    }

    /// Gives an operation up.
    pub(super) fn stop(&mut self, ticket: Ticket) {
        if let Some(handle) = self.handles.remove(&ticket) {
            handle.stop.abort();
        }
    }

    /// The next answer of whichever operation has one; never, where there is none. Can be dropped at any time.
    pub(super) async fn next(&mut self) -> Step {
        match self.answered.pop_front() {
            Some(step) => step,
            None => self.poll_on().await,
        }
    }

    /// Waits for one more answer and puts it by. Can be dropped at any time.
    pub(super) async fn put_by(&mut self) {
        let step = self.poll_on().await;
        self.answered.push_back(step);
    }

    async fn poll_on(&mut self) -> Step {
        match self.running.next().await {
            Some(step) => step,
            None => future::pending().await,
        }
    }

    /// Takes the answer of an operation, which may then go on to its next.
    pub(super) fn take(&mut self, step: Step) -> (Ticket, Option<Answer>) {
        let Step { ticket, answer, answers } = step;
        if answer.is_none() {
            self.handles.remove(&ticket);
        } else {
            self.running.push(Running { ticket, answers });
        }
        (ticket, answer)
    }

    /// Whether a mutation would be given up by dropping this.
    pub(super) fn has_writes(&self) -> bool {
        self.handles.values().any(|handle| handle.may_write)
    }

    /// Lets mutations come to their first answer, which is their only one, and gives up everything else.
    pub(super) async fn finish_writes(mut self) {
        self.handles.values().filter(|handle| !handle.may_write).for_each(|handle| handle.stop.abort());
        self.answered.clear();
        while self.running.next().await.is_some() {}
    }
}

/// Everything an operation answers. Whoever asks is looked up anew, so that it is executed with the role of now.
pub(super) fn answers<E: Execute>(
    executor: E,
    authenticator: Arc<dyn Authenticator>,
    data: Arc<Data>,
    request: Request,
    kind: Kind,
    limit: Duration,
) -> BoxStream<'static, Answer> {
    let answers = async move {
        match authenticator.again(data).await {
            Ok(data) => executor.answers(request, data, None),
            Err(rejected) => {
                let (code, message) = match rejected {
                    Rejected::Invalid(message) => ("UNAUTHENTICATED", message),
                    Rejected::Unavailable(message) => ("SERVICE_UNAVAILABLE", message),
                };
                stream::once(future::ready(refusal(code, &message))).boxed()
            }
        }
    };
    let answers = if kind.may_stream {
        answers.flatten_stream().boxed()
    } else {
        let only = async move {
            let mut answers = answers.await;
            answers.next().await
        };
        let message = "The request took too long and was given up. A write may have been saved or not: send it \
                       again with the same mutationId.";
        let only = tokio::time::timeout(limit, only)
            .map(move |only| only.unwrap_or_else(|_| Some(refusal("TIMEOUT", message))));
        stream::once(only).filter_map(future::ready).boxed()
    };
    // The panic itself is logged by the hook that `telemetry::init` sets.
    let after_panic = |_: Box<dyn Any + Send>| refusal("INTERNAL_SERVER_ERROR", "The server made a mistake.");
    AssertUnwindSafe(answers).catch_unwind().map(move |answer| answer.unwrap_or_else(after_panic)).boxed()
}

fn refusal(code: &str, message: &str) -> Answer {
    Answer::Response(Box::new(Response::from_errors(vec![problem(code, message)])))
}
