//! The settings of `frontdesk serve`.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use chrono::{NaiveDate, NaiveTime};
use chrono_tz::Tz;
use clap::Args;

use super::{ConfigError, Currency, DatabaseOptions, KeepOptions, Locale, TraceOptions};
use crate::changes::relay::Address;
use crate::database::Settings;
use crate::graphql::guard::Limits;
use crate::hotel::given::{Given, Machine};
use crate::transport::{Origin, SocketSettings, TrustedProxy};

/// How the server runs.
#[derive(Args, Clone, Debug)]
pub struct ServeOptions {
    /// The address and port to listen on.
    #[arg(long, env = "FRONTDESK_LISTEN", value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8080")]
    #[arg(default_value_if("throwaway", "true", "127.0.0.1:0"))]
    pub listen: SocketAddr,

    /// The origins that browsers reach this server under.
    #[arg(
        long,
        env = "FRONTDESK_PUBLIC_ORIGIN",
        value_name = "ORIGIN",
        value_delimiter = ',',
        help = "An origin that browsers reach this server under, as in https://desk.example.com. May be given several \
                times or as a list with commas. Without it, only this machine's own http://127.0.0.1, http://localhost \
                and http://[::1] with the port of --listen may call from a browser"
    )]
    pub public_origin: Vec<Origin>,

    /// An origin of pages that are served elsewhere and may call with a bearer token, never with the cookie: a front
    /// end of your own, as in http://localhost:5173, or an app's, as in tauri://localhost. May be given several times
    /// or as a list with commas. With --demo every page of the browser's own machine may.
    #[arg(long, env = "FRONTDESK_ALLOW_ORIGIN", value_name = "ORIGIN", value_delimiter = ',')]
    pub allow_origin: Vec<Origin>,

    /// A proxy in front of this server whose X-Forwarded-For and X-Request-Id headers are believed, or a network of
    /// them, as in 10.0.0.0/8. May be given several times or as a list with commas.
    #[arg(long, env = "FRONTDESK_TRUSTED_PROXY", value_name = "ADDRESS", value_delimiter = ',')]
    pub trusted_proxy: Vec<TrustedProxy>,

    /// An address and port of its own for /metrics. Without it, /metrics is on --listen, but answers only
    /// requests that come from this machine and through no proxy.
    #[arg(long, env = "FRONTDESK_METRICS_LISTEN", value_name = "ADDRESS:PORT")]
    pub metrics_listen: Option<SocketAddr>,

    /// Fills an empty database with rooms, guests and bookings around today, and lets the demo accounts sign in.
    #[arg(long, env = "FRONTDESK_DEMO")]
    pub demo: bool,

    /// Runs the demo for tests, on a database of its own that is made for this run and goes with it, or with the process
    /// that started it. Prints the address and the demo people's tokens as one line of JSON. --listen is any free port.
    #[arg(long, env = "FRONTDESK_THROWAWAY")]
    #[arg(conflicts_with_all = ["database_url", "data_dir", "token_secret_file", "trusted_documents"])]
    pub throwaway: bool,

    /// The day that it always is in the demo, and that its bookings lie around.
    #[arg(long, env = "FRONTDESK_TODAY", value_name = "YYYY-MM-DD", value_parser = day)]
    pub today: Option<NaiveDate>,

    /// Lets --demo listen on an address that other machines reach. Its passwords are public.
    #[arg(long, env = "FRONTDESK_ALLOW_REMOTE_DEMO", requires = "demo")]
    pub allow_remote_demo: bool,

    /// The file with the secret that signs tokens. Without it, one is made and kept in --data-dir. Several
    /// servers on one database need the same.
    #[arg(long, env = "FRONTDESK_TOKEN_SECRET_FILE", hide_env_values = true, value_name = "FILE")]
    pub token_secret_file: Option<PathBuf>,

    /// Hours after which a session ends unless it is renewed.
    #[arg(long, env = "FRONTDESK_SESSION_HOURS", value_name = "HOURS", default_value_t = 12)]
    #[arg(value_parser = clap::value_parser!(u32).range(1..=720))]
    pub session_hours: u32,

    /// The house's time zone, as in Europe/Berlin, which managers then can't change. It says when a day begins. Without
    /// it and until they set one, the one that TZ names, or else this machine's.
    #[arg(long, env = "FRONTDESK_TIME_ZONE", value_name = "ZONE", value_parser = time_zone)]
    pub time_zone: Option<Tz>,

    /// When the house's business day ends, as in 03:00, which managers then can't change: before that, it is still the
    /// day before. At most 12:00. Without it and until they set one, 00:00.
    #[arg(long, env = "FRONTDESK_DAY_ENDS", value_name = "HH:MM", value_parser = day_ends)]
    pub day_ends: Option<NaiveTime>,

    /// The language and region of the house, as in de-AT, for front ends whose reader has chosen none. Managers then
    /// can't change it. Without it and until they set one, what LANG names.
    #[arg(long, env = "FRONTDESK_LOCALE", value_name = "LOCALE")]
    pub locale: Option<Locale>,

    /// The currency of prices that name none, which managers then can't change. Without it and until they set one, EUR.
    #[arg(long, env = "FRONTDESK_CURRENCY", value_name = "CODE")]
    pub currency: Option<Currency>,

    /// The most bytes that a request's body may have.
    #[arg(long, env = "FRONTDESK_BODY_LIMIT", value_name = "BYTES", default_value_t = 256 * 1024)]
    #[arg(value_parser = clap::value_parser!(u32).range(1_024..=16 * 1024 * 1024))]
    pub body_limit: u32,

    /// The most fields at the root of one mutation. Each is a transaction of its own.
    #[arg(long, env = "FRONTDESK_MAX_ROOT_MUTATIONS", value_name = "COUNT", default_value_t = 5)]
    #[arg(value_parser = clap::value_parser!(u32).range(1..=100))]
    pub max_root_mutations: u32,

    /// Seconds that requests in flight get to finish when the server is told to stop.
    #[arg(long, env = "FRONTDESK_SHUTDOWN_SECONDS", value_name = "SECONDS", default_value_t = 10)]
    #[arg(value_parser = clap::value_parser!(u32).range(0..=600))]
    pub shutdown_seconds: u32,

    /// Seconds between a socket's pings. A client that stays silent for four fifths of that after one is taken for
    /// gone.
    #[arg(long, env = "FRONTDESK_PING_SECONDS", value_name = "SECONDS", default_value_t = 25)]
    #[arg(value_parser = clap::value_parser!(u32).range(1..=600))]
    pub ping_seconds: u32,

    /// Seconds after which the people at a server process that died are no longer shown as present. The same for
    /// every server on one database.
    #[arg(long, env = "FRONTDESK_PRESENCE_SECONDS", value_name = "SECONDS", default_value_t = 6)]
    #[arg(value_parser = clap::value_parser!(u32).range(1..=600))]
    pub presence_seconds: u32,

    /// A Valkey or Redis, 7 or newer, by which several servers on one database spare it: a change is read once, not by
    /// each of them. The same for all of them. Nothing depends on it: while it is away, each reads for itself. Prefer the
    /// variable: a flag with a password in it can be read in the list of processes.
    #[arg(long, env = "FRONTDESK_RELAY_URL", hide_env_values = true, value_name = "URL")]
    pub relay_url: Option<Address>,

    /// The list of the documents that are executed, as Apollo's generate-persisted-query-manifest writes it. Any other
    /// document is refused. Those of the front desk at / are on it by themselves. Without it, any document is executed.
    #[arg(long, env = "FRONTDESK_TRUSTED_DOCUMENTS", value_name = "FILE")]
    pub trusted_documents: Option<PathBuf>,

    /// Answers no questions about the schema itself.
    #[arg(long, env = "FRONTDESK_NO_INTROSPECTION")]
    pub no_introspection: bool,

    /// Answers an unknown name without "did you mean".
    #[arg(long, env = "FRONTDESK_NO_SUGGESTIONS")]
    pub no_suggestions: bool,

    #[command(flatten)]
    pub traces: TraceOptions,

    #[command(flatten)]
    pub keep: KeepOptions,

    #[command(flatten)]
    pub database: DatabaseOptions,
}

impl ServeOptions {
    /// The rules between settings.
    pub fn check(&self) -> Result<(), ConfigError> {
        self.keep.check()?;
        if self.today.is_some() && !self.demo && !self.throwaway {
            return Err(ConfigError::new(
                "--today",
                "is for --demo and --throwaway: a real hotel's day is the clock's",
            ));
        }
        if (self.demo || self.throwaway)
            && !self.allow_remote_demo
            && !self.listen.ip().to_canonical().is_loopback()
        {
            let rule = "must be a loopback address under --demo, whose passwords are public, unless \
                        --allow-remote-demo is set";
            return Err(ConfigError::new("--listen", rule));
        }
        if self.metrics_listen.is_some_and(|metrics| metrics == self.listen && metrics.port() != 0) {
            return Err(ConfigError::new("--metrics-listen", "must differ from --listen"));
        }
        Ok(())
    }

    /// What one request may ask for.
    pub fn limits(&self) -> Limits {
        Limits {
            root_mutations: self.max_root_mutations as usize,
            introspection: !self.no_introspection,
            suggestions: !self.no_suggestions,
            ..Limits::default()
        }
    }

    /// What they say of the house.
    pub(crate) fn given(&self) -> Given {
        let machine = Machine {
            time_zone: default_time_zone(std::env::var("TZ").ok(), machine_time_zone()),
            locale: Locale::of_environment(std::env::var("LANG").ok().as_deref()),
        };
        Given {
            time_zone: self.time_zone,
            day_ends: self.day_ends,
            currency: self.currency,
            locale: self.locale.clone(),
            machine,
            today: self.today,
        }
    }

    /// What they say of the database.
    pub fn database_settings(&self) -> Settings {
        Settings { throwaway: self.throwaway, ..self.database.settings() }
    }

    pub fn grace(&self) -> Duration {
        Duration::from_secs(self.shutdown_seconds.into())
    }

    pub fn presence(&self) -> Duration {
        Duration::from_secs(self.presence_seconds.into())
    }

    pub fn sockets(&self) -> SocketSettings {
        let ping_every = Duration::from_secs(self.ping_seconds.into());
        SocketSettings { ping_every, pong_within: ping_every * 4 / 5, ..SocketSettings::default() }
    }

    pub fn session(&self) -> Duration {
        Duration::from_secs(u64::from(self.session_hours) * 3_600)
    }
}

fn time_zone(text: &str) -> Result<Tz, &'static str> {
    text.parse().map_err(|_| "must be a name of the IANA time zone database, such as Europe/Berlin")
}

fn day(text: &str) -> Result<NaiveDate, &'static str> {
    let day = text.parse().ok().filter(|day| (2000..2100).contains(&chrono::Datelike::year(day)));
    day.ok_or("must be a day from 2000 to 2099, such as 2030-05-01")
}

fn day_ends(text: &str) -> Result<NaiveTime, &'static str> {
    let noon = NaiveTime::from_hms_opt(12, 0, 0).unwrap_or_default();
    match NaiveTime::parse_from_str(text, "%H:%M") {
        Ok(time) if time <= noon => Ok(time),
        _ => Err("must be a time of the night from 00:00 to 12:00, such as 03:00"),
    }
}

/// The zone that the variable `TZ` names, if it names one of the IANA database (POSIX also allows rules and
/// files there), otherwise the machine's, and UTC where that has no name either.
pub(super) fn default_time_zone(tz: Option<String>, machine: Option<String>) -> Tz {
    let zone = |name: &str| name.trim_start_matches(':').parse().ok();
    let mut names = [tz, machine].into_iter().flatten();
    names.find_map(|name| zone(&name)).unwrap_or(Tz::UTC)
}

fn machine_time_zone() -> Option<String> {
    iana_time_zone::get_timezone().ok()
}
