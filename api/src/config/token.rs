//! The settings of `frontdesk token`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{DatabaseOptions, Role};

#[derive(Clone, Debug, Subcommand)]
pub enum TokenCommand {
    /// Makes a token for a program and prints it, this once.
    Add {
        /// What history names the program by.
        name: String,
        /// What the program may do.
        #[arg(long, ignore_case = true)]
        role: Role,
        /// Days after which the token ends. It can't be renewed.
        #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(u32).range(1..=3_650))]
        days: u32,
        /// The most sockets and event streams that it has open at a time, in each server process.
        #[arg(long, value_name = "COUNT", default_value_t = 1_000)]
        #[arg(value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
        sockets: u32,
        /// The most requests that it begins in a second, in each server process. Operations on a socket count, too.
        #[arg(long, value_name = "COUNT", default_value_t = 100)]
        #[arg(value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
        requests: u32,
        #[command(flatten)]
        secret: SecretOptions,
        #[command(flatten)]
        database: DatabaseOptions,
    },
    /// Lists the programs: role, open, revoked or ended, the token's end, sockets, requests a second, name.
    List {
        #[command(flatten)]
        database: DatabaseOptions,
    },
    /// Ends a token, at once in every server process. History goes on naming the program.
    Revoke {
        /// The name that it was added by.
        name: String,
        #[command(flatten)]
        database: DatabaseOptions,
    },
}

/// Which secret.
#[derive(Args, Clone, Debug)]
pub struct SecretOptions {
    /// The file with the secret that signs tokens, the same as the servers'. Without it, the one in --data-dir is used.
    #[arg(long, env = "FRONTDESK_TOKEN_SECRET_FILE", hide_env_values = true, value_name = "FILE")]
    pub token_secret_file: Option<PathBuf>,
}
