//! Who calls: the token of a request or of a socket, and the client that it came from.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use async_graphql::Data;
use axum::extract::ConnectInfo;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum_extra::extract::CookieJar;
use futures_util::future::{self, BoxFuture};
use uuid::Uuid;

use super::answer::{Problem, RETRY_AFTER};
use super::origin::{self, RequestOrigin};
use super::proxy::{self, TrustedProxy};
use crate::graphql::internal::UNAVAILABLE;

/// The cookie that holds a browser's token.
pub const SESSION_COOKIE: &str = "frontdesk_session";

/// The cookie by which a browser shows who signed in from it before.
pub const DEVICE_COOKIE: &str = "frontdesk_device";

/// Where a request came from. For the list of sessions and for limits on signing in; it proves nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Client {
    /// The peer, or what a trusted proxy says.
    pub address: Option<IpAddr>,
    /// `User-Agent`, cut to 256 characters.
    pub user_agent: Option<String>,
    /// A page of this server sent it. Signing in then sets the cookie.
    pub browser: bool,
    /// What such a page's browser shows of who signed in from it before.
    pub device: Option<String>,
}

/// Checks tokens.
#[async_trait::async_trait]
pub trait Authenticator: Send + Sync + 'static {
    /// What resolvers find in their context for this caller. Without a token the caller is nobody in particular,
    /// which is never an error: that is how people sign in.
    async fn authenticate(&self, token: Option<&str>, client: &Client) -> Result<Data, Rejected>;

    /// The same caller as they are now: on a socket, a role may have changed since [`Authenticator::authenticate`]
    /// answered `data`, and its token may have been outlived by a session that was renewed.
    async fn again(&self, data: Arc<Data>) -> Result<Arc<Data>, Rejected> {
        Ok(data)
    }

    /// Whose sockets are counted together; `None` where nobody's.
    fn account(&self, _data: &Data) -> Option<Uuid> {
        None
    }

    /// How many sockets that account may have, where it is another number than everybody's.
    fn most_sockets(&self, _data: &Data) -> Option<usize> {
        None
    }

    /// Counts one request, or one operation on a socket.
    ///
    /// # Errors
    /// [`Rejected::TooFast`], where its account has begun as many of late as it may.
    fn count(&self, _data: &Data) -> Result<(), Rejected> {
        Ok(())
    }

    /// Answers once the caller that `data` names is no longer to be served; never, where it names nobody. `data`
    /// is what [`Authenticator::authenticate`] answered.
    fn ended(&self, _data: &Data) -> BoxFuture<'static, ()> {
        Box::pin(future::pending())
    }
}

/// Why a token was not accepted. The texts are shown to the client.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejected {
    /// Forged, expired or revoked. A new one is needed.
    #[error("{0}")]
    Invalid(String),
    /// It could not be checked. The same one may do later.
    #[error("{0}")]
    Unavailable(String),
    /// Its account has begun as many requests of late as it may. A second later it may again.
    #[error("{0}")]
    TooFast(String),
}

impl From<Rejected> for Problem {
    fn from(rejected: Rejected) -> Self {
        match rejected {
            Rejected::Invalid(message) => Problem::new(StatusCode::UNAUTHORIZED, UNAUTHENTICATED, message)
                .with_header(header::WWW_AUTHENTICATE, "Bearer error=\"invalid_token\""),
            Rejected::Unavailable(message) => {
                Problem::new(StatusCode::SERVICE_UNAVAILABLE, UNAVAILABLE, message)
                    .with_header(header::RETRY_AFTER, RETRY_AFTER)
            }
            Rejected::TooFast(message) => Problem::new(StatusCode::TOO_MANY_REQUESTS, RATE_LIMITED, message)
                .with_header(header::RETRY_AFTER, "1"),
        }
    }
}

const UNAUTHENTICATED: &str = "UNAUTHENTICATED";
/// Nothing was done, and after a moment it may be asked again.
pub(super) const RATE_LIMITED: &str = "RATE_LIMITED";
const BEARER: &str = "The authorization must be `Bearer TOKEN`.";

/// The tokens that came with a request's head.
#[derive(Clone, Debug, Default)]
pub(super) struct Credentials {
    /// From a program: to be answered with an error if it isn't valid.
    bearer: Option<String>,
    /// From a page that the browser vouches for.
    cookie: Option<String>,
}

impl Credentials {
    pub(super) fn of(headers: &HeaderMap, page: RequestOrigin) -> Result<Self, Rejected> {
        let bearer = match headers.get(header::AUTHORIZATION) {
            Some(value) => Some(bearer(value.to_str().unwrap_or_default())?),
            None => None,
        };
        Ok(Self { bearer, cookie: cookie(SESSION_COOKIE, headers, page) })
    }

    /// The same with the token of a socket's `connection_init`, which counts before that of the upgrade.
    pub(super) fn with_payload(
        self,
        payload: &serde_json::Map<String, serde_json::Value>,
    ) -> Result<Self, Rejected> {
        let found = payload.iter().find(|(name, _)| name.eq_ignore_ascii_case("authorization"));
        match found {
            None | Some((_, serde_json::Value::Null)) => Ok(self),
            Some((_, value)) => {
                Ok(Self { bearer: Some(bearer(value.as_str().unwrap_or_default())?), ..self })
            }
        }
    }

    /// The same for one request, which is counted.
    pub(super) async fn admit(self, checker: &dyn Authenticator, client: &Client) -> Result<Data, Rejected> {
        let data = self.check(checker, client).await?;
        checker.count(&data)?;
        Ok(data)
    }

    /// A cookie that isn't valid any more is as good as none: the browser sends it along also when its user wants
    /// to sign in again.
    pub(super) async fn check(self, checker: &dyn Authenticator, client: &Client) -> Result<Data, Rejected> {
        if let Some(token) = self.bearer {
            return checker.authenticate(Some(&token), client).await;
        }
        if let Some(token) = self.cookie {
            match checker.authenticate(Some(&token), client).await {
                Err(Rejected::Invalid(_)) => {}
                decided => return decided,
            }
        }
        checker.authenticate(None, client).await
    }
}

/// A cookie that the browser vouches for.
fn cookie(name: &str, headers: &HeaderMap, page: RequestOrigin) -> Option<String> {
    let cookie = CookieJar::from_headers(headers).get(name).map(|cookie| cookie.value().to_owned());
    cookie.filter(|_| origin::vouched(page, headers))
}

fn bearer(value: &str) -> Result<String, Rejected> {
    match value.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") && !token.trim().is_empty() => {
            Ok(token.trim().to_owned())
        }
        _ => Err(Rejected::Invalid(BEARER.into())),
    }
}

impl Client {
    pub(super) fn of(parts: &Parts, page: RequestOrigin, proxies: &[TrustedProxy]) -> Self {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
        let user_agent = parts.headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
        Self {
            address: peer.map(|peer| proxy::client(peer, &parts.headers, proxies)),
            user_agent: user_agent.map(|text| text.chars().take(256).collect()),
            browser: origin::is_browser(page, &parts.headers),
            device: cookie(DEVICE_COOKIE, &parts.headers, page),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_authorization_is_a_bearer_token() {
        assert_eq!(bearer("bearer  abc").unwrap(), "abc");
        for wrong in ["", "abc", "Bearer ", "Basic YTpi"] {
            assert!(matches!(bearer(wrong), Err(Rejected::Invalid(why)) if why == BEARER), "{wrong}");
        }
    }
}
