//! One connection over HTTP that is kept, and asks one thing after the other.

use std::net::SocketAddr;

use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::{Request, header};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::TcpStream;

use crate::Outcome;

pub(crate) struct Caller {
    sender: SendRequest<Full<Bytes>>,
    host: String,
    authorization: String,
}

impl Caller {
    /// Without a token, nobody in particular.
    pub(crate) async fn connect(address: SocketAddr, token: Option<&str>) -> Outcome<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await?;
        // It ends with the sender, or with an error that the sender's next request is told.
        tokio::spawn(connection);
        let authorization = token.map(|token| format!("Bearer {token}")).unwrap_or_default();
        Ok(Self { sender, host: address.to_string(), authorization })
    }

    /// The answer's whole body.
    ///
    /// # Errors
    /// Any answer but 200.
    pub(crate) async fn ask(&mut self, document: &str, variables: &Value) -> Outcome<Bytes> {
        let body = serde_json::to_vec(&json!({ "query": document, "variables": variables }))?;
        let mut request = Request::post("/graphql")
            .header(header::HOST, &self.host)
            .header(header::CONTENT_TYPE, "application/json");
        if !self.authorization.is_empty() {
            request = request.header(header::AUTHORIZATION, &self.authorization);
        }
        self.sender.ready().await?;
        let answer = self.sender.send_request(request.body(Full::from(body))?).await?;
        let status = answer.status();
        let body = answer.into_body().collect().await?.to_bytes();
        if status != 200 {
            return Err(format!("{status}: {}", String::from_utf8_lossy(&body)).into());
        }
        Ok(body)
    }
}
