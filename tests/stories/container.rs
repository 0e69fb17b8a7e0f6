//! The program in a container: the image that `packaging/Containerfile` makes of a program that is built already, started on a
//! database outside.

use std::fs;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::support::engine::{Container, Engine, podman};
use crate::support::machine::said;
use crate::support::process::program;
use crate::support::{Database, Person, Program, Proxy, cluster};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../packaging/Containerfile");
const TOOLCHAIN: &str = include_str!("../../rust-toolchain.toml");

/// Both stages, but that the first one is handed the program that the other stories run.
async fn build(image: &str, debian: &str) {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let context = folder.path().to_str().unwrap();
    let given = format!("{context}/given");
    said("strip", &["--strip-debug", "-o", &given, program().to_str().unwrap()]).await;
    let (rust, debian) = (format!("RUST={debian}"), format!("DEBIAN={debian}"));
    // Without layers nothing is left over of the first stage.
    let mut arguments = vec!["build", "--quiet", "--layers=false", "--isolation", "chroot"];
    arguments.extend(["--network", "host", "--file", FILE, "--tag", image]);
    for argument in [&rust, &debian, "PROGRAM=given"] {
        arguments.extend(["--build-arg", argument]);
    }
    arguments.push(context);
    podman(&arguments).await;
}

#[test]
fn the_container_is_made_with_the_pinned_compiler() {
    let (_, pinned) = TOOLCHAIN.split_once("channel = \"").unwrap();
    let (pinned, _) = pinned.split_once('"').unwrap();
    let file = fs::read_to_string(FILE).unwrap();
    for line in [
        format!("ARG RUST=docker.io/library/rust:{pinned}-slim-bookworm"),
        format!("ENV RUSTUP_TOOLCHAIN={pinned}"),
    ] {
        assert!(file.lines().any(|is| is == line), "{line:?} is missing");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_container_serves_a_database_outside_and_holds_nothing_of_its_own() {
    let engine = match Engine::here().await {
        Ok(engine) => engine,
        Err(reason) => return println!("skipped: {reason}"),
    };
    let container = Container::new();
    let Container { name, image } = &container;
    build(image, engine.debian).await;
    let about: Value = serde_json::from_str(&podman(&["image", "inspect", image]).await).unwrap();
    let config = &about[0]["Config"];
    assert_eq!(
        (&config["User"], &config["StopSignal"], &config["Volumes"]),
        (&json!("10001:10001"), &json!("SIGTERM"), &json!({ "/var/lib/frontdesk": {} }))
    );
    assert_eq!((&config["Entrypoint"], &config["Cmd"]), (&json!(["/usr/bin/frontdesk"]), &json!(["serve"])));

    let database = Database::new().await;
    // Over TCP: the stories' PostgreSQL has a socket that only its own user may enter.
    let (_network, url) = Proxy::to_postgres(&database.url).await;
    podman(&["secret", "create", name, cluster().secret.to_str().unwrap()]).await;
    let mut run = Command::new("podman");
    run.args(engine.run()).args(["--name", name]);
    run.args(["--secret", &format!("{name},target=/run/token-secret,uid=10001,mode=0400")]);
    run.env("DATABASE_URL", url).args(["--env", "DATABASE_URL"]);
    run.args(["--env", "FRONTDESK_TOKEN_SECRET_FILE=/run/token-secret"]);
    run.args(["--env", "FRONTDESK_LISTEN=127.0.0.1:0", image, "serve", "--demo"]);
    run.stdin(Stdio::null()).stderr(Stdio::piped());
    let server = Program::run_by(run).await;

    let mara = Person::sign_in(server.address, "mara").await;
    let ready = mara.http.get(format!("http://{}/readyz", server.address)).send().await.unwrap();
    assert_eq!(ready.status(), 200);
    let page = mara.http.get(format!("http://{}/", server.address)).send().await.unwrap();
    assert_eq!(page.status(), 200);
    mara.guest("Carl").await;
    let saved: i64 = database.value("SELECT count(*) FROM guests WHERE name = 'Carl'").await;
    assert_eq!(saved, 1, "what is saved is outside");

    let inside = async |line| podman(&["exec", name, "sh", "-c", line]).await;
    let status = inside("cat /proc/1/status").await;
    for line in ["\nUid:\t10001\t", "\nNoNewPrivs:\t1\n", "\nCapBnd:\t0000000000000000\n"] {
        assert!(status.contains(line), "{line:?} is missing in\n{status}");
    }
    assert_eq!(
        inside("ls -A /var/lib/frontdesk; ls -d /sources 2>/dev/null || true").await,
        "",
        "nothing is left"
    );
    // Podman hands it the signal, and answers with how it ended.
    server.stop().await;
}
