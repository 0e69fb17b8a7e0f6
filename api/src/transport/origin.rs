//! Which web pages may call.
//!
//! A browser says in `Origin` which page a request comes from; a page can't change that. So a request from a page
//! of somebody else is refused, also where that page's name was made to resolve to this server (DNS rebinding):
//! its origin then still has the foreign name. Programs send no `Origin` and are not concerned; a cookie alone,
//! without word from the browser, is not believed.

use std::fmt;
use std::net::SocketAddr;
use std::str::FromStr;

use axum::http::{HeaderMap, header};
use url::Url;

/// Scheme, host and port of a web page, as browsers write them: `https://desk.example.com`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin(String);

impl FromStr for Origin {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const RULE: &str = "must be scheme, host and port only, as in https://desk.example.com";
        let url = Url::parse(text.trim()).map_err(|_| RULE)?;
        let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
        let anonymous = url.username().is_empty() && url.password().is_none();
        if !matches!(url.scheme(), "http" | "https") || !bare || !anonymous {
            return Err(RULE);
        }
        Ok(Self(url.origin().ascii_serialization()))
    }
}

impl Origin {
    /// Whether its pages travel encrypted.
    pub fn is_https(&self) -> bool {
        self.0.starts_with("https://")
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// The pages that may call.
#[derive(Clone, Debug)]
pub struct Origins(Vec<Origin>);

/// A request comes from a page that is not on the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ForeignOrigin;

impl Origins {
    /// `public` if any is given, otherwise this machine's own names with the port of `listen`, the address that
    /// the listener is bound to.
    pub fn new(public: &[Origin], listen: SocketAddr) -> Self {
        if !public.is_empty() {
            return Self(public.to_vec());
        }
        let own = |host| format!("http://{host}:{}", listen.port()).parse().ok();
        Self(["127.0.0.1", "localhost", "[::1]"].into_iter().filter_map(own).collect())
    }

    /// Refuses a request that says to come from a page that is not on the list.
    pub(super) fn check(&self, headers: &HeaderMap) -> Result<(), ForeignOrigin> {
        let known = |value: &axum::http::HeaderValue| {
            self.0.iter().any(|origin| origin.0.as_bytes() == value.as_bytes())
        };
        if headers.get_all(header::ORIGIN).iter().all(known) { Ok(()) } else { Err(ForeignOrigin) }
    }

    /// The list in words, for the one who set it up.
    pub fn describe(&self) -> String {
        self.0.iter().map(|origin| origin.0.as_str()).collect::<Vec<_>>().join(", ")
    }
}

/// Whether the browser vouches that a page of this server sent the cookie: by an `Origin`, which [`Origins::check`]
/// has compared, or by saying so where it sends none.
pub(super) fn vouched(headers: &HeaderMap) -> bool {
    let same = headers.get("sec-fetch-site").is_some_and(|site| site == "same-origin");
    headers.contains_key(header::ORIGIN) || same
}

/// Whether a browser sent this. A program can pretend to be one, to its own disadvantage only.
pub(super) fn is_browser(headers: &HeaderMap) -> bool {
    headers.contains_key(header::ORIGIN) || headers.contains_key("sec-fetch-site")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: &'static str, values: &[&'static str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(name, value.parse().unwrap());
        }
        headers
    }

    #[test]
    fn only_listed_pages_may_call() {
        let origins = Origins::new(&[], "127.0.0.1:8080".parse().unwrap());
        for own in ["http://127.0.0.1:8080", "http://localhost:8080", "http://[::1]:8080"] {
            assert_eq!(origins.check(&headers("origin", &[own])), Ok(()));
        }
        for foreign in ["https://evil.example", "http://localhost:8081", "https://localhost:8080", "null", ""]
        {
            assert_eq!(origins.check(&headers("origin", &[foreign])), Err(ForeignOrigin), "{foreign}");
        }
        assert_eq!(
            origins.check(&headers("origin", &["http://localhost:8080", "http://evil.example"])),
            Err(ForeignOrigin)
        );
        assert_eq!(origins.check(&HeaderMap::new()), Ok(()));
    }

    #[test]
    fn a_public_origin_replaces_the_machines_own() {
        let public = ["https://Desk.Example.com:443/".parse().unwrap()];
        let origins = Origins::new(&public, "0.0.0.0:8080".parse().unwrap());
        assert_eq!(origins.describe(), "https://desk.example.com");
        assert_eq!(origins.check(&headers("origin", &["https://desk.example.com"])), Ok(()));
        assert!(origins.check(&headers("origin", &["http://localhost:8080"])).is_err());
    }

    #[test]
    fn an_origin_is_no_address() {
        for wrong in ["desk", "*", "null", "ftp://a", "https://a/b", "https://a?b", "https://u@a", "https://"]
        {
            assert!(wrong.parse::<Origin>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_cookie_needs_the_browsers_word() {
        assert!(!vouched(&HeaderMap::new()));
        assert!(!vouched(&headers("sec-fetch-site", &["cross-site"])));
        assert!(!vouched(&headers("sec-fetch-site", &["none"])));
        assert!(vouched(&headers("sec-fetch-site", &["same-origin"])));
        assert!(vouched(&headers("origin", &["http://localhost:8080"])));
    }
}
