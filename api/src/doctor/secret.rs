//! The key that signs tokens.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use super::{Finding, sentence};
use crate::auth::secret;
use crate::config::DatabaseOptions;
use crate::server::given_secret;

const SUBJECT: &str = "secret";

/// Makes none where there is none.
pub(super) fn examine(file: Option<&Path>, database: &DatabaseOptions) -> Finding {
    match (given_secret(file, database), file) {
        (Err(error), _) => Finding::wrong(SUBJECT, sentence(&error)),
        (Ok(_), Some(file)) => read(file),
        (Ok(_), None) => {
            let kept = secret::file_in(&database.data_dir);
            if !kept.exists() {
                let folder = database.data_dir.display();
                return Finding::ok(SUBJECT, format!("The first start makes one and keeps it in {folder}."));
            }
            match secret::read(&kept) {
                Ok(_) => read(&kept),
                Err(error) => Finding::wrong(SUBJECT, sentence(&error)),
            }
        }
    }
}

/// One that is long enough.
fn read(file: &Path) -> Finding {
    let shown = file.display();
    match fs::metadata(file) {
        Ok(metadata) if metadata.permissions().mode() & 0o077 != 0 => {
            let words =
                format!("Others on this machine can read {shown}, who can be anybody then: `chmod 600` it.");
            Finding::warning(SUBJECT, words)
        }
        _ => Finding::ok(SUBJECT, format!("{shown} holds one that is long enough.")),
    }
}
