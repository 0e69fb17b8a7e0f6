//! The server: from its settings to a listener that answers, and back.

use std::any::TypeId;
use std::future::{Future, pending};
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use async_graphql::Data;
use futures_util::future::BoxFuture;
use sea_orm::{ConnectionTrait, DbErr};
use tokio::net::TcpListener;

use crate::auth::{self, Auth, ClientInfo, Principal};
use crate::changes::epoch;
use crate::changes::listener::{Health, Listener, hub_from_now};
use crate::changes::prune::{Keeping, prune};
use crate::clock::Clock;
use crate::config::{ConfigError, ServeOptions};
use crate::database::{Database, DatabaseError};
use crate::demo::{self, DemoError};
use crate::graphql::schema::{self, Parts};
use crate::hotel::Hotel;
use crate::metrics::Metrics;
use crate::transport::{
    self, App, Authenticator, Client, MetricsAt, Origin, Origins, Readiness, Rejected, Shutdown,
    metrics_router, router,
};

const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);
/// How often a quiet stream is told how far it has come.
const BOOKMARK_AFTER: Duration = Duration::from_secs(15);
const HOUSEKEEPING: Duration = Duration::from_secs(3600);
const SAMPLING: Duration = Duration::from_secs(5);

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
    shutdown: Shutdown,
    grace: Duration,
    database: Database,
}

impl Server {
    /// Opens the database, brings its schema up, and opens the port.
    ///
    /// # Errors
    /// In words for whoever started the program.
    pub async fn prepare(options: &ServeOptions, clock: Clock) -> Result<Self, ServerError> {
        options.check()?;
        let given = given_secret(options)?;
        let database = Database::open(&options.database).await?;
        // Only now: where there is no PostgreSQL, no folder is left behind.
        let secret = match given {
            Some(secret) => secret,
            None => auth::secret::load_or_create(&options.database.data_dir).map_err(unusable)?,
        };
        database.migrate().await?;
        let hotel = Hotel {
            db: database.db.clone(),
            clock: clock.clone(),
            time_zone: options.time_zone,
            currency: options.currency.to_string(),
        };
        epoch::confirm(&hotel.db).await?;
        if options.demo {
            demo::furnish(&hotel).await?;
        }
        let bind = |address| async move {
            TcpListener::bind(address).await.map_err(|error| ServerError::Listen(address, error))
        };
        let listener = bind(options.listen).await?;
        let address = listener.local_addr().map_err(|error| ServerError::Listen(options.listen, error))?;
        let metrics_listener = match options.metrics_listen {
            Some(address) => Some(bind(address).await?),
            None => None,
        };

        let shutdown = Shutdown::new();
        let metrics = Arc::new(Metrics::new());
        let hub = hub_from_now(&hotel.db).await?;
        let health = Arc::new(Health::default());
        Listener {
            db: hotel.db.clone(),
            session: database.listen.clone(),
            clock: clock.clone(),
            hub: hub.clone(),
            health: Arc::clone(&health),
            shutdown: shutdown.token(),
        }
        .spawn();
        let auth = authentication(options, &hotel, secret);
        let keeping =
            Keeping { replay_days: options.keep.replay_days, history_days: options.keep.history_days };
        spawn_every(SAMPLING, &shutdown, {
            let (hotel, metrics, health) = (hotel.clone(), Arc::clone(&metrics), Arc::clone(&health));
            move || sample(hotel.clone(), Arc::clone(&metrics), Arc::clone(&health))
        });
        spawn_every(HOUSEKEEPING, &shutdown, {
            let (hotel, auth) = (hotel.clone(), auth.clone());
            move || keep_house(hotel.clone(), auth.clone(), keeping)
        });

        let origins = Origins::new(&options.public_origin, address);
        let parts = Parts {
            hotel: hotel.clone(),
            hub,
            auth: auth.clone(),
            metrics: Arc::clone(&metrics),
            bookmark_after: BOOKMARK_AFTER,
        };
        let app = App {
            executor: schema::build(parts, &options.limits()),
            authenticator: Arc::new(Sessions(auth)),
            readiness: Arc::new(Ready { hotel, health }),
            metrics: Arc::clone(&metrics),
            metrics_at: if metrics_listener.is_some() { MetricsAt::Elsewhere } else { MetricsAt::Loopback },
            origins: Arc::new(origins),
            trusted_proxies: options.trusted_proxy.iter().map(IpAddr::to_canonical).collect(),
            body_limit: options.body_limit as usize,
            request_timeout: REQUEST_TIMEOUT,
            shutdown: shutdown.clone(),
        };
        let router = router(app);
        let grace = options.grace();
        Ok(Self { listener, address, metrics_listener, router, metrics, shutdown, grace, database })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
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
        self.database.close().await?;
        served.map_err(ServerError::Serve)
    }
}

/// The secret that the operator keeps; none where it is the data folder's.
fn given_secret(options: &ServeOptions) -> Result<Option<auth::Secret>, ServerError> {
    match (&options.token_secret_file, &options.database.database_url) {
        (Some(file), _) => auth::secret::read(file).map(Some).map_err(unusable),
        (None, None) => Ok(None),
        (None, Some(_)) => Err(ServerError::Secret(
            "with DATABASE_URL, --token-secret-file must name the file of the secret that signs tokens: every \
             server on that database needs the same. Make one with: head -c 32 /dev/urandom | base64"
                .to_owned(),
        )),
    }
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

/// Runs a piece of work again and again until the server ends.
fn spawn_every<F, W>(period: Duration, shutdown: &Shutdown, work: F)
where
    F: Fn() -> W + Send + 'static,
    W: Future<Output = Result<(), DbErr>> + Send,
{
    let token = shutdown.token();
    tokio::spawn(async move {
        loop {
            tokio::select! {
                worked = work() => {
                    if let Err(error) = worked {
                        tracing::warn!(%error, "a task in the background failed, and is tried again later");
                    }
                }
                () = token.cancelled() => return,
            }
            tokio::select! {
                () = tokio::time::sleep(period) => {}
                () = token.cancelled() => return,
            }
        }
    });
}

async fn sample(hotel: Hotel, metrics: Arc<Metrics>, health: Arc<Health>) -> Result<(), DbErr> {
    let pool = hotel.db.get_postgres_connection_pool();
    metrics.pool(pool.size(), u32::try_from(pool.num_idle()).unwrap_or(u32::MAX));
    metrics.listener_lag(health.lag());
    let usage: f64 = sqlx::query_scalar("SELECT pg_notification_queue_usage()")
        .fetch_one(pool)
        .await
        .map_err(|error| DbErr::Query(sea_orm::RuntimeErr::SqlxError(error.into())))?;
    metrics.notify_queue(usage);
    Ok(())
}

async fn keep_house(hotel: Hotel, auth: Auth, keeping: Keeping) -> Result<(), DbErr> {
    let pruned = prune(&hotel.db, keeping, hotel.clock.now()).await?;
    let sessions = auth.sweep().await.map_err(|error| DbErr::Custom(error.to_string()))?;
    tracing::debug!(floor = pruned.floor, deleted = pruned.deleted, sessions, "kept house");
    Ok(())
}

/// Checks tokens for the transport.
struct Sessions(Auth);

#[async_trait::async_trait]
impl Authenticator for Sessions {
    async fn authenticate(&self, token: Option<&str>, client: &Client) -> Result<Data, Rejected> {
        let principal: Option<Principal> = match token {
            None => None,
            Some(token) => match self.0.authenticate(token).await {
                Ok(principal) => Some(principal),
                Err(auth::Rejected::Unavailable(error)) => {
                    tracing::error!(%error, "a session could not be looked up");
                    return Err(Rejected::Unavailable("The session can't be checked just now.".to_owned()));
                }
                Err(rejected) => return Err(Rejected::Invalid(rejected.to_string())),
            },
        };
        let mut data = Data::default();
        data.insert(principal);
        data.insert(ClientInfo {
            address: client.address,
            user_agent: client.user_agent.clone(),
            browser: client.browser,
        });
        Ok(data)
    }

    fn ended(&self, data: &Data) -> BoxFuture<'static, ()> {
        let principal = data.get(&TypeId::of::<Option<Principal>>());
        match principal.and_then(|principal| principal.downcast_ref::<Option<Principal>>()) {
            Some(Some(principal)) => Box::pin(self.0.session_ended(principal.session_id)),
            _ => Box::pin(pending()),
        }
    }
}

/// Whether requests should be sent here.
struct Ready {
    hotel: Hotel,
    health: Arc<Health>,
}

#[async_trait::async_trait]
impl Readiness for Ready {
    async fn check(&self) -> Result<(), Vec<String>> {
        let mut reasons = vec![];
        if let Err(error) = self.hotel.db.execute_unprepared("SELECT 1").await {
            tracing::warn!(%error, "the database does not answer");
            reasons.push("The database does not answer.".to_owned());
        }
        if !self.health.reading() {
            reasons.push("The change log cannot be read.".to_owned());
        }
        if !self.health.listening() {
            reasons.push("No notifications arrive: changes are seen by a slow poll only.".to_owned());
        }
        if reasons.is_empty() { Ok(()) } else { Err(reasons) }
    }
}
