//! The loop of one socket: carries events to the protocol, and its effects out.

use std::future;
use std::ops::ControlFlow;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use async_graphql::{Data, Request, Value};
use axum::extract::ws::{CloseFrame, Message, WebSocket};
use futures_util::future::{BoxFuture, poll_immediate};
use tokio::time::{Instant, Sleep, sleep, sleep_until, timeout};

use super::super::app::App;
use super::super::credentials::{Client, Credentials, Rejected};
use super::super::sockets::{ACCOUNT_FULL, SocketSlot};
use super::buffer::Buffer;
use super::ends::Ends;
use super::operations::{Operations, Step, answers};
use super::protocol::{Close, Effect, NAME, Protocol, Ticket, code, why_refused};
use crate::graphql::shared::{Answer, Execute};
use crate::request_id::{self, Work};
use crate::traces::{SocketTrace, TRACEPARENT, Telling};

/// How long the last message may take, and one that is being written when the socket is to end.
const FAREWELL_TIME: Duration = Duration::from_secs(2);

/// One socket, from its upgrade to its end.
pub(super) struct Session<E> {
    app: App<E>,
    /// Of the request that it was upgraded by.
    id: Arc<str>,
    trace: SocketTrace,
    socket: WebSocket,
    buffer: Buffer,
    protocol: Protocol,
    operations: Operations,
    /// From the upgrade, until `connection_init` takes them.
    credentials: Credentials,
    client: Client,
    authenticating: Option<BoxFuture<'static, Result<Data, Rejected>>>,
    /// Whoever was acknowledged.
    caller: Option<Arc<Data>>,
    slot: Option<SocketSlot>,
    /// It has as many sockets as it may.
    account_full: bool,
    ends: Ends,
    opened: Instant,
    /// The last event was an operation's answer.
    answered: bool,
    /// The change that is being told.
    telling: Option<Arc<Telling>>,
}

/// What can happen on a socket.
enum Event {
    Leave(Close),
    Authenticated(Result<Data, Rejected>),
    Tick,
    Message(Option<Result<Message, axum::Error>>),
    Answered(Step),
}

/// The socket is over.
struct Over;

impl<E: Execute> Session<E> {
    pub(super) fn new(
        app: App<E>,
        (id, trace): (Arc<str>, SocketTrace),
        socket: WebSocket,
        credentials: Credentials,
        client: Client,
    ) -> Self {
        let opened = Instant::now();
        let protocol = Protocol::new(app.sockets.settings, app.body_limit);
        let ends = Ends::new(app.shutdown.clone());
        Self {
            app,
            id,
            trace,
            socket,
            buffer: Buffer::default(),
            protocol,
            operations: Operations::default(),
            credentials,
            client,
            authenticating: None,
            caller: None,
            slot: None,
            account_full: false,
            ends,
            opened,
            answered: false,
            telling: None,
        }
    }

    pub(super) async fn run(mut self: Box<Self>) {
        let counted = self.app.metrics.socket();
        let acceptable = self.socket.protocol().is_some_and(|protocol| protocol == NAME);
        let mut effects = if acceptable { vec![] } else { self.protocol.unacceptable() };
        let mut alarm = std::pin::pin!(sleep_until(self.opened));
        while self.perform(effects).await.is_continue() {
            if let Some(telling) = self.telling.take() {
                telling.told("websocket");
            }
            let Some(event) = self.event(alarm.as_mut()).await else { break };
            effects = self.handle(event);
        }
        if self.operations.has_writes() {
            let (operations, limit) = (self.operations, self.app.request_timeout);
            // The end of the server waits for them as for those over HTTP.
            self.app.shutdown.spawn(async move {
                drop(timeout(limit, operations.finish_writes()).await);
            });
        }
        drop(counted);
    }

    /// The next thing that happens; `None` where the client is gone. The alarm goes off when the protocol wants to
    /// be woken.
    async fn event(&mut self, mut alarm: Pin<&mut Sleep>) -> Option<Event> {
        let leaving = self.protocol.is_leaving();
        let wakes_at = self.opened + self.protocol.wakes_at();
        if alarm.deadline() != wakes_at {
            alarm.as_mut().reset(wakes_at);
        }
        let answer = async { Event::Answered(self.operations.next().await) };
        let other = async {
            tokio::select! {
                biased;
                close = self.ends.why(), if !leaving => Event::Leave(close),
                checked = checked(&mut self.authenticating) => Event::Authenticated(checked),
                () = alarm => Event::Tick,
                message = self.socket.recv() => Event::Message(message),
            }
        };
        // In turns, so that neither a busy client nor a busy subscription shuts the other out; and an answer first,
        // because most of the time it is what woke the socket.
        let event = if self.answered { first(other, answer).await } else { first(answer, other).await };
        self.answered = matches!(event, Event::Answered(_));
        match event {
            Event::Message(None) => None,
            Event::Message(Some(Ok(Message::Close(_)))) => {
                // Reading on is what sends the answer to it.
                tokio::select! {
                    _ = timeout(FAREWELL_TIME, self.socket.recv()) => {}
                    () = go_on(&mut self.operations) => {}
                }
                None
            }
            event => Some(event),
        }
    }

    fn handle(&mut self, event: Event) -> Vec<Effect> {
        match event {
            Event::Tick => self.protocol.tick(self.opened.elapsed()),
            Event::Leave(close) => self.protocol.leave(close, self.opened.elapsed()),
            Event::Authenticated(checked) => {
                self.authenticating = None;
                match checked {
                    Ok(data) => self.let_in(data),
                    Err(Rejected::Invalid(reason)) => {
                        self.protocol.rejected(Close::new(code::FORBIDDEN, reason))
                    }
                    Err(Rejected::Unavailable(reason) | Rejected::TooFast(reason)) => {
                        self.protocol.rejected(Close::new(code::TRY_AGAIN_LATER, reason))
                    }
                }
            }
            Event::Answered(step) => match self.operations.take(step) {
                (ticket, Some(Answer::Response(response))) => self.protocol.answered(ticket, &response),
                (ticket, Some(Answer::Shared(encoded))) => {
                    self.telling.clone_from(&encoded.telling);
                    self.protocol.told(ticket, &encoded.json)
                }
                (ticket, None) => self.protocol.ended(ticket),
            },
            Event::Message(Some(Ok(Message::Text(text)))) => {
                let effects = self.protocol.message(&text);
                self.buffer.read(text);
                effects
            }
            Event::Message(Some(Ok(Message::Binary(_)))) => self.protocol.binary(),
            Event::Message(Some(Err(error))) => {
                // The library's error is not in axum's interface, other than by its words.
                if error.to_string().starts_with("Space limit exceeded") {
                    self.protocol.too_large()
                } else {
                    self.protocol.unreadable()
                }
            }
            // Pings are answered by the library.
            Event::Message(Some(Ok(Message::Ping(bytes) | Message::Pong(bytes)))) => {
                self.buffer.passed(bytes.len());
                self.protocol.heard();
                vec![]
            }
            Event::Message(_) => {
                self.protocol.heard();
                vec![]
            }
        }
    }

    fn let_in(&mut self, data: Data) -> Vec<Effect> {
        if let Some(account) = self.app.authenticator.account(&data) {
            match self.app.sockets.enter(account, self.app.authenticator.most_sockets(&data)) {
                Ok(slot) => self.slot = Some(slot),
                Err(most) => {
                    self.account_full = true;
                    let reason =
                        format!("Your account has {most} sockets open, which is the most it may have.");
                    return self.protocol.rejected(Close::new(code::FORBIDDEN, reason));
                }
            }
        }
        self.ends.with(self.app.authenticator.ended(&data));
        self.caller = Some(Arc::new(data));
        self.protocol.accepted()
    }

    /// Its log lines name one operation; the socket's own would only say the beginning of the same again.
    fn work(&self, ticket: Ticket) -> Work {
        let id = self.protocol.id_of(ticket).unwrap_or_default();
        let id = request_id::of_operation(&self.id, id, ticket);
        let span = tracing::info_span!(parent: None, "operation", request_id = &*id);
        Work::new(id, span)
    }

    async fn perform(&mut self, effects: Vec<Effect>) -> ControlFlow<Over> {
        for effect in effects {
            match effect {
                Effect::Send(text) => self.write(Message::Text(text.into())).await?,
                Effect::Ping => self.write(Message::Ping(Default::default())).await?,
                Effect::Authenticate(payload) => {
                    let credentials = std::mem::take(&mut self.credentials).with_payload(&payload);
                    let (authenticator, client) = (Arc::clone(&self.app.authenticator), self.client.clone());
                    self.authenticating =
                        Some(Box::pin(async move { credentials?.check(&*authenticator, &client).await }));
                }
                Effect::Start { ticket, request } => {
                    let Some(caller) = self.caller.clone() else { continue };
                    let (executor, authenticator) =
                        (self.app.executor.clone(), Arc::clone(&self.app.authenticator));
                    let work = self.work(ticket);
                    let part = self.trace.of_operation(traceparent(&request));
                    let judged = Box::pin(work.run(part.run(executor.judge(*request)))).await;
                    let (kind, limit) = (judged.kind(), self.app.request_timeout);
                    self.protocol.is_a(ticket, kind);
                    let answers = answers(executor, authenticator, caller, judged, limit);
                    self.operations.start(ticket, kind, answers, work);
                }
                Effect::Stop(ticket) => self.operations.stop(ticket),
                Effect::Close(close) => {
                    if self.caller.is_none() {
                        let reason = if self.account_full { ACCOUNT_FULL } else { why_refused(close.code) };
                        self.app.metrics.socket_refused(reason);
                    }
                    Box::pin(self.farewell(close)).await;
                    return ControlFlow::Break(Over);
                }
                Effect::Terminate => {
                    tracing::debug!("a socket's client does not answer pings");
                    return ControlFlow::Break(Over);
                }
            }
        }
        ControlFlow::Continue(())
    }

    /// Writes one message.
    async fn write(&mut self, message: Message) -> ControlFlow<Over> {
        let mut sent = std::pin::pin!(self.socket.send(message));
        // The network nearly always takes it at once.
        let sent = match poll_immediate(sent.as_mut()).await {
            Some(sent) => sent.is_ok(),
            None => {
                let began = Instant::now();
                let lagging = self.protocol.is_leaving();
                let limit = if lagging { FAREWELL_TIME } else { self.app.sockets.settings.send_within };
                let waiting = Waiting { ends: &mut self.ends, operations: &mut self.operations, lagging };
                let sent = Box::pin(waiting.until(sent, limit)).await;
                self.protocol.deaf_for(began.elapsed());
                sent
            }
        };
        if sent { ControlFlow::Continue(()) } else { ControlFlow::Break(Over) }
    }

    /// A client that is gone or does not read gets none.
    async fn farewell(&mut self, close: Close) {
        tracing::debug!(code = close.code, reason = close.reason, "a socket is closed");
        let frame = Message::Close(Some(CloseFrame { code: close.code, reason: reason(&close).into() }));
        let farewell = async {
            self.socket.send(frame).await?;
            // To close with something unread would reset the connection, and might take the goodbye back.
            while let Some(Ok(_)) = self.socket.recv().await {}
            Ok::<_, axum::Error>(())
        };
        tokio::select! {
            _ = timeout(FAREWELL_TIME, farewell) => {}
            () = go_on(&mut self.operations) => {}
        }
    }
}

/// The span that an operation is called by: a browser's page can't give its socket a header.
fn traceparent(request: &Request) -> Option<&str> {
    match request.extensions.get(TRACEPARENT) {
        Some(Value::String(traceparent)) => Some(traceparent),
        _ => None,
    }
}

/// A session whose client takes its time to read.
struct Waiting<'a> {
    ends: &'a mut Ends,
    operations: &'a mut Operations,
    /// It is to end soon.
    lagging: bool,
}

impl Waiting<'_> {
    /// Waits until a message is sent; answers whether it was. Operations go on meanwhile, up to one answer each. A
    /// client that does not read must not hold up the end of its session or of the server.
    async fn until(
        mut self,
        mut sent: Pin<&mut impl Future<Output = Result<(), axum::Error>>>,
        limit: Duration,
    ) -> bool {
        let mut given_up = std::pin::pin!(sleep(limit));
        loop {
            tokio::select! {
                biased;
                sent = &mut sent => return sent.is_ok(),
                () = &mut given_up => return false,
                _ = self.ends.why(), if !self.lagging => {
                    self.lagging = true;
                    let soon = Instant::now() + FAREWELL_TIME;
                    if soon < given_up.deadline() {
                        given_up.as_mut().reset(soon);
                    }
                }
                () = self.operations.buffer_next() => {}
            }
        }
    }
}

/// Whichever comes first, and `one` where both are there.
async fn first<T>(one: impl Future<Output = T>, other: impl Future<Output = T>) -> T {
    tokio::select! {
        biased;
        one = one => one,
        other = other => other,
    }
}

/// Never ends: operations go on, up to one answer each.
async fn go_on(operations: &mut Operations) {
    loop {
        operations.buffer_next().await;
    }
}

async fn checked(
    authenticating: &mut Option<BoxFuture<'static, Result<Data, Rejected>>>,
) -> Result<Data, Rejected> {
    match authenticating {
        Some(authenticating) => authenticating.await,
        None => future::pending().await,
    }
}

/// A close frame has room for 123 bytes of a reason.
fn reason(close: &Close) -> &str {
    &close.reason[..close.reason.floor_char_boundary(123)]
}
