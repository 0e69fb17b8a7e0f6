//! What the transport asks the domain: whose token this is, and whether the server can do its work.

use std::any::TypeId;
use std::future::pending;
use std::sync::Arc;

use async_graphql::Data;
use futures_util::future::BoxFuture;
use sea_orm::ConnectionTrait;

use crate::auth::{self, Auth, ClientInfo, Principal};
use crate::changes::listener::Health;
use crate::hotel::Hotel;
use crate::transport::{Authenticator, Client, Readiness, Rejected};

/// Checks tokens for the transport.
pub(super) struct Sessions(pub(super) Auth);

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
pub(super) struct Ready {
    pub(super) hotel: Hotel,
    pub(super) health: Arc<Health>,
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
