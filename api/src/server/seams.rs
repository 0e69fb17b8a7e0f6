//! What the transport asks the domain: whose token this is.

use std::any::TypeId;
use std::future::pending;
use std::sync::Arc;

use async_graphql::Data;
use futures_util::future::BoxFuture;
use uuid::Uuid;

use super::rates::Rates;
use crate::auth::{self, Auth, ClientInfo, Principal};
use crate::transport::{Authenticator, Client, Rejected};

/// Checks tokens for the transport, and counts what programs ask for.
pub(super) struct Sessions {
    auth: Auth,
    rates: Rates,
}

impl Sessions {
    pub(super) fn new(auth: Auth) -> Self {
        Self { auth, rates: Rates::default() }
    }
}

#[async_trait::async_trait]
impl Authenticator for Sessions {
    async fn authenticate(&self, token: Option<&str>, client: &Client) -> Result<Data, Rejected> {
        let principal = match token {
            None => None,
            Some(token) => Some(self.auth.authenticate(token).await.map_err(rejected)?),
        };
        Ok(data(principal, client.into()))
    }

    async fn again(&self, known: Arc<Data>) -> Result<Arc<Data>, Rejected> {
        let Some(was) = principal(&known) else { return Ok(known) };
        let is = self.auth.current(was).await.map_err(rejected)?;
        if is == *was {
            return Ok(known);
        }
        let client = find::<ClientInfo>(&known).cloned().unwrap_or_default();
        Ok(Arc::new(data(Some(is), client)))
    }

    fn account(&self, data: &Data) -> Option<Uuid> {
        principal(data).map(|principal| principal.user_id)
    }

    fn most_sockets(&self, data: &Data) -> Option<usize> {
        let sockets = principal(data)?.service?.sockets;
        Some(sockets as usize)
    }

    fn count(&self, data: &Data) -> Result<(), Rejected> {
        let Some(principal) = principal(data) else { return Ok(()) };
        let Some(limits) = principal.service else { return Ok(()) };
        if self.rates.let_in(principal.user_id, limits.requests) {
            return Ok(());
        }
        let most = limits.requests.get();
        let unit = if most == 1 { "request" } else { "requests" };
        let message = format!(
            "Nothing was done: this token may make {most} {unit} a second. Send it again in a second."
        );
        Err(Rejected::TooFast(message))
    }

    fn ended(&self, data: &Data) -> BoxFuture<'static, ()> {
        match principal(data) {
            Some(principal) => Box::pin(self.auth.session_ended(principal)),
            None => Box::pin(pending()),
        }
    }
}

/// What resolvers find in their context.
fn data(principal: Option<Principal>, client: ClientInfo) -> Data {
    let mut data = Data::default();
    data.insert(principal);
    data.insert(client);
    data
}

fn find<T: 'static>(data: &Data) -> Option<&T> {
    data.get(&TypeId::of::<T>())?.downcast_ref()
}

fn principal(data: &Data) -> Option<&Principal> {
    find::<Option<Principal>>(data)?.as_ref()
}

impl From<&Client> for ClientInfo {
    fn from(client: &Client) -> Self {
        Self {
            address: client.address,
            user_agent: client.user_agent.clone(),
            browser: client.browser,
            device: client.device.clone(),
        }
    }
}

fn rejected(rejected: auth::Rejected) -> Rejected {
    match rejected {
        auth::Rejected::Unavailable(error) => {
            tracing::error!(%error, "a session could not be looked up");
            Rejected::Unavailable("The session can't be checked just now.".to_owned())
        }
        rejected => Rejected::Invalid(rejected.to_string()),
    }
}
