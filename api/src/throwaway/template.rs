//! The content of a run's folder: made once for a program, a day and a PostgreSQL, kept in the user's cache, and copied.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rustix::fs::{FlockOperation, flock};
use sha2::{Digest, Sha256};
use tokio::time::{Instant, sleep};

use super::ThrowawayError;
use super::folder::{Folder, remove};
use crate::clock::Clock;
use crate::config::ServeOptions;
use crate::database::private::PrivateCluster;
use crate::database::{Database, DatabaseError};
use crate::demo::{self, Ids};
use crate::hotel::{Hotel, Settings as HotelSettings};
use crate::sequencer::Sequencer;
use crate::standby::Reads;

/// So many of those that were used last are kept. Each takes about 40 MB.
const KEPT: usize = 8;
/// How long another run may take to make one.
const PATIENCE: Duration = Duration::from_secs(120);
/// Its time says when the template was last used.
const USED: &str = "used";
/// What a template holds, and a data folder: the cluster, and the secret that signs tokens.
const PARTS: [&str; 2] = ["postgres", "token-secret"];

/// Puts a furnished database into the folder.
pub(super) async fn fill(folder: &Folder, options: &ServeOptions) -> Result<(), ThrowawayError> {
    let cache = cache()?;
    let template = cache.join(key(options).await?);
    let mut lock = Lock::shared(&cache).await?;
    if !template.exists() {
        drop(lock);
        lock = Lock::exclusive(&cache).await?;
    }
    if template.exists() {
        copied(&template, folder.path()).await?;
    } else {
        tracing::info!("making the template of throwaway databases; the next start is faster");
        furnish(options).await?;
        keep(folder.path(), &template, &cache).await?;
    }
    // To the list of what was used last.
    let used = template.join(USED);
    fs::write(&used, ".").map_err(ThrowawayError::at(used))?;
    drop(lock);
    Ok(())
}

/// Makes the database, with the first rows and what brings them back.
async fn furnish(options: &ServeOptions) -> Result<(), ThrowawayError> {
    let database = Database::open(&options.database_settings()).await?;
    let furnished = async {
        database.migrate().await?;
        let clock = Clock::system();
        let hotel = Hotel {
            db: database.db.clone(),
            reads: Reads::default(),
            sequencer: Sequencer::new(database.sequencing.clone()),
            clock,
            settings: HotelSettings::new(options.given()),
        };
        let failed = |error: &dyn std::fmt::Display| ThrowawayError::Template(error.to_string());
        crate::changes::epoch::confirm(&hotel.db).await.map_err(|error| failed(&error))?;
        demo::furnish(&hotel, Ids::Fixed).await.map_err(|error| failed(&error))?;
        hotel.sequencer.complete_log().await.map_err(|error| failed(&error))?;
        let pool = hotel.db.get_postgres_connection_pool();
        sqlx::raw_sql(include_str!("first_rows.sql")).execute(pool).await.map_err(DatabaseError::from)?;
        sqlx::raw_sql("VACUUM (ANALYZE)").execute(pool).await.map_err(DatabaseError::from)?;
        Ok::<_, ThrowawayError>(())
    }
    .await;
    // Stopped in any case: a copy of a database that runs is none.
    let closed = database.close().await;
    furnished?;
    closed?;
    crate::auth::secret::load_or_create(&options.database.data_dir)
        .map_err(|error| ThrowawayError::Template(error.to_string()))?;
    Ok(())
}

/// Keeps a copy as the template, all or nothing, and no more templates than are used.
async fn keep(folder: &Path, template: &Path, cache: &Path) -> Result<(), ThrowawayError> {
    let new = template.with_extension("new");
    if new.exists() {
        remove(&new)?;
    }
    private_dir(&new)?;
    copied(folder, &new).await?;
    on_disk(&new)?;
    fs::rename(&new, template).map_err(ThrowawayError::at(template))?;
    let entries = fs::read_dir(cache).map_err(ThrowawayError::at(cache))?.flatten();
    let mut others: Vec<_> = entries
        .map(|entry| entry.path())
        .filter(|path| path.is_dir() && path != template)
        .map(|path| (fs::metadata(path.join(USED)).and_then(|used| used.modified()).ok(), path))
        .collect();
    others.sort();
    for (_, path) in others.iter().rev().skip(KEPT - 1) {
        remove(path)?;
    }
    Ok(())
}

/// A power cut must not leave a template that looks whole. All at once: file by file it takes seconds.
fn on_disk(path: &Path) -> Result<(), ThrowawayError> {
    #[cfg(target_os = "linux")]
    File::open(path)
        .and_then(|folder| rustix::fs::syncfs(folder).map_err(io::Error::from))
        .map_err(ThrowawayError::at(path))?;
    #[cfg(not(target_os = "linux"))]
    rustix::fs::sync();
    Ok(())
}

async fn copied(from: &Path, to: &Path) -> Result<(), ThrowawayError> {
    let (from, to) = (from.to_owned(), to.to_owned());
    let copying = tokio::task::spawn_blocking(move || {
        PARTS.iter().try_for_each(|part| copy(&from.join(part), &to.join(part)))
    });
    copying.await.unwrap_or_else(|error| Err(ThrowawayError::Template(error.to_string())))
}

/// Copies a file, or a folder with all in it. The system shares the blocks of files where it can (`copy_file_range`).
fn copy(from: &Path, to: &Path) -> Result<(), ThrowawayError> {
    if !from.is_dir() {
        return fs::copy(from, to).map(drop).map_err(ThrowawayError::at(from));
    }
    private_dir(to)?;
    for entry in fs::read_dir(from).map_err(ThrowawayError::at(from))? {
        let name = entry.map_err(ThrowawayError::at(from))?.file_name();
        copy(&from.join(&name), &to.join(&name))?;
    }
    Ok(())
}

/// What the content depends on: this very program (its schema, its rows), their day and currency, PostgreSQL.
async fn key(options: &ServeOptions) -> Result<String, ThrowawayError> {
    let program = std::env::current_exe().map_err(ThrowawayError::at("/proc/self/exe"))?;
    let file = fs::metadata(&program).map_err(ThrowawayError::at(&program))?;
    let bindir = PrivateCluster::programs(options.database.pg_bindir.as_deref()).await?;
    let server = bindir.join("postgres");
    let postgres = fs::metadata(&server).map_err(ThrowawayError::at(&server))?;
    let house = options.given().with(None);
    let today = house.calendar.day_of(Clock::system().now());
    let of = |file: &fs::Metadata| (file.dev(), file.ino(), file.len(), file.mtime(), file.mtime_nsec());
    let all = format!("{:?} {:?} {server:?} {today} {}", of(&file), of(&postgres), house.currency);
    Ok(Sha256::digest(all).iter().take(12).map(|byte| format!("{byte:02x}")).collect())
}

fn cache() -> Result<PathBuf, ThrowawayError> {
    let given = |name| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let root = given("XDG_CACHE_HOME").or_else(|| given("HOME").map(|home| home.join(".cache")));
    let cache = root.ok_or(ThrowawayError::NoCache)?.join("frontdesk/throwaway");
    private_dir(&cache)?;
    Ok(cache)
}

fn private_dir(path: &Path) -> Result<(), ThrowawayError> {
    DirBuilder::new().mode(0o700).recursive(true).create(path).map_err(ThrowawayError::at(path))
}

/// Shared by those who copy, held alone by who makes or removes a template. It goes with the file.
struct Lock(#[expect(dead_code, reason = "held")] File);

impl Lock {
    async fn shared(cache: &Path) -> Result<Self, ThrowawayError> {
        Self::take(cache, FlockOperation::NonBlockingLockShared).await
    }

    async fn exclusive(cache: &Path) -> Result<Self, ThrowawayError> {
        Self::take(cache, FlockOperation::NonBlockingLockExclusive).await
    }

    /// Asked for again and again, because a thread that waits for it could not be told to stop.
    async fn take(cache: &Path, how: FlockOperation) -> Result<Self, ThrowawayError> {
        let path = cache.join("lock");
        let file = OpenOptions::new().create(true).truncate(false).write(true).mode(0o600).open(&path);
        let file = file.map_err(ThrowawayError::at(&path))?;
        let deadline = Instant::now() + PATIENCE;
        loop {
            match flock(&file, how) {
                Ok(()) => return Ok(Self(file)),
                Err(rustix::io::Errno::WOULDBLOCK) if Instant::now() < deadline => {
                    sleep(Duration::from_millis(10)).await;
                }
                Err(errno) => return Err(ThrowawayError::at(path)(io::Error::from(errno))),
            }
        }
    }
}
