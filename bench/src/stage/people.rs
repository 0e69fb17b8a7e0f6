//! Who signs in. An account may have only so many sockets, so it takes many accounts to fill the house.

use std::net::SocketAddr;
use std::path::Path;
use std::process::Stdio;

use futures_util::{StreamExt, TryStreamExt, stream};
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;
use tokio::process::Command;

use crate::Outcome;
use crate::load::caller::Caller;

/// How many sockets each of them opens: what the server allows.
pub(crate) const SOCKETS_EACH: usize = 50;
/// As many as `hotel.sql` makes.
const COUNT: usize = 200;
const PASSWORD: &str = "a password for measurements";
/// Passwords are hashed on all cores, and on no more.
const AT_A_TIME: usize = 4;

const SIGN_IN: &str = "mutation SignIn($email: String!, $password: String!) { \
    signIn(email: $email, password: $password) { ... on Session { token } ... on Problem { message } } }";

/// Brings the schema up and makes the first account, of which the others are copies.
pub(super) async fn add_first(program: &Path, url: &str) -> Outcome<()> {
    let mut adding = Command::new(program)
        .args(["user", "add", "desk0@bench.frontdesk", "--name", "Desk 0", "--role", "desk"])
        .env("DATABASE_URL", url)
        .env("FRONTDESK_LOG", "warn")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .map_err(|error| format!("{} can't be run: {error}", program.display()))?;
    let mut input = adding.stdin.take().ok_or("the program has no input")?;
    input.write_all(format!("{PASSWORD}\n").as_bytes()).await?;
    drop(input);
    if !adding.wait().await?.success() {
        return Err("the first account could not be made".into());
    }
    Ok(())
}

/// A token for each of them. They outlive the server that gave them, in all copies of its database.
pub(super) async fn sign_in(address: SocketAddr) -> Outcome<Vec<String>> {
    stream::iter(0..COUNT)
        .map(async |number| {
            let mut caller = Caller::connect(address, None).await?;
            let variables = json!({ "email": format!("desk{number}@bench.frontdesk"), "password": PASSWORD });
            let body = caller.ask(SIGN_IN, &variables).await?;
            let answer: Value = serde_json::from_slice(&body)?;
            let token = answer["data"]["signIn"]["token"].as_str().map(str::to_owned);
            token.ok_or_else(|| format!("nobody is signed in: {answer}").into())
        })
        .buffer_unordered(AT_A_TIME)
        .try_collect()
        .await
}
