//! `frontdesk guest`.

use std::path::PathBuf;

use clap::{Subcommand, ValueEnum};
use uuid::Uuid;

use super::DatabaseOptions;

#[derive(Clone, Debug, Subcommand)]
pub enum GuestCommand {
    /// Prints all that is known of a guest as JSON: the guest, the bookings, and who changed what of them when.
    Export {
        /// The guest's id.
        id: Uuid,
        #[command(flatten)]
        database: DatabaseOptions,
    },
    /// Erases what is known of a guest, for ever, and prints what is kept and why. Works while servers run.
    Erase {
        /// The guest's id.
        #[arg(required_unless_present = "list")]
        id: Option<Uuid>,
        /// On what ground.
        #[arg(long, ignore_case = true, default_value = "requested")]
        reason: Reason,
        /// Instead of one guest all of a list that `guest erasures` printed, as after a backup was restored.
        #[arg(long, value_name = "FILE", conflicts_with_all = ["id", "reason"])]
        list: Option<PathBuf>,
        #[command(flatten)]
        database: DatabaseOptions,
    },
    /// Prints whom was erased when, by whom and on what ground, as JSON: to be kept apart from the backups.
    Erasures {
        #[command(flatten)]
        database: DatabaseOptions,
    },
}

/// On what ground somebody is erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Reason {
    /// The guest asked for it, withdrew a consent or objected.
    Requested,
    /// The hotel has no more use for it.
    NoLongerNeeded,
    /// It should never have been kept.
    Unlawful,
    /// A law or an authority asks for it.
    LegalDuty,
}
