//! A server for tests: a database that is made for one run and goes with it, however that ends.
//!
//! ```text
//! folder      the run's own folder in the system's temporary one, and what earlier runs left there
//! keeper      a process that removes the folder when the run was killed
//! template    the folder's content, made once and copied for each run
//! reset       back to the first rows
//! parent      whether the process that started this one is still there
//! ```
//!
//! Nothing here can meet a database that is somebody's. `--throwaway` takes no address and no data folder; the folder is
//! one that this run has made; and what brings the first rows back lies in the copied database itself
//! (`first_rows.sql`), so that no other has it.

mod folder;
mod keeper;
mod parent;
mod reset;
mod template;

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;

use serde::Serialize;

pub use keeper::keep;
pub use parent::gone as parent_gone;
pub(crate) use reset::Reset;

use crate::config::ServeOptions;
use crate::database::{DatabaseError, private};
use folder::Folder;
use keeper::Keeper;

#[derive(Debug, thiserror::Error)]
pub enum ThrowawayError {
    #[error("the throwaway database needs {}: {source}", .path.display())]
    File { path: PathBuf, source: io::Error },
    #[error(
        "there is no place for the throwaway database's template: set XDG_CACHE_HOME or HOME to a folder that can be \
         written to"
    )]
    NoCache,
    #[error("the throwaway database's template could not be made: {0}")]
    Template(String),
    #[error(transparent)]
    Database(#[from] DatabaseError),
    #[error(transparent)]
    Postgres(#[from] private::Error),
    #[error("{} is not a throwaway server's folder", .0.display())]
    NotOurs(PathBuf),
}

impl ThrowawayError {
    /// For `map_err`.
    fn at(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { path, source }
    }
}

/// What a test is told on standard output, in one line.
#[derive(Debug, Serialize)]
pub struct Announcement {
    pub url: String,
    /// Of the demo's people, by their addresses.
    pub tokens: BTreeMap<String, String>,
}

/// The database's folder, for as long as a server runs.
#[derive(Debug)]
pub struct Throwaway {
    folder: Folder,
    _keeper: Keeper,
}

impl Throwaway {
    /// Makes the folder with a furnished database, and lets the options name it. Cancelled or killed, it leaves nothing
    /// that stays.
    ///
    /// # Errors
    /// In words for whoever started the program.
    pub async fn open(options: &mut ServeOptions) -> Result<Self, ThrowawayError> {
        folder::sweep().await?;
        let folder = Folder::make()?;
        let keeper = Keeper::start(&folder)?;
        options.demo = true;
        folder.path().clone_into(&mut options.database.data_dir);
        template::fill(&folder, options).await?;
        Ok(Self { folder, _keeper: keeper })
    }

    /// Removes the folder, once the server has ended.
    ///
    /// # Errors
    /// The file system's.
    pub fn remove(self) -> Result<(), ThrowawayError> {
        self.folder.remove()
    }
}
