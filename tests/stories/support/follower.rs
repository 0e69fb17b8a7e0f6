//! Somebody who watches and always comes back, whatever happens.

use std::net::SocketAddr;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::{sleep, timeout};

use super::history::Recording;
use super::{Events, Person, Socket, document, text};

/// How long a connection on which nothing comes is believed in. For stories in which much is written.
const SILENCE: Duration = Duration::from_secs(3);
const PAUSE: Duration = Duration::from_millis(30);

/// A subscription over either transport.
enum Stream {
    Socket(Box<Socket>),
    Events(Box<Events>),
}

/// A stream is over; with its close code, where it was a socket's.
struct Over(Option<u16>);

impl Stream {
    async fn over_socket(person: &Person, after: &Value) -> Option<Self> {
        let mut socket = Socket::try_upgrade(person.address).await?;
        let payload = json!({ "authorization": format!("Bearer {}", person.token) });
        socket.send(json!({ "type": "connection_init", "payload": payload })).await;
        let ack = socket.next().await.ok()?;
        assert_eq!(ack["type"], "connection_ack");
        socket.subscribe("1", document!("booking_ticks"), json!({ "after": after })).await;
        Some(Self::Socket(socket.into()))
    }

    async fn over_events(person: &Person, after: &Value) -> Option<Self> {
        let request = person.http.post(format!("http://{}/graphql/stream", person.address));
        let request = request.bearer_auth(&person.token).header("last-event-id", text(after));
        let request = request.json(&json!({ "query": document!("booking_ticks") }));
        Some(Self::Events(Events::try_of(request).await?.into()))
    }

    /// The next event.
    async fn next(&mut self) -> Result<Value, Over> {
        let answer = match self {
            Self::Socket(socket) => socket.next().await.map_err(|code| Over(Some(code)))?["payload"].take(),
            Self::Events(events) => events.read().await.ok_or(Over(None))?.data,
        };
        // An error ends the stream, too.
        Some(answer["data"]["bookingChanged"].clone()).filter(|event| !event.is_null()).ok_or(Over(None))
    }
}

/// What somebody heard, and with which codes the sockets were closed meanwhile.
pub(crate) struct Heard {
    pub(crate) recording: Recording,
    pub(crate) closes: Vec<u16>,
}

/// Hears everything from a revision up to a booking's change: over sockets and event streams in turns, at one server
/// and the other in turns, each time from where it was. `turn` is where it begins.
pub(crate) async fn follow(
    person: Person,
    servers: [SocketAddr; 2],
    mut turn: usize,
    start: Value,
    last: Value,
) -> Heard {
    let mut heard = Heard { recording: Recording::from(&start), closes: vec![] };
    loop {
        let person = person.at(servers[turn % 2]);
        let over_socket = (turn / 2).is_multiple_of(2);
        turn += 1;
        let open = async {
            match over_socket {
                true => Stream::over_socket(&person, heard.recording.cursor()).await,
                false => Stream::over_events(&person, heard.recording.cursor()).await,
            }
        };
        let Ok(Some(mut stream)) = timeout(SILENCE, open).await else {
            sleep(PAUSE).await;
            continue;
        };
        while let Ok(next) = timeout(SILENCE, stream.next()).await {
            match next {
                Ok(event) => {
                    heard.recording.hear(&event);
                    if event["bookingId"] == last {
                        return heard;
                    }
                }
                Err(Over(code)) => {
                    heard.closes.extend(code);
                    break;
                }
            }
        }
    }
}
