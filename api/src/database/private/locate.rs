//! Finds the machine's own PostgreSQL programs.

use std::{
    cmp::Reverse,
    collections::HashSet,
    env, fs,
    path::{Path, PathBuf},
};

use tokio::process::Command;

use super::error::{Error, MINIMUM_MAJOR};

/// Where packages put the programs; `*` stands for one part of a name that holds the version.
const USUAL_FOLDERS: [&str; 9] = [
    "/usr/lib/postgresql/*/bin",                       // Debian, Ubuntu
    "/usr/pgsql-*/bin",                                // postgresql.org's packages for Red Hat and SUSE
    "/usr/libexec/postgresql*",                        // Alpine
    "/opt/homebrew/opt/postgresql@*/bin",              // Homebrew, Apple silicon
    "/usr/local/opt/postgresql@*/bin",                 // Homebrew, Intel
    "/home/linuxbrew/.linuxbrew/opt/postgresql@*/bin", // Homebrew, Linux
    "/Applications/Postgres.app/Contents/Versions/*/bin",
    "/Library/PostgreSQL/*/bin", // EDB's installer
    "/usr/local/pgsql*/bin",     // built from source
];

/// The folder with the programs to run, at least `postgres` and `initdb`: the one in `PG_BINDIR` and nothing else where it is given, otherwise the first
/// that fit in PATH, then the newest in the usual folders.
///
/// `cluster` is the data folder that exists already and the major version that made it: only programs of
/// that very version can open it.
///
/// # Errors
/// [`Error::BadBindir`], [`Error::NoBinaries`] or [`Error::OtherMajor`].
pub(super) async fn find(pg_bindir: Option<&Path>, cluster: Option<(&Path, u32)>) -> Result<PathBuf, Error> {
    let folders = match pg_bindir {
        Some(bindir) => vec![bindir.to_owned()],
        None => {
            let path = env::var_os("PATH").unwrap_or_default();
            env::split_paths(&path).chain(usual_folders(&USUAL_FOLDERS)).collect()
        }
    };
    let found = match choose(folders, cluster.map(|(_, major)| major)).await {
        Ok(bindir) => return Ok(bindir),
        Err(found) => found,
    };
    match (pg_bindir, cluster) {
        (_, Some((dir, cluster))) if !found.is_empty() => {
            Err(Error::OtherMajor { dir: dir.to_owned(), cluster, found })
        }
        (Some(bindir), _) => Err(Error::BadBindir { bindir: bindir.to_owned(), found }),
        (None, _) => Err(Error::NoBinaries { found }),
    }
}

/// The first of `folders` that has what is wanted, or a phrase about each one that only comes near.
///
/// Asks one folder after the other, because asking costs some milliseconds and the first usually fits.
pub(super) async fn choose(folders: Vec<PathBuf>, wanted_major: Option<u32>) -> Result<PathBuf, Vec<String>> {
    let mut seen = HashSet::new();
    let mut found = Vec::new();
    for folder in folders {
        // PATH often holds links to the programs; `initdb` lies beside what the link points to.
        let Ok(postgres) = folder.join("postgres").canonicalize() else { continue };
        let Some(bindir) = postgres.parent().map(Path::to_owned) else { continue };
        if !seen.insert(bindir.clone()) {
            continue;
        }
        let Some((major, version)) = version_of(&postgres).await else {
            found.push(format!("{} does not run", postgres.display()));
            continue;
        };
        if !bindir.join("initdb").exists() {
            found.push(format!("{version} in {} without initdb", bindir.display()));
        } else if major < MINIMUM_MAJOR || wanted_major.is_some_and(|wanted| wanted != major) {
            found.push(format!("{version} in {}", bindir.display()));
        } else {
            return Ok(bindir);
        }
    }
    Err(found)
}

/// Major and full version, from a line such as `postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)`.
async fn version_of(postgres: &Path) -> Option<(u32, String)> {
    let output = Command::new(postgres).arg("--version").kill_on_drop(true).output().await.ok()?;
    parse_version(&String::from_utf8_lossy(&output.stdout))
}

fn parse_version(line: &str) -> Option<(u32, String)> {
    let version = line.split_once("(PostgreSQL) ")?.1.split_whitespace().next()?;
    Some((leading_number(version)?, version.to_owned()))
}

/// Expands the patterns, the highest version first.
fn usual_folders(patterns: &[&str]) -> Vec<PathBuf> {
    let mut folders: Vec<_> = patterns.iter().flat_map(|pattern| expand(pattern)).collect();
    folders.sort_by_key(|(major, _)| Reverse(*major));
    folders.into_iter().map(|(_, folder)| folder).collect()
}

/// The folders that match a pattern with one `*`, each with the version that its name tells, if any.
fn expand(pattern: &str) -> Vec<(Option<u32>, PathBuf)> {
    let Some((before, after)) = pattern.split_once('*') else { return Vec::new() };
    let (parent, prefix) = before.rsplit_once('/').unwrap_or((".", before));
    let Ok(entries) = fs::read_dir(parent) else { return Vec::new() };
    entries
        .filter_map(|entry| {
            let name = entry.ok()?.file_name().into_string().ok()?;
            let version = name.strip_prefix(prefix)?;
            Some((leading_number(version), format!("{parent}/{name}{after}").into()))
        })
        .collect()
}

fn leading_number(text: &str) -> Option<u32> {
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    text[..digits].parse().ok()
}

#[cfg(test)]
mod tests {
    use super::{leading_number, parse_version, usual_folders};

    #[test]
    fn versions_are_read_from_every_flavour() {
        let version = |line| parse_version(line).map(|(major, _)| major);
        assert_eq!(version("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n"), Some(15));
        assert_eq!(version("postgres (PostgreSQL) 19beta1\n"), Some(19));
        assert_eq!(version("something else 15\n"), None);
        assert_eq!(leading_number("@"), None);
    }

    #[test]
    fn the_newest_usual_folder_comes_first() -> std::io::Result<()> {
        let root = tempfile::tempdir()?;
        for name in ["pg/9.6/bin", "pg/17/bin", "pg/15/bin", "pgsql-18/bin", "pgsql/bin"] {
            std::fs::create_dir_all(root.path().join(name))?;
        }
        let base = root.path().display();
        let patterns = [format!("{base}/pg/*/bin"), format!("{base}/pgsql*/bin")];
        let folders = usual_folders(&patterns.each_ref().map(String::as_str));
        let order: Vec<_> =
            folders.iter().filter_map(|f| f.strip_prefix(root.path()).ok()?.to_str()).collect();
        // `pgsql-18` begins with no digit for the pattern `pgsql*`, so it ranks with `pgsql`.
        assert_eq!(order[..3], ["pg/17/bin", "pg/15/bin", "pg/9.6/bin"]);
        assert_eq!(order.len(), 5);
        Ok(())
    }
}
