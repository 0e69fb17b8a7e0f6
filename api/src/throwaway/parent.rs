//! Whether those are still there for whom this server runs.

use std::fs::File;
use std::io::Read;
use std::os::fd::AsFd;
use std::time::Duration;

use rustix::fs::{FileType, fstat};
use rustix::process::getppid;
use tokio::sync::oneshot;
use tokio::time::sleep;

/// How soon the parent's end is noticed where no pipe tells it.
const LOOK: Duration = Duration::from_millis(100);

/// Returns when the process that started this one is gone, or the pipe that it gave as standard input is closed. A
/// terminal, a file or `/dev/null` there says nothing.
///
/// Linux could send a signal at the parent's end, but means the thread that started this one: a test runner's worker, or
/// one of a pool.
pub async fn gone() {
    tokio::select! {
        () = adopted() => {}
        () = input_ended() => {}
    }
}

async fn adopted() {
    let parent = getppid();
    while getppid() == parent {
        sleep(LOOK).await;
    }
}

async fn input_ended() {
    let stdin = std::io::stdin();
    let kind = fstat(stdin.as_fd()).map(|stat| FileType::from_raw_mode(stat.st_mode));
    // Node.js makes its pipes of sockets.
    let is_pipe = matches!(kind, Ok(FileType::Fifo | FileType::Socket));
    let Some(mut input) = stdin.as_fd().try_clone_to_owned().ok().filter(|_| is_pipe).map(File::from) else {
        return std::future::pending().await;
    };
    let (ended, end) = oneshot::channel::<()>();
    // A thread of its own, for which no end of the program waits.
    std::thread::spawn(move || {
        let mut ignored = [0; 1024];
        while input.read(&mut ignored).is_ok_and(|bytes| bytes > 0) {}
        drop(ended);
    });
    let _ = end.await;
}
