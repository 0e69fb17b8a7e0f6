//! `frontdesk serve --throwaway`.

use std::io::{Write, stdout};

use frontdesk::clock::Clock;
use frontdesk::config::ServeOptions;
use frontdesk::server::Server;
use frontdesk::throwaway::{Throwaway, parent_gone};
use tokio::signal::unix::{SignalKind, signal};

use super::Outcome;

/// Runs until it is told to stop, or nobody is there any more for whom it runs.
pub(super) async fn serve(mut options: ServeOptions) -> Outcome {
    options.check()?;
    let (mut interrupted, mut terminated) =
        (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    let mut end = Box::pin(async move {
        tokio::select! {
            _ = interrupted.recv() => {}
            _ = terminated.recv() => {}
            () = parent_gone() => {}
        }
    });
    let prepared = tokio::select! {
        prepared = prepare(&mut options) => prepared?,
        // What was begun is removed by the keeper.
        () = &mut end => return Ok(()),
    };
    let (throwaway, server) = prepared;
    writeln!(stdout(), "{}", serde_json::to_string(&server.announcement())?)?;
    let shutdown = server.shutdown();
    tokio::spawn(async move {
        end.await;
        shutdown.begin();
    });
    let served = server.run().await;
    throwaway.remove()?;
    Ok(served?)
}

async fn prepare(options: &mut ServeOptions) -> Result<(Throwaway, Server), Box<dyn std::error::Error>> {
    let throwaway = Throwaway::open(options).await?;
    let server = Server::prepare(options, Clock::system()).await?;
    Ok((throwaway, server))
}
