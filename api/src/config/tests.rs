use clap::CommandFactory;

use super::serve::default_time_zone;
use super::*;

fn parse(arguments: &[&str]) -> Result<Cli, clap::Error> {
    Cli::read(["frontdesk"].iter().chain(arguments).map(OsString::from))
}

fn serve(arguments: &[&str]) -> ServeOptions {
    let all: Vec<_> = ["serve"].iter().chain(arguments).copied().collect();
    match parse(&all).unwrap().command {
        Command::Serve(options) => *options,
        other => panic!("not serve: {other:?}"),
    }
}

#[test]
fn the_command_line_is_consistent() {
    Cli::command().debug_assert();
}

fn each_argument(command: &clap::Command, check: &mut impl FnMut(&clap::Arg)) {
    command.get_arguments().for_each(&mut *check);
    for inner in command.get_subcommands() {
        each_argument(inner, check);
    }
}

#[test]
fn every_flag_of_serve_has_its_variable() {
    let command = Cli::command();
    let serve = command.find_subcommand("serve").unwrap();
    let mut flags = 0;
    for argument in serve.get_arguments().chain(command.get_arguments()) {
        let Some(long) = argument.get_long().filter(|&long| long != "help" && long != "version") else {
            continue;
        };
        flags += 1;
        let variable = argument.get_env().and_then(|name| name.to_str()).unwrap_or_default();
        let own = format!("FRONTDESK_{}", long.to_uppercase().replace('-', "_"));
        let usual = ["DATABASE_URL", "DATABASE_LISTEN_URL", "PG_BINDIR"];
        assert!(variable == own || usual.contains(&variable), "--{long} has the variable {variable:?}");
    }
    assert!(flags >= 20, "only {flags} flags");
}

#[test]
fn every_help_text_is_a_sentence() {
    each_argument(&in_sentences(Cli::command()), &mut |argument| {
        if let Some(help) = argument.get_long_help().or(argument.get_help()).map(ToString::to_string) {
            assert!(
                help.ends_with('.') && help.starts_with(char::is_uppercase),
                "{}: {help}",
                argument.get_id()
            );
        }
    });
}

#[test]
fn the_defaults_are_safe() {
    let options = serve(&[]);
    assert_eq!(options.listen.to_string(), "127.0.0.1:8080");
    assert_eq!(options.currency.as_str(), "EUR");
    assert_eq!((options.session_hours, options.keep.replay_days, options.keep.history_days), (12, 7, None));
    assert_eq!((options.body_limit, options.max_root_mutations), (262_144, 5));
    assert_eq!(options.database.max_connections, 20);
    assert!(!options.demo && options.metrics_listen.is_none() && options.trusted_proxy.is_empty());
    assert!(options.limits().introspection && options.limits().suggestions);
    options.check().unwrap();
}

#[test]
fn the_time_zone_is_the_machines_where_it_has_a_name() {
    assert_eq!(default_time_zone(None), chrono_tz::UTC);
    assert_eq!(default_time_zone(Some(":Europe/Berlin")), chrono_tz::Europe::Berlin);
    assert_eq!(default_time_zone(Some("CET-1CEST,M3.5.0,M10.5.0/3")), chrono_tz::UTC);
    assert_eq!(serve(&["--time-zone", "Asia/Tokyo"]).time_zone, chrono_tz::Asia::Tokyo);
}

#[test]
fn a_demo_listens_on_loopback_unless_told_otherwise() {
    let remote = ["--demo", "--listen", "0.0.0.0:8080"];
    let error = serve(&remote).check().unwrap_err().to_string();
    assert!(error.starts_with("--listen") && error.contains("--allow-remote-demo"), "{error}");
    serve(&["--demo", "--listen", "0.0.0.0:80", "--allow-remote-demo"]).check().unwrap();
    serve(&["--demo", "--listen", "[::1]:80"]).check().unwrap();
    serve(&["--listen", "0.0.0.0:8080"]).check().unwrap();
}

#[test]
fn rules_name_the_flag() {
    for (arguments, flag, rule) in [
        (&["--time-zone", "Berlin"][..], "--time-zone", "IANA"),
        (&["--currency", "euro"], "--currency", "capital letters"),
        (&["--public-origin", "desk.example.com"], "--public-origin", "https://"),
        (&["--database-url", "mysql://root:geheim@db/x"], "--database-url", "postgres://"),
        (&["--body-limit", "10"], "--body-limit", "1024"),
        (&["--session-hours", "0"], "--session-hours", "1"),
    ] {
        let all: Vec<_> = ["serve"].iter().chain(arguments).copied().collect();
        let error = parse(&all).unwrap_err().to_string();
        assert!(error.contains(flag) && error.contains(rule), "{error}");
    }
    let error = serve(&["--replay-days", "30", "--history-days", "7"]).check().unwrap_err();
    assert_eq!(error.to_string(), "--history-days must not be below --replay-days");
}

#[test]
fn a_database_address_is_never_printed() {
    let options = serve(&["--database-url", "postgres://desk:geheim@db/desk"]);
    assert!(!format!("{options:?}").contains("geheim"));
}

#[test]
fn lists_take_commas_and_repetition() {
    let options = serve(&[
        "--public-origin",
        "https://a.example,https://b.example:8443",
        "--public-origin",
        "http://c",
    ]);
    let origins: Vec<_> = options.public_origin.iter().map(ToString::to_string).collect();
    assert_eq!(origins, ["https://a.example", "https://b.example:8443", "http://c"]);
}

#[test]
fn roles_are_read_in_any_case() {
    let add = ["user", "add", "anna@example.com", "--name", "Anna", "--role", "MANAGER"];
    let Command::User(UserCommand::Add { role, email, .. }) = parse(&add).unwrap().command else { panic!() };
    assert_eq!((role, email.as_str()), (Role::Manager, "anna@example.com"));
}

#[test]
fn the_other_commands_are_there() {
    for arguments in [&["migrate"][..], &["migrate", "up"], &["migrate", "status"], &["schema"], &["prune"]] {
        parse(arguments).unwrap();
    }
    parse(&["database", "renew-epoch"]).unwrap();
    assert!(parse(&["migrate", "sideways"]).is_err());
}
