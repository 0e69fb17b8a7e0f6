//! The rules of graphql-transport-ws as a state machine without I/O.
//!
//! Whatever happens on a socket goes in; what is to be done comes out as [`Effect`]s, in order. The clock is the
//! time since the socket opened, and is passed in.
//!
//! Beyond the protocol's own close codes: 1001 where the server stops, 1009 for a message that is too large to be told
//! so as the `error` of its operation, 1013 where the token can't be checked just now, and 4403 also where a session ends or its account has too many
//! sockets. graphql-ws's client connects again after each of these but 1009. To one that does not answer pings
//! nothing is said: it would not hear it.

use std::collections::BTreeMap;
use std::time::Duration;

use async_graphql::parser::types::OperationType;
use async_graphql::{Request, Response};
use serde_json::{Map, Value};

use super::super::sockets::SocketSettings;
use super::message::{ClientMessage, ServerMessage, next};
use crate::graphql::guard::problem;
use crate::graphql::observe::is_refused;

/// How the protocol is named in the handshake.
pub(super) const NAME: &str = "graphql-transport-ws";

pub(super) mod code {
    pub(in super::super) const GOING_AWAY: u16 = 1001;
    pub(in super::super) const UNREADABLE: u16 = 1002;
    pub(in super::super) const TOO_LARGE: u16 = 1009;
    pub(in super::super) const TRY_AGAIN_LATER: u16 = 1013;
    pub(in super::super) const BAD_REQUEST: u16 = 4400;
    pub(in super::super) const UNAUTHORIZED: u16 = 4401;
    pub(in super::super) const FORBIDDEN: u16 = 4403;
    pub(in super::super) const SUBPROTOCOL_NOT_ACCEPTABLE: u16 = 4406;
    pub(in super::super) const INIT_TIMEOUT: u16 = 4408;
    pub(in super::super) const ID_IN_USE: u16 = 4409;
    pub(in super::super) const TOO_MANY_INITS: u16 = 4429;
}

/// Why a socket was closed before anybody was let in, in one word.
pub(super) fn why_refused(close: u16) -> &'static str {
    match close {
        code::GOING_AWAY => "stopping",
        code::TRY_AGAIN_LATER => "unavailable",
        code::UNAUTHORIZED => "no_init",
        code::FORBIDDEN => "token",
        code::SUBPROTOCOL_NOT_ACCEPTABLE => "subprotocol",
        code::INIT_TIMEOUT => "init_timeout",
        _ => "protocol",
    }
}

/// Names an operation for the life of the socket, while its id may be used again.
pub(super) type Ticket = u64;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Close {
    pub(super) code: u16,
    pub(super) reason: String,
}

impl Close {
    pub(super) fn new(code: u16, reason: impl Into<String>) -> Self {
        Self { code, reason: reason.into() }
    }
}

/// What is to be done.
#[derive(Debug)]
pub(super) enum Effect {
    Send(String),
    /// Send a ping of the WebSocket itself.
    Ping,
    /// Check the token in this payload; then [`Protocol::accepted`] or [`Protocol::rejected`].
    Authenticate(Map<String, Value>),
    /// Read it and say what it is by [`Protocol::is_a`], then execute; each response goes to [`Protocol::answered`],
    /// the end to [`Protocol::ended`].
    Start {
        ticket: Ticket,
        request: Box<Request>,
    },
    /// Give the operation up. Whatever it still answers is ignored.
    Stop(Ticket),
    /// Say goodbye. Nothing comes after it.
    Close(Close),
    /// End without a word. Nothing comes after it.
    Terminate,
}

#[derive(Debug)]
enum Phase {
    /// Before `connection_init`.
    Opened,
    /// Between `connection_init` and `connection_ack`.
    Authenticating,
    Ready,
    /// Only what was asked before is still answered, until then at the longest.
    Leaving(Close, Duration),
    Closed,
}

#[derive(Debug)]
struct Operation {
    /// `None` once the client has completed a mutation: it runs on, unheard, and still counts as one that runs.
    id: Option<String>,
    /// `None` where it is refused, which is one answer.
    kind: Option<OperationType>,
}

#[derive(Debug)]
pub(super) struct Protocol {
    settings: SocketSettings,
    /// Bytes of a request.
    limit: usize,
    phase: Phase,
    operations: BTreeMap<Ticket, Operation>,
    next_ticket: Ticket,
    ping_at: Duration,
    /// A ping is out, and this is how long a sign of life may take.
    alive_until: Option<Duration>,
}

type Effects = Vec<Effect>;

impl Protocol {
    pub(super) fn new(settings: SocketSettings, limit: usize) -> Self {
        Self {
            settings,
            limit,
            phase: Phase::Opened,
            operations: BTreeMap::new(),
            next_ticket: 0,
            ping_at: settings.ping_every,
            alive_until: None,
        }
    }

    /// The client offered no subprotocol that the server speaks.
    pub(super) fn unacceptable(&mut self) -> Effects {
        self.close(code::SUBPROTOCOL_NOT_ACCEPTABLE, "Subprotocol not acceptable")
    }

    /// A text message came.
    pub(super) fn message(&mut self, text: &str) -> Effects {
        self.heard();
        if matches!(self.phase, Phase::Closed) {
            return vec![];
        }
        let message = match ClientMessage::read(text, self.limit) {
            Ok(message) => message,
            Err(reason) => return self.close(code::BAD_REQUEST, reason),
        };
        match message {
            ClientMessage::Complete { id } => self.complete(&id),
            _ if matches!(self.phase, Phase::Leaving(..)) => vec![],
            ClientMessage::Init(payload) => match self.phase {
                Phase::Opened => {
                    self.phase = Phase::Authenticating;
                    vec![Effect::Authenticate(payload)]
                }
                _ => self.close(code::TOO_MANY_INITS, "Too many initialisation requests"),
            },
            ClientMessage::Ping(payload) => send(&ServerMessage::Pong { payload }),
            ClientMessage::Pong => vec![],
            ClientMessage::Subscribe { id, request } => match self.phase {
                Phase::Ready => self.subscribe(id, request),
                _ => self.close(code::UNAUTHORIZED, "Unauthorized"),
            },
            ClientMessage::TooLarge { id: Some(id) } => match self.phase {
                Phase::Ready => self.refuse(&id),
                _ => self.close(code::UNAUTHORIZED, "Unauthorized"),
            },
            ClientMessage::TooLarge { id: None } => self.too_large(),
        }
    }

    /// A binary message came.
    pub(super) fn binary(&mut self) -> Effects {
        self.close(code::BAD_REQUEST, "A message must be text.")
    }

    /// A message was larger than the transport takes, or belongs to no operation that could be told so.
    pub(super) fn too_large(&mut self) -> Effects {
        self.close(code::TOO_LARGE, format!("A request may have {} bytes.", self.limit))
    }

    /// What came breaks the WebSocket protocol itself.
    pub(super) fn unreadable(&mut self) -> Effects {
        self.close(code::UNREADABLE, "Protocol error")
    }

    /// Anything came, and be it a pong of the WebSocket itself.
    pub(super) fn heard(&mut self) {
        self.alive_until = None;
    }

    /// For so long nothing was read, because something was being written: what came meanwhile is yet to be heard.
    pub(super) fn deaf_for(&mut self, time: Duration) {
        if let Some(until) = &mut self.alive_until {
            *until += time;
        }
    }

    /// The token is good.
    pub(super) fn accepted(&mut self) -> Effects {
        match self.phase {
            Phase::Authenticating => {
                self.phase = Phase::Ready;
                send(&ServerMessage::ConnectionAck)
            }
            _ => vec![],
        }
    }

    /// The token is not good, or its account may not have another socket.
    pub(super) fn rejected(&mut self, close: Close) -> Effects {
        self.close(close.code, close.reason)
    }

    /// An operation that is to be started turned out to be of this kind.
    pub(super) fn is_a(&mut self, ticket: Ticket, kind: Option<OperationType>) {
        if let Some(operation) = self.operations.get_mut(&ticket) {
            operation.kind = kind;
        }
    }

    /// An operation answered.
    pub(super) fn answered(&mut self, ticket: Ticket, response: &Response) -> Effects {
        let Some(id) = self.id_of(ticket) else { return vec![] };
        if !is_refused(response) {
            match (ServerMessage::Next { id, payload: response }).text() {
                Ok(text) => return vec![Effect::Send(text)],
                Err(error) => tracing::error!(%error, "a response could not be written"),
            }
        }
        let unwritten = [problem("INTERNAL", "The response could not be written.")];
        let errors = if is_refused(response) { &response.errors[..] } else { &unwritten };
        let mut effects = send(&ServerMessage::Error { id, payload: errors });
        self.operations.remove(&ticket);
        effects.push(Effect::Stop(ticket));
        self.leave_when_done(effects)
    }

    /// An operation answered with what was encoded already.
    pub(super) fn told(&mut self, ticket: Ticket, payload: &str) -> Effects {
        self.id_of(ticket).map(|id| Effect::Send(next(id, payload))).into_iter().collect()
    }

    /// An operation has no more answers.
    pub(super) fn ended(&mut self, ticket: Ticket) -> Effects {
        let effects = match self.id_of(ticket) {
            Some(id) => send(&ServerMessage::Complete { id }),
            None => vec![],
        };
        self.operations.remove(&ticket);
        self.leave_when_done(effects)
    }

    /// It is time to go: subscriptions end now, queries and mutations are answered first.
    pub(super) fn leave(&mut self, close: Close, now: Duration) -> Effects {
        if matches!(self.phase, Phase::Leaving(..) | Phase::Closed) {
            return vec![];
        }
        self.phase = Phase::Leaving(close, now + self.settings.leave_within);
        let is_stream = |operation: &Operation| operation.kind == Some(OperationType::Subscription);
        let streams = self.operations.iter().filter(|(_, operation)| is_stream(operation));
        let streams: Vec<_> = streams.map(|(ticket, _)| *ticket).collect();
        let effects = streams.into_iter().flat_map(|ticket| self.give_up(ticket)).collect();
        self.leave_when_done(effects)
    }

    pub(super) fn is_leaving(&self) -> bool {
        matches!(self.phase, Phase::Leaving(..) | Phase::Closed)
    }

    /// Time has passed. To be called at [`Protocol::wakes_at`], and harmless at any time.
    pub(super) fn tick(&mut self, now: Duration) -> Effects {
        match &self.phase {
            Phase::Closed => return vec![],
            Phase::Opened if now >= self.settings.init_within => {
                return self.close(code::INIT_TIMEOUT, "Connection initialisation timeout");
            }
            Phase::Leaving(close, until) if now >= *until => {
                let close = close.clone();
                return self.close(close.code, close.reason);
            }
            _ => {}
        }
        match self.alive_until {
            Some(until) if now >= until => {
                self.phase = Phase::Closed;
                vec![Effect::Terminate]
            }
            None if now >= self.ping_at => {
                self.ping_at = now + self.settings.ping_every;
                self.alive_until = Some(now + self.settings.pong_within);
                vec![Effect::Ping]
            }
            _ => vec![],
        }
    }

    /// When something happens if nothing else does.
    pub(super) fn wakes_at(&self) -> Duration {
        let beat = self.alive_until.unwrap_or(self.ping_at);
        match &self.phase {
            Phase::Opened => beat.min(self.settings.init_within),
            Phase::Leaving(_, until) => beat.min(*until),
            Phase::Authenticating | Phase::Ready | Phase::Closed => beat,
        }
    }

    /// A request is too large, which ends nothing else on the socket.
    fn refuse(&mut self, id: &str) -> Effects {
        if self.runs(id) {
            return self.id_in_use(id);
        }
        let message = format!("The request is too large: at most {} bytes are allowed.", self.limit);
        let errors = [problem("PAYLOAD_TOO_LARGE", message)];
        send(&ServerMessage::Error { id, payload: &errors })
    }

    fn runs(&self, id: &str) -> bool {
        self.operations.values().any(|operation| operation.id.as_deref() == Some(id))
    }

    fn id_in_use(&mut self, id: &str) -> Effects {
        self.close(code::ID_IN_USE, format!("Subscriber for {id} already exists"))
    }

    fn subscribe(&mut self, id: String, request: Box<Request>) -> Effects {
        if self.runs(&id) {
            return self.id_in_use(&id);
        }
        let most = self.settings.operations;
        if self.operations.len() >= most {
            let message = format!("A socket may have {most} operations at a time.");
            let errors = [problem("TOO_MANY_OPERATIONS", message)];
            return send(&ServerMessage::Error { id: &id, payload: &errors });
        }
        let ticket = self.next_ticket;
        self.next_ticket += 1;
        self.operations.insert(ticket, Operation { id: Some(id), kind: None });
        vec![Effect::Start { ticket, request }]
    }

    fn complete(&mut self, id: &str) -> Effects {
        let mut operations = self.operations.iter();
        let found = operations.find(|(_, operation)| operation.id.as_deref() == Some(id));
        let Some((&ticket, _)) = found else { return vec![] };
        let effects = self.give_up(ticket);
        self.leave_when_done(effects.into_iter().collect())
    }

    /// Nobody wants to hear of the operation any more.
    fn give_up(&mut self, ticket: Ticket) -> Option<Effect> {
        let operation = self.operations.get_mut(&ticket)?;
        if operation.kind == Some(OperationType::Mutation) {
            operation.id = None;
            return None;
        }
        self.operations.remove(&ticket);
        Some(Effect::Stop(ticket))
    }

    /// What the client calls an operation that it is still to hear of.
    pub(super) fn id_of(&self, ticket: Ticket) -> Option<&str> {
        match self.phase {
            Phase::Closed => None,
            _ => self.operations.get(&ticket)?.id.as_deref(),
        }
    }

    fn leave_when_done(&mut self, mut effects: Effects) -> Effects {
        let waited_for = self.operations.values().any(|operation| operation.id.is_some());
        if let Phase::Leaving(close, _) = &self.phase
            && !waited_for
        {
            let close = close.clone();
            effects.extend(self.close(close.code, close.reason));
        }
        effects
    }

    fn close(&mut self, code: u16, reason: impl Into<String>) -> Effects {
        if matches!(self.phase, Phase::Closed) {
            return vec![];
        }
        self.phase = Phase::Closed;
        vec![Effect::Close(Close::new(code, reason))]
    }
}

fn send(message: &ServerMessage<'_>) -> Effects {
    match message.text() {
        Ok(text) => vec![Effect::Send(text)],
        Err(error) => {
            tracing::error!(%error, "a message could not be written");
            vec![]
        }
    }
}

#[cfg(test)]
mod tests;
