//! Where the collector is, and how it is told.

use std::fmt;
use std::str::FromStr;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio_util::task::AbortOnDropHandle;
use url::{Host, Url};

/// An OpenTelemetry collector that takes OTLP over HTTP.
#[derive(Clone, PartialEq, Eq)]
pub struct Collector {
    host: String,
    port: u16,
    /// As a request names it.
    authority: String,
    path: String,
}

// An address is typed in the wrong place at times, with whatever is in it.
impl fmt::Debug for Collector {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Collector").field("authority", &self.authority).finish_non_exhaustive()
    }
}

impl FromStr for Collector {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let rule = "must be the address of a collector that takes OTLP over HTTP without TLS, such as \
                    http://127.0.0.1:4318; one that is far away is told by a collector nearby";
        let url = Url::parse(text).map_err(|_| rule)?;
        let bare = url.username().is_empty() && url.password().is_none();
        if url.scheme() != "http" || !bare || url.query().is_some() || url.fragment().is_some() {
            return Err(rule);
        }
        let host = match url.host().ok_or(rule)? {
            Host::Domain(name) => name.to_owned(),
            Host::Ipv4(address) => address.to_string(),
            Host::Ipv6(address) => address.to_string(),
        };
        let port = url.port_or_known_default().ok_or(rule)?;
        let path = format!("{}/v1/traces", url.path().trim_end_matches('/'));
        Ok(Self { host, port, authority: url.authority().to_owned(), path })
    }
}

/// Why the collector has not taken something.
#[derive(Debug, thiserror::Error)]
pub(super) enum NotTaken {
    #[error("it can't be reached: {0}")]
    Unreachable(#[from] std::io::Error),
    #[error("the connection failed: {0}")]
    Http(#[from] hyper::Error),
    #[error("it answered {0}")]
    Refused(StatusCode),
    #[error("it can't be asked: {0}")]
    Request(#[from] axum::http::Error),
    #[error("it did not answer in time")]
    TooSlow,
    #[error("the server has ended")]
    Ended,
}

impl Collector {
    /// Sends what is encoded as protobuf, on a connection of its own: there is one every few seconds.
    pub(super) async fn take(&self, body: Vec<u8>) -> Result<(), NotTaken> {
        let stream = TcpStream::connect((self.host.as_str(), self.port)).await?;
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
        let _driving = AbortOnDropHandle::new(tokio::spawn(connection));
        let request = Request::post(&self.path)
            .header(header::HOST, &self.authority)
            .header(header::CONTENT_TYPE, "application/x-protobuf")
            .header(header::CONNECTION, "close")
            .body(Body::from(body))?;
        match sender.send_request(request).await?.status() {
            status if status.is_success() => Ok(()),
            status => Err(NotTaken::Refused(status)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_collector_is_nearby_and_has_no_password() {
        let path = |text: &str| text.parse::<Collector>().map(|collector| collector.path);
        assert_eq!(path("http://127.0.0.1:4318").unwrap(), "/v1/traces");
        assert_eq!(path("http://[::1]:4318/").unwrap(), "/v1/traces");
        assert_eq!(path("http://collector/otlp/").unwrap(), "/otlp/v1/traces");
        for bad in
            ["collector:4318", "https://collector", "http://me:secret@collector", "http://", "http://c?x=1"]
        {
            assert!(path(bad).unwrap_err().contains("http://127.0.0.1:4318"), "{bad}");
        }
    }
}
