//! Debian's package: what is in it, that its unit is hardened, and that it can be installed, used, upgraded and removed on a
//! machine with systemd.

use std::collections::BTreeMap;
use std::fs;

use tempfile::TempDir;

use crate::support::eventually;
use crate::support::machine::{Machine, said};
use crate::support::process::{command, program};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../packaging");

/// A package of the program, and the folder that it is in.
async fn package() -> (String, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let (program, into) = (program().to_str().unwrap(), folder.path().to_str().unwrap());
    // Packed quickly, not well.
    let made = said(&format!("{FOLDER}/deb"), &[program, into, "-Zgzip", "-z1"]).await;
    (made.lines().last().unwrap().to_owned(), folder)
}

#[tokio::test]
async fn the_package_holds_what_belongs_on_a_machine() {
    let (package, _folder) = package().await;
    let contents = said("dpkg-deb", &["--contents", &package]).await;
    let files: BTreeMap<_, _> = contents
        .lines()
        .map(|line| line.split_whitespace().collect::<Vec<_>>())
        .filter(|words| !words[0].starts_with('d'))
        .map(|words| (words[5].trim_start_matches('.'), (words[0], words[1])))
        .collect();
    let expected = [
        ("/etc/frontdesk/frontdesk.env", "-rw-r-----"),
        ("/usr/bin/frontdesk", "-rwxr-xr-x"),
        ("/usr/lib/systemd/system/frontdesk.service", "-rw-r--r--"),
        ("/usr/lib/sysusers.d/frontdesk.conf", "-rw-r--r--"),
        ("/usr/sbin/frontdesk-admin", "-rwxr-xr-x"),
        ("/usr/share/doc/frontdesk/README.md", "-rw-r--r--"),
        ("/usr/share/doc/frontdesk/UPGRADING.md", "-rw-r--r--"),
        ("/usr/share/doc/frontdesk/changelog.Debian.gz", "-rw-r--r--"),
        ("/usr/share/doc/frontdesk/changelog.gz", "-rw-r--r--"),
        ("/usr/share/doc/frontdesk/copyright", "-rw-r--r--"),
    ];
    assert_eq!(files, expected.map(|(name, mode)| (name, (mode, "root/root"))).into());

    let fields = said("dpkg-deb", &["--field", &package]).await;
    assert!(fields.contains("\nDepends: libc6 (>= 2."), "{fields}");
    assert!(fields.contains("\nRecommends: postgresql (>= 15)\n") && !fields.contains(": @"), "{fields}");
    let version = said("dpkg-deb", &["--field", &package, "Version"]).await;
    let settings = command(&["--version"]).output().unwrap().stdout;
    let ours = String::from_utf8(settings).unwrap().trim().replace("frontdesk ", "");
    assert!(version.starts_with(&ours), "{version} of {ours}");
}

#[tokio::test]
async fn the_unit_is_hardened() {
    let unit = format!("{FOLDER}/debian/frontdesk.service");
    // The exposure in tenths: 0 is none, 100 is all of it. A unit without a word about it has 92.
    let threshold = "--threshold=15";
    said("systemd-analyze", &["security", "--offline=true", "--no-pager", threshold, &unit]).await;
}

/// What the server says on its machine, once it says it with this status.
async fn answers(machine: &Machine, status: &str, port: u16) -> bool {
    let url = format!("http://127.0.0.1:{port}/readyz");
    machine.run(&["curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", &url]).await.stdout == status
}

async fn main_process(machine: &Machine) -> String {
    machine.sh("systemctl show --property MainPID --value frontdesk").await.trim().to_owned()
}

#[tokio::test]
async fn the_package_is_installed_used_upgraded_and_removed() {
    let machine = match Machine::boot().await {
        Ok(machine) => machine,
        Err(reason) => return println!("skipped: {reason}"),
    };
    let (package, _folder) = package().await;
    fs::copy(package, machine.file("/root/frontdesk.deb")).unwrap();
    // As in many containers: it would forbid that services are started.
    let _ = fs::remove_file(machine.file("/usr/sbin/policy-rc.d"));

    // It runs at once, on a PostgreSQL of its own, as a user who may do nothing else.
    machine.sh("dpkg --install /root/frontdesk.deb").await;
    assert_eq!(
        machine.sh("systemctl is-active frontdesk; systemctl is-enabled frontdesk").await,
        "active\nenabled\n"
    );
    eventually("it is ready", async || answers(&machine, "200", 8080).await).await;
    assert!(machine.sh("curl -s http://127.0.0.1:8080/").await.contains("<div id=\"root\">"), "the page");
    let process = main_process(&machine).await;
    let status = machine.sh(&format!("stat -c %U /proc/{process}; cat /proc/{process}/status")).await;
    for line in ["frontdesk\n", "\nNoNewPrivs:\t1\n", "\nSeccomp:\t2\n", "\nCapBnd:\t0000000000000000\n"] {
        assert!(status.contains(line), "{line:?} is missing in\n{status}");
    }
    let inside = format!(
        "nsenter --target {process} --mount sh -c 'touch /usr/x /etc/x /var/x; ls /root' 2>&1 || true"
    );
    let refused = machine.sh(&inside).await;
    assert_eq!(refused.matches("Read-only file system").count(), 3, "{refused}");
    assert!(!refused.contains("frontdesk.deb"), "{refused}");
    let owners =
        "stat -c '%U:%G %a' /etc/frontdesk/frontdesk.env /etc/frontdesk/token-secret /var/lib/frontdesk";
    assert_eq!(
        machine.sh(owners).await,
        "root:frontdesk 640\nfrontdesk:frontdesk 400\nfrontdesk:frontdesk 700\n"
    );
    let verified = machine.sh("systemd-analyze verify frontdesk.service 2>&1 || true").await;
    assert!(!verified.contains("frontdesk"), "{verified}");

    // Commands go by the service's settings.
    machine.sh("echo 'correct horse battery' | frontdesk-admin user add mara@example.com --name Mara --role manager").await;
    machine.sh("frontdesk-admin doctor").await;
    let sign_in = r#"{"query": "mutation { signIn(email: \"mara@example.com\", password: \"correct horse battery\") { __typename } }"}"#;
    fs::write(machine.file("/root/sign_in.json"), sign_in).unwrap();
    let sign_in =
        "curl -s http://127.0.0.1:8080/graphql -H 'content-type: application/json' -d @/root/sign_in.json";
    let answer = machine.sh(sign_in).await;
    assert!(answer.contains(r#""__typename":"Session""#), "{answer}");

    // An upgrade keeps settings and data, and starts the new program.
    machine.sh("echo 'FRONTDESK_LISTEN=\"127.0.0.1:8081\"' >> /etc/frontdesk/frontdesk.env").await;
    let secret = machine.sh("cat /etc/frontdesk/token-secret").await;
    machine.sh("dpkg --install /root/frontdesk.deb").await;
    eventually("it is ready elsewhere", async || answers(&machine, "200", 8081).await).await;
    assert_ne!(main_process(&machine).await, process);
    assert_eq!(machine.sh("cat /etc/frontdesk/token-secret").await, secret);
    assert!(machine.sh("frontdesk-admin user list").await.contains("mara@example.com"));

    // A program that dies is started again.
    let process = main_process(&machine).await;
    machine.sh(&format!("kill -KILL {process}")).await;
    eventually("it is started again", async || {
        main_process(&machine).await != process && answers(&machine, "200", 8081).await
    })
    .await;

    // A stop is one in good order.
    machine.sh("systemctl stop frontdesk").await;
    let how = machine.sh("systemctl show --property Result,ExecMainStatus frontdesk").await;
    assert_eq!(how, "Result=success\nExecMainStatus=0\n");
    assert_eq!(machine.sh("pgrep --euid frontdesk || echo nobody").await, "nobody\n");

    own_postgres(&machine).await;

    machine.sh("dpkg --remove frontdesk").await;
    assert_eq!(machine.run(&["systemctl", "is-active", "frontdesk"]).await.stdout, "inactive\n");
    machine
        .sh("ls /etc/frontdesk/token-secret /etc/frontdesk/frontdesk.env /var/lib/frontdesk/postgres")
        .await;
    let goodbye = machine.sh("dpkg --purge frontdesk").await;
    assert!(goodbye.contains("The hotel's database is kept in /var/lib/frontdesk"), "{goodbye}");
    assert_eq!(
        machine.sh("ls -d /etc/frontdesk /var/lib/frontdesk/postgres 2>/dev/null || true").await,
        "/var/lib/frontdesk/postgres\n"
    );
}

/// The service on a PostgreSQL of the machine's, which knows it by its user.
async fn own_postgres(machine: &Machine) {
    let bin = machine.sh("ls -d /usr/lib/postgresql/*/bin | tail -n 1").await.trim().to_owned();
    machine
        .sh(&format!(
            "install -d -o postgres /var/cluster && cd / && \
             setpriv --reuid postgres --clear-groups {bin}/initdb -U frontdesk -A peer -E UTF8 --locale C.UTF-8 /var/cluster && \
             systemd-run --quiet --unit cluster --uid postgres -p RuntimeDirectory=cluster --service-type notify \
                 {bin}/postgres -D /var/cluster -c listen_addresses= -c unix_socket_directories=/run/cluster && \
             echo 'DATABASE_URL=postgres://frontdesk@localhost/postgres?host=/run/cluster' >> /etc/frontdesk/frontdesk.env && \
             systemctl start frontdesk"
        ))
        .await;
    eventually("it is ready on the machine's PostgreSQL", async || answers(machine, "200", 8081).await).await;
    let accounts = machine.sh("frontdesk-admin user list").await;
    assert!(!accounts.contains("mara@example.com"), "another database has other accounts: {accounts}");
    // It starts while the database is away, and waits for it.
    machine.sh("systemctl stop frontdesk cluster").await;
}
