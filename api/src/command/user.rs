//! `frontdesk user`: the people who can sign in.

use std::fmt::Write as _;
use std::io::{Write, stdin, stdout};

use entity::user::{self, Role};
use frontdesk::auth::accounts::{self, Changed};
use frontdesk::auth::users;
use frontdesk::clock::Clock;
use frontdesk::config::{self, AccountOptions, DatabaseOptions, UserCommand};
use frontdesk::database::Database;
use sea_orm::ActiveEnum;

use super::Outcome;

pub(super) type Answer = Result<String, Box<dyn std::error::Error>>;

pub(super) async fn run(command: UserCommand) -> Outcome {
    let now = Clock::system().now();
    let said = match command {
        UserCommand::Add { email, name, role, database } => {
            let password = password()?;
            on(&database, async |database| {
                let user = users::add(&database.db, &email, &name, role_of(role), password).await?;
                Ok(format!("{} may sign in\n", user.email))
            })
            .await
        }
        UserCommand::List { database } => {
            on(&database, async |database| Ok(table(&accounts::list(&database.db).await?)?)).await
        }
        UserCommand::Close { account: AccountOptions { email, database } } => {
            on(&database, async |database| {
                let Changed { account, ended_sessions } = accounts::close(&database.db, &email, now).await?;
                Ok(format!("{} may no longer sign in; {}\n", account.email, ended(ended_sessions)))
            })
            .await
        }
        UserCommand::Reopen { account: AccountOptions { email, database } } => {
            on(&database, async |database| {
                let account = accounts::reopen(&database.db, &email).await?.account;
                Ok(format!("{} may sign in\n", account.email))
            })
            .await
        }
        UserCommand::Role { account: AccountOptions { email, database }, role } => {
            on(&database, async |database| {
                let account = accounts::set_role(&database.db, &email, role_of(role)).await?.account;
                Ok(format!("{} is {} now\n", account.email, account.role.to_value()))
            })
            .await
        }
        UserCommand::Password { account: AccountOptions { email, database } } => {
            let password = password()?;
            on(&database, async |database| {
                let Changed { account, ended_sessions } =
                    accounts::set_password(&database.db, &email, &password, now).await?;
                Ok(format!("{} has a new password; {}\n", account.email, ended(ended_sessions)))
            })
            .await
        }
    };
    Ok(write!(stdout(), "{}", said?)?)
}

/// Opens the database, brings its schema up, works, and closes it.
pub(super) async fn on(options: &DatabaseOptions, work: impl AsyncFnOnce(&Database) -> Answer) -> Answer {
    let database = Database::open_beside(&options.settings()).await?;
    let worked = async {
        database.migrate().await?;
        work(&database).await
    }
    .await;
    database.close().await?;
    worked
}

fn password() -> std::io::Result<String> {
    let mut password = String::new();
    stdin().read_line(&mut password)?;
    Ok(password.trim_end_matches(['\r', '\n']).to_owned())
}

pub(super) fn role_of(role: config::Role) -> Role {
    match role {
        config::Role::Viewer => Role::Viewer,
        config::Role::Desk => Role::Desk,
        config::Role::Manager => Role::Manager,
    }
}

/// One account a line, what is in it apart by tabs; the name comes last.
fn table(accounts: &[user::Model]) -> Result<String, std::fmt::Error> {
    let mut table = String::new();
    for account in accounts {
        let state = match (account.disabled_at, account.demo) {
            (Some(_), _) => "closed",
            (None, true) => "demo",
            (None, false) => "open",
        };
        writeln!(table, "{}\t{}\t{state}\t{}", account.email, account.role.to_value(), account.name)?;
    }
    Ok(table)
}

fn ended(sessions: usize) -> String {
    match sessions {
        1 => "1 session ended".to_owned(),
        count => format!("{count} sessions ended"),
    }
}
