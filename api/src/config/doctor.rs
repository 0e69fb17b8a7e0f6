//! The settings of `frontdesk doctor`.

use clap::Args;

use super::{DatabaseOptions, SecretOptions};

/// What is examined.
#[derive(Args, Clone, Debug)]
pub struct DoctorOptions {
    #[command(flatten)]
    pub secret: SecretOptions,

    #[command(flatten)]
    pub database: DatabaseOptions,
}
