//! As whom PostgreSQL runs. It refuses to be root, whatever the folder.
//!
//! - Started by an ordinary user: as that user.
//! - Started by root: in a user namespace of its own. To the kernel it stays root, so it can work below a
//!   private home folder; it sees itself as an ordinary user and has no capabilities.
//! - Started by root where namespaces are not allowed (many containers): as `postgres` or `nobody`, to whom
//!   the cluster is given; where that user can't reach the folder, with the one capability that lets it.

use std::{
    env,
    ffi::OsString,
    fs, io,
    os::unix::fs::{MetadataExt, PermissionsExt, chown, lchown},
    path::Path,
    process::Stdio,
};

use tokio::process::Command;

use super::{error::Error, folder::Folder};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Plain,
    Namespace(User),
    Switch(User),
    /// With `CAP_DAC_OVERRIDE`, that is past every file permission, as root is in its namespace in effect.
    SwitchAndReach(User),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct User {
    uid: u32,
    gid: u32,
}

#[derive(Clone, Debug)]
pub(super) struct Identity {
    way: Way,
    /// Whether `setpriv` is there to tie a process's life to its parent's.
    setpriv: bool,
}

impl Identity {
    /// Picks the first way that works for this folder and these programs.
    ///
    /// A cluster that exists decides by its owner: PostgreSQL refuses one that is not its own.
    ///
    /// # Errors
    /// [`Error::NoIdentity`].
    pub(super) async fn choose(folder: &Folder, bindir: &Path) -> Result<Identity, Error> {
        let setpriv = succeeds(Command::new("setpriv").args(["--pdeathsig", "INT", "true"])).await;
        if !rustix::process::geteuid().is_root() {
            return Ok(Identity { way: Way::Plain, setpriv });
        }
        let mut reasons = Vec::new();
        for way in ways(folder) {
            let identity = Identity { way, setpriv };
            match identity.try_out(folder, bindir).await {
                Ok(()) => return Ok(identity),
                Err(reason) => reasons.push(reason),
            }
        }
        Err(Error::NoIdentity { dir: folder.root().to_owned(), reasons: reasons.join("; ") })
    }

    /// Asks the kernel rather than working out what its rules would say.
    async fn try_out(&self, folder: &Folder, bindir: &Path) -> Result<(), String> {
        let (name, reach) = match self.way {
            Way::Plain => return Ok(()),
            Way::Namespace(_) => ("a user namespace".to_owned(), "test -w \"$1\" && test -x \"$1\""),
            // The cluster itself is given to that user.
            Way::Switch(user) => (format!("user id {}", user.uid), "test -x \"$1\""),
            Way::SwitchAndReach(user) => {
                (format!("user id {} with a capability", user.uid), "test -x \"$1\"")
            }
        };
        if !succeeds(&mut self.command("true")).await {
            return Err(format!("{name} is not allowed here"));
        }
        if let (Way::Switch(user), Some(parent)) = (self.way, folder.root().parent())
            && succeeds(self.command("test").arg("-x").arg(parent)).await
        {
            let_through(folder.root(), user.gid).map_err(|error| format!("{name}: {error}"))?;
        }
        if !succeeds(self.command("sh").args(["-c", reach, "sh"]).arg(folder.root())).await {
            return Err(format!("{name} can't reach the data folder"));
        }
        if !succeeds(self.command("test").arg("-x").arg(bindir.join("postgres"))).await {
            return Err(format!("{name} can't run the programs in {}", bindir.display()));
        }
        Ok(())
    }

    /// The owner of PostgreSQL's files, as everybody else sees it.
    pub(super) fn uid(&self) -> u32 {
        match self.way {
            Way::Switch(user) | Way::SwitchAndReach(user) => user.uid,
            Way::Plain | Way::Namespace(_) => rustix::process::geteuid().as_raw(),
        }
    }

    /// Gives a file or a folder with all that is in it to the one PostgreSQL runs as.
    pub(super) fn give(&self, path: &Path) -> Result<(), Error> {
        match self.way {
            Way::Switch(user) | Way::SwitchAndReach(user) => {
                give_to(path, user).map_err(Error::io("change the owner of", path))
            }
            Way::Plain | Way::Namespace(_) => Ok(()),
        }
    }

    /// The words to put before a command so that it runs as this identity and ends with its parent.
    pub(super) fn prefix(&self) -> Vec<OsString> {
        let mut words = self.change();
        // The last one: a change of identity would clear it.
        if self.setpriv {
            words.extend(["setpriv", "--pdeathsig", "INT"].map(str::to_owned));
        }
        words.into_iter().map(OsString::from).collect()
    }

    fn change(&self) -> Vec<String> {
        match self.way {
            // A changed user id is a matter of `outer_command`.
            Way::Plain | Way::Switch(_) => Vec::new(),
            Way::Namespace(User { uid, gid }) => {
                vec![
                    "unshare".to_owned(),
                    "--user".to_owned(),
                    format!("--map-user={uid}"),
                    format!("--map-group={gid}"),
                ]
            }
            Way::SwitchAndReach(User { uid, gid }) => vec![
                "setpriv".to_owned(),
                format!("--reuid={uid}"),
                format!("--regid={gid}"),
                "--clear-groups".to_owned(),
                "--inh-caps=-all,+dac_override".to_owned(),
                "--ambient-caps=-all,+dac_override".to_owned(),
                "--bounding-set=-all,+dac_override".to_owned(),
            ],
        }
    }

    /// A command under the changed user id, if any, but without the [`prefix`](Self::prefix).
    pub(super) fn outer_command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        // Nothing of our environment: it may hold secrets, and `PG…` variables change what PostgreSQL does.
        // UTC and C so that logs, and the time zone that initdb writes down, are the same everywhere.
        command.env_clear().env("LC_ALL", "C").env("TZ", "UTC");
        for name in ["PATH", "LD_LIBRARY_PATH"] {
            command.envs(env::var_os(name).map(|value| (name, value)));
        }
        // The present folder may be one that the other user can't enter; all our paths are absolute.
        command.current_dir("/");
        if let Way::Switch(User { uid, gid }) = self.way {
            command.uid(uid).gid(gid);
        }
        command
    }

    /// A short command as this identity, not tied to our life.
    pub(super) fn command(&self, program: &str) -> Command {
        let mut words = self.change();
        words.push(program.to_owned());
        let mut command = self.outer_command(&words[0]);
        command.args(&words[1..]);
        command
    }
}

/// What root can try, the best first.
fn ways(folder: &Folder) -> Vec<Way> {
    let owner = fs::metadata(folder.cluster()).ok().filter(|cluster| cluster.uid() != 0);
    if let Some(cluster) = owner {
        let owner = User { uid: cluster.uid(), gid: cluster.gid() };
        return vec![Way::Switch(owner), Way::SwitchAndReach(owner)];
    }
    let passwd = fs::read_to_string("/etc/passwd").unwrap_or_default();
    let users: Vec<_> = ["postgres", "nobody"].iter().filter_map(|name| user(&passwd, name)).collect();
    // Inside the namespace too, initdb wants its user id to have a name.
    let namespace = users.first().map(|user| Way::Namespace(*user));
    let others = [Way::Switch, Way::SwitchAndReach].into_iter();
    let others = others.flat_map(|way| users.iter().map(move |user| way(*user)));
    namespace.into_iter().chain(others).collect()
}

fn user(passwd: &str, name: &str) -> Option<User> {
    let mut fields = passwd.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?.split(':');
    let (uid, gid) = (fields.nth(1)?.parse().ok()?, fields.next()?.parse().ok()?);
    Some(User { uid, gid }).filter(|user| user.uid != 0)
}

/// Lets a group pass through our own private folder to the cluster, without seeing what else is in it.
fn let_through(dir: &Path, gid: u32) -> io::Result<()> {
    let metadata = fs::metadata(dir)?;
    if metadata.uid() == 0 && metadata.mode() & 0o001 == 0 && metadata.gid() != gid {
        chown(dir, None, Some(gid))?;
        fs::set_permissions(dir, fs::Permissions::from_mode(metadata.mode() & 0o700 | 0o010))?;
    }
    Ok(())
}

fn give_to(path: &Path, user: User) -> io::Result<()> {
    let metadata = fs::symlink_metadata(path)?;
    if metadata.is_dir() {
        for entry in fs::read_dir(path)? {
            give_to(&entry?.path(), user)?;
        }
    }
    if (metadata.uid(), metadata.gid()) != (user.uid, user.gid) {
        lchown(path, Some(user.uid), Some(user.gid))?;
    }
    Ok(())
}

async fn succeeds(command: &mut Command) -> bool {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).kill_on_drop(true);
    command.status().await.is_ok_and(|status| status.success())
}
