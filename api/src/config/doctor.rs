//! The settings of `frontdesk doctor`.

use clap::Args;

use super::{DatabaseOptions, SecretOptions};
use crate::changes::relay::Address;

/// What is examined.
#[derive(Args, Clone, Debug)]
pub struct DoctorOptions {
    #[command(flatten)]
    pub secret: SecretOptions,

    /// The relay of the servers, where they have one.
    #[arg(long, env = "FRONTDESK_RELAY_URL", hide_env_values = true, value_name = "URL")]
    pub relay_url: Option<Address>,

    #[command(flatten)]
    pub database: DatabaseOptions,
}
