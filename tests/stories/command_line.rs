//! The program at a shell prompt: what it prints, what it refuses, and in which words.

use std::process::Command;

use serde_json::{Value, json};

use crate::support::process::{Ended, command, run, run_with_input};
use crate::support::{Database, Person, Program, cluster, document};

fn on(database: &Database, arguments: &[&str]) -> Command {
    let mut command = command(arguments);
    command.env("DATABASE_URL", &database.url);
    command
}

/// A refusal is one line that begins with the program's name.
fn message(ended: Ended) -> String {
    let message = ended.refused(1);
    // A log line may stand before it.
    let last = message.lines().last().unwrap_or_default();
    last.strip_prefix("frontdesk: ").unwrap_or_else(|| panic!("{message}")).to_owned()
}

#[tokio::test]
async fn schema_prints_the_file_that_is_kept() {
    let kept = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../schema.graphql"));
    let printed = run(command(&["schema"])).await.printed();
    assert!(printed == kept, "schema.graphql is not what `frontdesk schema` prints");
}

#[tokio::test]
async fn a_command_line_that_is_not_understood_is_2() {
    for arguments in [&["serve", "--lisen", "127.0.0.1:0"][..], &["open"], &["serve", "--listen", "here"]] {
        let message = run(command(arguments)).await.refused(2);
        assert!(message.starts_with("error: "), "{message}");
        assert!(
            message.contains("--help") && message.contains(arguments[1.min(arguments.len() - 1)]),
            "{message}"
        );
    }
    run(command(&["--help"])).await.printed();
    assert!(run(command(&["--version"])).await.printed().starts_with("frontdesk "));
}

#[tokio::test]
async fn user_add_lets_somebody_in() {
    let database = Database::empty().await;
    let add = async |email: &str, role: &str, password: &str| {
        run_with_input(on(&database, &["user", "add", email, "--name", "Zoe", "--role", role]), password)
            .await
    };
    assert_eq!(
        add("Zoe@hotel.example", "desk", "a long password\n").await.printed(),
        "zoe@hotel.example may sign in\n"
    );
    assert_eq!(
        message(add("zoe@hotel.example", "DESK", "a long password\n").await),
        "there is an account for zoe@hotel.example already"
    );
    let short = message(add("kim@hotel.example", "DESK", "short\n").await);
    assert!(short.starts_with("password must have 8 to 200 characters"), "{short}");
    let nothing = message(add("kim@hotel.example", "DESK", "").await);
    assert!(nothing.starts_with("password must have 8 to 200 characters"), "{nothing}");
    let no_address = message(add("kim", "DESK", "a long password\n").await);
    assert_eq!(no_address, "email must look like name@example.com");
    let bad_role = add("kim@hotel.example", "boss", "a long password\n").await.refused(2);
    assert!(
        bad_role.contains("'boss'") && bad_role.to_lowercase().contains("viewer, desk, manager"),
        "{bad_role}"
    );
    assert_eq!(database.value::<i64>("SELECT count(*) FROM users").await, 1);

    let program = Program::on_database(&database.url, &[]).await;
    let nobody = Person { http: reqwest::Client::new(), address: program.address, token: String::new() };
    let sign_in = async |password: &str| -> Value {
        let variables = json!({ "email": "zoe@hotel.example", "password": password });
        nobody.run(document!("sign_in"), variables).await["signIn"].clone()
    };
    let session = sign_in("a long password").await;
    assert_eq!(
        (&session["user"]["name"], &session["user"]["role"]),
        (&json!("Zoe"), &json!("DESK")),
        "{session}"
    );
    assert_eq!(sign_in("a wrong password").await["__typename"], "InvalidCredentials");
    program.stop().await;
}

#[tokio::test]
async fn a_shared_database_needs_a_shared_secret() {
    let database = Database::empty().await;
    let folder = tempfile::tempdir().unwrap();
    let mut serve = on(&database, &["serve", "--listen", "127.0.0.1:0"]);
    serve.current_dir(folder.path());
    let message = message(run(serve).await);
    assert!(message.starts_with("with DATABASE_URL, --token-secret-file must name the file"), "{message}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "it leaves nothing behind");

    let short = folder.path().join("secret");
    std::fs::write(&short, "0123456789").unwrap();
    for (file, words) in
        [(short, "has 10 bytes, needs at least 32"), (folder.path().join("none"), "cannot read")]
    {
        let mut serve = on(&database, &["serve", "--listen", "127.0.0.1:0", "--token-secret-file"]);
        serve.arg(&file);
        let message = self::message(run(serve).await);
        assert!(message.contains(words) && message.contains(file.to_str().unwrap()), "{message}");
    }
    let relations = "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace";
    assert_eq!(database.value::<i64>(relations).await, 0, "a refused start changes nothing");
}

/// Everything that is in the tables, in short.
async fn contents(database: &Database) -> Vec<String> {
    let mut contents = vec![];
    for table in ["rooms", "guests", "bookings", "users", "sessions", "change_log"] {
        let digest =
            format!("SELECT coalesce(md5(string_agg(t::text, '' ORDER BY t::text)), '') FROM {table} t");
        contents.push(database.value::<String>(&digest).await);
    }
    contents
}

#[tokio::test]
async fn the_demo_keeps_out_of_other_peoples_data() {
    let by_user = Database::empty().await;
    let add = on(&by_user, &["user", "add", "zoe@hotel.example", "--name", "Zoe", "--role", "manager"]);
    run_with_input(add, "a long password\n").await.printed();
    let by_room = Database::empty().await;
    run(on(&by_room, &["migrate"])).await.printed();
    by_room.sql("INSERT INTO rooms (name, nightly_rate, currency) VALUES ('1', 50, 'EUR')").await;
    let by_guest = Database::empty().await;
    run(on(&by_guest, &["migrate"])).await.printed();
    by_guest.sql("INSERT INTO guests (name) VALUES ('Carl')").await;
    let beside_the_demo = Database::new().await;
    let add = on(&beside_the_demo, &["user", "add", "zoe@hotel.example", "--name", "Zoe", "--role", "desk"]);
    run_with_input(add, "a long password\n").await.printed();

    for database in [by_user, by_room, by_guest, beside_the_demo] {
        let before = contents(&database).await;
        let mut serve = on(&database, &["serve", "--demo", "--listen", "127.0.0.1:0", "--token-secret-file"]);
        serve.arg(&cluster().secret);
        let message = message(run(serve).await);
        assert!(
            message.starts_with("--demo fills an empty database, and this one holds other people's data"),
            "{message}"
        );
        assert_eq!(contents(&database).await, before);
    }
}

#[tokio::test]
async fn the_demo_stays_on_this_machine() {
    let folder = tempfile::tempdir().unwrap();
    for address in ["0.0.0.0:0", "[::]:0"] {
        let mut serve = command(&["serve", "--demo", "--listen", address, "--data-dir"]);
        serve.arg(folder.path().join("data"));
        let message = message(run(serve).await);
        assert!(message.starts_with("--listen must be a loopback address under --demo"), "{message}");
        assert!(message.contains("--allow-remote-demo"), "{message}");
    }
    assert!(!folder.path().join("data").exists(), "it leaves nothing behind");
    let database = Database::new().await;
    let program =
        Program::on_database(&database.url, &["--demo", "--allow-remote-demo", "--listen", "0.0.0.0:0"])
            .await;
    program.stop().await;
}

#[tokio::test]
async fn without_postgres_it_says_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let empty = folder.path().join("empty");
    std::fs::create_dir(&empty).unwrap();
    let mut serve = command(&["serve", "--listen", "127.0.0.1:0", "--data-dir"]);
    serve.arg(folder.path().join("data")).env("PG_BINDIR", &empty);
    let message = message(run(serve).await);
    let expected =
        format!("PG_BINDIR is {}, but there is no usable PostgreSQL 15 or newer in it.", empty.display());
    assert!(message.starts_with(&expected), "{message}");
    assert!(!folder.path().join("data").exists(), "it leaves nothing behind");
}

#[tokio::test]
async fn a_database_that_does_not_answer_is_named_without_its_password() {
    let mut migrate = command(&["migrate", "--database-wait-seconds", "0"]);
    migrate.env("DATABASE_URL", "postgres://anna:open-sesame@127.0.0.1:1/hotel");
    let message = message(run(migrate).await);
    assert!(message.starts_with("the database at DATABASE_URL does not answer: "), "{message}");
    assert!(!message.contains("open-sesame"), "{message}");
}

#[tokio::test]
async fn no_secret_is_ever_shown() {
    let database = Database::new().await;
    // This PostgreSQL lets everybody in; the address holds a password all the same.
    let right = database.url.replace("frontdesk@localhost", "frontdesk:open-sesame@localhost");
    assert!(right.contains("open-sesame"), "{right}");
    let mistyped = format!("{right}&passwrod=open-sesame");
    for url in [&right, &mistyped] {
        for level in ["debug", "trace"] {
            let mut serve = on(&database, &["serve", "--listen", "127.0.0.1:0", "--log", level]);
            // It ends where it looks for the secret that signs tokens.
            serve.env("DATABASE_URL", url).env("DATABASE_LISTEN_URL", url).env("DATABASE_READ_URL", url);
            let said = run(serve).await.refused(1);
            assert!(!said.contains("open-sesame"), "{said}");
            let program = Program::on_database(url, &["--demo", "--log", level]).await;
            let log = program.log();
            program.stop().await;
            assert!(log.contains("DEBUG") && !log.contains("open-sesame"), "{log}");
        }
    }
    for url in
        ["open-sesame", "postgres://anna:open-sesame@db:port/hotel", "mysql://anna:open-sesame@db/hotel"]
    {
        for name in [
            "DATABASE_URL",
            "DATABASE_LISTEN_URL",
            "DATABASE_READ_URL",
            "FRONTDESK_LISTEN",
            "FRONTDESK_CURRENCY",
        ] {
            if url == "open-sesame" && !name.ends_with("_URL") {
                continue;
            }
            let mut serve = on(&database, &["serve"]);
            serve.env(name, url);
            let said = run(serve).await.refused(2);
            assert!(said.starts_with("error: ") && !said.contains("open-sesame"), "{said}");
        }
    }
    // The secret itself in place of its file's name.
    let mut serve = on(&database, &["serve", "--listen", "127.0.0.1:0"]);
    serve.env("FRONTDESK_TOKEN_SECRET_FILE", "open-sesame/open+sesame0123456789012345678901234567=");
    let message = message(run(serve).await);
    assert_eq!(message, "cannot read the token secret: it must be the name of a file");
}

#[tokio::test]
async fn a_port_that_is_taken_is_named() {
    let database = Database::new().await;
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let mut serve = on(&database, &["serve", "--demo", "--listen", &address, "--token-secret-file"]);
    serve.arg(&cluster().secret);
    let message = message(run(serve).await);
    assert!(message.starts_with(&format!("cannot listen on {address}: ")), "{message}");
}
