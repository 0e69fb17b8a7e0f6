//! Every command works while a server runs the private PostgreSQL: over its socket, beside it.

use serde_json::json;
use tempfile::TempDir;

use crate::support::process::{Ended, command, run_with_input};
use crate::support::{Person, Program, document, eventually};

const PASSWORD: &str = "a long password\n";
const ADD: [&str; 7] = ["user", "add", "zoe@hotel.example", "--name", "Zoe", "--role", "manager"];

async fn on(folder: &TempDir, arguments: &[&str]) -> Ended {
    let mut command = command(arguments);
    command.arg("--data-dir").arg(folder.path());
    run_with_input(command, PASSWORD).await
}

async fn signs_in(program: &Program) -> Person {
    let nobody = Person::nobody(program.address);
    let variables = json!({ "email": "zoe@hotel.example", "password": PASSWORD.trim_end() });
    let session = nobody.run(document!("sign_in"), variables).await["signIn"].clone();
    assert_eq!(session["user"]["name"], "Zoe", "{session}");
    Person { token: session["token"].as_str().unwrap().to_owned(), ..nobody }
}

#[tokio::test]
async fn every_command_works_beside_the_server() {
    let folder = tempfile::tempdir().unwrap();
    let program = Program::on_folder(folder.path(), &[]).await;
    let postmaster = program.folder().postmaster();

    assert_eq!(on(&folder, &ADD).await.printed(), "zoe@hotel.example may sign in\n");
    let zoe = signs_in(&program).await;
    let list = on(&folder, &["user", "list"]).await.printed();
    assert_eq!(list, "zoe@hotel.example\tMANAGER\topen\tZoe\n");

    let add = ["token", "add", "Gateway", "--role", "desk", "--days", "1"];
    let token = on(&folder, &add).await.printed().trim_end().to_owned();
    let gateway = Person { token, ..zoe.clone() };
    assert_eq!(gateway.run("{ me { name } }", json!({})).await["me"]["name"], "Gateway");
    assert!(on(&folder, &["token", "list"]).await.printed().contains("\topen\t"));
    on(&folder, &["token", "revoke", "Gateway"]).await.printed();
    eventually("the token has ended", async || {
        !gateway.ask("{ me { name } }", json!({})).await["errors"].is_null()
    })
    .await;

    on(&folder, &["migrate", "up"]).await.printed();
    let status = on(&folder, &["migrate", "status"]).await.printed();
    assert!(
        status.lines().count() > 10 && status.lines().all(|line| line.starts_with("Applied\t")),
        "{status}"
    );
    assert!(on(&folder, &["database", "renew-epoch"]).await.printed().starts_with("a new epoch begins: "));
    let pruned = on(&folder, &["prune"]).await.printed();
    assert!(pruned.contains(" changes deleted\n"), "{pruned}");

    zoe.guest("Carl").await;
    assert_eq!(
        program.folder().postmaster(),
        postmaster,
        "none of them has ended or replaced its PostgreSQL"
    );
    program.stop().await;
}

/// The first start makes a cluster and a database, which takes a while.
#[tokio::test]
async fn a_command_waits_for_a_server_that_is_starting() {
    let folder = tempfile::tempdir().unwrap();
    let added = async {
        let lock = folder.path().join("postgres.lock");
        eventually("the server has taken the folder", async || {
            std::fs::read_to_string(&lock).is_ok_and(|pid| pid.ends_with('\n'))
        })
        .await;
        on(&folder, &ADD).await.printed()
    };
    let (program, said) = tokio::join!(Program::on_folder(folder.path(), &[]), added);
    assert_eq!(said, "zoe@hotel.example may sign in\n");
    signs_in(&program).await;
    program.stop().await;
}
