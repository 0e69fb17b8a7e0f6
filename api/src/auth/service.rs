//! [`Auth`]: tokens and sessions. What needs a password is in `credentials`.

use std::cmp::min;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use entity::session;
use sea_orm::{DatabaseConnection, DbErr};
use tokio::time::sleep;
use uuid::Uuid;

use super::device::Devices;
use super::limit::FailureLimits;
use super::password::{self, HashingSlots};
use super::session::Which;
use super::token::Tokens;
use super::watch::{Running, Turn, Watch};
use super::{Principal, Rejected, ServiceLimits, Settings, session as rows};
use crate::changes::listener::Channel;
use crate::clock::Clock;
use crate::database::away::{in_doubt, retry_while_away_for};

/// How long a session is looked up for while the database is away; what is asked with it has a patience of its own.
const PATIENCE: Duration = Duration::from_secs(2);
/// A socket's session is never looked up more often, whatever the clocks say.
const BRIEFEST_WAIT: Duration = Duration::from_millis(100);

/// Signs people in and knows who they are. Cheap to clone; one for the whole process.
#[derive(Clone, Debug)]
pub struct Auth(pub(super) Arc<Inner>);

#[derive(Debug)]
pub(super) struct Inner {
    pub(super) db: DatabaseConnection,
    pub(super) clock: Clock,
    pub(super) settings: Settings,
    pub(super) hashing: HashingSlots,
    pub(super) limits: FailureLimits,
    pub(super) watch: Arc<Watch>,
    pub(super) devices: Devices,
    tokens: Tokens,
}

/// A fresh token, and whom it stands for.
#[derive(Clone)]
pub struct SignedIn {
    pub token: String,
    pub principal: Principal,
}

impl std::fmt::Debug for SignedIn {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("SignedIn").field("principal", &self.principal).finish_non_exhaustive()
    }
}

/// What nobody planned: for the log, not for whoever asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Database(#[from] DbErr),
    #[error(transparent)]
    Password(#[from] password::Error),
    #[error("nothing random could be had: {0}")]
    Random(#[from] std::io::Error),
    #[error("the token could not be signed: {0}")]
    Token(#[from] jsonwebtoken::errors::Error),
}

impl Auth {
    pub fn new(db: DatabaseConnection, clock: Clock, settings: Settings) -> Self {
        Self(Arc::new(Inner {
            tokens: Tokens::new(&settings.token_secret, clock.clone()),
            devices: Devices::new(&settings.token_secret, clock.clone()),
            hashing: HashingSlots::new(settings.parallel_hashes),
            limits: FailureLimits::new(settings.sign_in_limits),
            watch: Arc::new(Watch::new(settings.session_cache)),
            db,
            clock,
            settings,
        }))
    }

    pub fn settings(&self) -> &Settings {
        &self.0.settings
    }

    pub fn now(&self) -> DateTime<Utc> {
        self.0.clock.now()
    }

    /// What the listener hears for it: which accounts other processes and the operator have changed.
    pub fn channel(&self) -> Arc<dyn Channel> {
        Arc::<Watch>::clone(&self.0.watch)
    }

    /// Who shows this token. A session is looked up once in [`Settings::session_cache`]: what this process ends, and
    /// what it hears that another one ended, is refused from then on.
    ///
    /// # Errors
    ///
    /// [`Rejected::Unavailable`] is the server's fault; the others are the token's.
    pub async fn authenticate(&self, token: &str) -> Result<Principal, Rejected> {
        let claims = self.0.tokens.read(token)?;
        let running =
            self.running(claims.sid).await.map_err(Rejected::Unavailable)?.ok_or(Rejected::Ended)?;
        if running.user_id != claims.sub {
            return Err(Rejected::Invalid);
        }
        Ok(running.principal(claims.sid, claims.exp))
    }

    /// The same person as they are now, with the same end of the token. Asks the session, not the token, so it
    /// also answers where that was outlived by a session that was renewed. As fresh as [`Auth::authenticate`].
    ///
    /// # Errors
    ///
    /// [`Rejected::Unavailable`] is the server's fault; [`Rejected::Ended`] is not.
    pub async fn current(&self, principal: &Principal) -> Result<Principal, Rejected> {
        let id = principal.session_id;
        let running = self.running(id).await.map_err(Rejected::Unavailable)?.ok_or(Rejected::Ended)?;
        Ok(running.principal(id, principal.expires_at))
    }

    /// A new token for a session that runs, which thereby runs longer, though never beyond
    /// [`Settings::longest_session`]. Older tokens of the session keep their own end. `None` when it has ended.
    ///
    /// # Errors
    ///
    /// When the database cannot be asked or the token cannot be signed.
    pub async fn renew(&self, principal: &Principal) -> Result<Option<SignedIn>, Error> {
        let id = principal.session_id;
        let Some(running) = self.running(id).await? else { return Ok(None) };
        let now = self.now();
        let latest = running.created_at + bounded(self.0.settings.longest_session);
        let expires_at = min(self.next_end(now), latest.trunc_subsecs(0));
        if expires_at <= now || !rows::extend(&self.0.db, id, now, expires_at).await.map_err(in_doubt)? {
            return Ok(None);
        }
        self.0.watch.forget(id);
        self.issue(running.principal(id, expires_at)).map(Some)
    }

    /// The user's sessions that run, newest first.
    ///
    /// # Errors
    ///
    /// When the database cannot be asked.
    pub async fn sessions(&self, principal: &Principal) -> Result<Vec<session::Model>, Error> {
        Ok(rows::list(&self.0.db, principal.user_id, self.now()).await?)
    }

    /// Ends the session that the principal is signed in with. No fault when it has ended already.
    ///
    /// # Errors
    ///
    /// When the database cannot be asked; the session then still runs.
    pub async fn sign_out(&self, principal: &Principal) -> Result<(), Error> {
        self.revoke(principal, principal.session_id).await.map(drop)
    }

    /// Ends one of the user's own sessions. Answers whether there was one that ran.
    ///
    /// # Errors
    ///
    /// When the database cannot be asked; the session then still runs.
    pub async fn revoke(&self, principal: &Principal, session_id: Uuid) -> Result<bool, Error> {
        let which = Which::This(session_id);
        let ended = rows::revoke(&self.0.db, principal.user_id, which, self.now()).await.map_err(in_doubt)?;
        let did_run = !ended.is_empty();
        self.0.watch.end(ended);
        Ok(did_run)
    }

    /// Answers once the session has ended: at once when this process ends it, or hears that another one did or that
    /// the account was closed; at its end when nobody renews it; and within [`Settings::session_recheck`] (and
    /// [`Settings::session_cache`]) when nothing was heard. While the database cannot be asked it waits. Nothing that
    /// happens after the call is missed, also before the answer is polled for. Dropping it is safe.
    pub fn session_ended(&self, principal: &Principal) -> impl Future<Output = ()> + Send + use<> {
        let auth = self.clone();
        let mut listening = self.0.watch.listen();
        let (session_id, user_id) = (principal.session_id, principal.user_id);
        async move {
            loop {
                let recheck = auth.0.settings.session_recheck;
                // In a box, which is gone while it waits: every socket has one of these futures.
                let wait = match Box::pin(auth.running(session_id)).await {
                    Ok(None) => return,
                    Ok(Some(running)) => {
                        min((running.expires_at - auth.now()).to_std().unwrap_or_default(), recheck)
                    }
                    Err(error) => {
                        tracing::debug!(%session_id, %error, "a socket's session could not be looked up");
                        recheck
                    }
                };
                tokio::select! {
                    () = listening.news_of(session_id, user_id) => {}
                    () = sleep(wait.max(BRIEFEST_WAIT)) => {}
                }
            }
        }
    }

    /// Forgets what is known of sessions: the database has gone back to earlier rows.
    pub(crate) fn begin_anew(&self) {
        self.0.watch.begin_anew();
    }

    /// Deletes sessions that ended more than 30 days ago, and answers how many. To be called now and then.
    ///
    /// # Errors
    ///
    /// When the database cannot be asked.
    pub async fn sweep(&self) -> Result<u64, Error> {
        Ok(rows::sweep(&self.0.db, self.now()).await?)
    }

    /// The session, where it runs and its user may use it.
    async fn running(&self, id: Uuid) -> Result<Option<Arc<Running>>, DbErr> {
        match self.0.watch.get(id) {
            Some(None) => return Ok(None),
            Some(Some(running)) if running.expires_at > self.now() => return Ok(Some(running)),
            // Another process may have renewed it since it was looked up.
            Some(Some(_)) => self.0.watch.forget(id),
            None => {}
        }
        loop {
            let turn = self.0.watch.turn();
            let found = self.look_up(id, turn).await?;
            if let Ok(known) = self.0.watch.found(id, found) {
                return Ok(known);
            }
        }
    }

    /// After an outage the pool has connections that have ended: whoever gets one of these asks again.
    async fn look_up(&self, id: Uuid, turn: Turn) -> Result<Option<Arc<Running>>, DbErr> {
        let (now, demo) = (self.now(), self.0.settings.demo);
        let found = retry_while_away_for(PATIENCE, || rows::find(&self.0.db, id)).await?;
        let usable = found.filter(|(session, user)| session.expires_at > now && (demo || !user.demo));
        Ok(usable.map(|(session, user)| {
            let service = ServiceLimits::of(&user);
            Arc::new(Running {
                user_id: user.id,
                email: user.email,
                name: user.name,
                role: user.role,
                created_at: session.created_at,
                expires_at: session.expires_at,
                service,
                turn,
            })
        }))
    }

    pub(super) fn issue(&self, principal: Principal) -> Result<SignedIn, Error> {
        let Principal { user_id, session_id, expires_at, .. } = principal;
        let token = self.0.tokens.issue(user_id, session_id, expires_at)?;
        Ok(SignedIn { token, principal })
    }

    /// The end of a token made now: a whole second, so that the row and the token agree on it.
    pub(super) fn next_end(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        (now + bounded(self.0.settings.session_lifetime)).trunc_subsecs(0)
    }
}

impl Running {
    fn principal(&self, session_id: Uuid, expires_at: DateTime<Utc>) -> Principal {
        Principal {
            user_id: self.user_id,
            email: self.email.clone(),
            name: self.name.clone(),
            role: self.role,
            session_id,
            expires_at,
            service: self.service,
        }
    }
}

/// No setting is so long that a date would overflow.
fn bounded(duration: Duration) -> TimeDelta {
    const TEN_YEARS: TimeDelta = TimeDelta::days(3650);
    TimeDelta::from_std(duration).map_or(TEN_YEARS, |duration| min(duration, TEN_YEARS))
}
