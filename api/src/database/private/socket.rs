//! The folder of the Unix socket, and the address of the database in it.

use std::{
    fmt::Write,
    fs, io,
    os::unix::{
        ffi::OsStrExt,
        fs::{MetadataExt, PermissionsExt},
    },
    path::{Path, PathBuf},
};

use super::{error::Error, folder::Folder, folder::create_private, identity::Identity};

/// Part of the socket's file name, so it is pinned rather than left to `PGPORT` or a packager's default.
pub(super) const PORT: u16 = 5432;
pub(super) const USER: &str = "frontdesk";
/// `sun_path` holds 108 bytes on Linux and 104 on macOS, the closing zero included.
const MAX_PATH: usize = 103;

/// Makes the folder for the socket and returns it.
///
/// It lies in the data folder, or where that path is too long for a socket (or is not UTF-8, which an
/// address can't carry), in `/tmp`: not in `XDG_RUNTIME_DIR`, which goes away when its user logs out, also
/// under a server that was left running.
///
/// Only its owner can enter the folder. That is the whole access control: see `initdb.rs`.
pub(super) fn make_dir(folder: &Folder, identity: &Identity) -> Result<PathBuf, Error> {
    let within = folder.socket_dir();
    let dir = if within.to_str().is_some() && socket(&within).as_os_str().len() <= MAX_PATH {
        within
    } else {
        // One folder a data folder and user, and not a random one, so that a kill leaves nothing that piles up.
        let user = rustix::process::geteuid().as_raw();
        PathBuf::from(format!("/tmp/frontdesk-{user}-{:016x}", fnv1a(folder.root().as_os_str().as_bytes())))
    };
    match create_private(&dir, false) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
            return Err(Error::io("make the socket folder", dir)(error));
        }
        _ => {}
    }
    // Everybody can make folders in /tmp: another user's is not to be trusted with the socket.
    let metadata = fs::symlink_metadata(&dir).map_err(Error::io("open the socket folder", &dir))?;
    let ours = metadata.uid() == rustix::process::geteuid().as_raw() || metadata.uid() == identity.uid();
    if !metadata.is_dir() || !ours {
        return Err(Error::SocketFolder { dir, reason: "it belongs to somebody else".to_owned() });
    }
    if metadata.mode() & 0o777 != 0o700 {
        fs::set_permissions(&dir, fs::Permissions::from_mode(0o700))
            .map_err(Error::io("close to others the socket folder", &dir))?;
    }
    identity.give(&dir)?;
    Ok(dir)
}

/// The socket itself.
pub(super) fn socket(dir: &Path) -> PathBuf {
    dir.join(format!(".s.PGSQL.{PORT}"))
}

/// The address of a database, for sqlx, libpq and tokio-postgres.
///
/// Everything that a client would otherwise take from its environment (`PGPORT`, `PGSSLMODE`) is spelled out.
pub(super) fn url(dir: &Path, database: &str) -> String {
    let database = percent_encoded(database);
    let dir = percent_encoded(&dir.to_string_lossy());
    format!("postgres://{USER}@localhost:{PORT}/{database}?host={dir}&sslmode=disable")
}

fn percent_encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |mut encoded, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            // Writing to a string can't fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
        encoded
    })
}

/// A hash that stays the same from one build to the next. Nothing rests on it being hard to guess: who owns
/// the folder is checked.
fn fnv1a(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}
