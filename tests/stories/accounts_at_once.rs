//! What the operator does with an account takes effect at once, in every server process.

use std::time::{Duration, Instant};

use entity::user::Role;
use frontdesk::auth::{Auth, ClientInfo, Rejected, Secret, Settings, SignedIn};
use frontdesk::changes::listener::{Health, Listener, hub_from_now};
use frontdesk::clock::Clock;
use frontdesk::sequencer::Sequencer;
use frontdesk::traces::Traces;
use frontdesk::transport::Shutdown;
use sea_orm::SqlxPostgresConnector;
use serde_json::json;
use tokio::time::timeout;

use crate::support::contract::{code, outcome};
use crate::support::process::{Ended, command, run, run_with_input};
use crate::support::{Database, PATIENCE, Person, Program, Socket, document, eventually};

/// How often an open socket's session is looked up where nothing is heard.
const POLL: Duration = Duration::from_secs(15);

async fn user(database: &Database, arguments: &[&str], input: &str) -> Ended {
    let mut command = command(&[&["user"], arguments].concat());
    command.env("DATABASE_URL", &database.url);
    run_with_input(command, input).await
}

/// Waits for the close code.
async fn closed(socket: &mut Socket) -> u16 {
    loop {
        if let Err(code) = socket.next().await {
            return code;
        }
    }
}

#[tokio::test]
async fn a_closed_account_ends_in_every_process() {
    let database = Database::new().await;
    let here = Program::on_database(&database.url, &["--demo"]).await;
    let there = Program::on_database(&database.url, &["--demo"]).await;
    for program in [&here, &there] {
        eventually("it listens", async || {
            reqwest::get(format!("http://{}/readyz", program.address)).await.unwrap().status() == 200
        })
        .await;
    }
    let (anna, ben) =
        (Person::sign_in(here.address, "anna").await, Person::sign_in(here.address, "ben").await);
    let (opened, watch) = (Instant::now(), "subscription { bookingChanged { __typename } }");
    let mut sockets = vec![];
    for person in [&anna, &anna.at(there.address), &ben, &ben.at(there.address)] {
        let mut socket = Socket::signed_in(person).await;
        socket.subscribe("1", watch, json!({})).await;
        assert_eq!(socket.next_message().await["type"], "next");
        sockets.push(socket);
    }

    let said = user(&database, &["close", "Ben@Demo.Frontdesk"], "").await.printed();
    assert_eq!(said, "ben@demo.frontdesk may no longer sign in; 1 session ended\n");
    let [annas, annas_there, bens, bens_there] = &mut sockets[..] else { panic!("four sockets") };
    assert_eq!((closed(bens).await, closed(bens_there).await), (4403, 4403), "his session has ended");
    assert!(opened.elapsed() < POLL, "notified, not polled: {:?}", opened.elapsed());
    for address in [here.address, there.address] {
        let answer = ben.at(address).ask("{ me { name } }", json!({})).await;
        assert_eq!(code(&answer), "UNAUTHENTICATED", "{answer}");
        let again = json!({ "email": "ben@demo.frontdesk", "password": "frontdesk" });
        let refused = outcome(&Person::nobody(address), "signIn", again).await;
        assert_eq!(refused["__typename"], "InvalidCredentials", "{refused}");
    }

    // Anna has nothing to do with it.
    let guest = anna.guest("Carl").await;
    assert!(guest["id"].is_string(), "{guest}");
    for socket in [annas, annas_there] {
        let query = json!({ "query": "{ me { name } }" });
        socket.send(json!({ "id": "2", "type": "subscribe", "payload": query })).await;
        let answer = loop {
            let message = socket.next_message().await;
            if message["id"] == "2" {
                break message;
            }
        };
        assert_eq!(answer["payload"]["data"]["me"]["name"], "Anna", "{answer}");
    }

    let said = user(&database, &["reopen", "ben@demo.frontdesk"], "").await.printed();
    assert_eq!(said, "ben@demo.frontdesk may sign in\n");
    Person::sign_in(there.address, "ben").await;
    let answer = ben.ask("{ me { name } }", json!({})).await;
    assert_eq!(code(&answer), "UNAUTHENTICATED", "what was ended stays so: {answer}");
    here.stop().await;
    there.stop().await;
}

/// Beside a server that runs the private PostgreSQL.
#[tokio::test]
async fn an_account_of_a_private_database_is_closed_while_its_server_runs() {
    let folder = tempfile::tempdir().unwrap();
    let program = Program::on_folder(folder.path(), &["--demo"]).await;
    let user = async |arguments: &[&str]| {
        let mut command = command(&[&["user"], arguments, &["--data-dir"]].concat());
        command.arg(folder.path());
        run(command).await.printed()
    };
    let ben = Person::sign_in(program.address, "ben").await;
    let mut socket = Socket::signed_in(&ben).await;
    let list = user(&["list"]).await;
    assert!(list.contains("ben@demo.frontdesk\tDESK\tdemo\tBen\n") && list.lines().count() == 4, "{list}");
    user(&["close", "ben@demo.frontdesk"]).await;
    assert_eq!(closed(&mut socket).await, 4403);
    program.stop().await;
}

/// A process that believes for an hour what it looked up, and then asks again: whatever it learns sooner, it heard.
struct Hearing {
    auth: Auth,
    shutdown: Shutdown,
}

impl Hearing {
    async fn on(database: &Database) -> Self {
        let hour = Duration::from_secs(3600);
        let mut settings = Settings::new(Secret::new(*b"a secret of thirty-two bytes or more").unwrap());
        (settings.demo, settings.session_cache, settings.session_recheck) = (true, hour, hour);
        let db = SqlxPostgresConnector::from_sqlx_postgres_pool(database.pool.clone());
        let auth = Auth::new(db.clone(), Clock::system(), settings);
        let (health, shutdown) = (std::sync::Arc::new(Health::default()), Shutdown::new());
        let listener = Listener {
            hub: hub_from_now(&db).await.unwrap(),
            sequencer: Sequencer::new(db.clone()),
            db,
            session: database.url.parse().unwrap(),
            clock: Clock::system(),
            health: health.clone(),
            others: vec![auth.channel()],
            relay: None,
            traces: Traces::default(),
            shutdown: shutdown.token(),
        };
        listener.spawn();
        eventually("it listens", async || health.listening()).await;
        Self { auth, shutdown }
    }

    async fn sign_in(&self, name: &str) -> SignedIn {
        let email = format!("{name}@demo.frontdesk");
        self.auth.sign_in(&email, "frontdesk".to_owned(), &ClientInfo::default()).await.unwrap()
    }

    /// What somebody with this token may do, as this process knows it.
    async fn role(&self, signed_in: &SignedIn) -> Result<Role, Rejected> {
        Ok(self.auth.authenticate(&signed_in.token).await?.role)
    }
}

impl Drop for Hearing {
    fn drop(&mut self) {
        self.shutdown.begin();
    }
}

#[tokio::test]
async fn what_happens_to_an_account_is_heard_not_polled() {
    let database = Database::new().await;
    let (here, there) = (Hearing::on(&database).await, Hearing::on(&database).await);
    let (anna, ben, mara) =
        (here.sign_in("anna").await, here.sign_in("ben").await, here.sign_in("mara").await);
    let both = [&here, &there];
    for process in both {
        for (person, role) in [(&anna, Role::Desk), (&ben, Role::Desk), (&mara, Role::Manager)] {
            assert_eq!(process.role(person).await.unwrap(), role, "now it knows");
        }
    }

    let said = user(&database, &["role", "mara@demo.frontdesk", "viewer"], "").await.printed();
    assert_eq!(said, "mara@demo.frontdesk is VIEWER now\n");
    for process in both {
        eventually("her role is another", async || process.role(&mara).await.unwrap() == Role::Viewer).await;
    }

    let ends = both.map(|process| process.auth.session_ended(&anna.principal));
    let said = user(&database, &["password", "anna@demo.frontdesk"], "another password\n").await.printed();
    assert_eq!(said, "anna@demo.frontdesk has a new password; 1 session ended\n");
    for end in ends {
        timeout(PATIENCE, end).await.expect("a new password ends her session");
    }

    let ends = both.map(|process| process.auth.session_ended(&ben.principal));
    database.sql("UPDATE users SET disabled_at = now() WHERE name = 'Ben'").await;
    for end in ends {
        timeout(PATIENCE, end).await.expect("also one who uses psql is heard");
    }

    let end = there.auth.session_ended(&mara.principal);
    assert!(here.auth.revoke(&mara.principal, mara.principal.session_id).await.unwrap());
    timeout(PATIENCE, end).await.expect("what another process ends is heard");
}

#[tokio::test]
async fn accounts_are_administered_at_a_shell_prompt() {
    let database = Database::empty().await;
    let add = ["add", "zoe@hotel.example", "--name", "Zoë Klein", "--role", "desk"];
    user(&database, &add, "a long password\n").await.printed();
    let list = async || user(&database, &["list"], "").await.printed();
    assert_eq!(list().await, "zoe@hotel.example\tDESK\topen\tZoë Klein\n");

    let said = user(&database, &["role", "ZOE@hotel.example", "manager"], "").await.printed();
    assert_eq!(said, "zoe@hotel.example is MANAGER now\n");
    let closed_at = "SELECT disabled_at::text FROM users";
    for _ in 0..2 {
        let said = user(&database, &["close", "zoe@hotel.example"], "").await.printed();
        assert_eq!(said, "zoe@hotel.example may no longer sign in; 0 sessions ended\n");
    }
    assert_eq!(list().await, "zoe@hotel.example\tMANAGER\tclosed\tZoë Klein\n");
    let closed: String = database.value(closed_at).await;
    user(&database, &["close", "zoe@hotel.example"], "").await.printed();
    assert_eq!(database.value::<String>(closed_at).await, closed, "it has been closed since then");
    user(&database, &["reopen", "zoe@hotel.example"], "").await.printed();
    assert_eq!(list().await, "zoe@hotel.example\tMANAGER\topen\tZoë Klein\n");

    let short = user(&database, &["password", "zoe@hotel.example"], "short\n").await.refused(1);
    assert!(short.contains("frontdesk: password must have 8 to 200 characters"), "{short}");
    for arguments in [
        &["close", "kim@hotel.example"][..],
        &["reopen", "kim@hotel.example"],
        &["role", "kim@hotel.example", "desk"],
        &["password", "kim@hotel.example"],
    ] {
        let message = user(&database, arguments, "a long password\n").await.refused(1);
        assert!(message.ends_with("frontdesk: there is no account for kim@hotel.example\n"), "{message}");
    }
    let boss = run({
        let mut command = command(&["user", "role", "zoe@hotel.example", "boss"]);
        command.env("DATABASE_URL", &database.url);
        command
    });
    assert!(boss.await.refused(2).contains("'boss'"));

    user(&database, &["password", "zoe@hotel.example"], "a new password\n").await.printed();
    let program = Program::on_database(&database.url, &[]).await;
    let nobody = Person::nobody(program.address);
    for (password, expected) in [("a long password", "InvalidCredentials"), ("a new password", "Session")] {
        let variables = json!({ "email": "zoe@hotel.example", "password": password });
        let answer = nobody.run(document!("sign_in"), variables).await;
        assert_eq!(answer["signIn"]["__typename"], expected, "{answer}");
    }
    program.stop().await;
}
