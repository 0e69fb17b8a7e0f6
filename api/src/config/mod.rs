//! Every setting: its flag, its variable, its default.
//!
//! A setting is a flag and a variable `FRONTDESK_…`, the flag wins. Four variables have the names that other
//! PostgreSQL programs use: `DATABASE_URL`, `DATABASE_LISTEN_URL`, `DATABASE_READ_URL` and `PG_BINDIR`; three are
//! OpenTelemetry's own, `OTEL_…`.

mod database;
mod discreet;
mod doctor;
mod guest;
mod serve;
mod token;
mod traces;
mod values;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand};

pub use database::DatabaseOptions;
pub use doctor::DoctorOptions;
pub use guest::{GuestCommand, Reason};
pub use serve::ServeOptions;
pub use token::{SecretOptions, TokenCommand};
pub use traces::TraceOptions;
pub use values::{ConfigError, Currency, Locale, Role};

use crate::telemetry::LogFormat;

/// The command by which a throwaway server starts who cleans up after it.
pub(crate) const KEEPER: &str = "keep-throwaway";

/// A GraphQL backend for hotels whose staff edit the same bookings at the same time.
#[derive(Clone, Debug, Parser)]
#[command(name = "frontdesk", version, arg_required_else_help = true, max_term_width = 100)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,

    #[command(flatten)]
    pub log: LogOptions,
}

impl Cli {
    /// Reads the program's arguments and variables. The error prints itself and knows its exit code
    /// ([`clap::Error::exit`]); a wish for help is one too. The rules between settings are checked apart, with
    /// [`ServeOptions::check`].
    pub fn read(arguments: impl IntoIterator<Item = OsString>) -> Result<Self, clap::Error> {
        let mut command = in_sentences(Self::command());
        let matches = command.try_get_matches_from_mut(arguments).map_err(discreet::without_secrets)?;
        Self::from_arg_matches(&matches).map_err(|error| error.format(&mut command))
    }
}

/// Gives help texts the full stop back that clap takes from doc comments: most are more than one sentence.
fn in_sentences(command: clap::Command) -> clap::Command {
    let ended = |text: &clap::builder::StyledStr| match text.to_string() {
        text if text.ends_with('.') => text,
        text => format!("{text}."),
    };
    let command = match command.get_about().map(ended) {
        Some(about) => command.about(about),
        None => command,
    };
    command
        .mut_args(|argument| match argument.get_help().map(ended) {
            Some(help) => argument.help(help),
            None => argument,
        })
        .mut_subcommands(in_sentences)
}

#[derive(Clone, Debug, Subcommand)]
pub enum Command {
    /// Runs the server.
    Serve(Box<ServeOptions>),
    /// Brings the database's schema up or down, or shows where it is.
    Migrate {
        #[command(subcommand)]
        direction: Option<Migrate>,
        #[command(flatten)]
        database: DatabaseOptions,
    },
    /// Prints the GraphQL schema.
    Schema,
    /// Manages the people who can sign in.
    #[command(subcommand)]
    User(UserCommand),
    /// Manages the programs that call with a token of their own.
    #[command(subcommand)]
    Token(TokenCommand),
    /// Tells and erases what is known of a guest.
    #[command(subcommand)]
    Guest(GuestCommand),
    /// Manages the database as a whole.
    #[command(subcommand)]
    Database(DatabaseCommand),
    /// Says in plain words what is wrong with the database and the secret, and changes nothing.
    Doctor(DoctorOptions),
    /// Removes a throwaway server's folder when that has ended. A throwaway server starts it.
    #[command(name = KEEPER, hide = true)]
    KeepThrowaway {
        /// The folder.
        folder: PathBuf,
    },
    /// Removes what has outlived the replay and history settings, and ended sessions.
    Prune {
        #[command(flatten)]
        keep: KeepOptions,
        #[command(flatten)]
        database: DatabaseOptions,
    },
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Subcommand)]
pub enum Migrate {
    /// Applies every migration that is not applied yet. This is what `migrate` alone does.
    #[default]
    Up,
    /// Reverts all migrations, and with them removes all data.
    Down {
        /// Confirms that all data is to be removed.
        #[arg(long)]
        yes: bool,
    },
    /// Lists the migrations and which of them are applied.
    Status,
}

#[derive(Clone, Debug, Subcommand)]
pub enum UserCommand {
    /// Adds a person. The password is read from standard input, one line.
    Add {
        /// The address that the person signs in with.
        email: String,
        /// The name that colleagues see beside a change.
        #[arg(long)]
        name: String,
        /// What the person may do.
        #[arg(long, ignore_case = true)]
        role: Role,
        #[command(flatten)]
        database: DatabaseOptions,
    },
    /// Lists the accounts: address, role, whether it is open, name.
    List {
        #[command(flatten)]
        database: DatabaseOptions,
    },
    /// Closes an account and ends its sessions, at once in every server process. History goes on naming the person.
    Close {
        #[command(flatten)]
        account: AccountOptions,
    },
    /// Lets the person sign in again, with the password as it was.
    Reopen {
        #[command(flatten)]
        account: AccountOptions,
    },
    /// Changes what a person may do, at once and also where the person is signed in.
    Role {
        #[command(flatten)]
        account: AccountOptions,
        /// What the person may do from now on.
        #[arg(ignore_case = true)]
        role: Role,
    },
    /// Replaces a password and ends the account's sessions. The password is read from standard input, one line.
    Password {
        #[command(flatten)]
        account: AccountOptions,
    },
}

/// Which account.
#[derive(Args, Clone, Debug)]
pub struct AccountOptions {
    /// The address that the person signs in with.
    pub email: String,
    #[command(flatten)]
    pub database: DatabaseOptions,
}

#[derive(Clone, Debug, Subcommand)]
pub enum DatabaseCommand {
    /// Starts a new epoch, so that every watcher reads its state afresh. Run it after restoring a backup into a
    /// server that can't tell by itself.
    RenewEpoch {
        #[command(flatten)]
        database: DatabaseOptions,
    },
}

/// How long the past is kept.
#[derive(Args, Clone, Copy, Debug)]
pub struct KeepOptions {
    /// Days for which a watcher that was away can catch up change by change.
    #[arg(long, env = "FRONTDESK_REPLAY_DAYS", value_name = "DAYS", default_value_t = 7)]
    #[arg(value_parser = clap::value_parser!(u32).range(1..=3_650))]
    pub replay_days: u32,

    /// Days for which a booking's history is kept. It is kept for ever unless this is set.
    #[arg(long, env = "FRONTDESK_HISTORY_DAYS", value_name = "DAYS")]
    #[arg(value_parser = clap::value_parser!(u32).range(1..=36_500))]
    pub history_days: Option<u32>,
}

impl KeepOptions {
    /// History is what replay reads, so it can't be the shorter one.
    pub fn check(&self) -> Result<(), ConfigError> {
        match self.history_days {
            Some(days) if days < self.replay_days => {
                Err(ConfigError::new("--history-days", "must not be below --replay-days"))
            }
            _ => Ok(()),
        }
    }
}

/// What is logged, and how.
#[derive(Args, Clone, Debug)]
pub struct LogOptions {
    /// How log lines look.
    #[arg(long, env = "FRONTDESK_LOG_FORMAT", global = true, value_name = "FORMAT", default_value = "text")]
    pub log_format: LogFormat,

    /// What is logged, by module and level, as in `info,frontdesk=debug`.
    #[arg(
        long,
        env = "FRONTDESK_LOG",
        global = true,
        value_name = "FILTER",
        default_value = "info,sqlx=warn"
    )]
    pub log: String,
}

#[cfg(test)]
mod tests;
