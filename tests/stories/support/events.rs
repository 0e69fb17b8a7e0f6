//! A stream of server-sent events as it is: every event, and where it ends.

use reqwest::{RequestBuilder, Response, StatusCode};
use serde_json::Value;
use tokio::time::timeout;

use super::PATIENCE;

/// One event as it came.
#[derive(Debug)]
pub(crate) struct Event {
    pub(crate) name: String,
    pub(crate) id: Option<String>,
    pub(crate) data: Value,
}

/// An event stream that is being read.
pub(crate) struct Events {
    response: Response,
    unread: String,
}

impl Events {
    pub(crate) async fn of(request: RequestBuilder) -> Self {
        let response = request.header("accept", "text/event-stream").send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK, "{:?}", response.text().await);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        assert!(response.headers()["cache-control"].to_str().unwrap().contains("no-"), "it is nobody else's");
        Self { response, unread: String::new() }
    }

    /// The same where there may be no server, or none that can answer.
    pub(crate) async fn try_of(request: RequestBuilder) -> Option<Self> {
        let response = request.header("accept", "text/event-stream").send().await.ok()?;
        (response.status() == StatusCode::OK).then_some(Self { response, unread: String::new() })
    }

    /// The next event; none where the server has closed the stream. Comments are passed over.
    pub(crate) async fn read(&mut self) -> Option<Event> {
        loop {
            if let Some(end) = self.unread.find("\n\n") {
                let block: String = self.unread.drain(..end + 2).collect();
                let field = |name: &str| {
                    let line = block.lines().find_map(|line| line.strip_prefix(name));
                    line.map(|value| value.trim_start_matches(' ').to_owned())
                };
                let Some(name) = field("event:") else { continue };
                let data = field("data:").unwrap_or_default();
                return Some(Event {
                    name,
                    id: field("id:"),
                    data: serde_json::from_str(&data).unwrap_or_default(),
                });
            }
            let chunk = timeout(PATIENCE, self.response.chunk()).await.expect("nothing comes");
            self.unread.push_str(std::str::from_utf8(&chunk.ok()??).unwrap());
        }
    }

    /// The next event of the subscription, and its id.
    pub(crate) async fn next(&mut self) -> (String, Value) {
        let event = self.read().await.expect("the stream ends");
        assert_eq!(event.name, "next", "{event:?}");
        let told = event.data["data"]["bookingChanged"].clone();
        (event.id.unwrap_or_else(|| panic!("an event without an id: {told}")), told)
    }
}
