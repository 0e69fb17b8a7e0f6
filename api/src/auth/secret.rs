//! The key that signs tokens, and the file it is kept in.

use std::fmt;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

/// The file's name in the data folder.
const FILE: &str = "token-secret";

/// As many bytes as HS256 gives out (RFC 7518, section 3.2, asks for no fewer).
const SHORTEST: usize = 32;

/// The bytes that sign tokens. Whoever has them can be anybody.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Vec<u8>);

impl Secret {
    /// # Errors
    ///
    /// [`TooShort`], for fewer than 32 bytes.
    pub fn new(bytes: impl Into<Vec<u8>>) -> Result<Self, TooShort> {
        let bytes = bytes.into();
        if bytes.len() < SHORTEST { Err(TooShort(bytes.len())) } else { Ok(Self(bytes)) }
    }

    /// Another secret, for a purpose of its own: neither tells the other.
    pub fn derive(&self, purpose: &str) -> [u8; 32] {
        Sha256::new().chain_update(purpose).chain_update([0]).chain_update(&self.0).finalize().into()
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret(…)")
    }
}

#[derive(Debug, thiserror::Error)]
#[error("has {0} bytes, needs at least {SHORTEST}")]
pub struct TooShort(usize);

#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error("cannot read the token secret{}", named(.path))]
    Read { path: PathBuf, source: io::Error },
    #[error("cannot write the token secret {}", .path.display())]
    Write { path: PathBuf, source: io::Error },
    #[error("the token secret {} {problem}", .path.display())]
    TooShort { path: PathBuf, problem: TooShort },
}

/// The file's name, after a space. Where its folder doesn't exist it may be no name at all, but the secret itself,
/// and is not repeated.
fn named(path: &Path) -> String {
    let in_a_folder = path.parent().is_some_and(|folder| !folder.as_os_str().is_empty() && folder.is_dir());
    if in_a_folder { format!(" {}", path.display()) } else { ": it must be the name of a file".to_owned() }
}

/// Reads a secret that the operator keeps. White space at its ends does not count, so that an editor's last
/// newline changes nothing.
///
/// A file that others on the machine can read is used all the same, with a warning: secrets mounted into a
/// container often look like that.
///
/// # Errors
///
/// When the file cannot be read or holds fewer than 32 bytes.
pub(crate) fn read(path: &Path) -> Result<Secret, Error> {
    let reading = |source| Error::Read { path: path.to_owned(), source };
    let bytes = fs::read(path).map_err(reading)?;
    let mode = fs::metadata(path).map_err(reading)?.permissions().mode();
    if mode & 0o077 != 0 {
        tracing::warn!(
            path = %path.display(),
            mode = format!("{:o}", mode & 0o7777),
            "the token secret can be read by others on this machine; `chmod 600` it"
        );
    }
    Secret::new(bytes.trim_ascii()).map_err(|problem| Error::TooShort { path: path.to_owned(), problem })
}

/// Where a data folder keeps its secret.
pub(crate) fn file_in(data_dir: &Path) -> PathBuf {
    data_dir.join(FILE)
}

/// Reads the secret of a data folder, which is made first where there is none. Processes that do so at the
/// same time end up with the same secret.
///
/// # Errors
///
/// When the folder cannot be read or written, or the random source fails.
pub(crate) fn load_or_create(data_dir: &Path) -> Result<Secret, Error> {
    let path = file_in(data_dir);
    match read(&path) {
        Err(Error::Read { source, .. }) if source.kind() == io::ErrorKind::NotFound => {
            create(data_dir, &path).map_err(|source| Error::Write { path: path.clone(), source })?;
            read(&path)
        }
        outcome => outcome,
    }
}

/// Writes a new secret beside its place and links it there: the name appears with its whole content, or not
/// at all, and never in place of a secret that somebody else made meanwhile.
fn create(data_dir: &Path, path: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(data_dir)?;
    let draft = data_dir.join(format!("{FILE}.{}", random(9)?));
    let written =
        write_private(&draft, &random(SHORTEST)?).and_then(|()| match fs::hard_link(&draft, path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
            outcome => outcome,
        });
    fs::remove_file(&draft)?;
    written?;
    // The name is as lasting as the content only once the folder is written too.
    File::open(data_dir)?.sync_all()
}

fn write_private(path: &Path, content: &str) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    writeln!(file, "{content}")?;
    file.sync_all()
}

/// So many bytes of the system's random source, as text.
pub(super) fn random(bytes: usize) -> io::Result<String> {
    let mut buffer = vec![0; bytes];
    getrandom::fill(&mut buffer).map_err(io::Error::other)?;
    Ok(URL_SAFE_NO_PAD.encode(buffer))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_made_once_and_kept_private() {
        let folder = tempfile::tempdir().unwrap();
        let data_dir = folder.path().join("data");

        let first = load_or_create(&data_dir).unwrap();
        assert!(first.bytes().len() >= SHORTEST);
        assert_eq!(first, load_or_create(&data_dir).unwrap());

        let mode = fs::metadata(data_dir.join(FILE)).unwrap().permissions().mode();
        assert_eq!(mode & 0o7777, 0o600);
        assert_eq!(fs::read_dir(&data_dir).unwrap().count(), 1, "the draft is gone");

        let other = tempfile::tempdir().unwrap();
        assert_ne!(first, load_or_create(other.path()).unwrap());
    }

    #[test]
    fn processes_that_start_together_agree() {
        let folder = tempfile::tempdir().unwrap();
        let secrets: Vec<_> = std::thread::scope(|scope| {
            let starts: Vec<_> =
                (0..8).map(|_| scope.spawn(|| load_or_create(folder.path()).unwrap())).collect();
            starts.into_iter().map(|start| start.join().unwrap()).collect()
        });
        assert!(secrets.iter().all(|secret| *secret == secrets[0]));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_short_secret_is_refused_and_a_last_newline_is_not_part_of_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("given");

        fs::write(&path, "0123456789012345678901234567890\n").unwrap();
        assert!(matches!(read(&path), Err(Error::TooShort { .. })));

        fs::write(&path, "01234567890123456789012345678901\n").unwrap();
        assert_eq!(read(&path).unwrap(), Secret::new(*b"01234567890123456789012345678901").unwrap());

        assert!(matches!(read(&folder.path().join("absent")), Err(Error::Read { .. })));
    }

    #[test]
    fn a_secret_does_not_show_itself() {
        let secret = Secret::new(*b"01234567890123456789012345678901").unwrap();
        assert_eq!(format!("{secret:?}"), "Secret(…)");
    }
}
