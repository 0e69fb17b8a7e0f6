//! The server: from its settings to a listener that answers, and back.

mod background;
mod rates;
mod ready;
mod seams;
mod throwaway;
mod trust;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use sea_orm::DbErr;
use tokio::net::TcpListener;

use crate::auth::{self, Auth};
use crate::changes::epoch;
use crate::changes::listener::{Health, Listener, hub_from_now};
use crate::changes::prune::Keeping;
use crate::changes::relay::Relay;
use crate::clock::Clock;
use crate::config::{ConfigError, DatabaseOptions, ServeOptions};
use crate::database::away::in_time;
use crate::database::statement::StatementName;
use crate::database::{Database, DatabaseError};
use crate::demo::{self, DemoError, Ids};
use crate::graphql::build::{self, Services};
use crate::hotel::{Hotel, Settings};
use crate::metrics::Metrics;
use crate::presence::Tracker;
use crate::sequencer::Sequencer;
use crate::standby::Reads;
use crate::throwaway::{Announcement, Reset};
use crate::traces::{self, Traces};
use crate::transport::{self, App, MetricsAt, Origin, Origins, Shutdown, Sockets, metrics_router, router};
use background::{keep_house, look_at_standby, sample, spawn_every};
use ready::Ready;
use seams::Sessions;

const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);
/// How often a quiet stream is told how far it has come.
const BOOKMARK_AFTER: Duration = Duration::from_secs(15);
const HOUSEKEEPING: Duration = Duration::from_secs(3600);
const SAMPLING: Duration = Duration::from_secs(5);
/// How often a standby is looked at that can't be read from.
const LOOKING: Duration = Duration::from_millis(500);

#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    Database(#[from] DatabaseError),
    #[error("the database failed: {0}")]
    Query(#[from] DbErr),
    #[error(transparent)]
    Demo(#[from] DemoError),
    #[error("{0}")]
    Secret(String),
    #[error("the throwaway server could not begin: {0}")]
    Throwaway(String),
    #[error("cannot listen on {0}: {1}")]
    Listen(SocketAddr, std::io::Error),
    #[error("the server stopped: {0}")]
    Serve(std::io::Error),
}

/// A server that is ready to run. Its port is open, so that whoever connects meanwhile waits.
#[derive(Debug)]
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
    metrics_listener: Option<TcpListener>,
    router: axum::Router,
    metrics: Arc<Metrics>,
    traces: Traces,
    shutdown: Shutdown,
    grace: Duration,
    presence: Tracker,
    database: Database,
    /// Of the demo's people, in a throwaway server.
    tokens: BTreeMap<String, String>,
}

impl Server {
    /// Opens the database, brings its schema up, and opens the port.
    ///
    /// # Errors
    /// In words for whoever started the program.
    pub async fn prepare(options: &ServeOptions, clock: Clock) -> Result<Self, ServerError> {
        options.check()?;
        let given = given_secret(options.token_secret_file.as_deref(), &options.database)?;
        let trusted = match &options.trusted_documents {
            Some(file) => Some(trust::read(file, &options.limits()).await?),
            None => None,
        };
        let mut database = Database::open(&options.database_settings()).await?;
        // Only now: where there is no PostgreSQL, no folder is left behind.
        let secret = match given {
            Some(secret) => secret,
            None => made_secret(&options.database)?,
        };
        database.migrate().await?;
        let metrics = Arc::new(Metrics::new());
        for connections in [&mut database.db, &mut database.sequencing] {
            let metrics = Arc::clone(&metrics);
            connections.set_metric_callback(move |done| {
                let name = || StatementName::of(&done.statement.sql);
                metrics.statement(name, done.elapsed);
                traces::statement(name, done.elapsed, done.failed);
            });
        }
        let hotel = Hotel {
            db: database.db.clone(),
            reads: database.standby.take().map_or_else(Reads::default, |standby| {
                Reads::by(standby, options.database.max_connections, Arc::clone(&metrics))
            }),
            sequencer: Sequencer::new(database.sequencing.clone()),
            clock: clock.clone(),
            settings: Settings::new(options.given()),
        };
        epoch::confirm(&hotel.db).await?;
        hotel.settings.look(&hotel.db).await?;
        if options.demo {
            demo::furnish(&hotel, Ids::Fresh).await?;
        }
        let tokens =
            if options.throwaway { throwaway::begin(&hotel, &secret).await? } else { BTreeMap::new() };
        let bind = |address| async move {
            TcpListener::bind(address).await.map_err(|error| ServerError::Listen(address, error))
        };
        let listener = bind(options.listen).await?;
        let address = listener.local_addr().map_err(|error| ServerError::Listen(options.listen, error))?;
        let metrics_listener = match options.metrics_listen {
            Some(address) => Some(bind(address).await?),
            None => None,
        };

        let traces = Traces::start(options.traces.settings().as_ref());
        let shutdown = Shutdown::new();
        hotel.sequencer.complete_log().await?;
        let hub = hub_from_now(&hotel.db).await?;
        let presence = Tracker::start(hotel.db.clone(), options.presence(), shutdown.token()).await?;
        let health = Arc::new(Health::default());
        let relay = options.relay_url.clone().map(|broker| {
            Relay::new(broker, secret.derive("frontdesk relay"), clock.clone(), Arc::clone(&metrics))
        });
        let auth = authentication(options, &hotel, secret);
        Listener {
            db: hotel.db.clone(),
            session: database.listen.clone(),
            clock: clock.clone(),
            hub: hub.clone(),
            sequencer: hotel.sequencer.clone(),
            health: Arc::clone(&health),
            others: vec![presence.wake(), auth.channel(), hotel.settings.channel()],
            relay,
            traces: traces.clone(),
            shutdown: shutdown.token(),
        }
        .spawn();
        let keeping_settings = hotel.settings.clone();
        tokio::spawn(keeping_settings.keep(hotel.db.clone(), Arc::clone(&health), shutdown.token()));
        let keeping =
            Keeping { replay_days: options.keep.replay_days, history_days: options.keep.history_days };
        spawn_every(SAMPLING, &shutdown, {
            let (hotel, metrics, health) = (hotel.clone(), Arc::clone(&metrics), Arc::clone(&health));
            move || in_time(sample(hotel.clone(), Arc::clone(&metrics), Arc::clone(&health)))
        });
        if options.database.database_read_url.is_some() {
            let hotel = hotel.clone();
            spawn_every(LOOKING, &shutdown, move || look_at_standby(hotel.clone()));
        }
        spawn_every(HOUSEKEEPING, &shutdown, {
            let (hotel, auth) = (hotel.clone(), auth.clone());
            move || keep_house(hotel.clone(), auth.clone(), keeping)
        });

        let origins =
            Origins::new(&options.public_origin, address).with_others(&options.allow_origin, options.demo);
        let reset = options.throwaway.then(|| Reset {
            db: hotel.db.clone(),
            hub: hub.clone(),
            auth: auth.clone(),
            settings: hotel.settings.clone(),
        });
        let services = Services {
            hotel: hotel.clone(),
            hub,
            presence: presence.clone(),
            auth: auth.clone(),
            metrics: Arc::clone(&metrics),
            traces: traces.clone(),
            bookmark_after: BOOKMARK_AFTER,
        };
        let app = App {
            executor: build::build(services, &options.limits(), trusted),
            authenticator: Arc::new(Sessions::new(auth)),
            readiness: Arc::new(Ready {
                db: hotel.db,
                address: database.address().clone(),
                pooling: database.pooling,
                sequencer: hotel.sequencer,
                health,
            }),
            metrics: Arc::clone(&metrics),
            metrics_at: if metrics_listener.is_some() { MetricsAt::Elsewhere } else { MetricsAt::Loopback },
            origins: Arc::new(origins),
            trusted_proxies: options.trusted_proxy.iter().copied().collect(),
            demo: options.demo,
            body_limit: options.body_limit as usize,
            request_timeout: REQUEST_TIMEOUT,
            sockets: Arc::new(Sockets::new(options.sockets())),
            shutdown: shutdown.clone(),
            traces: traces.clone(),
            reset,
        };
        let router = router(app);
        let grace = options.grace();
        Ok(Self {
            listener,
            address,
            metrics_listener,
            router,
            metrics,
            traces,
            shutdown,
            grace,
            presence,
            database,
            tokens,
        })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What a throwaway server tells who started it.
    pub fn announcement(&self) -> Announcement {
        Announcement { url: format!("http://{}", self.address), tokens: self.tokens.clone() }
    }

    /// What ends it.
    pub fn shutdown(&self) -> Shutdown {
        self.shutdown.clone()
    }

    /// Serves until the shutdown begins, then ends in good order.
    ///
    /// # Errors
    /// Of the listener, and of a private PostgreSQL that would not end.
    pub async fn run(self) -> Result<(), ServerError> {
        if let Some(listener) = self.metrics_listener {
            let router = metrics_router(Arc::clone(&self.metrics));
            tokio::spawn(transport::serve(listener, router, self.shutdown.clone(), self.grace));
        }
        let served = transport::serve(self.listener, self.router, self.shutdown.clone(), self.grace).await;
        self.shutdown.begin();
        self.presence.close().await;
        self.traces.end().await;
        self.database.close().await?;
        served.map_err(ServerError::Serve)
    }
}

/// The secret that the operator keeps; none where it is the data folder's.
///
/// # Errors
/// In words for whoever started the program: it can't be read, is too short, or has to be given.
pub fn given_secret(
    file: Option<&Path>,
    database: &DatabaseOptions,
) -> Result<Option<auth::Secret>, ServerError> {
    match (file, &database.database_url) {
        (Some(file), _) => auth::secret::read(file).map(Some).map_err(unusable),
        (None, None) => Ok(None),
        (None, Some(_)) => Err(ServerError::Secret(
            "with DATABASE_URL, --token-secret-file must name the file of the secret that signs tokens: every \
             server on that database needs the same. Make one with `head -c 32 /dev/urandom | base64`"
                .to_owned(),
        )),
    }
}

/// The data folder's secret, which is made where there is none.
///
/// # Errors
/// In words for whoever started the program.
pub fn made_secret(database: &DatabaseOptions) -> Result<auth::Secret, ServerError> {
    auth::secret::load_or_create(&database.data_dir).map_err(unusable)
}

fn unusable(error: auth::secret::Error) -> ServerError {
    ServerError::Secret(error.to_string())
}

fn authentication(options: &ServeOptions, hotel: &Hotel, secret: auth::Secret) -> Auth {
    let mut settings = auth::Settings::new(secret);
    settings.session_lifetime = options.session();
    settings.longest_session = settings.longest_session.max(settings.session_lifetime);
    settings.demo = options.demo;
    settings.secure_cookie = options.public_origin.iter().any(Origin::is_https);
    Auth::new(hotel.db.clone(), hotel.clock.clone(), settings)
}
