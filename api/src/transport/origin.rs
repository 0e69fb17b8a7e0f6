//! Which web pages may call.
//!
//! A browser says in `Origin` which page a request comes from; a page can't change that. So a request from a page
//! of somebody else is refused, also where that page's name was made to resolve to this server (DNS rebinding):
//! its origin then still has the foreign name. Programs send no `Origin` and are not concerned; a cookie alone,
//! without word from the browser, is not believed.
//!
//! Front ends that are served elsewhere call with a bearer token, where their origin is listed. Browsers let them by
//! the headers of [`Origins::cors`]; the cookie is never theirs.

use std::fmt;
use std::net::SocketAddr;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use axum::http::{HeaderMap, HeaderValue, Method, header};
use tower_http::cors::{AllowHeaders, AllowOrigin, CorsLayer};
use url::{Host, Url};

use super::headers::{EXPOSED, FETCH_SITE};

/// Scheme, host and port of a web page, as browsers write them: `https://desk.example.com`, and
/// `tauri://localhost` for the page of an app.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin(String);

impl FromStr for Origin {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const RULE: &str =
            "must be scheme, host and port only, as in https://desk.example.com or tauri://localhost";
        let url = Url::parse(text.trim()).map_err(|_| RULE)?;
        let bare = matches!(url.path(), "" | "/") && url.query().is_none() && url.fragment().is_none();
        let anonymous = url.username().is_empty() && url.password().is_none();
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or(RULE)?;
        if !bare || !anonymous {
            return Err(RULE);
        }
        match (url.scheme(), url.port()) {
            ("http" | "https", _) => Ok(Self(url.origin().ascii_serialization())),
            // No page comes from there.
            ("ftp" | "ws" | "wss" | "file", _) => Err(RULE),
            (scheme, None) => Ok(Self(format!("{scheme}://{host}"))),
            (scheme, Some(port)) => Ok(Self(format!("{scheme}://{host}:{port}"))),
        }
    }
}

impl Origin {
    /// Whether its pages travel encrypted.
    pub fn is_https(&self) -> bool {
        self.0.starts_with("https://")
    }

    /// Whether its pages come from the machine that the browser runs on, whose names nobody else can have.
    fn is_loopback(&self) -> bool {
        let Ok(url) = Url::parse(&self.0) else { return false };
        let local = match url.host() {
            Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            None => false,
        };
        local && matches!(url.scheme(), "http" | "https")
    }

    /// Host and port, as a request to it names them in `Host`.
    fn authority(&self) -> &str {
        self.0.split_once("://").map_or("", |(_, authority)| authority)
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// The pages that may call.
#[derive(Clone, Debug)]
pub struct Origins {
    own: Vec<Origin>,
    others: Vec<Origin>,
    /// Also every page of the machine that the browser runs on.
    loopback: bool,
}

/// What a request says that it comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum RequestOrigin {
    /// One that is served elsewhere: it may call, as a program does.
    Other,
    /// No page, or one that needs no word: `Origin` is absent.
    Unnamed,
    /// One of this server's own.
    Own,
}

/// A request comes from a page that is not on the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ForeignOrigin;

impl Origins {
    /// `public` if any is given, otherwise this machine's own names with the port of `listen`, the address that
    /// the listener is bound to.
    pub fn new(public: &[Origin], listen: SocketAddr) -> Self {
        let own = match public {
            [] => {
                let own = |host| format!("http://{host}:{}", listen.port()).parse().ok();
                ["127.0.0.1", "localhost", "[::1]"].into_iter().filter_map(own).collect()
            }
            public => public.to_vec(),
        };
        Self { own, others: vec![], loopback: false }
    }

    /// Lets pages call that are served elsewhere: those of `others`, and with `loopback` every page of the machine
    /// that the browser runs on, whatever its port.
    #[must_use]
    pub fn with_others(self, others: &[Origin], loopback: bool) -> Self {
        Self { others: others.to_vec(), loopback, ..self }
    }

    /// Refuses a request that says to come from a page that is not on the list.
    pub(super) fn check(&self, headers: &HeaderMap) -> Result<RequestOrigin, ForeignOrigin> {
        let mut page = RequestOrigin::Unnamed;
        for (index, value) in headers.get_all(header::ORIGIN).iter().enumerate() {
            let known = self.page(value.as_bytes(), headers).ok_or(ForeignOrigin)?;
            // Of several, which no browser sends, the least counts.
            page = if index == 0 { known } else { page.min(known) };
        }
        Ok(page)
    }

    fn page(&self, origin: &[u8], headers: &HeaderMap) -> Option<RequestOrigin> {
        let listed = |list: &[Origin]| list.iter().any(|listed| listed.0.as_bytes() == origin);
        if listed(&self.own) {
            return Some(RequestOrigin::Own);
        }
        if listed(&self.others) {
            return Some(RequestOrigin::Other);
        }
        let text = std::str::from_utf8(origin).ok().filter(|_| self.loopback)?;
        let origin: Origin = text.parse().ok()?;
        if origin.0 != text || !origin.is_loopback() {
            return None;
        }
        // Called by the name that the page itself came from, through a tunnel or a container's port.
        let host = headers.get(header::HOST).map(HeaderValue::as_bytes);
        Some(if host == Some(origin.authority().as_bytes()) {
            RequestOrigin::Own
        } else {
            RequestOrigin::Other
        })
    }

    /// What browsers are told about calls from other origins. Never that they may send the cookie along.
    pub(super) fn cors(self: &Arc<Self>) -> CorsLayer {
        let origins = Arc::clone(self);
        CorsLayer::new()
            .allow_origin(AllowOrigin::predicate(move |_, parts| origins.check(&parts.headers).is_ok()))
            .allow_methods([Method::GET, Method::POST])
            // Clients add headers of their own; none of them is a right.
            .allow_headers(AllowHeaders::mirror_request())
            .expose_headers(EXPOSED)
            .max_age(PREFLIGHT_KEPT)
    }

    /// The list in words, for the one who set it up.
    pub fn describe(&self) -> String {
        let listed = self.own.iter().chain(&self.others).map(|origin| origin.0.as_str());
        listed.chain(self.loopback.then_some("this machine's pages")).collect::<Vec<_>>().join(", ")
    }
}

/// As long as Chromium keeps it at the most.
const PREFLIGHT_KEPT: Duration = Duration::from_secs(7_200);

/// Whether the browser vouches that a page of this server sent the cookie: by an `Origin`, which [`Origins::check`]
/// has compared, or by saying so where it sends none.
pub(super) fn vouched(page: RequestOrigin, headers: &HeaderMap) -> bool {
    let same = || headers.get(FETCH_SITE).is_some_and(|site| site == "same-origin");
    page == RequestOrigin::Own || page == RequestOrigin::Unnamed && same()
}

/// Whether a browser sent this from a page that may have the cookie. A program can pretend to be one, to its own
/// disadvantage only.
pub(super) fn is_browser(page: RequestOrigin, headers: &HeaderMap) -> bool {
    page == RequestOrigin::Own || page == RequestOrigin::Unnamed && headers.contains_key(FETCH_SITE)
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
            assert_eq!(origins.check(&headers("origin", &[own])), Ok(RequestOrigin::Own));
        }
        for foreign in ["https://evil.example", "http://localhost:8081", "https://localhost:8080", "null", ""]
        {
            assert_eq!(origins.check(&headers("origin", &[foreign])), Err(ForeignOrigin), "{foreign}");
        }
        assert_eq!(
            origins.check(&headers("origin", &["http://localhost:8080", "http://evil.example"])),
            Err(ForeignOrigin)
        );
        assert_eq!(origins.check(&HeaderMap::new()), Ok(RequestOrigin::Unnamed));
    }

    #[test]
    fn a_public_origin_replaces_the_machines_own() {
        let public = ["https://Desk.Example.com:443/".parse().unwrap()];
        let origins = Origins::new(&public, "0.0.0.0:8080".parse().unwrap());
        assert_eq!(origins.describe(), "https://desk.example.com");
        assert_eq!(origins.check(&headers("origin", &["https://desk.example.com"])), Ok(RequestOrigin::Own));
        let machine = origins.check(&headers("origin", &["http://localhost:8080"]));
        assert!(matches!(machine, Err(ForeignOrigin)), "{machine:?}");
    }

    #[test]
    fn a_page_that_is_served_elsewhere_may_call_where_it_is_listed() {
        let others = ["http://localhost:5173", "tauri://localhost"].map(|origin| origin.parse().unwrap());
        let origins = Origins::new(&[], "127.0.0.1:8080".parse().unwrap()).with_others(&others, false);
        for other in ["http://localhost:5173", "tauri://localhost"] {
            assert_eq!(origins.check(&headers("origin", &[other])), Ok(RequestOrigin::Other), "{other}");
        }
        for foreign in ["http://localhost:5174", "https://localhost:5173", "tauri://localhost:1", "null"] {
            assert_eq!(origins.check(&headers("origin", &[foreign])), Err(ForeignOrigin), "{foreign}");
        }
        let both = headers("origin", &["http://localhost:8080", "http://localhost:5173"]);
        assert_eq!(origins.check(&both), Ok(RequestOrigin::Other));
    }

    #[test]
    fn a_demo_lets_every_page_of_the_browsers_machine_call() {
        let origins = Origins::new(&[], "127.0.0.1:8080".parse().unwrap()).with_others(&[], true);
        for other in
            ["http://localhost:5173", "http://127.0.0.1:3000", "https://[::1]", "http://tauri.localhost"]
        {
            assert_eq!(origins.check(&headers("origin", &[other])), Ok(RequestOrigin::Other), "{other}");
        }
        for foreign in [
            "null",
            "http://localhost.evil.example",
            "http://evillocalhost",
            "http://127.0.0.1.evil.example",
            "http://10.0.0.1",
            "http://LOCALHOST:5173",
            "http://localhost:5173/",
            "file://",
        ] {
            assert_eq!(origins.check(&headers("origin", &[foreign])), Err(ForeignOrigin), "{foreign}");
        }
        let mut tunnel = headers("origin", &["http://localhost:9090"]);
        tunnel.insert("host", "localhost:9090".parse().unwrap());
        assert_eq!(origins.check(&tunnel), Ok(RequestOrigin::Own), "the page itself, through a tunnel");
        let mut rebound = headers("origin", &["http://evil.example:8080"]);
        rebound.insert("host", "evil.example:8080".parse().unwrap());
        assert_eq!(origins.check(&rebound), Err(ForeignOrigin));
    }

    #[test]
    fn an_origin_is_no_address() {
        for wrong in [
            "desk",
            "*",
            "null",
            "ftp://a",
            "wss://a",
            "https://a/b",
            "https://a?b",
            "https://u@a",
            "https://",
            "file:///",
            "file://a",
            "tauri://",
            "tauri:localhost",
            "tauri://localhost/index.html",
            "data:,x",
        ] {
            let told = wrong.parse::<Origin>().unwrap_err();
            assert!(told.starts_with("must be scheme, host and port only"), "{wrong}: {told}");
        }
    }

    #[test]
    fn an_app_has_a_scheme_of_its_own() {
        for (text, origin) in [
            ("tauri://localhost", "tauri://localhost"),
            ("http://tauri.localhost/", "http://tauri.localhost"),
            ("capacitor://localhost", "capacitor://localhost"),
            ("app://-", "app://-"),
            ("app://desk:8080", "app://desk:8080"),
        ] {
            assert_eq!(text.parse::<Origin>().unwrap().to_string(), origin);
        }
    }

    #[test]
    fn a_cookie_needs_the_browsers_word() {
        assert!(!vouched(RequestOrigin::Unnamed, &HeaderMap::new()));
        assert!(!vouched(RequestOrigin::Unnamed, &headers("sec-fetch-site", &["cross-site"])));
        assert!(!vouched(RequestOrigin::Unnamed, &headers("sec-fetch-site", &["none"])));
        assert!(vouched(RequestOrigin::Unnamed, &headers("sec-fetch-site", &["same-origin"])));
        assert!(vouched(RequestOrigin::Own, &headers("origin", &["http://localhost:8080"])));
        assert!(!vouched(RequestOrigin::Other, &headers("sec-fetch-site", &["same-origin"])));
    }
}
