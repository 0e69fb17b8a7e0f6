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
        let usual = [
            "DATABASE_URL",
            "DATABASE_LISTEN_URL",
            "DATABASE_READ_URL",
            "PG_BINDIR",
            "OTEL_EXPORTER_OTLP_ENDPOINT",
            "OTEL_TRACES_SAMPLER_ARG",
            "OTEL_SERVICE_NAME",
        ];
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
    assert_eq!(options.given().with(None).currency.as_str(), "EUR");
    assert_eq!((options.session_hours, options.keep.replay_days, options.keep.history_days), (12, 7, None));
    assert_eq!((options.body_limit, options.max_root_mutations), (262_144, 5));
    assert_eq!(options.database.max_connections, 20);
    assert!(options.traces.settings().is_none());
    assert!(!options.demo && options.metrics_listen.is_none() && options.trusted_proxy.is_empty());
    assert!(options.limits().introspection && options.limits().suggestions);
    options.check().unwrap();
}

#[test]
fn the_time_zone_is_the_machines_where_it_has_a_name() {
    let zone = |tz: Option<&str>, machine: Option<&str>| {
        default_time_zone(tz.map(str::to_owned), machine.map(str::to_owned))
    };
    assert_eq!(zone(None, None), chrono_tz::UTC);
    assert_eq!(zone(None, Some("Europe/Vienna")), chrono_tz::Europe::Vienna);
    assert_eq!(zone(Some(":Europe/Berlin"), Some("Europe/Vienna")), chrono_tz::Europe::Berlin);
    assert_eq!(zone(Some("CET-1CEST,M3.5.0,M10.5.0/3"), Some("Europe/Vienna")), chrono_tz::Europe::Vienna);
    assert_eq!(serve(&["--time-zone", "Asia/Tokyo"]).time_zone, Some(chrono_tz::Asia::Tokyo));
}

#[test]
fn a_business_day_ends_at_midnight_or_later_in_the_night() {
    assert_eq!(serve(&[]).given().with(None).calendar.day_ends.to_string(), "00:00:00");
    assert_eq!(serve(&["--day-ends", "03:30"]).given().with(None).calendar.day_ends.to_string(), "03:30:00");
}

#[test]
fn the_locale_is_the_environments_where_that_names_a_language() {
    let locale = |lang| Locale::of_environment(lang).to_string();
    assert_eq!(locale(None), "en");
    assert_eq!(locale(Some("")), "en");
    assert_eq!(locale(Some("C")), "en");
    assert_eq!(locale(Some("C.UTF-8")), "en");
    assert_eq!(locale(Some("POSIX")), "en");
    assert_eq!(locale(Some("de_AT.UTF-8")), "de-AT");
    assert_eq!(locale(Some("ca_ES@valencia")), "ca-ES");
    assert_eq!(serve(&["--locale", "fr-ch"]).given().with(None).locale.to_string(), "fr-CH");
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
fn a_throwaway_server_takes_any_port_and_nobodys_database() {
    assert_eq!(serve(&["--throwaway"]).listen.to_string(), "127.0.0.1:0");
    assert_eq!(serve(&["--throwaway", "--listen", "127.0.0.1:9000"]).listen.port(), 9000);
    for given in
        [["--database-url", "postgres://db/desk"], ["--data-dir", "data"], ["--token-secret-file", "secret"]]
    {
        let error = parse(&["serve", "--throwaway", given[0], given[1]]).unwrap_err().to_string();
        assert!(error.contains("--throwaway") && error.contains(given[0]), "{error}");
    }
    serve(&["--throwaway", "--listen", "0.0.0.0:80"]).check().unwrap_err();
    assert!(serve(&["--throwaway"]).database_settings().throwaway);
    assert!(!serve(&["--demo"]).database_settings().throwaway, "what is kept waits for the disk");
}

#[test]
fn a_day_is_pinned_in_a_demo_only() {
    let day = chrono::NaiveDate::from_ymd_opt(2030, 5, 1).unwrap();
    let options = serve(&["--demo", "--today", "2030-05-01"]);
    options.check().unwrap();
    assert_eq!(options.given().with(None).calendar.day_of(chrono::DateTime::UNIX_EPOCH), day);
    let error = serve(&["--today", "2030-05-01"]).check().unwrap_err().to_string();
    assert!(error.starts_with("--today"), "{error}");
}

#[test]
fn rules_name_the_flag() {
    for (arguments, flag, rule) in [
        (&["--time-zone", "Berlin"][..], "--time-zone", "IANA"),
        (&["--currency", "euro"], "--currency", "currency in use"),
        (&["--currency", "ABC"], "--currency", "currency in use"),
        (&["--currency", "HRK"], "--currency", "currency in use"),
        (&["--day-ends", "13:00"], "--day-ends", "12:00"),
        (&["--day-ends", "3"], "--day-ends", "12:00"),
        (&["--locale", "german"], "--locale", "de-AT"),
        (&["--today", "tomorrow"], "--today", "2030-05-01"),
        (&["--public-origin", "desk.example.com"], "--public-origin", "https://"),
        (&["--database-url", "mysql://root:geheim@db/x"], "--database-url", "postgres://"),
        (&["--relay-url", "postgres://desk:geheim@db/x"], "--relay-url", "redis://"),
        (&["--relay-url", "rediss://cache"], "--relay-url", "without TLS"),
        (&["--trusted-proxy", "10.0.0.1/8"], "--trusted-proxy", "10.0.0.0/8"),
        (&["--allow-origin", "null"], "--allow-origin", "tauri://localhost"),
        (&["--body-limit", "10"], "--body-limit", "1024"),
        (&["--session-hours", "0"], "--session-hours", "1"),
        (&["--otlp-endpoint", "127.0.0.1:4318"], "--otlp-endpoint", "http://127.0.0.1:4318"),
        (&["--otlp-endpoint", "https://collector:4318"], "--otlp-endpoint", "without TLS"),
        (&["--trace-share", "2"], "--trace-share", "from 0 to 1"),
        (&["--trace-share", "NaN"], "--trace-share", "from 0 to 1"),
        (&["--service-name", "front desk"], "--service-name", "letters"),
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
fn a_relays_address_is_never_printed() {
    let options = serve(&["--relay-url", "redis://desk:geheim@cache:6379/1"]);
    assert!(!format!("{options:?}").contains("geheim"));
}

/// What somebody may type who sets a password, in its place or in another setting's.
const SECRETS: [&str; 8] = [
    "postgres://desk:geheim@db:port/desk",
    "postgres:/desk:geheim@db/desk",
    "mysql://desk:geheim@db/desk",
    "desk:geheim@db/desk",
    "postgres://db/desk?sslmode=geheim&password=geheim",
    "postgres://db/desk?port=geheim@&password=geheim",
    "host=db password=geheim",
    "postgres://desk:ge@heim:geheim@db:x/desk",
];

#[test]
fn no_setting_repeats_a_password() {
    let mut settings = vec![];
    let commands: [&[&str]; 6] =
        [&["serve"], &["migrate"], &["prune"], &["user", "add"], &["database", "renew-epoch"], &["schema"]];
    for words in commands {
        let mut command = Cli::command();
        for word in words {
            command = command.find_subcommand(word).unwrap().clone();
        }
        let own = command.get_arguments().filter_map(clap::Arg::get_long).map(str::to_owned);
        settings.extend(own.map(|flag| (words, flag)));
    }
    assert!(settings.len() > 30, "{settings:?}");
    for secret in SECRETS {
        let mut said = vec![];
        for (words, flag) in &settings {
            let joined = format!("--{flag}={secret}");
            let flag = format!("--{flag}");
            let apart: Vec<&str> = words.iter().copied().chain([&*flag, secret]).collect();
            let together: Vec<&str> = words.iter().copied().chain([&*joined]).collect();
            said.extend([parse(&apart), parse(&together)]);
        }
        // In no setting's place, under a setting's mistyped name, and for a command.
        let mistyped = format!("--database-ulr={secret}");
        said.extend([&["serve", secret][..], &["serve", &mistyped], &[secret], &["user", secret]].map(parse));
        let mut refused = 0;
        for outcome in said {
            let shown = match &outcome {
                Ok(cli) => format!("{cli:?}"),
                Err(error) => format!("{error}{error:?}"),
            };
            // A file may be called anything, and is never printed with more than its name.
            let a_file = [
                "token_secret_file: Some",
                "trusted_documents: Some",
                "pg_bindir: Some",
                "data_dir: \"",
                "log: \"",
            ];
            let a_file = outcome.is_ok() && a_file.iter().any(|field| shown.contains(field));
            refused += usize::from(outcome.is_err());
            assert!(a_file || !shown.contains("geheim"), "{shown}");
        }
        assert!(refused > 20, "{secret}: only {refused} were refused");
    }
}

#[test]
fn a_secret_in_the_environment_is_not_in_the_help() {
    each_argument(&Cli::command(), &mut |argument| {
        let flag = argument.get_long().unwrap_or_default();
        if flag.ends_with("-url") || flag.contains("secret") || flag.contains("password") {
            assert!(argument.is_hide_env_values_set(), "--{flag}");
        }
    });
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
    let options = serve(&["--trusted-proxy", "10.0.0.1,192.168.0.0/16", "--trusted-proxy", "::1"]);
    assert_eq!(options.trusted_proxy.len(), 3);
    let options = serve(&["--allow-origin", "tauri://localhost,http://localhost:5173"]);
    assert_eq!(options.allow_origin.len(), 2);
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
    assert_eq!(
        parse(&["migrate", "sideways"]).unwrap_err().kind(),
        clap::error::ErrorKind::InvalidSubcommand
    );
}

#[test]
fn the_database_is_named_before_or_behind_the_inner_command() {
    for arguments in [["migrate", "--data-dir", "/x", "up"], ["migrate", "up", "--data-dir", "/x"]] {
        match parse(&arguments).unwrap().command {
            Command::Migrate { direction: Some(Migrate::Up), database } => {
                assert_eq!(database.data_dir.to_str(), Some("/x"), "{arguments:?}");
            }
            other => panic!("not migrate up: {other:?}"),
        }
    }
}
