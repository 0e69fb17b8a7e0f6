//! Keeps PostgreSQL running for as long as the program does.

use std::{fs::File, time::Duration};

use tokio::{
    sync::{oneshot, watch},
    time::{Instant, interval, sleep},
};

use super::{
    State,
    error::Error,
    server::{LOCK_PATIENCE, Plan, Server},
};

/// After so many failed starts in a row nothing suggests that another one would do.
const MAX_FAILURES: u32 = 10;
const FIRST_PAUSE: Duration = Duration::from_millis(50);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);
/// A run of this length ends a row of failures.
const STEADY: Duration = Duration::from_secs(60);
const LOG_CHECK: Duration = Duration::from_secs(60);

/// Runs until told to stop, or until the one who could tell is gone.
///
/// `lock` is the program's lock on the data folder: given up last, when PostgreSQL is gone.
pub(super) async fn supervise(
    plan: Plan,
    mut server: Server,
    lock: File,
    state: watch::Sender<State>,
    mut stop: oneshot::Receiver<()>,
) -> Result<(), Error> {
    let mut failures = 0;
    let result = loop {
        let started = Instant::now();
        let end = tokio::select! {
            end = run(&plan, &mut server) => end,
            _ = &mut stop => break plan.stop(server).await,
        };
        let folder = plan.folder.root().display();
        tracing::warn!(%folder, end, "PostgreSQL ended by itself; starting it again");
        state.send_replace(State::Restarting);
        if started.elapsed() >= STEADY {
            failures = 0;
        }
        let restarted = tokio::select! {
            restarted = restart(&plan, &mut failures) => restarted,
            _ = &mut stop => {
                // The start that was under way has been told to end by being dropped.
                break plan.folder.running_lock(LOCK_PATIENCE).await.map(drop);
            }
        };
        match restarted {
            Ok(next) => server = next,
            Err(error) => {
                tracing::error!(%folder, failures, %error, "PostgreSQL can't be started again; giving up");
                state.send_replace(State::Failed);
                let _ = stop.await;
                break Ok(());
            }
        }
        tracing::info!(%folder, "PostgreSQL runs again");
        state.send_replace(State::Running);
    };
    plan.remove_socket_dir();
    drop(lock);
    result
}

/// Looks after the log until the server ends.
async fn run(plan: &Plan, server: &mut Server) -> String {
    let mut log_check = interval(LOG_CHECK);
    loop {
        tokio::select! {
            end = server.ended() => return end,
            _ = log_check.tick() => if let Err(error) = plan.folder.bound_log() {
                tracing::warn!(%error, "PostgreSQL's log could not be kept short");
            },
        }
    }
}

/// Tries until it works or has failed too often. After a `kill -9` of the main process, PostgreSQL's other
/// processes may take a while to notice, and until then it can't be started.
async fn restart(plan: &Plan, failures: &mut u32) -> Result<Server, Error> {
    loop {
        sleep(FIRST_PAUSE.saturating_mul(1 << (*failures).min(10)).min(LONGEST_PAUSE)).await;
        // A start that works also counts until the server has run for a while: it may die again at once.
        *failures += 1;
        match plan.launch().await {
            Ok(server) => return Ok(server),
            Err(error) if *failures >= MAX_FAILURES => return Err(error),
            Err(error) => tracing::warn!(%error, failures, "PostgreSQL could not be started again; retrying"),
        }
    }
}
