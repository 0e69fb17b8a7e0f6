//! The documents that an operator trusts, and those of the front desk.

use std::path::Path;

use crate::config::ConfigError;
use crate::graphql::build::trust;
use crate::graphql::guard::{Limits, Trusted};
use crate::transport;

const FLAG: &str = "--trusted-documents";

/// Reads and checks the operator's list, and adds what the embedded page asks.
///
/// # Errors
/// A file that can't be read, or the first entry that can't be executed.
pub(super) async fn read(file: &Path, limits: &Limits) -> Result<Trusted, ConfigError> {
    let wrong = |rule: String| ConfigError::new(FLAG, format!("names {}, which {rule}", file.display()));
    let manifest = tokio::fs::read_to_string(file).await;
    let manifest = manifest.map_err(|error| wrong(format!("can't be read: {error}")))?;
    let mut trusted = Trusted::default();
    trust(&mut trusted, &manifest, limits).await.map_err(wrong)?;
    if let Some(manifest) = transport::page_documents() {
        let wrong = |rule| ConfigError::new(FLAG, format!("can't be used: the embedded page's list {rule}"));
        trust(&mut trusted, &manifest, limits).await.map_err(wrong)?;
    }
    Ok(trusted)
}
