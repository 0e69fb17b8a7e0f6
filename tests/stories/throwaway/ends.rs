//! However a run ends, it leaves nothing.

use std::os::unix::process::CommandExt;

use super::*;

#[tokio::test]
async fn a_kill_of_the_server_leaves_nothing() {
    let place = Place::new();
    let mut server = Throwaway::start(&place).await;
    assert!(!Folder(&server.folder).processes().is_empty(), "PostgreSQL works in the folder");
    server.process.kill().unwrap();
    server.process.wait().unwrap();
    place.is_clean(&server.folder).await;
}

/// A test runner is killed that gave no pipe: only the parent is gone.
#[tokio::test]
async fn a_kill_of_the_parent_leaves_nothing() {
    let place = Place::new();
    let server = place.command(&[]);
    let mut runner = Command::new("sh");
    runner
        .args(["-c", "\"$@\" </dev/null & wait", "runner"])
        .arg(server.get_program())
        .args(server.get_args());
    for (name, value) in server.get_envs() {
        match value {
            Some(value) => runner.env(name, value),
            None => runner.env_remove(name),
        };
    }
    runner.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut runner = Throwaway::announced(runner.spawn().unwrap(), &place).await;
    let folder = place.folders().pop().unwrap();
    assert!(!Folder(&folder).processes().is_empty(), "PostgreSQL works in the folder");
    runner.process.kill().unwrap();
    runner.process.wait().unwrap();
    place.is_clean(&folder).await;
    assert!(reqwest::get(format!("{}/healthz", runner.url)).await.is_err(), "the server is gone");
}

/// What was killed together with its keeper is removed by the next run.
#[tokio::test]
async fn what_nobody_was_left_to_remove_the_next_run_removes() {
    let place = Place::new();
    let mut killed = Throwaway::start(&place).await;
    let keeper = children(killed.process.id())
        .into_iter()
        .find(|child| {
            let words = std::fs::read(format!("/proc/{child}/cmdline")).unwrap_or_default();
            words.split(|byte| *byte == 0).any(|word| word == b"keep-throwaway")
        })
        .expect("it has a keeper");
    send(keeper, Signal::KILL);
    killed.process.kill().unwrap();
    killed.process.wait().unwrap();
    eventually("PostgreSQL ends", async || Folder(&killed.folder).is_free()).await;
    assert_eq!(place.folders(), std::slice::from_ref(&killed.folder));

    let next = Throwaway::start(&place).await;
    assert_eq!(place.folders(), std::slice::from_ref(&next.folder));
    next.let_go(&place).await;
}

/// `/dev/null` as standard input is no sign that anybody has gone, nor is a Ctrl-C for others.
#[tokio::test]
async fn an_input_that_never_was_a_pipe_ends_nothing() {
    let place = Place::new();
    let process = place.command(&[]).stdin(Stdio::null()).process_group(0).spawn().unwrap();
    let mut server = Throwaway::announced(process, &place).await;
    server.person("anna").run(SEEN, json!({})).await;
    send(server.process.id(), Signal::TERM);
    eventually("it ends", || ready(server.process.try_wait().unwrap().is_some())).await;
    place.is_clean(&server.folder).await;
}

fn children(of: u32) -> Vec<u32> {
    let processes = std::fs::read_dir("/proc").unwrap().flatten();
    let ids = processes.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    ids.filter(|id| parent(*id) == Some(of)).collect()
}
