//! What each command of the program does.

mod doctor;
mod guest;
mod notify;
mod throwaway;
mod token;
mod user;

use std::io::{Write, stdout};

use frontdesk::auth;
use frontdesk::changes::epoch;
use frontdesk::changes::prune::{Keeping, prune};
use frontdesk::clock::Clock;
use frontdesk::config::{Command, DatabaseCommand, DatabaseOptions, Migrate, ServeOptions};
use frontdesk::database::Database;
use frontdesk::graphql::schema;
use frontdesk::server::Server;
use migration::{Migrator, MigratorTrait};
use sea_orm::DbErr;
use tokio::signal::unix::{SignalKind, signal};

type Outcome = Result<(), Box<dyn std::error::Error>>;

pub(crate) async fn run(command: Command) -> Outcome {
    match command {
        Command::Serve(options) if options.throwaway => throwaway::serve(*options).await,
        Command::Serve(options) => serve(&options).await,
        Command::KeepThrowaway { folder } => Ok(frontdesk::throwaway::keep(&folder).await?),
        Command::Schema => Ok(write!(stdout(), "{}", schema::sdl())?),
        Command::Migrate { direction, database } => migrate(direction.unwrap_or_default(), &database).await,
        Command::User(command) => user::run(command).await,
        Command::Token(command) => token::run(command).await,
        Command::Guest(command) => guest::run(command).await,
        Command::Database(DatabaseCommand::RenewEpoch { database }) => {
            let database = Database::open_beside(&database.settings()).await?;
            let epoch = epoch::renew(&database.db).await;
            database.close().await?;
            Ok(writeln!(stdout(), "a new epoch begins: {}", epoch?)?)
        }
        Command::Doctor(options) => doctor::run(&options).await,
        Command::Prune { keep, database } => {
            keep.check()?;
            let database = Database::open_beside(&database.settings()).await?;
            let keeping = Keeping { replay_days: keep.replay_days, history_days: keep.history_days };
            let now = Clock::system().now();
            let pruned = async {
                Ok::<_, DbErr>((
                    prune(&database.db, keeping, now).await?.deleted,
                    auth::sweep(&database.db, now).await?,
                ))
            }
            .await;
            database.close().await?;
            let (changes, sessions) = pruned?;
            Ok(writeln!(stdout(), "{changes} changes deleted\n{sessions} ended sessions deleted")?)
        }
    }
}

async fn serve(options: &ServeOptions) -> Outcome {
    let (mut interrupted, mut terminated) =
        (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    let prepared = tokio::select! {
        prepared = Server::prepare(options, Clock::system()) => prepared?,
        _ = interrupted.recv() => return Ok(()),
        _ = terminated.recv() => return Ok(()),
    };
    let (address, shutdown) = (prepared.address(), prepared.shutdown());
    tokio::spawn(async move {
        tokio::select! {
            _ = interrupted.recv() => {}
            _ = terminated.recv() => {}
        }
        tracing::info!("stopping: requests in flight are finished first");
        notify::tell(notify::STOPPING);
        shutdown.begin();
    });
    tracing::info!(%address, "Frontdesk is open at http://{address}");
    notify::tell(notify::READY);
    if options.demo {
        tracing::info!(
            "demo: sign in as anna@demo.frontdesk, ben@demo.frontdesk, mara@demo.frontdesk or vera@demo.frontdesk; \
             the password is frontdesk"
        );
    }
    prepared.run().await?;
    Ok(())
}

async fn migrate(direction: Migrate, options: &DatabaseOptions) -> Outcome {
    let database = Database::open_beside(&options.settings()).await?;
    let done = match direction {
        Migrate::Up => database.migrate().await.map_err(Into::into),
        Migrate::Down { yes: true } => database.unmigrate().await.map_err(Into::into),
        Migrate::Down { yes: false } => Err("this removes all data: confirm it with --yes".into()),
        Migrate::Status => status(&database).await,
    };
    database.close().await?;
    done
}

async fn status(database: &Database) -> Outcome {
    let fit = database.fit().await?;
    for migration in Migrator::get_migration_with_status(&database.db).await? {
        writeln!(stdout(), "{}\t{}", migration.status(), migration.name())?;
    }
    // Those that a newer program applied, or another branch of this one.
    for (status, names) in [("Newer", &fit.newer), ("Foreign", &fit.foreign)] {
        for name in names {
            writeln!(stdout(), "{status}\t{name}")?;
        }
    }
    Ok(())
}
