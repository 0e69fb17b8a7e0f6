//! Asks a server whether it accepts connections, as `pg_isready` does, which is not installed everywhere.
//!
//! Messages: <https://www.postgresql.org/docs/current/protocol-message-formats.html>

use std::{io, path::Path, time::Duration};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::UnixStream,
    time::timeout,
};

use super::socket::USER;

const PROTOCOL: u32 = 3 << 16;
const PATIENCE: Duration = Duration::from_secs(5);
/// Enough for any error message of a server that starts.
const MAX_MESSAGE: u64 = 8 << 10;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    Accepting,
    /// The server answers that it is starting up, recovering or shutting down.
    Starting,
    Silence,
}

pub(super) async fn ping(socket: &Path) -> Answer {
    match timeout(PATIENCE, ask(socket)).await {
        Ok(Ok(answer)) => answer,
        Ok(Err(_)) | Err(_) => Answer::Silence,
    }
}

async fn ask(socket: &Path) -> io::Result<Answer> {
    let mut stream = UnixStream::connect(socket).await?;
    let parameters = format!("user\0{USER}\0database\0postgres\0\0");
    let length = u32::try_from(8 + parameters.len()).map_err(io::Error::other)?;
    let mut hello = length.to_be_bytes().to_vec();
    hello.extend(PROTOCOL.to_be_bytes());
    hello.extend(parameters.as_bytes());
    stream.write_all(&hello).await?;

    let kind = stream.read_u8().await?;
    if kind != b'E' {
        // Terminate; the answer that matters is known.
        let _ = stream.write_all(b"X\0\0\0\x04").await;
        return Ok(Answer::Accepting);
    }
    let mut fields = Vec::new();
    stream.take(MAX_MESSAGE).read_to_end(&mut fields).await?;
    // 57P03 cannot_connect_now. With any other refusal, such as "too many clients", the server does run.
    let starting = fields.split(|byte| *byte == 0).any(|field| field == b"C57P03");
    Ok(if starting { Answer::Starting } else { Answer::Accepting })
}
