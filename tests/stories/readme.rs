//! The README's first session works as it is printed.
//!
//! Between the markers `<!-- first session -->` and `<!-- /first session -->`, blocks fenced as `console` hold
//! commands, in lines that start with `$ ` (and the lines that follow a backslash), and what they print. In what
//! is printed, `…` stands for anything within a line, and a line of nothing but `…` for any lines. All run in one
//! bash, in order, in an empty folder, against a `frontdesk serve --demo` that listens elsewhere than on
//! `127.0.0.1:8080`. A command ends well, or with curl's "the time is over" (28).

use std::path::Path;
use std::process::Stdio;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

use crate::support::{House, PATIENCE, Program};

const ADDRESS: &str = "127.0.0.1:8080";

#[derive(Debug, Default, PartialEq)]
pub(crate) struct Step {
    command: String,
    printed: Vec<String>,
}

/// The text between the markers.
fn section(readme: &str) -> Option<&str> {
    let (_, rest) = readme.split_once("<!-- first session -->")?;
    Some(rest.split_once("<!-- /first session -->")?.0)
}

/// The commands of all console blocks, with what they print.
pub(crate) fn steps(section: &str) -> Vec<Step> {
    let mut steps: Vec<Step> = vec![];
    let mut inside = false;
    let mut goes_on = false;
    for line in section.lines() {
        if line.trim_start().starts_with("```") {
            inside = line.trim() == "```console";
            goes_on = false;
        } else if inside && goes_on {
            let step = steps.last_mut().unwrap();
            step.command += &format!("\n{}", line.strip_prefix("> ").unwrap_or(line));
            goes_on = line.ends_with('\\');
        } else if let Some(command) = line.strip_prefix("$ ").filter(|_| inside) {
            steps.push(Step { command: command.to_owned(), printed: vec![] });
            goes_on = line.ends_with('\\');
        } else if inside {
            let step = steps.last_mut().expect("a block begins with a command");
            step.printed.push(line.to_owned());
        }
    }
    for step in &mut steps {
        while step.printed.last().is_some_and(|line| line.trim().is_empty()) {
            step.printed.pop();
        }
    }
    steps
}

/// Whether lines are as expected; `…` alone in a line is any lines.
fn lines_match<E: AsRef<str>, L: AsRef<str>>(expected: &[E], lines: &[L]) -> bool {
    match expected.split_first() {
        None => lines.is_empty(),
        Some((any, rest)) if any.as_ref().trim() == "…" => {
            (0..=lines.len()).any(|skipped| lines_match(rest, &lines[skipped..]))
        }
        Some((first, rest)) => lines.split_first().is_some_and(|(line, lines)| {
            line_matches(first.as_ref(), line.as_ref()) && lines_match(rest, lines)
        }),
    }
}

/// Whether a line is as expected; each `…` is any text.
pub(crate) fn line_matches(expected: &str, line: &str) -> bool {
    let (expected, line) = (expected.trim_end(), line.trim_end());
    let Some((start, rest)) = expected.split_once('…') else { return expected == line };
    let Some(mut line) = line.strip_prefix(start) else { return false };
    let mut parts = rest.split('…').peekable();
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return line.ends_with(part);
        }
        let Some(place) = line.find(part) else { return false };
        line = &line[place + part.len()..];
    }
    true
}

/// A bash that keeps its variables from one command to the next.
pub(crate) struct Shell {
    _bash: Child,
    input: ChildStdin,
    output: Lines<BufReader<ChildStdout>>,
    end: String,
}

impl Shell {
    pub(crate) async fn open(folder: &Path) -> Self {
        let mut bash = Command::new("bash");
        bash.args(["--noprofile", "--norc"]).current_dir(folder).kill_on_drop(true);
        let mut bash = bash.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut input = bash.stdin.take().unwrap();
        input.write_all(b"exec 2>&1\n").await.unwrap();
        let output = BufReader::new(bash.stdout.take().unwrap()).lines();
        Self { _bash: bash, input, output, end: format!("end {}", uuid::Uuid::new_v4()) }
    }

    /// What the command prints, and its exit code.
    pub(crate) async fn run(&mut self, command: &str) -> (Vec<String>, i32) {
        // Commands that read their standard input don't get the script's.
        let script = format!("{{ {command}\n}} </dev/null; printf '\\n%s %d\\n' '{}' $?\n", self.end);
        self.input.write_all(script.as_bytes()).await.unwrap();
        let mut printed = vec![];
        loop {
            let line = tokio::time::timeout(PATIENCE, self.output.next_line()).await;
            let line = line.unwrap_or_else(|_| panic!("it does not end: {command}\n{printed:#?}"));
            let line = line.unwrap().unwrap_or_else(|| panic!("bash ends in {command}\n{printed:#?}"));
            if let Some(code) = line.strip_prefix(&self.end) {
                while printed.last().is_some_and(|line: &String| line.trim().is_empty()) {
                    printed.pop();
                }
                return (printed, code.trim().parse().unwrap());
            }
            printed.push(line);
        }
    }
}

/// Runs the steps against a program, and says where it went otherwise than printed.
async fn act(steps: &[Step], address: &str) -> Result<(), String> {
    let folder = tempfile::tempdir().unwrap();
    act_in(&mut Shell::open(folder.path()).await, steps, address).await
}

/// The same in a shell that has variables already.
pub(crate) async fn act_in(shell: &mut Shell, steps: &[Step], address: &str) -> Result<(), String> {
    for Step { command, printed: expected } in steps {
        let (printed, code) = shell.run(&command.replace(ADDRESS, address)).await;
        let printed: Vec<_> = printed.iter().map(|line| line.replace(address, ADDRESS)).collect();
        if !lines_match(expected, &printed) || ![0, 28].contains(&code) {
            let (expected, printed) = (expected.join("\n"), printed.join("\n"));
            return Err(format!(
                "$ {command}\nIt says:\n{expected}\n\nIt printed, and ended with {code}:\n{printed}\n"
            ));
        }
    }
    Ok(())
}

#[tokio::test]
async fn the_first_session_works_as_printed() {
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("../README.md");
    let readme = std::fs::read_to_string(readme).expect("README.md can be read");
    let steps = steps(section(&readme).expect("README.md has the markers of the first session"));
    assert!(!steps.is_empty(), "the first session has commands");
    let folder = tempfile::tempdir().unwrap();
    let program = Program::on_folder(folder.path(), &["--demo"]).await;
    act(&steps, &program.address.to_string())
        .await
        .unwrap_or_else(|difference| panic!("README.md: {difference}"));
    program.stop().await;
}

#[tokio::test]
async fn a_session_is_acted_out_and_a_mistake_in_it_is_found() {
    let text = r#"
```console
$ TOKEN=$(curl -s http://127.0.0.1:8080/graphql -H 'content-type: application/json' \
    -d '{"query": "mutation { signIn(email: \"anna@demo.frontdesk\", password: \"frontdesk\") { ... on Session { token } } }"}' \
    | sed 's/.*"token":"\([^"]*\)".*/\1/')
$ curl -s http://127.0.0.1:8080/graphql -H "authorization: Bearer $TOKEN" \
    -H 'content-type: application/json' -d '{"query": "{ me { name role } }"}'
{"data":{"me":{"name":"Anna","role":"DESK"}}}
$ curl -si http://127.0.0.1:8080/healthz
HTTP/1.1 200 OK
…

ok
```
"#;
    let house = House::open().await;
    let address = house.address.to_string();
    assert_eq!(steps(text).len(), 3);
    act(&steps(text), &address).await.unwrap();
    for (right, wrong) in
        [("Anna\",\"role", "Ben\",\"role"), ("\nok\n", "\nko\n"), ("curl -si", "curl -sf --bad")]
    {
        let text = text.replace(right, wrong);
        let difference = act(&steps(&text), &address).await.unwrap_err();
        assert!(difference.contains("It printed"), "{difference}");
    }
}

#[test]
fn commands_and_what_they_print_are_told_apart() {
    let text = "Before.\n<!-- first session -->\nStart it:\n\n```console\n$ A=1\n$ echo \\\n>   $A \\\n  two\n1 two\n\n```\n\
                ```graphql\n$ query\n```\n```console\n$ ls\n```\n<!-- /first session -->\n```console\n$ rm\n```\n";
    let step = |command: &str, printed: &[&str]| Step {
        command: command.to_owned(),
        printed: printed.iter().map(|line| (*line).to_owned()).collect(),
    };
    let expected = [step("A=1", &[]), step("echo \\\n  $A \\\n  two", &["1 two"]), step("ls", &[])];
    assert_eq!(steps(section(text).unwrap()), expected);
    assert_eq!(section("<!-- first session --> never ends"), None);
}

#[test]
fn an_ellipsis_is_anything_and_nothing_else_is() {
    for (expected, line) in [
        ("", ""),
        ("as it is", "as it is"),
        ("as it is  ", "as it is"),
        ("…", ""),
        ("…", "anything"),
        (r#"{"token":"…"}"#, r#"{"token":"e30"}"#),
        (r#"{"a":"…","b":"…"}"#, r#"{"a":"","b":"2"}"#),
        ("a…b…c", "a b b c"),
        ("…c", "a c b c"),
        ("a…a", "aa"),
    ] {
        assert!(line_matches(expected, line), "{expected:?} is {line:?}");
    }
    for (expected, line) in [
        ("", "more"),
        ("as it is", "as it is not"),
        ("as it is", "so as it is"),
        ("a…", "b"),
        ("…b", "b a"),
        ("a…a", "a"),
        ("a…b…c", "a c"),
        ("a…b…b", "a b"),
        ("...", "anything"),
    ] {
        assert!(!line_matches(expected, line), "{expected:?} is not {line:?}");
    }
}

#[test]
fn a_line_of_an_ellipsis_is_any_lines() {
    let cases: [(&[&str], &[&str], bool); 8] = [
        (&[], &[], true),
        (&[], &["more"], false),
        (&["a"], &[], false),
        (&["…"], &[], true),
        (&["a", "…", "z"], &["a", "b", "c", "z"], true),
        (&["a", "…", "z"], &["a", "z"], true),
        (&["a", "…", "z"], &["a", "z", "b"], false),
        (&["a", "x…"], &["a", "xy", "b"], false),
    ];
    for (expected, lines, matches) in cases {
        assert_eq!(lines_match(expected, lines), matches, "{expected:?} and {lines:?}");
    }
}

#[tokio::test]
async fn the_shell_keeps_its_variables_and_tells_how_a_command_ended() {
    let folder = tempfile::tempdir().unwrap();
    let mut shell = Shell::open(folder.path()).await;
    assert_eq!(shell.run("A=one").await, (vec![], 0));
    assert_eq!(shell.run("printf \"$A \\\n  two\"").await, (vec!["one   two".to_owned()], 0));
    assert_eq!(shell.run("cat; echo told >&2; false").await, (vec!["told".to_owned()], 1));
}
